package ledger_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// The life of a letter that gets no answer at first, column by column.
func TestChangeThroughAnIntent(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		id := one(t, l, 1)
		e := claimed(t, l, id)
		today := remind(1, 1)
		today.Text = "Guten Tag, heute"
		e = changed(t, l, e, ledger.Change{
			To: ledger.Intent, Hold: true, Params: today, Baseline: []billing.ID{7, 9}, Evidence: map[string]int{"payments": 1},
		})
		if e.State != ledger.Intent || e.Owner != l.Owner() || !e.LeaseUntil.After(e.IntentAt) || e.IntentAt.IsZero() {
			t.Fatalf("intent: %s, owner %q, lease %s, since %s", e.State, e.Owner, e.LeaseUntil, e.IntentAt)
		}
		equal(t, "params", e.Params, plan.Params(today))
		equal(t, "baseline", e.Baseline, []billing.ID{7, 9})
		equal(t, "evidence", string(e.Evidence), `{"payments":1}`)
		intentAt := e.IntentAt

		// No answer. Two reads find nothing; neither moves the intent's time
		// or forgets what was noted.
		for n := range 2 {
			run(t, d, `UPDATE entry SET intent_at = intent_at - 1000 WHERE id = $1`, id)
			intentAt = intentAt.Add(-time.Second)
			if n == 0 {
				e.IntentAt = intentAt
			} else {
				run(t, d, `UPDATE entry SET next_at = 0 WHERE id = $1`, id)
				e = claimed(t, l, id)
			}
			e = changed(t, l, e, ledger.Change{To: ledger.Intent, CleanRead: true, NextAt: e.UpdatedAt.Add(time.Hour)})
			if e.CleanReads != n+1 || !e.IntentAt.Equal(intentAt) || e.Owner != "" || len(e.Baseline) != 2 || len(e.Evidence) < 5 {
				t.Errorf("read %d: clean %d, intent at %s (want %s), owner %q, baseline %v", n+1, e.CleanReads, e.IntentAt, intentAt, e.Owner, e.Baseline)
			}
		}

		// It may be written once more: the second intent is counted from its
		// own time, its own reads and its own baseline.
		run(t, d, `UPDATE entry SET next_at = 0 WHERE id = $1`, id)
		e = changed(t, l, claimed(t, l, id), ledger.Change{To: ledger.Planned, Repeated: true, CleanRead: true})
		if e.Repeats != 1 || e.State != ledger.Planned {
			t.Errorf("back to %s with %d repeats", e.State, e.Repeats)
		}
		e = changed(t, l, claimed(t, l, id), ledger.Change{To: ledger.Intent, Hold: true, Baseline: []billing.ID{}})
		if e.CleanReads != 0 || !e.IntentAt.After(intentAt) || len(e.Baseline) != 0 || e.Repeats != 1 {
			t.Errorf("second intent: clean %d, at %s, baseline %v, repeats %d", e.CleanReads, e.IntentAt, e.Baseline, e.Repeats)
		}
		e = changed(t, l, e, ledger.Change{To: ledger.Done, Reason: "reminder 12 made", RemoteID: "12", Hold: true})
		if e.State != ledger.Done || e.RemoteID != "12" || e.Reason != "reminder 12 made" || e.Owner != "" || !e.LeaseUntil.IsZero() {
			t.Errorf("done: %+v", e)
		}
		if _, err := l.Change(t.Context(), e, ledger.Change{To: ledger.Skipped}); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("a done entry was changed without a claim: %v", err)
		}
	})
}

// The same worker with an old copy must not take an intent back: a write may
// be on its way.
func TestChangeNeedsTheLatestCopy(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		stale := claimed(t, l, one(t, l, 1))
		e := changed(t, l, stale, ledger.Change{To: ledger.Intent, Hold: true})
		if _, err := l.Change(t.Context(), stale, ledger.Change{To: ledger.Planned}); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("an intent was taken back by a copy from before it: %v", err)
		}
		impostor := ledgerOf(d, "host:2:b")
		if _, err := impostor.Change(t.Context(), e, ledger.Change{To: ledger.Done}); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("somebody else's claim was used: %v", err)
		}
		stranger := ledger.New(d, ledger.Options{Account: "andere", Owner: l.Owner()})
		if _, err := stranger.Change(t.Context(), e, ledger.Change{To: ledger.Done}); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("another account's entry was changed: %v", err)
		}
		changed(t, l, e, ledger.Change{To: ledger.Done})
	})
}

