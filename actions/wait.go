package actions

import (
	"context"
	"time"

	"github.com/mocowork/mocowork/ledger"
)

// waiter is a handler whose entries may have to wait for a time of day, such as
// the end of the quiet hours. Its entry stays planned till then, and says why.
type waiter interface {
	// Wait is how long, and why; 0 for now. It is asked again afterwards.
	Wait(ctx context.Context, e ledger.Entry) (wait time.Duration, why string)
}

// stays is how long an entry that had to wait may take from then on.
const stays = 24 * time.Hour

// wait lets an entry, and those that share its fate, be for a while.
func (r *Runner) wait(ctx context.Context, e ledger.Entry, wait time.Duration, why string, with []string) (ledger.Entry, error) {
	now, err := r.Ledger.Now(ctx)
	if err != nil {
		return e, err
	}
	at := now.Add(wait)
	return r.change(ctx, e, ledger.Change{To: ledger.Planned, Reason: why, NextAt: at, Deadline: at.Add(stays), With: with})
}

func idsOf(entries []ledger.Entry) []string {
	out := make([]string, len(entries))
	for i, x := range entries {
		out[i] = x.ID
	}
	return out
}
