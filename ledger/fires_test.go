package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// TestF71_OneRunPerFire lets four workers, on handles of their own, see the
// same fires at the same moments, while one or two of them die in the middle of
// claiming: each fire has one row and one run, of one worker.
func TestF71_OneRunPerFire(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F71", Min: 10_000 / race.Part(3), Note: "four claimers, two of them dying in the middle, on each store"}
	t.Run("stores", func(t *testing.T) {
		dbtest.EachURL(t, func(t *testing.T, url string) {
			fires := 10_000
			if strings.HasPrefix(url, "postgres") {
				fires = 2_000
			}
			f := newFires(t, url, fires/race.Part(3))
			f.claim()
			f.count(&row)
		})
	})
	report.Print(t, row)
}

// fires are ticks that several workers see in batches.
type fires struct {
	t       *testing.T
	handles []*db.DB
	batches [][]ledger.Tick
	mu      sync.Mutex
	given   map[string][]string // runs by tick, as the workers were told
	died    int
}

func newFires(t *testing.T, url string, n int) *fires {
	f := &fires{t: t, handles: []*db.DB{dbtest.Open(t, url), dbtest.Open(t, url)}, given: map[string][]string{}}
	at := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	const batch = 40
	for len(f.batches) < n/batch {
		var ticks []ledger.Tick
		for range batch {
			ticks = append(ticks, ledger.Tick{Schedule: "mahnlauf", Identity: at.Format("2006-01-02T15:04"), At: at, Status: "run"})
			at = at.Add(time.Minute)
		}
		f.batches = append(f.batches, ticks)
	}
	return f
}

// claim lets all workers go through all batches. In each one, one of the first
// two is cut off after a random time.
func (f *fires) claim() {
	const seed = 71
	var workers sync.WaitGroup
	for w := range 4 {
		l := ledgerOf(f.handles[w%2], fmt.Sprintf("host:%d:x", w))
		random := rand.New(rand.NewPCG(seed, uint64(w)))
		workers.Go(func() {
			for b, batch := range f.batches {
				ctx, cancel := context.WithCancel(f.t.Context())
				if w < 2 {
					ctx, cancel = context.WithTimeout(f.t.Context(), time.Duration(random.IntN(8000))*time.Microsecond)
				}
				f.claimBatch(ctx, l, fmt.Sprintf("r_%d_%d_", b, w), batch, w < 2)
				cancel()
			}
		})
	}
	workers.Wait()
}

func (f *fires) claimBatch(ctx context.Context, l *ledger.Ledger, ids string, batch []ledger.Tick, mayDie bool) {
	mine := make([]ledger.Tick, len(batch))
	for i, k := range batch {
		k.Run = fmt.Sprint(ids, i)
		mine[i] = k
	}
	got, err := l.ClaimTicks(ctx, "mahnlauf", mine, batch[len(batch)-1].At)
	for db.IsBusy(err) && ctx.Err() == nil {
		// Others held the store for longer than it waits: as a worker does, the
		// next alarm tries again.
		got, err = l.ClaimTicks(ctx, "mahnlauf", mine, batch[len(batch)-1].At)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		f.died++
		if !mayDie || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			f.t.Error(err)
		}
		return
	}
	for _, k := range got {
		f.given[k.Identity] = append(f.given[k.Identity], k.Run)
	}
}

// count holds what is stored against the fires.
func (f *fires) count(row *report.Row) {
	l := ledgerOf(f.handles[0], "host:0:x")
	ticks, err := l.Ticks(f.t.Context(), "mahnlauf", 1_000_000)
	must(f.t, err)
	runs, err := l.Runs(f.t.Context(), "mahnlauf", 1_000_000)
	must(f.t, err)
	rows, byTick := map[string]ledger.Tick{}, map[string][]string{}
	for _, k := range ticks {
		rows[k.Identity] = k
	}
	for _, r := range runs {
		byTick[r.Tick] = append(byTick[r.Tick], r.ID)
	}
	for _, batch := range f.batches {
		for _, k := range batch {
			row.Runs++
			row.Fired++
			row.Dup += max(0, len(byTick[k.Identity])-1) + max(0, len(f.given[k.Identity])-1)
			if len(byTick[k.Identity]) == 0 || rows[k.Identity].Run != byTick[k.Identity][0] {
				f.t.Errorf("%s: row %+v, runs %v", k.Identity, rows[k.Identity], byTick[k.Identity])
				row.Missing++
			}
		}
	}
	row.Dup += len(ticks) - len(rows)
	if f.died == 0 {
		f.t.Error("nobody died: the test shows less than it says")
	}
	f.t.Logf("%d fires, %d claims cut off", len(ticks), f.died)
}