// A worker that slept past its lease begins no write, even if nobody took the
// entry over. What it did before, it may still record.
func TestChangeAfterTheLease(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		id := one(t, l, 1)
		e := claimed(t, l, id)
		lapse(t, d, id)
		if _, err := l.Change(t.Context(), e, ledger.Change{To: ledger.Intent, Hold: true}); !errors.Is(err, ledger.ErrLost) {
			t.Fatalf("an intent without a living lease: %v", err)
		}
		now, err := l.Entry(t.Context(), id)
		must(t, err)
		equal(t, "state", now.State, ledger.Claimed)
		e = changed(t, l, claimed(t, l, id), ledger.Change{To: ledger.Intent, Hold: true})
		lapse(t, d, id)
		changed(t, l, e, ledger.Change{To: ledger.Done, RemoteID: "12"})
	})
}

func TestChangeRefuses(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		e := claimed(t, l, one(t, l, 1))
		other := inState(t, l, one(t, l, 2), ledger.Intent)
		_, err := l.Change(ctx, other, ledger.Change{To: ledger.Expired})
		wantErr(t, err, "entry "+other.ID+" can't go from intent to expired")
		_, err = l.Change(ctx, e, ledger.Change{To: ledger.Intent, Params: plan.Tag{InvoiceID: 1, Tags: []string{"mahnstufe-1"}}})
		wantErr(t, err, "entry "+e.ID+": action remind has the details of tag")
		_, err = l.Change(ctx, e, ledger.Change{To: ledger.Intent, Params: plan.Remind{InvoiceID: 1, Level: 1}})
		wantErr(t, err, "entry "+e.ID+": remind: title and text must not be empty")
		// Evidence that can't be written leaves everything as it was.
		if _, err = l.Change(ctx, e, ledger.Change{To: ledger.Intent, Evidence: func() {}}); err == nil || !strings.HasPrefix(err.Error(), "ledger: ") {
			t.Errorf("evidence: %v", err)
		}
		now, err := l.Entry(ctx, e.ID)
		must(t, err)
		equal(t, "entry", now, e)
	})
}

// What MOCO answers may hold bytes that a database refuses; the result is
// recorded nevertheless.
func TestChangeTakesAnyWords(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		e := inState(t, l, one(t, l, 1), ledger.Intent)
		e = changed(t, l, e, ledger.Change{To: ledger.Failed, Reason: "422: \x00Betrag f\xfcr Grün", RemoteID: "x\x00", Evidence: "a\x00\xff"})
		equal(t, "reason", e.Reason, "422: Betrag f\uFFFDr Grün")
		equal(t, "remote id", e.RemoteID, "x")
		_, err := l.Verify(t.Context())
		must(t, err)
	})
}

func TestChangeFollow(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		parent := inState(t, l, one(t, l, 1), ledger.Intent)
		mail := ledger.Entry{
			Key: plan.EmailKey(account, 12), Action: "email", Rule: parent.Rule, Subject: parent.Subject,
			Params: plan.Email{ReminderID: 12, Letter: remind(1, 1)},
		}
		parent = changed(t, l, parent, ledger.Change{To: ledger.Done, RemoteID: "12", Follow: []ledger.Entry{mail}})
		all, err := l.Entries(ctx, ledger.Filter{Run: parent.Run, States: []ledger.State{ledger.Planned}})
		must(t, err)
		if len(all) != 1 {
			t.Fatalf("%d entries follow, want 1", len(all))
		}
		f := all[0]
		if f.Parent != parent.ID || f.Plan != parent.Plan || f.ApprovedBy != "anna@host" || f.Line != 0 || !f.Deadline.IsZero() {
			t.Errorf("follow-up: parent %q, plan %q, approved by %q, line %d, deadline %s", f.Parent, f.Plan, f.ApprovedBy, f.Line, f.Deadline)
		}
		equal(t, "params", f.Params, mail.Params)
		equal(t, "subject", f.Subject, parent.Subject)

		// A follow-up that can't be made takes the change with it.
		other := inState(t, l, one(t, l, 2), ledger.Intent)
		broken := mail
		broken.Params = nil
		_, err = l.Change(ctx, other, ledger.Change{To: ledger.Done, Follow: []ledger.Entry{broken}})
		wantErr(t, err, "action email has no details")
		now, err := l.Entry(ctx, other.ID)
		must(t, err)
		equal(t, "state", now.State, ledger.Intent)

		// One that exists is not made twice.
		changed(t, l, other, ledger.Change{To: ledger.Done, Follow: []ledger.Entry{mail}})
		all, err = l.Entries(ctx, ledger.Filter{States: []ledger.State{ledger.Planned}})
		must(t, err)
		equal(t, "planned entries", len(all), 1)
	})
}

