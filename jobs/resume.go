package jobs

import (
	"context"
	"errors"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/ledger"
)

// resume finishes what earlier runs have left: released entries that are due,
// and runs whose process has ended in the middle. A run that somebody works on
// is left alone.
func (e *Engine) resume(ctx context.Context, own string) error {
	if err := e.outlive(ctx, own); err != nil {
		return err
	}
	ids, err := e.unsettled(ctx, own)
	if err != nil {
		return err
	}
	for _, id := range ids {
		err := e.resumeRun(ctx, id)
		switch {
		case errors.Is(err, actions.ErrBrake), errors.Is(err, ledger.ErrBusy), errors.Is(err, ledger.ErrLost), errors.Is(err, ledger.ErrForeign):
		case err != nil:
			return err
		}
	}
	return e.bury(ctx, own)
}

// unsettled are the other runs with an entry that is due.
func (e *Engine) unsettled(ctx context.Context, own string) ([]string, error) {
	due, err := e.Ledger.Entries(ctx, ledger.Filter{Due: true})
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{own: true}
	var ids []string
	for _, x := range due {
		if !seen[x.Run] && x.Unreadable == nil {
			seen[x.Run] = true
			ids = append(ids, x.Run)
		}
	}
	return ids, nil
}

func (e *Engine) resumeRun(ctx context.Context, id string) error {
	run, err := e.Ledger.Run(ctx, id)
	if err != nil {
		return err
	}
	if run.Status.Ended() {
		_, err := e.Finish(ctx, id)
		return err
	}
	free, err := e.Ledger.RunFree(ctx, id)
	if err != nil || !free {
		return err
	}
	_, err = e.Run(ctx, id)
	return err
}

// errVanished is how a run ends whose process is gone and that had decided
// nothing yet.
var errVanished = errors.New("its process ended before there was a plan")

// bury ends the runs of vanished terminals that had no plan yet. Runs of
// schedules and requests are taken up again by a worker that serves.
func (e *Engine) bury(ctx context.Context, own string) error {
	runs, err := e.Unfinished(ctx)
	if err != nil {
		return err
	}
	for _, r := range runs {
		if r.ID == own || r.Plan != "" || !r.InTerminal() {
			continue
		}
		free, err := e.Ledger.RunFree(ctx, r.ID)
		if err != nil {
			return err
		}
		if !free {
			continue
		}
		if err := e.Ledger.TakeRun(ctx, r.ID); err != nil {
			continue // somebody was faster
		}
		if err := e.Ledger.EndRun(ctx, r.ID, ledger.RunFailed, r.Summary, errVanished); err != nil {
			return err
		}
	}
	return nil
}
