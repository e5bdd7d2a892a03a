package ledger_test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// A person may shorten the wait, never what it waits for: an intent stays one,
// with its own time and its reads.
func TestHasten(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		ids := released(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1), letter(3, 3, 1))
		other := one(t, l, 4)
		late := time.Now().Add(24 * time.Hour)
		intent := changed(t, l, inState(t, l, ids[0], ledger.Intent), ledger.Change{To: ledger.Intent, CleanRead: true, NextAt: late})
		changed(t, l, claimed(t, l, ids[1]), ledger.Change{To: ledger.Planned, NextAt: late})
		inState(t, l, ids[2], ledger.Done)
		changed(t, l, claimed(t, l, other), ledger.Change{To: ledger.Planned, NextAt: late})
		n, err := l.Hasten(ctx, "r_p_1", "anna@host")
		must(t, err)
		equal(t, "hastened", n, 2)
		e := claimed(t, l, ids[0])
		if e.State != ledger.Intent || !e.IntentAt.Equal(intent.IntentAt) || e.CleanReads != 1 || e.Repeats != 0 {
			t.Errorf("the intent became %s at %s with %d clean reads", e.State, e.IntentAt, e.CleanReads)
		}
		due, err := l.Entries(ctx, ledger.Filter{Due: true})
		must(t, err)
		if len(due) != 1 || due[0].ID != ids[1] {
			t.Errorf("due: %+v", due)
		}
		events, err := l.Events(ctx, "r_p_1", "", 2)
		must(t, err)
		if events[0].To != "settle_asked" || events[0].Actor != "anna@host" || events[0].Detail != `{"entries":2}` {
			t.Errorf("event: %+v", events[0])
		}
		_, err = l.Verify(ctx)
		must(t, err)
	})
}

func TestMailedSince(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ids := released(t, l, "p_1", emailLine(1, 11, 1, 1), emailLine(2, 12, 1, 2), emailLine(3, 13, 2, 1), emailLine(4, 14, 3, 1), letter(5, 4, 1))
		for _, id := range ids[:3] {
			inState(t, l, id, ledger.Done)
		}
		inState(t, l, ids[3], ledger.Intent)
		inState(t, l, ids[4], ledger.Done)
		run(t, d, `UPDATE entry SET updated_at = 1000 WHERE invoice_id = 2`)
		for since, want := range map[int64]map[billing.ID]int{999: {1: 2, 2: 1}, 1000: {1: 2}} {
			got, err := l.MailedSince(t.Context(), time.UnixMilli(since))
			must(t, err)
			equal(t, "mailed", got, want)
		}
		got, err := ledger.New(d, ledger.Options{Account: "andere"}).MailedSince(t.Context(), time.UnixMilli(1))
		must(t, err)
		equal(t, "of another account", len(got), 0)
	})
}