// Taking the reminder back ends both halves and frees the letter's key.
func TestChangeUndone(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		parent := inState(t, l, one(t, l, 1), ledger.Intent)
		mail := ledger.Entry{Key: plan.EmailKey(account, 12), Action: "email", Params: plan.Email{ReminderID: 12, Letter: remind(1, 1)}}
		parent = changed(t, l, parent, ledger.Change{To: ledger.Done, Follow: []ledger.Entry{mail}})
		all, err := l.Entries(ctx, ledger.Filter{States: []ledger.State{ledger.Planned}})
		must(t, err)
		again := saved(t, l, "p_again", letter(1, 1, 1))
		held, err := l.InHand(ctx, again.Lines)
		must(t, err)
		equal(t, "in hand before", held, map[string]string{parent.Key: "done in " + parent.Run})

		changed(t, l, claimed(t, l, all[0].ID), ledger.Change{To: ledger.Skipped, Reason: "paid meanwhile; the reminder was deleted", Undone: parent.ID})
		undone, err := l.Entry(ctx, parent.ID)
		must(t, err)
		if undone.State != ledger.Skipped || undone.Reason != "paid meanwhile; the reminder was deleted" {
			t.Errorf("the parent is %s: %q", undone.State, undone.Reason)
		}
		events, err := l.Events(ctx, parent.Run, parent.ID, 1)
		must(t, err)
		if len(events) != 1 || events[0].From != ledger.Done || events[0].To != ledger.Skipped {
			t.Errorf("the parent's last event: %+v", events)
		}
		out, err := l.Release(ctx, ledger.Release{Plan: again, By: "anna@host"})
		must(t, err)
		equal(t, "released again", len(out.Entries), 1)

		// Only what was done can be undone.
		open := inState(t, l, one(t, l, 2), ledger.Claimed)
		changed(t, l, claimed(t, l, one(t, l, 3)), ledger.Change{To: ledger.Skipped, Undone: open.ID})
		now, err := l.Entry(ctx, open.ID)
		must(t, err)
		equal(t, "state", now.State, ledger.Claimed)
	})
}

func TestResolve(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		for i, to := range []ledger.State{ledger.Done, ledger.Skipped, ledger.Failed, ledger.Planned} {
			e := inState(t, l, one(t, l, billing.ID(i+1)), ledger.Review)
			after, err := l.Resolve(ctx, e.ID, to, "anna@host", "I looked: it is there")
			must(t, err)
			if after.State != to || after.Reason != "I looked: it is there" || after.Fence != e.Fence {
				t.Errorf("resolved to %s: %s %q", to, after.State, after.Reason)
			}
			events, err := l.Events(ctx, "", e.ID, 1)
			must(t, err)
			if events[0].Actor != "anna@host" || events[0].From != ledger.Review || details(t, events[0]).Reason != "I looked: it is there" {
				t.Errorf("event: %+v", events[0])
			}
			again, err := l.Resolve(ctx, e.ID, to, "bert@host", "so do I")
			must(t, err)
			if again.State != to || again.Reason != after.Reason {
				t.Errorf("the same word twice: %s %q", again.State, again.Reason)
			}
			other := ledger.Skipped
			if to == ledger.Skipped {
				other = ledger.Done
			}
			if _, err := l.Resolve(ctx, e.ID, other, "anna@host", ""); err == nil || err.Error() != "entry "+e.ID+" is not in review, it is "+string(to) {
				t.Errorf("another word afterwards: %v", err)
			}
			if now, err := l.Events(ctx, "", e.ID, 1); err != nil || now[0].Seq != events[0].Seq {
				t.Errorf("it left an event: %+v, %v", now, err)
			}
			if to == ledger.Planned {
				claimed(t, l, e.ID)
			}
		}
		_, err := l.Resolve(ctx, "a_1", ledger.Intent, "anna@host", "")
		wantErr(t, err, "entry a_1 can't go from review to intent")
		if _, err := l.Resolve(ctx, "a_1", ledger.Done, "anna@host", ""); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("no such entry: %v", err)
		}
	})
}
