package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
)

// wrongClock decides by a clock that goes wrong while it reads.
type wrongClock struct {
	letter
	off *bool
}

// Check finds, in 1970, that nothing is due.
func (h wrongClock) Check(context.Context, ledger.Entry) (actions.Checked, error) {
	*h.off = true
	return actions.Checked{Skip: "not overdue"}, nil
}

// What was decided while the brake came on counts for nothing: the letter stays
// planned.
func TestBrakeWhileDeciding(t *testing.T) {
	t.Parallel()
	off := false
	w := newWorker(t, dbtest.SQLite(t), "w1", &mailbox{letters: map[string]int{}}, time.Minute)
	w.runner.Handlers["remind"] = wrongClock{letter{ledger: w.ledger}, &off}
	w.runner.MayWrite = func() (bool, string) { return !off, "the clocks disagree" }
	w.released(t, 1, 1)
	all, err := w.ledger.Entries(t.Context(), ledger.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := w.runner.Apply(t.Context(), all[0].ID)
	if !errors.Is(err, actions.ErrBrake) || e.State != ledger.Planned {
		t.Errorf("%s, %v; want it planned, and the brake", e.State, err)
	}
}
