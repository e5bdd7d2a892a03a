package ruletest

import (
	"cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

// row is a subject beside invoices and what belongs to them: a planned billing,
// or a row of one of MOCO's reports. To add one: an entry in rows.
type row struct {
	name string // as for_each has it, in the singular
	doc  string
	keys func() keys
	read func(*scene, *diag.Fields) billing.ID
}

func rows() []row {
	return []row{
		{"payment_schedule", "or the planned billing of a project", scheduleKeys, (*scene).schedule},
		{"cashflow", "or the row of the report on cashflow", moneyRowKeys, (*scene).cashflow},
		{"finance", "or the row of the report on revenue and expenses", moneyRowKeys, (*scene).finance},
		{"utilization", "or the row of the report on hours: a person on a day", utilizationKeys, (*scene).utilization},
		{"absence", "or the row of the report on absences: a person in a year", absenceKeys, (*scene).absence},
		{"planned_vs_tracked", "or the row of the report on planned hours: a person on a project", plannedKeys, (*scene).planned},
	}
}

func number() object { return object{"type": []string{"number", "string"}} }

func scheduleKeys() keys {
	return keys{
		{"title", false, "the title", label()},
		{"date", true, "the day on which it is to be billed", day()},
		{"net", true, "the amount without tax, such as 5000.00 EUR", amount()},
		{"checked", false, "ticked off by hand in MOCO", boolean()},
		{"billed", false, "whether it was billed", boolean()},
		{"project", false, "the project; one of its own if left out", projectKeys().schema()},
	}
}

func moneyRowKeys() keys {
	return keys{
		{"record_id", false, "MOCO's id of what it is about; 1 if left out", whole(1)},
		{"kind", true, "MOCO's word for what it is, such as invoice_created", text()},
		{"date", true, "its date", day()},
		{"amount", true, "the amount in the account's currency, without it", number()},
		{"description", false, "the description", label()},
		{"customer", false, "the customer's or supplier's name", label()},
		{"user", false, "whose it is, first and last name", text()},
	}
}

func utilizationKeys() keys {
	return keys{
		{"user", false, "who, first and last name", text()},
		{"date", true, "the day", day()},
		{"target_hours", false, "the hours to work", number()},
		{"billable_hours", false, "the hours that can be billed", number()},
		{"unbillable_hours", false, "the other hours", number()},
	}
}

func absenceKeys() keys {
	return keys{
		{"user", false, "who, first and last name", text()},
		{"total_vacation_days", false, "the days of vacation in the year", number()},
		{"used_vacation_days", false, "those that were taken", number()},
		{"planned_vacation_days", false, "those that are planned", number()},
	}
}

func plannedKeys() keys {
	return keys{
		{"user", false, "who, first and last name", text()},
		{"unit", false, "the team", text()},
		{"project", false, "the project's name", label()},
		{"project_number", false, "the project number", label()},
		{"customer", false, "the customer's name", label()},
		{"tracked_hours", false, "the hours worked", number()},
		{"planned_hours", false, "the hours planned", number()},
		{"delta", false, "MOCO's difference of the two", number()},
		{"quota", false, "MOCO's share of the two in per cent", number()},
	}
}

func (s *scene) schedule(f *diag.Fields) billing.ID {
	net := s.money(f, "net")
	p := f.Map("project", "project", projectKeys().names()...)
	if p.Node != nil && p.Has("currency") && p.String("currency") != net.Currency {
		f.Errorf("net", "money", "net: the project is in %s", p.String("currency"))
	}
	id := s.project(p)
	project := &s.Projects[len(s.Projects)-1]
	project.Currency = cmp.Or(net.Currency, project.Currency)
	s.Schedules = append(s.Schedules, billing.PaymentSchedule{
		ID: 1, Title: f.String("title"), Date: s.date(f, "date"), NetTotal: net.Decimal(), Checked: f.Bool("checked"), Billed: f.Bool("billed"),
		Project: billing.NamedRef{ID: id, Identifier: project.Identifier, Name: project.Name},
	})
	return 1
}

func (s *scene) cashflow(f *diag.Fields) billing.ID {
	s.Cashflow = append(s.Cashflow, billing.CashflowRow(s.moneyRow(f)))
	return s.Cashflow[0].RecordID
}

func (s *scene) finance(f *diag.Fields) billing.ID {
	r := s.moneyRow(f)
	s.Finance = append(s.Finance, billing.FinanceRow{
		RecordID: r.RecordID, CompanyID: r.CompanyID, Description: r.Description, UserID: r.UserID,
		NetAmountInAccountCurrency: r.AmountInAccountCurrency, Kind: r.Kind, Company: r.Company, User: r.User, Date: r.Date,
	})
	return r.RecordID
}

// moneyRow reads what the two reports on money have in common.
func (s *scene) moneyRow(f *diag.Fields) billing.CashflowRow {
	return billing.CashflowRow{
		RecordID: billing.ID(max(1, f.Int("record_id", 1, 1_000_000_000))), CompanyID: 1, Description: f.String("description"), UserID: 1,
		AmountInAccountCurrency: s.decimal(f, "amount"), Kind: f.String("kind"), Company: billing.NamedRef{ID: 1, Name: f.String("customer")},
		User: person(f.String("user")), Date: s.date(f, "date"),
	}
}

func (s *scene) utilization(f *diag.Fields) billing.ID {
	user := person(f.String("user"))
	user.ID = 1
	s.Users = append(s.Users, billing.User{UserRef: user, Active: true})
	s.Utilization = append(s.Utilization, billing.UtilizationRow{
		Date: s.date(f, "date"), UserID: 1, TargetHours: s.decimal(f, "target_hours"),
		BillableHours: s.decimal(f, "billable_hours"), UnbillableHours: s.decimal(f, "unbillable_hours"),
	})
	return 1
}

func (s *scene) absence(f *diag.Fields) billing.ID {
	user := person(f.String("user"))
	user.ID = 1
	s.Absences = append(s.Absences, billing.AbsenceRow{
		User: user, TotalVacationDays: s.decimal(f, "total_vacation_days"),
		UsedVacationDays: s.decimal(f, "used_vacation_days"), PlannedVacationDays: s.decimal(f, "planned_vacation_days"),
	})
	return 1
}

func (s *scene) planned(f *diag.Fields) billing.ID {
	user := person(f.String("user"))
	r := billing.PlannedVsTrackedRow{
		UserID: 1, ProjectID: 1, TrackedHours: s.decimal(f, "tracked_hours"), PlannedHours: s.decimal(f, "planned_hours"),
		Delta: s.decimal(f, "delta"), Quota: s.decimal(f, "quota"),
	}
	r.User.Firstname, r.User.Name, r.User.Unit.Name = user.Firstname, user.Lastname, f.String("unit")
	r.Project.Identifier, r.Project.Name, r.Project.Company.Name = f.String("project_number"), f.String("project"), f.String("customer")
	s.PlannedVsTracked = append(s.PlannedVsTracked, r)
	return 1
}

// decimal is a plain number such as 7.5.
func (s *scene) decimal(f *diag.Fields, key string) billing.Decimal {
	d, _ := diag.Value(f, key, "type", billing.ParseDecimal)
	return d
}
