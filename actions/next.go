package actions

import (
	"context"
	"errors"
	"fmt"

	"github.com/mocowork/mocowork/ledger"
)

// ApplyNext carries out the first that can be had of the entries that next
// lists, and returns ledger.ErrBusy if others were faster with all of them. next
// is asked twice: after the wait for a token others may have done what it listed
// first. With nothing to do the entry is the zero one. The other errors are
// Apply's.
func (r *Runner) ApplyNext(ctx context.Context, next func(context.Context) ([]ledger.Entry, error)) (ledger.Entry, error) {
	list, err := next(ctx)
	if err != nil || len(list) == 0 {
		return ledger.Entry{}, err
	}
	if err := r.reserve(ctx, list[0]); err != nil {
		return list[0], err
	}
	reserved := r.writes(list[0])
	if list, err = next(ctx); err != nil || len(list) == 0 {
		return ledger.Entry{}, err
	}
	for _, e := range list {
		if r.writes(e) && !reserved {
			continue
		}
		after, err := r.take(ctx, e)
		if !errors.Is(err, ledger.ErrBusy) {
			return after, err
		}
	}
	return ledger.Entry{}, ledger.ErrBusy
}

// writes reports whether an entry needs the token of a write before its claim.
func (r *Runner) writes(e ledger.Entry) bool {
	h, ok := r.Handlers[e.Action]
	return ok && h.Trait().MOCO && e.State != ledger.Intent
}

// reserve asks the brake, and takes the token of the entry's write. The wait
// for it may be long, so the brake is asked again.
func (r *Runner) reserve(ctx context.Context, e ledger.Entry) error {
	h, ok := r.Handlers[e.Action]
	if !ok {
		return fmt.Errorf("entry %s: this version can't carry out %q", e.ID, e.Action)
	}
	if !h.Trait().MOCO {
		return nil
	}
	if why := r.brake(ctx, e); why != "" {
		return fmt.Errorf("%w: %s", ErrBrake, why)
	}
	if !r.writes(e) {
		return nil
	}
	if err := r.Pace.Wait(ctx, ledger.Begin); err != nil {
		return err
	}
	if why := r.brake(ctx, e); why != "" {
		return fmt.Errorf("%w: %s", ErrBrake, why)
	}
	return nil
}

// brake says why an entry must not be written to MOCO now; "" if it may.
func (r *Runner) brake(ctx context.Context, e ledger.Entry) string {
	if ok, why := r.MayWrite(); !ok {
		return why
	}
	if r.Off != nil && r.Off(ctx, e) {
		return "the job is set to write: off"
	}
	return ""
}
