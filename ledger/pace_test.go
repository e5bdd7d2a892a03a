package ledger_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
)

// slow is MOCO's rate, ten times slower: no test lasts until the next token,
// which comes after 11 seconds.
var slow = ledger.Rate{Limit: 120, Window: 20 * time.Minute}

// drain takes tokens until the budget makes it wait.
func drain(t *testing.T, l *ledger.Ledger, s ledger.Share) (n int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := ledger.NewPace(l, slow, func(time.Duration) { cancel() })
	for {
		err := p.Wait(ctx, s)
		if errors.Is(err, context.Canceled) {
			return n
		}
		must(t, err)
		n++
	}
}

// Two handles, as two processes would have, live on one budget; reads leave
// half of the burst to write-backs.
func TestPaceIsShared(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		handle := dbtest.Open(t, url)
		one, two := ledgerOf(handle, "host:1:a"), ledgerOf(dbtest.Open(t, url), "host:2:b")
		equal(t, "reads at once", drain(t, one, ledger.Pull), 5)
		equal(t, "reads on the other handle", drain(t, two, ledger.Pull), 0)
		equal(t, "write-backs beside them", drain(t, two, ledger.Going), 5)
		equal(t, "write-backs on the first handle", drain(t, one, ledger.Going), 0)
		other := ledger.New(handle, ledger.Options{Account: "andere"})
		equal(t, "write-backs of another account", drain(t, other, ledger.Going), 10)
		equal(t, "its reads", drain(t, other, ledger.Pull), 0)
	})
}

// Many clients at once on two handles: no window of the real clock holds more
// than the limit.
func TestPaceUnderLoad(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		rate := ledger.Rate{Limit: 20, Window: 400 * time.Millisecond}
		handles := []*db.DB{dbtest.Open(t, url), dbtest.Open(t, url)}
		var mu sync.Mutex
		var sent []time.Time
		var clients sync.WaitGroup
		for c := range 6 {
			p := ledger.NewPace(ledgerOf(handles[c%2], "host"), rate, nil)
			clients.Go(func() {
				for range 8 {
					if err := p.Wait(t.Context(), ledger.Share(c%3)); err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					sent = append(sent, time.Now())
					mu.Unlock()
				}
			})
		}
		clients.Wait()
		slices.SortFunc(sent, time.Time.Compare)
		// A goroutine that is woken late moves a request into a later window,
		// which a fifth of a window of slack allows for.
		for i, from := range sent {
			n := 0
			for _, at := range sent[i:] {
				if at.Sub(from) < rate.Window*4/5 {
					n++
				}
			}
			if n > rate.Limit {
				t.Errorf("%d requests in four fifths of a window, the limit is %d", n, rate.Limit)
			}
		}
		equal(t, "requests", len(sent), 48)
	})
}

func TestPaceBlock(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		ctx := t.Context()
		l := ledgerOf(dbtest.Open(t, url), "host:1:a")
		one := ledger.NewPace(l, slow, nil)
		waiting, cancel := context.WithCancel(ctx)
		defer cancel()
		var heard []time.Duration
		two := ledger.NewPace(ledgerOf(dbtest.Open(t, url), "host:2:b"), slow, func(d time.Duration) { heard = append(heard, d); cancel() })
		if at, err := two.BlockedUntil(ctx); err != nil || !at.IsZero() {
			t.Errorf("blocked until %s: %v", at, err)
		}
		before, err := l.Now(ctx)
		must(t, err)
		must(t, one.Block(ctx, time.Hour))
		must(t, one.Block(ctx, time.Minute)) // a shorter one does not open it earlier
		at, err := two.BlockedUntil(ctx)
		must(t, err)
		if d := at.Sub(before); d < time.Hour || d > time.Hour+time.Minute {
			t.Errorf("blocked for %s, want an hour", d)
		}
		wantErr(t, two.Wait(waiting, ledger.Going), "waiting for MOCO's rate limit: context canceled")
		if len(heard) != 1 || heard[0] < 59*time.Minute || two.Waited() < 59*time.Minute {
			t.Errorf("heard %v, waited %s", heard, two.Waited())
		}
	})
}

func TestPaceBlockEnds(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		p := ledger.NewPace(l, slow, nil)
		must(t, p.Block(t.Context(), 500*time.Millisecond))
		until, err := p.BlockedUntil(t.Context())
		must(t, err)
		must(t, p.Wait(t.Context(), ledger.Pull))
		now, err := l.Now(t.Context())
		must(t, err)
		if until.IsZero() || now.Before(until) {
			t.Errorf("went through at %s, closed until %s", now, until)
		}
		// MOCO did not say for how long: a whole window.
		must(t, p.Block(t.Context(), 0))
		until, err = p.BlockedUntil(t.Context())
		must(t, err)
		if d := until.Sub(now); d < slow.Window || d > slow.Window+time.Minute {
			t.Errorf("closed for %s, want %s", d, slow.Window)
		}
	})
}

func TestPaceCancelled(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		p := ledger.NewPace(l, slow, nil)
		must(t, p.Block(t.Context(), time.Hour))
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- p.Wait(ctx, ledger.Going) }()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}
