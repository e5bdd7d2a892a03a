package jobs

import (
	"context"
	"time"

	"github.com/mocowork/mocowork/ledger"
)

// outlive waits, in a run that a person has started, for the leases of workers
// that have vanished without a word, so that this run takes up what they left:
// nobody may come after it who would. A worker that lives says so within a
// third of a lease, and is left alone. A worker that serves does not wait: it
// looks again by itself.
func (e *Engine) outlive(ctx context.Context, own string) error {
	mine, err := e.Ledger.Run(ctx, own)
	if err != nil || !mine.InTerminal() {
		return err
	}
	runs, err := e.Unfinished(ctx)
	if err != nil {
		return err
	}
	going := map[string]bool{}
	for _, r := range runs {
		going[r.ID] = true
		if r.ID == own {
			continue
		}
		if err := e.runOut(ctx, r.ID, func() (time.Time, error) { return e.Ledger.RunHeld(ctx, r.ID) }); err != nil {
			return err
		}
	}
	entries, err := e.Ledger.Entries(ctx, ledger.Filter{States: []ledger.State{ledger.Claimed, ledger.Intent}})
	if err != nil {
		return err
	}
	for _, x := range entries {
		if going[x.Run] {
			continue // whoever has the run has this, too
		}
		err := e.runOut(ctx, x.Run, func() (time.Time, error) {
			now, err := e.Ledger.Entry(ctx, x.ID)
			return now.LeaseUntil, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// runOut waits until a lease of a run has run out, or has moved: its worker
// lives.
func (e *Engine) runOut(ctx context.Context, run string, held func() (time.Time, error)) error {
	first, err := held()
	if err != nil {
		return err
	}
	told := false
	for until := first; ; {
		now, err := e.Ledger.Now(ctx)
		if err != nil || !until.Equal(first) || until.Before(now) {
			return err
		}
		if !told {
			told = true
			e.report(Event{Step: "resume", Mark: Unclear, Text: "another worker has " + run + ": looking whether it lives"})
		}
		if err := sleep(ctx, min(e.Ledger.Lease()/12, until.Sub(now)+10*time.Millisecond)); err != nil {
			return err
		}
		if until, err = held(); err != nil {
			return err
		}
	}
}
