package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Period is the time that a report covers, both days included. Zero: MOCO's
// default, the current year.
type Period struct {
	From billing.Date `url:"from"`
	To   billing.Date `url:"to"`
}

// CashflowRow is money in or out (docs: sections/reports.md).
type CashflowRow struct {
	RecordID                billing.ID      `json:"record_id,omitzero"`
	CompanyID               billing.ID      `json:"company_id,omitzero"`
	Description             string          `json:"description,omitzero"`
	UserID                  billing.ID      `json:"user_id,omitzero"`
	AmountInAccountCurrency billing.Decimal `json:"amount_in_account_currency"`
	Kind                    string          `json:"kind,omitzero"` // such as invoice_created
	Date                    billing.Date    `json:"date,omitzero"`
	Company                 Ref             `json:"company,omitzero"`
	User                    UserRef         `json:"user,omitzero"`
	Extra
}

// FinanceRow is revenue or an expense (docs: sections/reports.md).
type FinanceRow struct {
	RecordID                   billing.ID      `json:"record_id,omitzero"`
	CompanyID                  billing.ID      `json:"company_id,omitzero"`
	Description                string          `json:"description,omitzero"`
	UserID                     billing.ID      `json:"user_id,omitzero"`
	NetAmountInAccountCurrency billing.Decimal `json:"net_amount_in_account_currency"`
	Kind                       string          `json:"kind,omitzero"` // such as invoice_created
	Date                       billing.Date    `json:"date,omitzero"`
	Company                    Ref             `json:"company,omitzero"`
	User                       UserRef         `json:"user,omitzero"`
	Extra
}

// AbsenceRow are a user's days off in a year (docs: sections/reports.md).
type AbsenceRow struct {
	User                UserRef         `json:"user,omitzero"`
	TotalVacationDays   billing.Decimal `json:"total_vacation_days"`
	UsedVacationDays    billing.Decimal `json:"used_vacation_days"`
	PlannedVacationDays billing.Decimal `json:"planned_vacation_days"`
	Sickdays            billing.Decimal `json:"sickdays"`
	Extra
}

// UtilizationRow are a user's hours on a day (docs: sections/reports.md).
type UtilizationRow struct {
	Date              billing.Date    `json:"date,omitzero"`
	UserID            billing.ID      `json:"user_id,omitzero"`
	TargetHours       billing.Decimal `json:"target_hours"`
	BillableHours     billing.Decimal `json:"billable_hours"`
	UnbillableHours   billing.Decimal `json:"unbillable_hours"`
	BillableSeconds   billing.Decimal `json:"billable_seconds"` // 0 and 0.0 on the wire
	UnbillableSeconds billing.Decimal `json:"unbillable_seconds"`
	Extra
}

// PlannedVsTrackedRow compares a user's planned hours on a project with his
// tracked ones (docs: sections/reports.md).
type PlannedVsTrackedRow struct {
	UserID       billing.ID      `json:"user_id,omitzero"`
	ProjectID    billing.ID      `json:"project_id,omitzero"`
	TrackedHours billing.Decimal `json:"tracked_hours"`
	PlannedHours billing.Decimal `json:"planned_hours"`
	Delta        billing.Decimal `json:"delta"` // hours
	Quota        billing.Decimal `json:"quota"` // per cent
	User         PlannedUser     `json:"user,omitzero"`
	Project      PlannedProject  `json:"project,omitzero"`
	Extra
}

// PlannedUser is the user of a PlannedVsTrackedRow.
type PlannedUser struct {
	ID        billing.ID `json:"id,omitzero"`
	Firstname string     `json:"firstname,omitzero"`
	Name      string     `json:"name,omitzero"` // the last name
	Initials  string     `json:"initials,omitzero"`
	Color     string     `json:"color,omitzero"`
	Unit      Ref        `json:"unit,omitzero"`
	Extra
}

// PlannedProject is the project of a PlannedVsTrackedRow.
type PlannedProject struct {
	ID         billing.ID `json:"id,omitzero"`
	Identifier string     `json:"identifier,omitzero"`
	Name       string     `json:"name,omitzero"`
	Company    Ref        `json:"company,omitzero"`
	Extra
}

// CashflowQuery filters the report on cashflow. Zero fields do not filter.
type CashflowQuery struct {
	Period
	Term  string   `url:"term"` // search
	Kinds []string `url:"kinds"`
}

// FinanceQuery filters the report on finance. Zero fields do not filter.
type FinanceQuery struct {
	Period
	Term      string     `url:"term"` // search
	CompanyID billing.ID `url:"company_id"`
	Kinds     []string   `url:"kinds"`
}

// AbsenceQuery filters the report on absences. Zero fields do not filter.
type AbsenceQuery struct {
	Year   int    `url:"year"` // 0: the current one
	Active Choice `url:"active"`
}

// PlannedVsTrackedQuery filters the report that compares planned with tracked
// hours. Zero fields do not filter.
type PlannedVsTrackedQuery struct {
	Period
	UserIDs   []billing.ID `url:"user_ids"`
	ProjectID billing.ID   `url:"project_id"`
}

// ReportReader reads reports. Their rows have no id: Row.ID is 0.
type ReportReader struct{ *conn }

// Cashflow is the report on money in and out.
//
//moco:operation GET /report/cashflow
func (s ReportReader) Cashflow(ctx context.Context, q CashflowQuery) iter.Seq2[Row[CashflowRow], error] {
	return report[CashflowRow](ctx, s.conn, "/report/cashflow", q)
}

// Finance is the report on revenue and expenses.
//
//moco:operation GET /report/finance
func (s ReportReader) Finance(ctx context.Context, q FinanceQuery) iter.Seq2[Row[FinanceRow], error] {
	return report[FinanceRow](ctx, s.conn, "/report/finance", q)
}

// Absences is the report on vacation and sick days of one year.
//
//moco:operation GET /report/absences
func (s ReportReader) Absences(ctx context.Context, q AbsenceQuery) iter.Seq2[Row[AbsenceRow], error] {
	return report[AbsenceRow](ctx, s.conn, "/report/absences", q)
}

// Utilization is the report on hours by person and day.
//
//moco:operation GET /report/utilization
func (s ReportReader) Utilization(ctx context.Context, q Period) iter.Seq2[Row[UtilizationRow], error] {
	return report[UtilizationRow](ctx, s.conn, "/report/utilization", q)
}

// PlannedVsTracked is the report that compares planned with tracked hours by
// person and project.
//
//moco:operation GET /report/planned_vs_tracked
func (s ReportReader) PlannedVsTracked(ctx context.Context, q PlannedVsTrackedQuery) iter.Seq2[Row[PlannedVsTrackedRow], error] {
	return report[PlannedVsTrackedRow](ctx, s.conn, "/report/planned_vs_tracked", q)
}
