package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/test/report"
)

// TestF73_DeliveredTwice gives each task to two workers at the same moment, as
// the queue does when a machine's clock is a minute ahead: it takes a living task
// for a dead one. One of them writes.
func TestF73_DeliveredTwice(t *testing.T) {
	t.Parallel()
	deliveredTwice(t, 150)
}

func deliveredTwice(t *testing.T, letters int) {
	t.Helper()
	row := report.Row{ID: "F73", Min: 2 * letters, Note: "SQLite and PostgreSQL, two workers for each task"}
	var mu sync.Mutex
	t.Run("on", func(t *testing.T) {
		dbtest.EachURL(t, func(t *testing.T, url string) {
			t.Parallel()
			box := &mailbox{letters: map[string]int{}, random: rand.New(rand.NewPCG(73, 1)), slow: time.Millisecond}
			a, b := newWorker(t, url, "w1", box, time.Minute), newWorker(t, url, "w2", box, time.Minute)
			keys := a.released(t, 1, letters)
			all, err := a.ledger.Entries(t.Context(), ledger.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			fired := 0
			for _, e := range all {
				if together(t, a, b, e.ID) {
					fired++
				}
			}
			mu.Lock()
			defer mu.Unlock()
			dup, missing, review := a.judged(t, box, keys)
			row.Runs, row.Fired = row.Runs+letters, row.Fired+fired
			row.Dup, row.Missing, row.Review = row.Dup+dup, row.Missing+missing, row.Review+review
		})
	})
	report.Print(t, row)
}

// meeting is a budget at which two workers wait for each other: both have taken
// the task, neither has claimed its entry.
type meeting struct {
	n    atomic.Int32
	both chan struct{}
}

// Wait waits for the other one.
func (m *meeting) Wait(ctx context.Context, _ ledger.Share) error {
	if m.n.Add(1) == 2 {
		close(m.both)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-m.both:
		return nil
	}
}

// together lets both workers carry out an entry. It reports whether both had
// the task before one of them claimed it.
func together(t *testing.T, a, b *worker, id string) bool {
	t.Helper()
	m := &meeting{both: make(chan struct{})}
	var done sync.WaitGroup
	for _, w := range []*worker{a, b} {
		w.runner.Pace = m
		done.Go(func() {
			_, err := w.runner.Apply(t.Context(), id)
			if err != nil && !errors.Is(err, ledger.ErrBusy) && !errors.Is(err, ledger.ErrLost) {
				t.Error(fmt.Errorf("apply %s: %w", id, err))
			}
		})
	}
	done.Wait()
	return m.n.Load() == 2
}
