package ledger_test

import (
	"errors"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

func october() billing.Period { return billing.MonthOf(billing.Date{Year: 2026, Month: 10, Day: 5}) }

// TestPeriodLocks closes and opens periods, each once, and puts both in the
// audit.
func TestPeriodLocks(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		year := billing.YearOf(october().From)
		lock, made, err := l.LockPeriod(ctx, october(), "anna@host", "UStVA abgegeben")
		if err != nil || !made || lock.At.IsZero() {
			t.Fatalf("%+v, %v, %v", lock, made, err)
		}
		if again, made, err := l.LockPeriod(ctx, october(), "bert@host", "noch einmal"); err != nil || made || again.By != "anna@host" {
			t.Errorf("locked twice: %+v, %v, %v", again, made, err)
		}
		for p, want := range map[billing.Period]bool{
			october(): true, billing.WeekOf(october().From.AddDays(10)): true, year: false,
			billing.QuarterOf(october().From): false, billing.MonthOf(october().To.AddDays(1)): false,
		} {
			if _, locked, err := l.LockOf(ctx, p); err != nil || locked != want {
				t.Errorf("%s: locked %v, %v; want %v", p.Name(), locked, err, want)
			}
		}
		other := ledger.New(d, ledger.Options{Account: "anderes", Owner: "x"})
		if _, locked, err := other.LockOf(ctx, october()); err != nil || locked {
			t.Errorf("another account: %v, %v", locked, err)
		}
		must(t, l.UnlockPeriod(ctx, october(), "bert@host", "Gutschrift vergessen"))
		if err := l.UnlockPeriod(ctx, october(), "bert@host", "x"); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("opened twice: %v", err)
		}
		events, err := l.Events(ctx, "", "", 0)
		must(t, err)
		var states []string
		for _, e := range events {
			states = append(states, string(e.To)+" "+e.Actor)
		}
		equal(t, "events", states, []string{"period_locked anna@host", "period_unlocked bert@host"})
	})
}

// TestDelivered keeps the latest file of a period.
func TestDelivered(t *testing.T) {
	each(t, func(t *testing.T, _ *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		if _, err := l.DeliveredFor(ctx, "payments", october()); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("%v", err)
		}
		first := ledger.Delivered{Export: "payments", Period: october(), Template: "payments", File: "zahlungen_2026-10.xlsx", SHA256: "aa", Run: "r_1", Rows: 3, Pack: "x"}
		must(t, l.KeepDelivered(ctx, first))
		second := first
		second.SHA256, second.Run, second.Rows, second.Pack = "bb", "r_2", 4, "y"
		must(t, l.KeepDelivered(ctx, second))
		got, err := l.DeliveredFor(ctx, "payments", october())
		must(t, err)
		if got.At.IsZero() {
			t.Error("no time")
		}
		second.At = got.At
		equal(t, "file", got, second)
		third := first
		third.Period = billing.MonthOf(october().From.AddDays(-1))
		must(t, l.KeepDelivered(ctx, third))
		all, err := l.DeliveredFiles(ctx, "")
		must(t, err)
		if len(all) != 2 || all[0].Period != third.Period || all[1].Run != "r_2" || all[1].Pack != "" {
			t.Errorf("%+v", all)
		}
		if none, err := l.DeliveredFiles(ctx, "other"); err != nil || len(none) != 0 {
			t.Errorf("%+v, %v", none, err)
		}
	})
}
