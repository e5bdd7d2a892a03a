package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// schedules are the planned billings, with their projects.
func (r *run) schedules() []*subject {
	projects := map[billing.ID]billing.Project{}
	for _, p := range r.Snapshot.Projects {
		projects[p.ID] = p
	}
	var out []*subject
	for _, s := range r.Snapshot.Schedules {
		p, ok := projects[s.Project.ID]
		if !ok {
			p = billing.Project{ID: s.Project.ID, Identifier: s.Project.Identifier, Name: s.Project.Name}
		}
		net, _ := billing.NewMoney(s.NetTotal, p.Currency) // unknown without the project's currency: comparing then fails
		v := PaymentSchedule{ID: int(s.ID), Title: s.Title, Date: Date(s.Date), Net: Money(net), Checked: s.Checked, Billed: s.Billed}
		out = append(out, &subject{
			Subject: plan.Subject{Kind: "payment_schedule", ID: s.ID, Label: cmp.Or(p.Identifier, fmt.Sprintf("payment schedule %d", s.ID)), Name: p.Customer.Name},
			run:     r, world: &scheduleWorld{PaymentSchedule: v, Project: viewProject(p), common: r.common()},
		})
	}
	return byID(out)
}

func (r *run) cashflow() []*subject {
	var out []*subject
	for _, row := range r.Snapshot.Cashflow {
		v := viewMoneyRow(row.RecordID, row.CompanyID, row.Kind, row.Description, row.Date, row.AmountInAccountCurrency, row.Company, row.User)
		out = append(out, v.subject(r, "cashflow", &cashflowWorld{Cashflow: Cashflow{v}, common: r.common()}))
	}
	return apart(out)
}

func (r *run) finance() []*subject {
	var out []*subject
	for _, row := range r.Snapshot.Finance {
		v := viewMoneyRow(row.RecordID, row.CompanyID, row.Kind, row.Description, row.Date, row.NetAmountInAccountCurrency, row.Company, row.User)
		out = append(out, v.subject(r, "finance", &financeWorld{Finance: Finance{v}, common: r.common()}))
	}
	return apart(out)
}

func viewMoneyRow(record, company billing.ID, kind, description string, date billing.Date, amount billing.Decimal, name billing.NamedRef, user billing.UserRef) moneyRow {
	return moneyRow{
		RecordID: int(record), Kind: kind, Description: description, Date: Date(date), Amount: Number(amount),
		Customer: name.Name, CustomerID: int(cmp.Or(company, name.ID)), User: user.Name(),
	}
}

func (v moneyRow) subject(r *run, kind string, world any) *subject {
	return &subject{
		Subject: plan.Subject{Kind: kind, ID: billing.ID(v.RecordID), Label: cmp.Or(oneLine(v.Description), v.Kind), Name: v.Customer},
		run:     r, world: world, part: fmt.Sprintf("%s:%s:%s", v.Kind, billing.Date(v.Date), billing.Decimal(v.Amount)),
	}
}

func (r *run) utilization() []*subject {
	names := map[billing.ID]string{}
	for _, u := range r.Snapshot.Users {
		names[u.ID] = u.Name()
	}
	var out []*subject
	for _, row := range r.Snapshot.Utilization {
		v := Utilization{
			Date: Date(row.Date), UserID: int(row.UserID), User: names[row.UserID], TargetHours: Number(row.TargetHours),
			BillableHours: Number(row.BillableHours), UnbillableHours: Number(row.UnbillableHours),
		}
		who := cmp.Or(v.User, fmt.Sprintf("user %d", v.UserID))
		out = append(out, &subject{
			Subject: plan.Subject{Kind: "utilization", ID: row.UserID, Label: who + " " + row.Date.String(), Name: who},
			run:     r, world: &utilizationWorld{Utilization: v, common: r.common()}, part: row.Date.String(),
		})
	}
	return apart(out)
}

func (r *run) absences() []*subject {
	var out []*subject
	for _, row := range r.Snapshot.Absences {
		v := Absence{
			UserID: int(row.User.ID), User: row.User.Name(), VacationDays: Number(row.TotalVacationDays),
			Used: Number(row.UsedVacationDays), Planned: Number(row.PlannedVacationDays),
		}
		out = append(out, &subject{
			Subject: plan.Subject{Kind: "absence", ID: row.User.ID, Label: v.User, Name: v.User},
			run:     r, world: &absenceWorld{Absence: v, common: r.common()}, part: fmt.Sprint(r.Snapshot.Period.To.Year),
		})
	}
	return apart(out)
}

func (r *run) planned() []*subject {
	var out []*subject
	for _, row := range r.Snapshot.PlannedVsTracked {
		v := PlannedVsTracked{
			UserID: int(cmp.Or(row.UserID, row.User.ID)), User: billing.UserRef{Firstname: row.User.Firstname, Lastname: row.User.Name}.Name(), Unit: row.User.Unit.Name,
			ProjectID: int(cmp.Or(row.ProjectID, row.Project.ID)), ProjectNumber: row.Project.Identifier, Project: row.Project.Name, Customer: row.Project.Company.Name,
			TrackedHours: Number(row.TrackedHours), PlannedHours: Number(row.PlannedHours), Delta: Number(row.Delta), Quota: Number(row.Quota),
		}
		out = append(out, &subject{
			Subject: plan.Subject{Kind: "planned_vs_tracked", ID: billing.ID(v.UserID), Label: strings.TrimSpace(v.User + " " + v.ProjectNumber), Name: v.Customer},
			run:     r, world: &plannedWorld{PlannedVsTracked: v, common: r.common()}, part: fmt.Sprintf("%d:%s", v.ProjectID, r.Snapshot.Period),
		})
	}
	return apart(out)
}

// apart sorts the rows of a report and numbers those that look alike, so that
// each has a key of its own in messages. Keys are divided by bars.
func apart(list []*subject) []*subject {
	slices.SortStableFunc(list, func(a, b *subject) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), strings.Compare(a.part, b.part), strings.Compare(a.Label, b.Label))
	})
	seen := map[string]int{}
	for _, s := range list {
		s.part = strings.ReplaceAll(oneLine(s.part), "|", "/")
		key := fmt.Sprintf("%d:%s", s.ID, s.part)
		if seen[key]++; seen[key] > 1 {
			s.part += fmt.Sprintf("#%d", seen[key])
		}
	}
	return list
}
