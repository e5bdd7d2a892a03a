package jobstest

import (
	"context"
	"time"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Plan pulls and decides, and stores the plan with a run of its own.
func (w *World) Plan() plan.Plan {
	w.T.Helper()
	ctx := w.T.Context()
	run, err := w.Engine.Start(ctx, jobs.Ask{Job: w.opt.Job.Name, Origin: "person", By: "anna@host"})
	if err != nil {
		w.T.Fatal(err)
	}
	read, err := w.Engine.Pull(ctx, w.opt.Job)
	if err != nil {
		w.T.Fatal(err)
	}
	p, err := w.Engine.Decide(ctx, w.opt.Job, run, read)
	if err != nil {
		w.T.Fatal(err)
	}
	return p
}

// Decided decides on the mirror as it is, and stores the plan with a run of its
// own.
func (w *World) Decided() plan.Plan {
	w.T.Helper()
	ctx := w.T.Context()
	run, err := w.Engine.Start(ctx, jobs.Ask{Job: w.opt.Job.Name, Origin: "person", By: "anna@host"})
	if err != nil {
		w.T.Fatal(err)
	}
	p, err := w.Engine.Decide(ctx, w.opt.Job, run, plan.Read{})
	if err != nil {
		w.T.Fatal(err)
	}
	return p
}

// Release releases the lines of a plan that have an action, and gives the ids
// of their entries.
func (w *World) Release(p plan.Plan, action string) []string {
	w.T.Helper()
	lines := []int{}
	for _, l := range p.New() {
		if l.Action == action {
			lines = append(lines, l.N)
		}
	}
	r, err := w.Ledger.Release(w.T.Context(), ledger.Release{Plan: p, Lines: lines, By: "anna@host", Within: 24 * time.Hour})
	if err != nil {
		w.T.Fatal(err)
	}
	return r.Entries
}

// Released plans, and releases the one line with an action.
func (w *World) Released(action string) string {
	w.T.Helper()
	p := w.Plan()
	ids := w.Release(p, action)
	if len(ids) != 1 {
		w.T.Fatalf("%d entries for %s, want 1; the plan has %+v", len(ids), action, p.Verdicts)
	}
	return ids[0]
}

// Line stores a plan of one line, whatever the rules say, releases it and gives
// its entry.
func (w *World) Line(l plan.Line) string {
	w.T.Helper()
	p := w.Plan()
	var err error
	if p.ID, err = w.Ledger.NewID(w.T.Context(), "p"); err != nil {
		w.T.Fatal(err)
	}
	l.N = 1
	p.Lines = []plan.Line{l}
	if err := w.Ledger.SavePlan(w.T.Context(), p, w.set.Texts); err != nil {
		w.T.Fatal(err)
	}
	return w.Release(p, l.Action)[0]
}

// Entry reads an entry.
func (w *World) Entry(id string) ledger.Entry {
	w.T.Helper()
	e, err := w.Ledger.Entry(w.T.Context(), id)
	if err != nil {
		w.T.Fatal(err)
	}
	return e
}

// Mail is the e-mail entry that follows a reminder's; ok is false if there is
// none.
func (w *World) Mail(parent string) (e ledger.Entry, ok bool) {
	w.T.Helper()
	for _, x := range w.Entries() {
		if x.Parent == parent {
			return x, true
		}
	}
	return e, false
}

// Entries are all entries of the store.
func (w *World) Entries() []ledger.Entry {
	w.T.Helper()
	all, err := w.Ledger.Entries(context.WithoutCancel(w.T.Context()), ledger.Filter{})
	if err != nil {
		w.T.Fatal(err)
	}
	return all
}

// Apply lets a worker take an entry one step on. It must not fail.
func (w *World) Apply(k *Worker, id string) ledger.Entry {
	w.T.Helper()
	e, err := k.Runner.Apply(w.T.Context(), id)
	if err != nil {
		w.T.Fatalf("apply %s: %v", id, err)
	}
	return e
}

// Drive lets a worker carry an entry through, as a sweeper would: whenever the
// entry waits, that time passes. It gives up after 30 steps.
func (w *World) Drive(k *Worker, id string) ledger.Entry {
	w.T.Helper()
	for range 30 {
		w.await(id)
		if e := w.Apply(k, id); !e.State.Open() {
			return e
		}
	}
	w.T.Fatalf("entry %s does not come to rest: %+v", id, w.Entry(id))
	return ledger.Entry{}
}

// await lets the time pass that an entry waits for.
func (w *World) await(id string) {
	w.T.Helper()
	now, err := w.Ledger.Now(w.T.Context())
	if err != nil {
		w.T.Fatal(err)
	}
	if e := w.Entry(id); e.NextAt.After(now) {
		w.Later(e.NextAt.Sub(now) + time.Millisecond)
	}
}

// DriveLetter carries a reminder and the mail that follows it through.
func (w *World) DriveLetter(k *Worker, id string) (reminder, mail ledger.Entry) {
	w.T.Helper()
	w.Drive(k, id)
	if m, ok := w.Mail(id); ok {
		mail = w.Drive(k, m.ID)
	}
	return w.Entry(id), mail
}

// Later lets time pass in the ledger: everything that waits for a moment, and
// every lease, comes nearer by d. The clock of dates stands.
func (w *World) Later(d time.Duration) {
	w.T.Helper()
	ms := d.Milliseconds()
	for _, q := range []string{
		`UPDATE entry SET next_at = CASE next_at WHEN 0 THEN 0 ELSE next_at - $1 END, lease_until = CASE lease_until WHEN 0 THEN 0 ELSE lease_until - $1 END,
			intent_at = CASE intent_at WHEN 0 THEN 0 ELSE intent_at - $1 END`,
		`UPDATE run SET lease_until = CASE lease_until WHEN 0 THEN 0 ELSE lease_until - $1 END, created_at = created_at - $1`,
		`UPDATE pace SET blocked_until = CASE blocked_until WHEN 0 THEN 0 ELSE blocked_until - $1 END`,
	} {
		if _, err := w.DB.ExecContext(w.T.Context(), q, ms); err != nil {
			w.T.Fatal(err)
		}
	}
}
