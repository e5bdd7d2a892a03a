package app

import (
	"context"
	"errors"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/ledger"
)

// work is what the queue's tasks do.
type work struct{ s *Server }

// only lets one task of this process work on a run: the queue may deliver a
// task twice, and the ledger lets a process go on with what it has.
func (w work) only(run string) (release func(), ok bool) {
	if _, busy := w.s.running.LoadOrStore(run, true); busy {
		return nil, false
	}
	return func() { w.s.running.Delete(run) }, true
}

// bound ends a task's context when the worker is told to stop.
func (w work) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	release := context.AfterFunc(w.s.stopping, cancel)
	return ctx, func() { release(); cancel() }
}

// Request records the wanted run, which is what "accepted" means, and carries
// it through.
func (w work) Request(ctx context.Context, r queue.Request) error {
	_, err := w.s.app().Engine.Start(ctx, jobs.Ask{ID: r.Run, Job: r.Job, Origin: "request", By: r.By, PlanOnly: r.PlanOnly,
		Asked: ledger.Asked{Set: r.Set, To: r.To, Pull: r.Pull}})
	var unknown *jobs.UnknownJobError
	if errors.As(err, &unknown) {
		w.s.log.Error("request", "job", r.Job, "error", err)
		return w.tell(ctx, queue.Status{Run: r.Run, Job: r.Job, Status: string(ledger.RunFailed), Fault: "unknown job"})
	}
	if err != nil {
		return err
	}
	return w.Run(ctx, r.Run)
}

// Run carries a recorded run through, unless somebody else does.
func (w work) Run(ctx context.Context, id string) error {
	release, ok := w.only(id)
	if !ok {
		return nil
	}
	defer release()
	ctx, cancel := w.bound(ctx)
	defer cancel()
	// What is loaded meanwhile counts for the next run.
	a := w.s.app()
	run, err := a.Ledger.Run(ctx, id)
	if err != nil {
		return err
	}
	if !run.Status.Ended() {
		w.s.log.Info("run", "run", id, "job", run.Job)
		w.news(ctx, jobs.Result{Run: run}, "running")
	}
	r, err := a.Engine.Run(ctx, id)
	if errors.Is(err, ledger.ErrBusy) || errors.Is(err, ledger.ErrForeign) {
		return nil
	}
	if r.Run.Status.Ended() {
		w.s.log.Info("run ended", "run", id, "job", r.Run.Job, "status", r.Run.Status, "error", r.Run.Error)
		if !run.Status.Ended() {
			w.s.countRun(ctx, r)
		}
		w.news(ctx, r, "")
		w.s.wakeTeller()
		return nil
	}
	return err
}

// Entry helps with the run of a released entry that is due, and closes the run
// again if it had come to an end before.
func (w work) Entry(ctx context.Context, id string) error {
	if w.s.app().refused.pauses() {
		return nil // the sweeper asks again
	}
	select {
	case w.s.helping <- struct{}{}:
		defer func() { <-w.s.helping }()
	default:
		return nil // no hand is free; whoever has one is called again
	}
	ctx, cancel := w.bound(ctx)
	defer cancel()
	e, err := w.s.app().Ledger.Entry(ctx, id)
	if err != nil {
		return err
	}
	run, err := w.s.app().Ledger.Run(ctx, e.Run)
	if err != nil {
		return err
	}
	var worked []ledger.Entry
	err = w.s.app().Engine.Help(ctx, run.ID, func(e ledger.Entry) {
		w.s.app().refused.over(e)
		worked = append(worked, e)
	})
	if err != nil && w.s.stopping.Err() != nil {
		err = nil // the rest is left to others
	}
	if run.Status.Ended() {
		return w.late(context.WithoutCancel(ctx), run, e, worked, err)
	}
	if fault.KindOf(err) == fault.Auth {
		return nil // the run's own worker meets the same and tells it
	}
	return err
}

// late counts what has become of entries whose run had ended, and closes that
// again.
func (w work) late(ctx context.Context, run ledger.Run, first ledger.Entry, worked []ledger.Entry, err error) error {
	defer w.s.wakeTeller()
	if errors.Is(err, errRefused) {
		err = nil // another hand met the refusal itself
	}
	if fault.KindOf(err) == fault.Auth {
		w.s.log.Error("MOCO refused the key; nothing is written for a while", "run", run.ID, "error", err, "pause", refusedPause)
		if !w.s.app().refused.first() {
			err = nil
		} else {
			err = w.s.app().tellRefused(ctx, first, err)
		}
	}
	if len(worked) == 0 {
		return err
	}
	r, closeErr := w.s.app().Engine.Close(ctx, run.ID)
	if closeErr != nil {
		return errors.Join(err, closeErr)
	}
	w.news(ctx, r, "")
	for _, e := range worked {
		w.s.countEntry(e)
	}
	return err
}
