package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Result is how a run stands after its worker is finished with it.
type Result struct {
	Run     ledger.Run
	Plan    plan.Plan // zero if it got no plan
	Entries []ledger.Entry
}

// Ask describes a run that somebody wants.
type Ask struct {
	ID       string // "" makes a new one
	Job      string
	Origin   string // person, schedule, request
	By       string
	Tick     string
	PlanOnly bool
	Asked    ledger.Asked // of an export on request
}

// Start records a run that is wanted. A run that is recorded already is
// returned as it stands.
func (e *Engine) Start(ctx context.Context, a Ask) (ledger.Run, error) {
	if _, err := e.Job(a.Job); err != nil {
		return ledger.Run{}, err
	}
	if a.ID == "" {
		id, err := e.Ledger.NewID(ctx, "r")
		if err != nil {
			return ledger.Run{}, err
		}
		a.ID = id
	}
	run, _, err := e.Ledger.StartRun(ctx, ledger.Run{ID: a.ID, Job: a.Job, Origin: a.Origin, AskedBy: a.By, Tick: a.Tick, PlanOnly: a.PlanOnly, Asked: a.Asked})
	return run, err
}

// Run carries a recorded run through: first what earlier runs left unfinished,
// then pull, decide, release, apply, close. A run that ended before is returned
// as it stands. A failure is recorded, told to people and returned.
func (e *Engine) Run(ctx context.Context, id string) (Result, error) {
	run, err := e.Ledger.Run(ctx, id)
	if err != nil {
		return Result{}, err
	}
	if run.Status.Ended() {
		return e.result(ctx, run)
	}
	if err := e.Ledger.TakeRun(ctx, id); err != nil {
		return Result{}, err
	}
	ctx, done := e.keep(ctx, id)
	defer done()
	e.point("run.taken")
	j, err := e.Job(run.Job)
	if err == nil {
		j, err = e.of(j, run)
	}
	if err != nil {
		return e.fail(ctx, run, "start", err)
	}
	if run.Plan == "" && j.Name == plan.HoldJob {
		return e.end(ctx, run, ledger.RunDone, nil) // nothing was planned; the next pass does it
	}
	if run.Plan == "" {
		prepare := e.prepare
		if _, ok := plan.ExportOf(j.Name); ok {
			prepare = e.prepareExport
		}
		if run, err = prepare(ctx, j, run); err != nil {
			return e.fail(ctx, run, run.Step, err)
		}
	}
	if run.PlanOnly {
		return e.end(ctx, run, ledger.RunDone, nil)
	}
	if err := e.release(ctx, j, run); err != nil {
		return e.fail(ctx, run, "release", err)
	}
	err = e.Apply(ctx, run.ID)
	switch {
	case refusedKey(err):
		return e.fail(ctx, run, "apply", err)
	case err != nil && !errors.Is(err, actions.ErrBrake):
		return Result{Run: run}, err
	}
	r, err := e.Close(ctx, run.ID)
	if err == nil && e.After != nil {
		e.After(ctx, r)
	}
	return r, err
}

// Finish carries out what a person has released of a run's plan, and closes the
// run again.
func (e *Engine) Finish(ctx context.Context, id string) (Result, error) {
	err := e.Apply(ctx, id)
	if err != nil && !errors.Is(err, actions.ErrBrake) {
		r, closeErr := e.Close(context.WithoutCancel(ctx), id)
		return r, errors.Join(err, closeErr)
	}
	return e.Close(ctx, id)
}

