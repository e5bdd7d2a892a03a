package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// A run's entries that write to MOCO are carried out by as many hands as there
// are: the run's own worker, and whoever it has woken. Each hand takes the next
// entry that nobody holds; the claim decides. One invoice's entries go one
// after the other, and a hand that has begun with an invoice stays with it: a
// reminder is mailed right after it was made.

// Hints is how many of a run's entries are put on the queue to find helpers: a
// helper goes on by itself with whatever is due in the run.
const Hints = 16

const (
	// hintPause is how often a run looks for helpers: one may have come up
	// since, and Redis may have forgotten the last hints.
	hintPause = 2 * time.Second
	// choice is how many entries a hand looks at, so that it finds one that
	// nobody was faster with.
	choice = 16
)

// Help carries out what is due of a run beside others, until nothing is left
// that it could take, and tells each entry that it has worked on. Of a run that
// is going on it takes what writes to MOCO; the rest is its own worker's. The
// errors are those of actions.Runner.Apply; the brake is none.
func (e *Engine) Help(ctx context.Context, id string, each func(ledger.Entry)) error {
	run, err := e.Ledger.Run(ctx, id)
	if err != nil {
		return err
	}
	may := e.sendable
	if run.Status.Ended() {
		may = func(ctx context.Context, run string) map[string]int {
			out := e.sendable(ctx, run)
			for action, rank := range order {
				if rank >= order["notify"] {
					out[action] = rank
				}
			}
			return out
		}
	}
	e.before(ctx)
	return e.hand(ctx, id, may, nil, each)
}

// sendable are the actions that write to MOCO, in their order; none while the
// brake is on: the whole one, or that of the run's job.
func (e *Engine) sendable(ctx context.Context, run string) map[string]int {
	out := map[string]int{}
	if ok, _ := e.Runner.MayWrite(); !ok || e.JobOff(ctx, run) {
		return out
	}
	for action, rank := range order {
		if rank < order["notify"] {
			out[action] = rank
		}
	}
	return out
}

// hand works through the entries of a run that may be claimed now, and returns
// when there are none. may says which actions are meant, each time anew: the
// brake may come. others, if not nil, is called for helpers.
func (e *Engine) hand(ctx context.Context, run string, may func(context.Context, string) map[string]int,
	others func(context.Context, []ledger.Entry), each func(ledger.Entry)) error {
	var called time.Time
	var invoice billing.ID // the one that this hand has begun with
	next := func(ctx context.Context, limit int) (list []ledger.Entry, err error) {
		t := ledger.Turn{Run: run, Order: may(ctx, run), Invoice: invoice, Limit: limit}
		if list, err = e.Ledger.Next(ctx, t); err == nil && len(list) == 0 && t.Invoice != 0 {
			t.Invoice = 0
			list, err = e.Ledger.Next(ctx, t)
		}
		return list, err
	}
	for {
		if others != nil && time.Since(called) > hintPause {
			called, invoice = time.Now(), 0
			list, err := next(ctx, Hints)
			if err != nil {
				return err
			}
			if len(list) > 1 {
				others(ctx, list[1:])
			}
		}
		after, err := e.step(ctx, func(ctx context.Context) ([]ledger.Entry, error) { return next(ctx, choice) })
		switch {
		case errors.Is(err, ledger.ErrBusy), errors.Is(err, ledger.ErrLost), errors.Is(err, actions.ErrBrake):
			invoice = 0
		case err != nil:
			return err
		case after.ID == "":
			return ctx.Err()
		default:
			each(after)
			invoice = invoiceOf(after)
		}
	}
}

// step carries out one entry, as soon as this process has a hand free.
func (e *Engine) step(ctx context.Context, next func(context.Context) ([]ledger.Entry, error)) (ledger.Entry, error) {
	if e.Hands != nil {
		select {
		case e.Hands <- struct{}{}:
			defer func() { <-e.Hands }()
		case <-ctx.Done():
			return ledger.Entry{}, ctx.Err()
		}
	}
	return e.Runner.ApplyNext(ctx, next)
}

// invoiceOf is the invoice whose entries follow one another; 0 if an entry is
// about none.
func invoiceOf(x ledger.Entry) billing.ID {
	if x.Unreadable == nil && x.Subject.Kind == "invoice" && !internal(x.Params) {
		return x.Subject.ID
	}
	return 0
}

// JobOff reports whether a run's job is set to write: off by now, whatever
// it was when the run began.
func (e *Engine) JobOff(ctx context.Context, run string) bool {
	r, err := e.Ledger.Run(ctx, run)
	if err != nil {
		return false // the entry itself will say what is wrong with the store
	}
	j, err := e.Job(r.Job)
	return err == nil && j.Write == plan.WriteOff
}
