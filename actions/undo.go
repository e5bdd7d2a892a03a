package actions

import (
	"context"
	"errors"
	"fmt"

	"github.com/mocowork/mocowork/ledger"
)

// undoer is a handler that can take back what its parent has left in MOCO,
// when it fails for good itself.
type undoer interface {
	// Undo says in words what it has taken back; "" if nothing was there.
	Undo(ctx context.Context, e ledger.Entry) (string, error)
}

// takeBack leaves nothing half done behind a failure. What can't be taken back
// needs a person.
func (r *Runner) takeBack(ctx context.Context, h Handler, e ledger.Entry, c *ledger.Change) (ledger.Entry, error) {
	if _, ok := h.(undoer); !ok {
		return e, nil
	}
	held, note, err := r.undo(ctx, h, e)
	switch {
	case errors.Is(err, ledger.ErrLost):
		return e, err
	case err != nil:
		c.To, c.Reason = ledger.Review, c.Reason+"; it can't be taken back: "+err.Error()
	default:
		c.Reason, c.Undone = and(c.Reason, note), e.Parent
	}
	return held, nil
}

// and adds a note to a reason.
func and(reason, note string) string {
	if note == "" {
		return reason
	}
	return reason + "; " + note
}

// withdraw takes back what the entry's parent has left, because the entry is
// not needed any more.
func (r *Runner) withdraw(ctx context.Context, h Handler, e ledger.Entry, c Checked, to ledger.State) (ledger.Entry, error) {
	if _, ok := h.(undoer); !ok {
		return r.change(ctx, e, ledger.Change{To: to, Reason: c.Skip, Evidence: c.Evidence})
	}
	held, note, err := r.undo(ctx, h, e)
	switch {
	case errors.Is(err, ledger.ErrLost):
		return e, err
	case err != nil:
		return r.refused(ctx, h, held, fmt.Errorf("%s, but it can't be taken back: %w", c.Skip, err))
	}
	return r.change(ctx, held, ledger.Change{To: to, Reason: and(c.Skip, note), Evidence: c.Evidence, Undone: e.Parent})
}

// undo is the only way to a handler's Undo: it writes to MOCO, so the claim is
// renewed first. A worker that has lost it takes nothing back.
func (r *Runner) undo(ctx context.Context, h Handler, e ledger.Entry) (held ledger.Entry, note string, err error) {
	u, ok := h.(undoer)
	if !ok {
		return e, "", fmt.Errorf("%s can't be taken back", e.Action)
	}
	if err := r.Pace.Wait(ctx, ledger.Going); err != nil {
		return e, "", err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.timeout(h))
	defer cancel()
	if held, err = r.Ledger.Change(ctx, e, ledger.Change{To: e.State, Hold: true, Reason: e.Reason}); err != nil {
		return e, "", err
	}
	r.point(e, "undoing")
	note, err = u.Undo(ctx, held)
	r.point(e, "undone")
	return held, note, err
}
