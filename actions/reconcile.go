package actions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
)

// recheck are the pauses between reads after an unanswered write.
var recheck = []time.Duration{2 * time.Second, 5 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute}

// maxUnread is the longest pause after a read-back that failed: an open
// question is the first thing to ask when MOCO is back.
const maxUnread = time.Minute

// reconcile finds out what became of a write without a clear answer. It never
// writes; at most it sends the entry back to be written once more, after the
// settle time and two reads that found nothing.
func (r *Runner) reconcile(ctx context.Context, h Handler, e ledger.Entry, now time.Time) (ledger.Entry, error) {
	if h.Trait().Repeatable {
		return r.change(ctx, e, ledger.Change{To: ledger.Planned, Reason: "its worker ended in between; doing it again does no harm"})
	}
	f, err := guarded(r, e, func() (Finding, error) { return h.Reconcile(ctx, e) })
	switch {
	case err != nil && fault.KindOf(err) == fault.Auth:
		_, changeErr := r.change(ctx, e, ledger.Change{To: ledger.Intent, Reason: e.Reason, NextAt: now})
		return e, errors.Join(err, changeErr)
	case err != nil:
		return r.change(ctx, e, ledger.Change{To: ledger.Intent, Reason: err.Error(), NextAt: now.Add(min(pause(e.Attempts), maxUnread))})
	case f.Review != "":
		return r.change(ctx, e, ledger.Change{To: ledger.Review, Reason: f.Review})
	case f.Skip != "":
		return r.change(ctx, e, ledger.Change{To: ledger.Skipped, Reason: f.Skip})
	case f.Made:
		return r.done(ctx, e, f.Result)
	}
	settled := e.IntentAt.Add(r.Settle)
	switch {
	case now.Before(settled) || e.CleanReads < 1:
		next := now.Add(pause(e.CleanReads + 1))
		if next.After(settled) && now.Before(settled) {
			next = settled
		}
		return r.change(ctx, e, ledger.Change{To: ledger.Intent, CleanRead: true, NextAt: next,
			Reason: "MOCO did not answer clearly; not seen there yet"})
	case e.Repeats == 0:
		return r.change(ctx, e, ledger.Change{To: ledger.Planned, Repeated: true, CleanRead: true,
			Reason: fmt.Sprintf("not seen in MOCO after %s; trying once more", r.Settle)})
	}
	return r.change(ctx, e, ledger.Change{To: ledger.Review, Reason: "MOCO twice gave no clear answer; please look there"})
}

func pause(n int) time.Duration { return recheck[min(n, len(recheck)-1)] }
