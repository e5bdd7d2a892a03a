package ledger_test

import (
	"errors"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

func dec(day int) billing.Date { return billing.Date{Year: 2026, Month: 12, Day: day} }

func promise() plan.Hold {
	return plan.Hold{
		Kind: plan.HoldPromise, Matcher: plan.Matcher{Invoices: []string{"R2610-022"}}, Author: "anna@host", Reason: "zahlt nach der Messe",
		From: dec(1), Until: dec(10), Amount: eur(50000),
	}
}

func added(t *testing.T, l *ledger.Ledger, h plan.Hold) plan.Hold {
	t.Helper()
	h, err := l.AddHold(t.Context(), h)
	must(t, err)
	return h
}

func TestHolds(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		first := added(t, l, promise())
		open := promise()
		open.Kind, open.Until, open.Amount = plan.HoldDispute, billing.Date{}, billing.Money{}
		open.Matcher = plan.Matcher{Customers: []string{"10301"}, Tags: []string{"Messe"}, Currency: "CHF"}
		second := added(t, l, open)
		if first.ID == second.ID || len(first.ID) != len("h_7c1e") || first.CreatedAt.IsZero() {
			t.Errorf("ids %q and %q, made at %v", first.ID, second.ID, first.CreatedAt)
		}
		all, err := l.Holds(ctx, false)
		must(t, err)
		equal(t, "holds", all, []plan.Hold{first, second})
		other := ledger.New(d, ledger.Options{Account: "anderes", Owner: "x"})
		if all, err := other.Holds(ctx, true); err != nil || len(all) != 0 {
			t.Errorf("another account sees %v, %v", all, err)
		}

		ended, err := l.EndHold(ctx, second.ID, "bert@host", "geklärt")
		must(t, err)
		if ended.EndedBy != "bert@host" || ended.EndedWhy != "geklärt" || ended.EndedAt.IsZero() {
			t.Errorf("%+v", ended)
		}
		_, err = l.EndHold(ctx, second.ID, "anna@host", "noch einmal")
		var over *ledger.HoldOverError
		if !errors.As(err, &over) {
			t.Errorf("ended twice: %v", err)
		}
		if _, err := l.EndHold(ctx, "h_none", "anna@host", "x"); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("%v", err)
		}
		all, err = l.Holds(ctx, false)
		must(t, err)
		equal(t, "open holds", all, []plan.Hold{first})
		must(t, l.VerifyRows(ctx))
	})
}

// A hold's last day counts; the end of it is recorded once, and what its promise
// was stays known.
func TestHoldExpires(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		h := added(t, l, promise())
		for _, tt := range []struct{ day, expired int }{{10, 0}, {11, 1}, {12, 0}} {
			over, err := l.ExpireHolds(ctx, dec(tt.day))
			must(t, err)
			if len(over) != tt.expired {
				t.Errorf("on day %d %d expired, want %d", tt.day, len(over), tt.expired)
			}
		}
		facts, err := l.Facts(ctx, "")
		must(t, err)
		if len(facts.Holds) != 1 || facts.Holds[0].ID != h.ID || facts.Holds[0].EndedBy != "" {
			t.Errorf("facts %+v", facts.Holds)
		}
		events, err := l.Events(ctx, "", "", 0)
		must(t, err)
		var states []string
		for _, e := range events {
			states = append(states, string(e.To))
		}
		equal(t, "events", states, []string{"hold_added", "hold_expired"})
		_, err = l.EndHold(ctx, h.ID, "anna@host", "x")
		wantErr(t, err, "hold "+h.ID+" ended on 2026-12-10 by its date")
		must(t, l.VerifyRows(ctx))
		_, err = d.ExecContext(ctx, `UPDATE hold SET ended_at = 0`)
		must(t, err)
		wantErr(t, l.VerifyRows(ctx), "hold "+h.ID+" is hold_added, and its last event says otherwise")
		_, err = d.ExecContext(ctx, `UPDATE hold SET ended_at = 1, ended_by = 'mallory'`)
		must(t, err)
		wantErr(t, l.VerifyRows(ctx), "hold "+h.ID+" is hold_ended, and its last event says otherwise")
	})
}

// People are told once, whoever notices.
func TestWarnHold(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		h := added(t, l, promise())
		for i, w := range []*ledger.Ledger{l, ledgerOf(d, "host:2:b"), l} {
			first, err := w.WarnHold(ctx, h.ID, ledger.Untold{ID: "hold " + h.ID, Title: "endet bald", Kind: "hold"})
			must(t, err)
			if first != (i == 0) {
				t.Errorf("call %d: first is %v", i, first)
			}
		}
		untold, err := l.Untold(ctx)
		must(t, err)
		if len(untold) != 1 || untold[0].Kind != "hold" {
			t.Errorf("untold %+v", untold)
		}
		left, err := l.UnwarnedHolds(ctx)
		must(t, err)
		if len(left) != 0 {
			t.Errorf("%d are still to be told", len(left))
		}
	})
}

func TestHoldIsRefused(t *testing.T) {
	each(t, func(t *testing.T, _ *db.DB, l *ledger.Ledger) {
		h := promise()
		h.Reason = ""
		_, err := l.AddHold(t.Context(), h)
		wantErr(t, err, "a hold needs a reason, and its end too: --reason TEXT")
		h = added(t, l, promise())
		_, err = l.EndHold(t.Context(), h.ID, "anna@host", "a\nb")
		wantErr(t, err, "a reason is one line of at most 300 characters")
		all, err := l.Holds(t.Context(), false)
		must(t, err)
		if len(all) != 1 {
			t.Errorf("%+v", all)
		}
	})
}
