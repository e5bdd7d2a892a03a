package ledger_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

func TestAlertOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		other := ledgerOf(d, "host:2:b")
		foreign := ledger.New(d, ledger.Options{Account: "anderes", Owner: "host:3:c"})
		for i, step := range []struct {
			l             *ledger.Ledger
			key, incident string
			want          bool
		}{
			{l, "silent|a", "r_1", true}, {l, "silent|a", "r_1", false}, {other, "silent|a", "r_1", false},
			{other, "silent|b", "r_1", true}, {foreign, "silent|a", "r_1", true},
			{other, "silent|a", "r_2", true}, {l, "silent|a", "r_2", false},
		} {
			if got, err := step.l.AlertOnce(ctx, step.key, step.incident); err != nil || got != step.want {
				t.Errorf("step %d: %t, %v", i, got, err)
			}
		}
		// Who could not tell lets somebody else try, for this incident only.
		must(t, l.AlertFailed(ctx, "silent|a", "r_1"))
		if again, err := l.AlertOnce(ctx, "silent|a", "r_2"); err != nil || again {
			t.Errorf("another incident was taken back: %t, %v", again, err)
		}
		must(t, l.AlertFailed(ctx, "silent|a", "r_2"))
		if again, err := other.AlertOnce(ctx, "silent|a", "r_2"); err != nil || !again {
			t.Errorf("after a failure: %t, %v", again, err)
		}
		_, err := l.Verify(ctx)
		must(t, err)
	})
}

// Many workers notice at the same moment.
func TestAlertOnceAtTheSameTime(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *ledger.Ledger) {
		told := make(chan bool, 8)
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				first, err := ledgerOf(d, "host:"+string(rune('a'+i))).AlertOnce(t.Context(), "silent|a", "r_1")
				if err != nil {
					t.Error(err)
				}
				told <- first
			})
		}
		all.Wait()
		close(told)
		n := 0
		for first := range told {
			if first {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d told, want one", n)
		}
	})
}

func TestLastEnded(t *testing.T) {
	each(t, func(t *testing.T, _ *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		last := func(succeeded bool, want string) {
			t.Helper()
			r, found, err := l.LastEnded(ctx, "dun", succeeded)
			must(t, err)
			if r.ID != want || found != (want != "") || found && r.EndedAt.IsZero() {
				t.Errorf("succeeded %t: %q, %t, ended %s; want %q", succeeded, r.ID, found, r.EndedAt, want)
			}
		}
		last(false, "")
		for _, x := range []struct {
			id, job        string
			planOnly       bool
			status         ledger.RunStatus
			ran, succeeded string
		}{
			{"r_1", "dun", false, ledger.RunFailed, "", ""},
			{"r_2", "dun", true, ledger.RunDone, "", ""},
			{"r_3", "other", false, ledger.RunDone, "", ""},
			{"r_4", "dun", false, ledger.RunDone, "r_4", "r_4"},
			{"r_5", "dun", false, ledger.RunPartly, "r_5", "r_4"},
			{"r_6", "dun", false, ledger.RunStopped, "r_6", "r_4"},
			{"r_7", "dun", false, ledger.RunWaiting, "r_7", "r_7"},
			{"r_8", "dun", false, ledger.RunRunning, "r_7", "r_7"},
		} {
			_, _, err := l.StartRun(ctx, ledger.Run{ID: x.id, Job: x.job, Origin: "schedule", AskedBy: "dun", PlanOnly: x.planOnly})
			must(t, err)
			must(t, l.TakeRun(ctx, x.id))
			if x.status.Ended() {
				var problem error
				if x.status == ledger.RunFailed {
					problem = errors.New("no network")
				}
				tick(t, l)
				must(t, l.EndRun(ctx, x.id, x.status, ledger.RunSummary{}, problem))
			}
			last(false, x.ran)
			last(true, x.succeeded)
		}
	})
}

// tick waits until the database's clock has moved on, so that ends differ.
func tick(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	from, err := l.Now(t.Context())
	must(t, err)
	for now := from; !now.After(from); {
		now, err = l.Now(t.Context())
		must(t, err)
	}
}

func TestWritable(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		must(t, l.Writable(t.Context()))
		must(t, l.Writable(t.Context()))
		must(t, d.Close())
		if err := l.Writable(t.Context()); err == nil {
			t.Error("a closed store can be written to")
		}
	})
}
