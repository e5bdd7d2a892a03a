package mirror_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mirror"
)

func reports(t *testing.T, m *mirror.Mirror, p billing.Period, names ...string) billing.Snapshot {
	t.Helper()
	var snap billing.Snapshot
	if err := m.AddReports(t.Context(), &snap, names, p); err != nil {
		t.Fatal(err)
	}
	return snap
}

// october is a month before today.
var october = billing.Period{From: billing.Date{Year: 2026, Month: 10, Day: 1}, To: billing.Date{Year: 2026, Month: 10, Day: 31}}

// cashflow are rows of a report, which have neither ids nor times.
func cashflow(amounts ...int) []row {
	var out []row
	for _, a := range amounts {
		out = append(out, row{body: fmt.Sprintf(`{"record_id":7,"kind":"invoice_payment","amount_in_account_currency":%d,"date":"2026-10-05"}`, a)})
	}
	return out
}

// A report is replaced whole: rows that are alike stay apart, what it no longer
// has is gone, and losing most of it is no fault.
func TestReportIsReplaced(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m, a := mirror.New(d, "beispiel"), newAccount()
		a.pageSize = 7
		many := make([]int, 30)
		for i := range many {
			many[i] = i / 2 // each amount twice
		}
		for _, amounts := range [][]int{many, {1, 1, 1}, {}, {2}} {
			a.lists["/report/cashflow"] = cashflow(amounts...)
			pull(t, m, a, mirror.PullOptions{Period: october}, mirror.ReportCashflow)
			rows := reports(t, m, october, mirror.ReportCashflow).Cashflow
			sum, want := billing.Decimal{}, 0
			for _, r := range rows {
				sum, _ = sum.Add(r.AmountInAccountCurrency)
			}
			for _, a := range amounts {
				want += a
			}
			if len(rows) != len(amounts) || sum.String() != fmt.Sprint(want) {
				t.Errorf("%d rows with the sum %s, want %d with %d", len(rows), sum, len(amounts), want)
			}
		}
		if got := a.asked[0]; !strings.Contains(got, "from=2026-10-01") || !strings.Contains(got, "to=2026-10-31") || strings.Contains(strings.Join(a.asked, " "), "updated_after") {
			t.Errorf("asked %q", a.asked)
		}
		left := 0
		if err := d.QueryRowContext(t.Context(), `SELECT count(*) FROM record`).Scan(&left); err != nil || left != 1 {
			t.Errorf("%d rows are kept (%v), want the 1 that the report has", left, err)
		}
	})
}

// Each period is a data set of its own; one that nobody read is an error, and
// one that nobody reads again is forgotten after a week.
func TestReportsByPeriod(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m, a := mirror.New(d, "beispiel"), newAccount()
		year := billing.YearOf(today)
		a.lists["/report/cashflow"] = cashflow(1)
		pull(t, m, a, mirror.PullOptions{Period: october}, mirror.ReportCashflow)
		a.lists["/report/cashflow"] = cashflow(1, 2)
		pull(t, m, a, mirror.PullOptions{Period: year}, mirror.ReportCashflow)
		if n, all := len(reports(t, m, october, mirror.ReportCashflow).Cashflow), len(reports(t, m, year, mirror.ReportCashflow).Cashflow); n != 1 || all != 2 {
			t.Errorf("%d rows of October, %d of the year", n, all)
		}
		if err := m.AddReports(t.Context(), &billing.Snapshot{}, []string{mirror.ReportFinance}, october); !errors.Is(err, mirror.ErrNotRead) {
			t.Errorf("a report that was not read: %v", err)
		}
		if _, err := m.Pull(t.Context(), a, []string{mirror.ReportFinance}, mirror.PullOptions{}); err == nil {
			t.Error("a report without a period is asked for")
		}
		old := db.Millis(time.Now().Add(-8 * 24 * time.Hour)) // by the database's clock
		if _, err := d.ExecContext(t.Context(), `UPDATE pull_state SET pulled_at = $1 WHERE kind LIKE 'report.cashflow 2026-10%'`, old); err != nil {
			t.Fatal(err)
		}
		pull(t, m, a, mirror.PullOptions{Period: year}, mirror.ReportCashflow)
		if err := m.AddReports(t.Context(), &billing.Snapshot{}, []string{mirror.ReportCashflow}, october); !errors.Is(err, mirror.ErrNotRead) {
			t.Errorf("October is still there: %v", err)
		}
		left := 0
		if err := d.QueryRowContext(t.Context(), `SELECT count(*) FROM record`).Scan(&left); err != nil || left != 2 {
			t.Errorf("%d rows are kept (%v), want 2", left, err)
		}
	})
}

// A row that can't be understood is broken and named by its report.
func TestBrokenReportRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m, a := mirror.New(d, "beispiel"), newAccount()
		year := billing.YearOf(today)
		a.lists["/report/cashflow"] = append(cashflow(1), row{body: `{"amount_in_account_currency":"viel"}`})
		pull(t, m, a, mirror.PullOptions{Period: year}, mirror.ReportCashflow)
		snap := reports(t, m, year, mirror.ReportCashflow)
		if len(snap.Cashflow) != 1 || len(snap.Broken) != 1 || snap.Broken[0].Kind != mirror.ReportCashflow || snap.Broken[0].ID != 0 {
			t.Errorf("%+v", snap)
		}
	})
}

// The five reports of the demo account, over HTTP.
func TestReportsOfTheSimulator(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		sim, client := simulator(t, &now)
		m := mirror.New(d, "beispiel")
		year := billing.YearOf(today)
		for range 2 {
			if _, err := m.Pull(t.Context(), client, mirror.Reports(), mirror.PullOptions{Period: year}); err != nil {
				t.Fatal(err)
			}
		}
		snap := reports(t, m, year, mirror.Reports()...)
		for _, name := range mirror.Reports() {
			want := 0
			for _, raw := range sim.Account().All(strings.Replace(name, ".", "_", 1)) {
				if s := string(raw); !strings.Contains(s, `"date":`) || strings.Contains(s, `"date":"2026-`) {
					want++
				}
			}
			if got := snap.Counts()[name]; got != want || got == 0 {
				t.Errorf("%s: %d rows, want %d", name, got, want)
			}
		}
		if len(snap.Broken) > 0 {
			t.Errorf("not understood: %+v", snap.Broken)
		}
	})
}
