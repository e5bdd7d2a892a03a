package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/mocowork/mocowork/ledger"
)

// keep holds on to a run for as long as its worker works on it: a pull of many
// pages and a long list of letters take longer than a lease. The context ends
// when the run is lost to another worker, so that two never go on with it.
func (e *Engine) keep(ctx context.Context, run string) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(max(e.Ledger.Lease()/3, time.Millisecond))
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			// Any other error may pass: the lease is three ticks long.
			if err := e.Ledger.TakeRun(ctx, run); !errors.Is(err, ledger.ErrBusy) {
				continue
			}
			if r, err := e.Ledger.Run(ctx, run); err == nil && r.Status.Ended() {
				return
			}
			cancel(ledger.ErrLost)
		}
	}()
	return ctx, func() { cancel(nil); <-ended }
}
