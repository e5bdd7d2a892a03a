package rules

import (
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// PaymentScheduleWords are a planned billing in templates.
type PaymentScheduleWords struct{ Title, Net, Date string }

// MoneyRowWords are a row of the reports on cashflow and finance in templates.
// The amount is in the account's currency, which MOCO does not name.
type MoneyRowWords struct{ Kind, Description, Date, Amount, Customer, User string }

// UtilizationWords are one person on one day in templates.
type UtilizationWords struct{ User, Date, TargetHours, BillableHours, UnbillableHours string }

// AbsenceWords are one person's vacation in templates, in days.
type AbsenceWords struct{ User, Total, Used, Planned string }

// PlannedVsTrackedWords are one person on one project in templates.
type PlannedVsTrackedWords struct {
	User, Unit, ProjectNumber, Project, Customer string
	TrackedHours, PlannedHours, Delta, Quota     string
}

// rowWords fills the words of payment schedules and of rows of reports.
func (s *subject) rowWords(w *Words, money func(Money) string, day func(Date) string) {
	number := func(n Number) string { return s.run.Language.Number(billing.Decimal(n)) }
	row := func(v moneyRow) MoneyRowWords {
		return MoneyRowWords{v.Kind, v.Description, day(v.Date), number(v.Amount), v.Customer, v.User}
	}
	switch v := s.world.(type) {
	case *scheduleWorld:
		p := v.PaymentSchedule
		w.PaymentSchedule = PaymentScheduleWords{p.Title, money(p.Net), day(p.Date)}
		w.project(v.Project, day)
	case *cashflowWorld:
		w.Cashflow = row(v.Cashflow.moneyRow)
	case *financeWorld:
		w.Finance = row(v.Finance.moneyRow)
	case *utilizationWorld:
		u := v.Utilization
		w.Utilization = UtilizationWords{s.Name, day(u.Date), number(u.TargetHours), number(u.BillableHours), number(u.UnbillableHours)}
	case *absenceWorld:
		a := v.Absence
		w.Absence = AbsenceWords{a.User, number(a.VacationDays), number(a.Used), number(a.Planned)}
	case *plannedWorld:
		p := v.PlannedVsTracked
		w.PlannedVsTracked = PlannedVsTrackedWords{
			p.User, p.Unit, p.ProjectNumber, p.Project, p.Customer,
			number(p.TrackedHours), number(p.PlannedHours), number(p.Delta), number(p.Quota),
		}
	}
}

// rowText is the shipped text about a payment schedule or a row of a report.
func (s *subject) rowText(money func(Money) string) string {
	var w Words
	s.rowWords(&w, money, func(d Date) string { return billing.Date(d).Format(s.run.Language) })
	switch s.world.(type) {
	case *scheduleWorld:
		p := w.PaymentSchedule
		return joined(w.Customer.Name, strings.TrimSpace(w.Project.Number+" "+w.Project.Name), p.Title) +
			fmt.Sprintf(s.pick(": %s netto am %s abzurechnen", ": %s net to be billed on %s"), p.Net, p.Date)
	case *cashflowWorld:
		return w.Cashflow.text()
	case *financeWorld:
		return w.Finance.text()
	case *utilizationWorld:
		u := w.Utilization
		return fmt.Sprintf(s.pick("%s am %s: %s von %s Stunden verrechenbar", "%s on %s: %s of %s hours billable"), u.User, u.Date, u.BillableHours, u.TargetHours)
	case *absenceWorld:
		a := w.Absence
		return fmt.Sprintf(s.pick("%s: %s von %s Urlaubstagen genommen, %s geplant", "%s: %s of %s days of vacation taken, %s planned"), a.User, a.Used, a.Total, a.Planned)
	case *plannedWorld:
		p := w.PlannedVsTracked
		return fmt.Sprintf(s.pick("%s, %s: %s Stunden erfasst, %s geplant", "%s, %s: %s hours tracked, %s planned"),
			p.User, strings.TrimSpace(p.ProjectNumber+" "+p.Project), p.TrackedHours, p.PlannedHours)
	}
	return s.Label
}

func (w MoneyRowWords) text() string {
	return joined(w.Customer, w.Description, w.Kind, w.Date) + ": " + w.Amount
}

// joined puts commas between the parts that are there.
func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = oneLine(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}