// prepare finishes what earlier runs have left, pulls and decides.
func (e *Engine) prepare(ctx context.Context, j Job, run ledger.Run) (ledger.Run, error) {
	if !run.PlanOnly {
		run.Step = "resume"
		if err := e.resume(ctx, run.ID); err != nil {
			return run, err
		}
		if err := e.Lapse(ctx); err != nil {
			e.report(Event{Step: "approvals", Mark: Unclear, Text: "nobody could be told of those that ended: " + err.Error()})
		}
		e.requests(ctx, "")
	}
	work, cancel := ctx, context.CancelFunc(func() {})
	if j.Timeout > 0 {
		work, cancel = context.WithTimeout(ctx, j.Timeout)
	}
	defer cancel()
	run.Step = "pull"
	if err := e.Ledger.StepRun(ctx, run.ID, run.Step, ""); err != nil {
		return run, err
	}
	read, err := e.Pull(work, j)
	if err != nil {
		return run, err
	}
	if !run.PlanOnly {
		e.keepHolds(ctx)
	}
	run.Step = "decide"
	began := time.Now()
	p, err := e.Decide(work, j, run, read)
	if err != nil {
		return run, err
	}
	e.report(Event{Step: "pull", Mark: OK, Text: counts(p.Read), Took: read.Took})
	if !run.PlanOnly {
		e.reportPlan(p, time.Since(began))
	}
	run.Plan = p.ID
	return run, e.Ledger.StepRun(ctx, run.ID, run.Step, p.ID)
}

// release releases what the job may do by itself. The run knows its plan by
// now, so a worker that takes it up after a crash goes on with the same one.
func (e *Engine) release(ctx context.Context, j Job, run ledger.Run) error {
	e.point("run.before_release")
	p, err := e.Ledger.Plan(ctx, run.Plan)
	if err != nil {
		return err
	}
	_, err = e.releaseByItself(ctx, j, p)
	var crowded *ledger.CrowdedError
	if errors.As(err, &crowded) {
		// Another job was faster. A plan that knows of its letters breaks the
		// limit, and that is handled as for every limit.
		if p, err = e.Decide(ctx, j, run, p.Read); err != nil {
			return err
		}
		if err = e.Ledger.StepRun(ctx, run.ID, "decide", p.ID); err != nil {
			return err
		}
		_, err = e.releaseByItself(ctx, j, p)
	}
	if err != nil {
		return err
	}
	return e.Ledger.StepRun(ctx, run.ID, "apply", "")
}

func (e *Engine) reportPlan(p plan.Plan, took time.Duration) {
	_, overdue := p.Receivables()
	e.report(Event{Step: "rules", Mark: OK, Text: fmt.Sprintf("%d overdue → %s", overdue.Count, p.Describe()), Took: took})
	for _, w := range p.Warnings {
		e.report(Event{Step: "rules", Mark: Unclear, Text: w})
	}
	for _, l := range p.Limits {
		mark := OK
		if !l.Kept {
			mark = Bad
		}
		e.report(Event{Step: "limits", Mark: mark, Text: l.Text})
	}
}

// result reads a run with its plan and entries.
func (e *Engine) result(ctx context.Context, run ledger.Run) (Result, error) {
	r := Result{Run: run}
	var err error
	if run.Plan != "" {
		if r.Plan, err = e.Ledger.Plan(ctx, run.Plan); err != nil {
			return r, err
		}
	}
	r.Entries, err = e.Ledger.Entries(ctx, ledger.Filter{Run: run.ID})
	return r, err
}

// fail ends a run that came to nothing, tells people, and returns the error.
func (e *Engine) fail(ctx context.Context, run ledger.Run, step string, cause error) (Result, error) {
	if ctx.Err() != nil || errors.Is(cause, ledger.ErrLost) || errors.Is(cause, ledger.ErrForeign) {
		// Told to stop, or it is another worker's: the run stays as it is.
		return Result{Run: run}, cause
	}
	r, err := e.result(ctx, run)
	if err != nil {
		return r, errors.Join(cause, err)
	}
	if e.Failed != nil {
		sent := 0
		for _, x := range r.Entries {
			if x.Action == "email" && x.State == ledger.Done {
				sent++
			}
		}
		if told := e.Failed(ctx, Failure{Run: run, Step: step, Err: cause, Sent: sent}); told != nil {
			r.Run.Summary.Notes = append(r.Run.Summary.Notes, "nobody could be told: "+told.Error())
		}
	}
	if err := e.Ledger.EndRun(ctx, run.ID, ledger.RunFailed, r.Run.Summary, fmt.Errorf("%s: %w", step, cause)); err != nil {
		return r, errors.Join(cause, err)
	}
	r.Run, err = e.Ledger.Run(ctx, run.ID)
	return r, errors.Join(cause, err)
}
