package ledger_test

import (
	"slices"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// What people must hear of stays until somebody has told it, is told by one
// worker at a time, and less and less often.
func TestUntold(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		other := ledgerOf(d, "host:2:b")
		foreign := ledger.New(d, ledger.Options{Account: "anderes", Owner: "host:3:c"})
		must(t, l.MustTell(ctx, ledger.Untold{ID: "write key", Title: "refused", Text: "a\x1b[31mb"}))
		must(t, other.MustTell(ctx, ledger.Untold{ID: "write key", Title: "another"}))
		must(t, foreign.MustTell(ctx, ledger.Untold{ID: "write key", Title: "theirs"}))
		got := untold(t, other)
		if len(got) != 1 || got[0].Title != "refused" || got[0].Tries != 0 || got[0].Why != "" || got[0].Since.IsZero() {
			t.Fatalf("%+v", got)
		}
		for i, want := range []bool{true, false} {
			if mine, err := []*ledger.Ledger{l, other}[i].TakeUntold(ctx, got[0]); err != nil || mine != want {
				t.Errorf("worker %d: %t, %v", i+1, mine, err)
			}
		}
		must(t, l.TellFailed(ctx, "write key", "#ops is archived", 0))
		must(t, l.TellFailed(ctx, "unknown", "x", time.Hour))
		got = untold(t, other)
		if u := got[0]; u.Why != "#ops is archived" || u.Tries != 1 || u.Next.Sub(u.Since) < 50*time.Second {
			t.Errorf("%+v", u)
		}
		if mine, err := other.TakeUntold(ctx, got[0]); err != nil || mine {
			t.Errorf("before its time: %t, %v", mine, err)
		}
		must(t, other.Told(ctx, "write key", "unknown"))
		if got := untold(t, l); len(got) != 0 {
			t.Errorf("%+v", got)
		}
		if got := untold(t, foreign); len(got) != 1 || got[0].Title != "theirs" {
			t.Errorf("another account's: %+v", got)
		}
		_, err := l.Verify(ctx)
		must(t, err)
	})
}

func untold(t *testing.T, l *ledger.Ledger) []ledger.Untold {
	t.Helper()
	out, err := l.Untold(t.Context())
	must(t, err)
	return out
}

// An end that people must hear of is remembered together with it.
func TestBadEndsAreUntold(t *testing.T) {
	each(t, func(t *testing.T, _ *db.DB, l *ledger.Ledger) {
		want := []string{}
		for i, s := range []ledger.State{ledger.Planned, ledger.Done, ledger.Skipped, ledger.Failed, ledger.Expired, ledger.Review} {
			id := one(t, l, billing.ID(i+1))
			inState(t, l, id, s)
			if s == ledger.Failed || s == ledger.Expired || s == ledger.Review {
				want = append(want, id)
			}
		}
		late := one(t, l, 99)
		changed(t, l, claimed(t, l, late), ledger.Change{To: ledger.Planned, Reason: "Slack is away", Tell: true})
		want = append(want, late)
		got := []string{}
		for _, u := range untold(t, l) {
			got = append(got, u.ID)
		}
		slices.Sort(want)
		equal(t, "untold", got, want)
	})
}
