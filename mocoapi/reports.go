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

// LedgerQuery filters the reports on money. Zero fields do not filter.
type LedgerQuery struct {
	Period
	Term string `url:"term"` // search
}

// AbsenceQuery filters the report on absences. Zero fields do not filter.
type AbsenceQuery struct {
	Year   int    `url:"year"` // 0: the current one
	Active Choice `url:"active"`
}

// ReportReader reads reports. Their rows have no id: Row.ID is 0.
type ReportReader struct{ *conn }

// Cashflow is the report on money in and out (docs: sections/reports.md).
//
//moco:operation GET /report/cashflow
func (s ReportReader) Cashflow(ctx context.Context, q LedgerQuery) iter.Seq2[Row[billing.CashflowRow], error] {
	return report[billing.CashflowRow](ctx, s.conn, "/report/cashflow", q)
}

// Finance is the report on revenue and expenses.
//
//moco:operation GET /report/finance
func (s ReportReader) Finance(ctx context.Context, q LedgerQuery) iter.Seq2[Row[billing.FinanceRow], error] {
	return report[billing.FinanceRow](ctx, s.conn, "/report/finance", q)
}

// Absences is the report on vacation and sick days of one year.
//
//moco:operation GET /report/absences
func (s ReportReader) Absences(ctx context.Context, q AbsenceQuery) iter.Seq2[Row[billing.AbsenceRow], error] {
	return report[billing.AbsenceRow](ctx, s.conn, "/report/absences", q)
}

// Utilization is the report on hours by person and day.
//
//moco:operation GET /report/utilization
func (s ReportReader) Utilization(ctx context.Context, q Period) iter.Seq2[Row[billing.UtilizationRow], error] {
	return report[billing.UtilizationRow](ctx, s.conn, "/report/utilization", q)
}

// PlannedVsTracked is the report that compares planned with tracked hours by
// person and project.
//
//moco:operation GET /report/planned_vs_tracked
func (s ReportReader) PlannedVsTracked(ctx context.Context, q Period) iter.Seq2[Row[billing.PlannedVsTrackedRow], error] {
	return report[billing.PlannedVsTrackedRow](ctx, s.conn, "/report/planned_vs_tracked", q)
}
