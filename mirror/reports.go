package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
)

// The names of MOCO's reports.
const (
	ReportFinance          = "report.finance"
	ReportCashflow         = "report.cashflow"
	ReportUtilization      = "report.utilization"
	ReportAbsences         = "report.absences"
	ReportPlannedVsTracked = "report.planned_vs_tracked"
)

// keepReports is how long the rows of a period stay that nobody reads again.
const keepReports = 7 * 24 * time.Hour

// Reports are the names of the reports. Their rows have no ids and no times of
// their own, and depend on the period that was asked for: each period is a data
// set by itself, which is read whole every time and replaced.
func Reports() []string {
	var names []string
	for _, k := range reportsOf(billing.Period{}) {
		names = append(names, k.Name)
	}
	return names
}

// reportsOf are the reports of a period. MOCO gives absences by the year: that
// of the period's end.
func reportsOf(p billing.Period) []Kind {
	return []Kind{
		{Name: ReportFinance, Path: "/report/finance", Whole: true, period: p, decode: into(func(s *billing.Snapshot) *[]billing.FinanceRow { return &s.Finance })},
		{Name: ReportCashflow, Path: "/report/cashflow", Whole: true, period: p, decode: into(func(s *billing.Snapshot) *[]billing.CashflowRow { return &s.Cashflow })},
		{Name: ReportUtilization, Path: "/report/utilization", Whole: true, period: p, decode: into(func(s *billing.Snapshot) *[]billing.UtilizationRow { return &s.Utilization })},
		{Name: ReportAbsences, Path: "/report/absences", Whole: true, period: p, decode: into(func(s *billing.Snapshot) *[]billing.AbsenceRow { return &s.Absences })},
		{Name: ReportPlannedVsTracked, Path: "/report/planned_vs_tracked", Whole: true, period: p, decode: into(func(s *billing.Snapshot) *[]billing.PlannedVsTrackedRow { return &s.PlannedVsTracked })},
	}
}

func (k Kind) report() bool { return strings.HasPrefix(k.Name, "report.") }

// AddReports adds the rows of the named reports to a snapshot, as they were
// last read for the period. Other names are left out. The error wraps
// ErrNotRead if a report was never read for that period.
func (m *Mirror) AddReports(ctx context.Context, snap *billing.Snapshot, names []string, period billing.Period) error {
	wanted := slices.DeleteFunc(reportsOf(period), func(k Kind) bool { return !slices.Contains(names, k.Name) })
	if len(wanted) == 0 {
		return nil
	}
	snap.Period = period
	err := m.db.View(ctx, func(tx *sql.Tx) error {
		for _, k := range wanted {
			s, err := m.stateIn(ctx, tx, k.key())
			if err == nil && s.PulledAt.IsZero() {
				err = ErrNotRead
			}
			if err == nil {
				err = m.decodeKind(ctx, tx, k, snap)
			}
			if err != nil {
				return fmt.Errorf("%s of %s: %w", k.Name, period, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the mirror: %w", err)
	}
	return nil
}

// forget takes away what was read of a report for other periods, a while ago.
func (p *puller) forget(ctx context.Context, tx *sql.Tx, now time.Time) error {
	const old = `account = $1 AND kind LIKE $2 AND kind <> $3`
	args := []any{p.mirror.account, p.kind.Name + " %", p.kind.key(), db.Millis(now.Add(-keepReports))}
	if _, err := tx.ExecContext(ctx, `DELETE FROM record WHERE `+old+`
		AND kind IN (SELECT kind FROM pull_state WHERE `+old+` AND pulled_at < $4)`, args...); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM pull_state WHERE `+old+` AND pulled_at < $4`, args...)
	return err
}

// replaced deletes the rows of a report that it no longer has.
func (m *Mirror) replaced(ctx context.Context, tx *sql.Tx, kind string, ids []int64) error {
	for part := range slices.Chunk(ids, chunk) {
		args := []any{m.account, kind}
		for _, id := range part {
			args = append(args, id)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM record WHERE account = $1 AND kind = $2 AND id IN (`+placeholders(3, len(part))+`)`, args...); err != nil {
			return err
		}
	}
	return nil
}
