package ledger_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Eight workers on two handles want the same fifty letters. Each is written
// once (law 1), and the audit chain has no fork.
func TestManyWorkersWriteOnce(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		const letters, workers = 50, 8
		handles := []*db.DB{dbtest.Open(t, url), dbtest.Open(t, url)}
		var lines []plan.Line
		for i := range letters {
			lines = append(lines, letter(i+1, billing.ID(i+1), 1))
		}
		first := ledgerOf(handles[0], "host:0:x")
		ids := released(t, first, "p_1", lines...)
		var mu sync.Mutex
		writes := map[string]int{}
		var all sync.WaitGroup
		for w := range workers {
			l := ledgerOf(handles[w%2], fmt.Sprintf("host:%d:x", w))
			order := rand.New(rand.NewPCG(7, uint64(w))).Perm(letters)
			all.Go(func() {
				for _, i := range order {
					e, err := l.Claim(t.Context(), ids[i])
					if errors.Is(err, ledger.ErrBusy) {
						continue
					}
					if err == nil {
						e, err = l.Change(t.Context(), e, ledger.Change{To: ledger.Intent, Hold: true})
					}
					if err == nil {
						mu.Lock()
						writes[e.ID]++
						mu.Unlock()
						_, err = l.Change(t.Context(), e, ledger.Change{To: ledger.Done})
					}
					if err != nil {
						t.Errorf("worker %d, letter %d: %v", w, i, err)
					}
				}
			})
		}
		all.Wait()
		for _, id := range ids {
			if writes[id] != 1 {
				t.Errorf("letter %s was written %d times", id, writes[id])
			}
		}
		done, err := first.Entries(t.Context(), ledger.Filter{States: []ledger.State{ledger.Done}})
		must(t, err)
		equal(t, "done", len(done), letters)
		n, err := first.Verify(t.Context())
		must(t, err)
		equal(t, "events: released, claimed, intent, done", n, 4*letters)
	})
}

// Four people release the same plan at once: one of them does, the others hear
// who it was.
func TestReleaseAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		handles := []*db.DB{dbtest.Open(t, url), dbtest.Open(t, url)}
		p := saved(t, ledgerOf(handles[0], "host:0:x"), "p_1", letter(1, 1, 1), letter(2, 2, 1))
		results := make(chan error, 4)
		for w := range 4 {
			l := ledgerOf(handles[w%2], fmt.Sprintf("host:%d:x", w))
			go func() {
				_, err := l.Release(t.Context(), ledger.Release{Plan: p, By: fmt.Sprintf("person%d@host", w)})
				results <- err
			}()
		}
		won := 0
		for range 4 {
			err := <-results
			var used *ledger.UsedError
			switch {
			case err == nil:
				won++
			case !errors.As(err, &used):
				t.Errorf("got %v", err)
			}
		}
		equal(t, "releases that counted", won, 1)
		entries, err := ledgerOf(handles[1], "host:9:x").Entries(t.Context(), ledger.Filter{})
		must(t, err)
		equal(t, "entries", len(entries), 2)
	})
}
