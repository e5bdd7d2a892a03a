package ledger_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
)

func tickAt(day int, run string) ledger.Tick {
	at := time.Date(2026, 11, day, 6, 0, 0, 0, time.UTC)
	t := ledger.Tick{Schedule: "mahnlauf", Identity: fmt.Sprintf("2026-11-%02dT07:00", day), At: at, Status: "run", Run: run}
	if run == "" {
		t.Status, t.Reason = "skipped", "the worker was not running"
	}
	return t
}

func TestClaimTicks(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		handled, err := l.Handled(ctx, "mahnlauf")
		must(t, err)
		if !handled.IsZero() {
			t.Errorf("a new schedule was handled until %s", handled)
		}
		until := time.Date(2026, 11, 23, 6, 0, 30, 0, time.UTC)
		ticks := []ledger.Tick{tickAt(22, ""), tickAt(23, "r_1")}
		mine, err := l.ClaimTicks(ctx, "mahnlauf", ticks, until)
		must(t, err)
		equal(t, "given out", mine, ticks)
		r, err := l.Run(ctx, "r_1")
		must(t, err)
		if r.Job != "mahnlauf" || r.Origin != "schedule" || r.Tick != "2026-11-23T07:00" || r.Status != ledger.RunQueued {
			t.Errorf("the tick's run: %+v", r)
		}
		// Another worker sees the same ticks and one more, with ids of its own.
		mine, err = ledgerOf(d, "host:2:b").ClaimTicks(ctx, "mahnlauf", []ledger.Tick{tickAt(23, "r_2"), tickAt(24, "r_3")}, until.Add(-time.Hour))
		must(t, err)
		equal(t, "given out to another", mine, []ledger.Tick{tickAt(24, "r_3")})
		runs, err := l.Runs(ctx, "", 9)
		must(t, err)
		equal(t, "runs", len(runs), 2)
		handled, err = l.Handled(ctx, "mahnlauf")
		must(t, err)
		if !handled.Equal(until) {
			t.Errorf("handled until %s: it went back from %s", handled, until)
		}
		all, err := l.Ticks(ctx, "mahnlauf", 2)
		must(t, err)
		equal(t, "the latest two", all, []ledger.Tick{tickAt(24, "r_3"), tickAt(23, "r_1")})
		// Another schedule, and another account, have ticks of their own.
		mine, err = l.ClaimTicks(ctx, "export", []ledger.Tick{tickAt(23, "")}, until)
		must(t, err)
		equal(t, "another schedule", len(mine), 1)
		stranger := ledger.New(d, ledger.Options{Account: "andere"})
		mine, err = stranger.ClaimTicks(ctx, "mahnlauf", []ledger.Tick{tickAt(23, "r_4")}, until)
		must(t, err)
		equal(t, "another account", len(mine), 1)
	})
}

// Two workers may think of the same id. The tick must not end up with
// somebody else's run.
func TestClaimTicksWithAnIDInUse(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		wanted(t, l, "r_1", "export")
		_, err := l.ClaimTicks(ctx, "mahnlauf", []ledger.Tick{tickAt(22, ""), tickAt(23, "r_1")}, time.Now())
		wantErr(t, err, "tick 2026-11-23T07:00 of mahnlauf: the run's id r_1 is in use; it will be tried again")
		ticks, err := l.Ticks(ctx, "mahnlauf", 9)
		must(t, err)
		equal(t, "ticks", len(ticks), 0)
		handled, err := l.Handled(ctx, "mahnlauf")
		must(t, err)
		if !handled.IsZero() {
			t.Errorf("handled until %s", handled)
		}
	})
}

// Four workers on two handles see the same seven ticks at once.
func TestClaimTicksAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		handles := []*db.DB{dbtest.Open(t, url), dbtest.Open(t, url)}
		var mu sync.Mutex
		var given []string
		var workers sync.WaitGroup
		for w := range 4 {
			l := ledgerOf(handles[w%2], fmt.Sprintf("host:%d:x", w))
			workers.Go(func() {
				for day := 1; day <= 7; day++ {
					mine, err := l.ClaimTicks(t.Context(), "mahnlauf", []ledger.Tick{tickAt(day, fmt.Sprintf("r_%d_%d", day, w))}, tickAt(day, "").At)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					for _, m := range mine {
						given = append(given, m.Identity+" "+m.Run)
					}
					mu.Unlock()
				}
			})
		}
		workers.Wait()
		l := ledgerOf(handles[0], "host:0:x")
		ticks, err := l.Ticks(t.Context(), "mahnlauf", 99)
		must(t, err)
		var stored []string
		for _, k := range ticks {
			stored = append(stored, k.Identity+" "+k.Run)
			_, err := l.Run(t.Context(), k.Run)
			must(t, err)
		}
		slices.Sort(given)
		slices.Sort(stored)
		equal(t, "given out and stored", given, stored)
		equal(t, "ticks", len(stored), 7)
		runs, err := l.Runs(t.Context(), "", 99)
		must(t, err)
		equal(t, "runs", len(runs), 7)
	})
}
