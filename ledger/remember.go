package ledger

import (
	"context"
	"errors"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

// Change moves a claimed entry on, in one durable transaction. e is the entry
// as the claim or the last change returned it. It fails with ErrLost if the
// entry was claimed or moved on by somebody else meanwhile, or if the lease had
// run out before an intent: a worker that slept must not begin a write. A move
// that the states do not allow is refused.
//
// While the store can't be written, as with a full disk or a database server
// that starts anew, the change is kept in memory and tried again for as long as
// a lease. If the answer to a COMMIT got lost, the entry is read again before
// anything is repeated.
func (l *Ledger) Change(ctx context.Context, e Entry, c Change) (Entry, error) {
	last := time.Now().Add(l.lease)
	for n := 1; ; n++ {
		after, err := l.change(ctx, e, c)
		if err == nil {
			return after, nil
		}
		if fault.KindOf(err) == fault.Unsure {
			if x, landed := l.landed(ctx, e, c); landed {
				return x, nil
			}
		} else if errors.Is(err, ErrLost) || fault.KindOf(err) != fault.Temporary {
			return Entry{}, err
		}
		if time.Now().After(last) || !rest(ctx, n) {
			return Entry{}, err
		}
	}
}

// landed reports whether a change whose COMMIT was not answered stands in the
// store. Nobody else can have written it: it would name another fence. A change
// that leaves the state as it is can be made again without harm.
func (l *Ledger) landed(ctx context.Context, e Entry, c Change) (Entry, bool) {
	x, err := l.Entry(ctx, e.ID)
	return x, err == nil && x.Fence == e.Fence && e.State != c.To && x.State == c.To
}

// rest waits a little, longer each time, up to a second; false if the context
// ended.
func rest(ctx context.Context, n int) bool {
	t := time.NewTimer(min(time.Duration(n)*50*time.Millisecond, time.Second))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
