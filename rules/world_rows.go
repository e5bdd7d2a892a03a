package rules

// The worlds of payment schedules and of the rows of reports. Sick days are
// left out: they are nobody's business in a message.

// PaymentSchedule is a planned billing of a project in rules.
type PaymentSchedule struct {
	ID      int    `expr:"id" doc:"MOCO's id of the planned billing" example:"payment_schedule.id > 0"`
	Title   string `expr:"title" doc:"the title; may be empty" example:"payment_schedule.title contains \"Abnahme\""`
	Date    Date   `expr:"date" doc:"the day on which it is to be billed" example:"payment_schedule.date <= today + days(7)"`
	Net     Money  `expr:"net" doc:"the amount without tax, in the project's currency" example:"payment_schedule.net >= money(5000, project.currency)"`
	Checked bool   `expr:"checked" doc:"ticked off by hand in MOCO" example:"not payment_schedule.checked"`
	Billed  bool   `expr:"billed" doc:"whether it was billed" example:"not payment_schedule.billed and payment_schedule.date < today"`
}

// moneyRow is a row of a report on money. MOCO does not name the currency of
// its amounts: it is the account's.
type moneyRow struct {
	RecordID    int    `expr:"record_id" doc:"MOCO's id of what it is about, such as an invoice" example:"ROW.record_id > 0"`
	Kind        string `expr:"kind" doc:"MOCO's word for what it is, such as invoice_created or incoming_expenses" example:"ROW.kind == \"invoice_created\""`
	Description string `expr:"description" doc:"the description" example:"ROW.description contains \"Retainer\""`
	Date        Date   `expr:"date" doc:"its date" example:"ROW.date >= today - days(7)"`
	Amount      Number `expr:"amount" doc:"the amount in the account's currency, which MOCO does not name: it compares with bare numbers" example:"ROW.amount > 5000"`
	Customer    string `expr:"customer" doc:"the customer's or supplier's name" example:"ROW.customer contains \"GmbH\""`
	CustomerID  int    `expr:"customer_id" doc:"MOCO's id of the company" example:"ROW.customer_id > 0"`
	User        string `expr:"user" doc:"whose it is, first and last name" example:"ROW.user == \"Jane Doe\""`
}

// Cashflow is a row of MOCO's report on cashflow, with tax.
type Cashflow struct{ moneyRow }

// Finance is a row of MOCO's report on revenue and expenses, without tax.
type Finance struct{ moneyRow }

// Utilization is a row of MOCO's report on hours: one person on one day.
type Utilization struct {
	Date            Date   `expr:"date" doc:"the day" example:"utilization.date >= today - days(7)"`
	UserID          int    `expr:"user_id" doc:"MOCO's id of the person" example:"utilization.user_id > 0"`
	User            string `expr:"user" doc:"who, first and last name; empty if the job does not pull users" example:"utilization.user == \"Jane Doe\""`
	TargetHours     Number `expr:"target_hours" doc:"the hours to work" example:"utilization.target_hours > 0"`
	BillableHours   Number `expr:"billable_hours" doc:"the hours that can be billed" example:"utilization.billable_hours * 2 < utilization.target_hours"`
	UnbillableHours Number `expr:"unbillable_hours" doc:"the other hours" example:"utilization.unbillable_hours > 4.5"`
}

// Absence is a row of MOCO's report on absences: one person in one year.
type Absence struct {
	UserID       int    `expr:"user_id" doc:"MOCO's id of the person" example:"absence.user_id > 0"`
	User         string `expr:"user" doc:"who, first and last name" example:"absence.user == \"Jane Doe\""`
	VacationDays Number `expr:"total_vacation_days" doc:"the days of vacation in the year" example:"absence.total_vacation_days - absence.used_vacation_days > 10"`
	Used         Number `expr:"used_vacation_days" doc:"those that were taken" example:"absence.used_vacation_days == 0"`
	Planned      Number `expr:"planned_vacation_days" doc:"those that are planned" example:"absence.planned_vacation_days < 5"`
}

// PlannedVsTracked is a row of MOCO's report that compares planned with tracked
// hours: one person on one project.
type PlannedVsTracked struct {
	UserID        int    `expr:"user_id" doc:"MOCO's id of the person" example:"planned_vs_tracked.user_id > 0"`
	User          string `expr:"user" doc:"who, first and last name" example:"planned_vs_tracked.user == \"Jane Doe\""`
	Unit          string `expr:"unit" doc:"the team" example:"planned_vs_tracked.unit == \"Design\""`
	ProjectID     int    `expr:"project_id" doc:"MOCO's id of the project" example:"planned_vs_tracked.project_id > 0"`
	ProjectNumber string `expr:"project_number" doc:"the project number" example:"planned_vs_tracked.project_number startsWith \"P\""`
	Project       string `expr:"project" doc:"the project's name" example:"planned_vs_tracked.project contains \"Relaunch\""`
	Customer      string `expr:"customer" doc:"the customer's name" example:"planned_vs_tracked.customer contains \"GmbH\""`
	TrackedHours  Number `expr:"tracked_hours" doc:"the hours worked" example:"planned_vs_tracked.tracked_hours > planned_vs_tracked.planned_hours + 8"`
	PlannedHours  Number `expr:"planned_hours" doc:"the hours planned" example:"planned_vs_tracked.planned_hours > 0"`
	Delta         Number `expr:"delta" doc:"MOCO's difference of the two" example:"planned_vs_tracked.delta > 8 or planned_vs_tracked.delta < -8"`
	Quota         Number `expr:"quota" doc:"MOCO's share of the two in per cent" example:"planned_vs_tracked.quota > 110"`
}

type scheduleWorld struct {
	PaymentSchedule PaymentSchedule `expr:"payment_schedule"`
	Project         Project         `expr:"project"`
	common
}

type cashflowWorld struct {
	Cashflow Cashflow `expr:"cashflow"`
	common
}

type financeWorld struct {
	Finance Finance `expr:"finance"`
	common
}

type utilizationWorld struct {
	Utilization Utilization `expr:"utilization"`
	common
}

type absenceWorld struct {
	Absence Absence `expr:"absence"`
	common
}

type plannedWorld struct {
	PlannedVsTracked PlannedVsTracked `expr:"planned_vs_tracked"`
	common
}
