package mocoapi

import (
	"context"
	"iter"
	"strconv"

	"github.com/mocowork/mocowork/billing"
)

// Period is the time that a report covers, both days included. Zero: MOCO's
// default, the current year.
type Period struct {
	From billing.Date
	To   billing.Date
}

func (q Period) params() params {
	p := params{}
	p.date("from", q.From)
	p.date("to", q.To)
	return p
}

// LedgerQuery filters the reports on money. Zero fields do not filter.
type LedgerQuery struct {
	Period
	Term string // search
}

func (q LedgerQuery) params() params {
	p := q.Period.params()
	p.text("term", q.Term)
	return p
}

// Cashflow is the report on money in and out (docs: sections/reports.md). Its
// rows, as those of all reports, have no id: Row.ID is 0.
//
//moco:operation GET /report/cashflow
func (c *Client) Cashflow(ctx context.Context, q LedgerQuery) iter.Seq2[Row[billing.CashflowRow], error] {
	return report[billing.CashflowRow](ctx, c, "/report/cashflow", q.params().values())
}

// Finance is the report on revenue and expenses.
//
//moco:operation GET /report/finance
func (c *Client) Finance(ctx context.Context, q LedgerQuery) iter.Seq2[Row[billing.FinanceRow], error] {
	return report[billing.FinanceRow](ctx, c, "/report/finance", q.params().values())
}

// AbsenceQuery filters the report on absences. Zero fields do not filter.
type AbsenceQuery struct {
	Year   int // 0: the current one
	Active Choice
}

// Absences is the report on vacation and sick days of one year.
//
//moco:operation GET /report/absences
func (c *Client) Absences(ctx context.Context, q AbsenceQuery) iter.Seq2[Row[billing.AbsenceRow], error] {
	p := params{}
	if q.Year != 0 {
		p.text("year", strconv.Itoa(q.Year))
	}
	p.text("active", string(q.Active))
	return report[billing.AbsenceRow](ctx, c, "/report/absences", p.values())
}

// Utilization is the report on hours by person and day.
//
//moco:operation GET /report/utilization
func (c *Client) Utilization(ctx context.Context, q Period) iter.Seq2[Row[billing.UtilizationRow], error] {
	return report[billing.UtilizationRow](ctx, c, "/report/utilization", q.params().values())
}

// PlannedVsTracked is the report that compares planned with tracked hours by
// person and project.
//
//moco:operation GET /report/planned_vs_tracked
func (c *Client) PlannedVsTracked(ctx context.Context, q Period) iter.Seq2[Row[billing.PlannedVsTrackedRow], error] {
	return report[billing.PlannedVsTrackedRow](ctx, c, "/report/planned_vs_tracked", q.params().values())
}
