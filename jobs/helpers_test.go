package jobs_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// The three invoices that get a letter: level 1, level 2, and level 3, which
// needs the approval of finance.
const (
	first  = "R2610-019"
	second = "R2610-022"
	third  = "R2608-002"
)

// world is an account with those three.
func world(t *testing.T, change ...func(*jobstest.Options)) *jobstest.World {
	t.Helper()
	o := jobstest.Options{Only: []string{first, second, third}}
	for _, f := range change {
		f(&o)
	}
	return jobstest.New(t, o)
}

func write(w plan.Write) func(*jobstest.Options) {
	return func(o *jobstest.Options) { o.Job.Write = w }
}

// start records a run that anna wants.
func start(t *testing.T, w *jobstest.World, a jobs.Ask) ledger.Run {
	t.Helper()
	a.Job, a.Origin = "overdue-daily", "person"
	if a.By == "" {
		a.By = "anna@host"
	}
	r, err := w.Engine.Start(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// run carries a new run through. It must not fail.
func run(t *testing.T, w *jobstest.World) jobs.Result {
	t.Helper()
	r, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// letters are the entries of reminders, as "R2610-022 done".
func letters(entries []ledger.Entry) []string {
	out := []string{}
	for _, e := range entries {
		if e.Action == "remind" || e.Action == "draft_reminder" {
			out = append(out, fmt.Sprintf("%s %s", e.Subject.Label, e.State))
		}
	}
	slices.Sort(out)
	return out
}

// mailed are the invoices whose letters MOCO mailed, by its own log.
func mailed(t *testing.T, w *jobstest.World) []string {
	t.Helper()
	out := []string{}
	for _, m := range w.Sim.Emails() {
		for _, number := range []string{first, second, third} {
			if w.Sim.Account().Invoice(number) == m.Invoice {
				out = append(out, number)
			}
		}
	}
	slices.Sort(out)
	return out
}

// wantError demands an error with a text.
func wantError(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("error is\n  %v\nwant it to contain\n  %s", err, text)
	}
}

// as finds an error of a kind.
func as[E error](t *testing.T, err error) E {
	t.Helper()
	var e E
	if !errors.As(err, &e) {
		t.Fatalf("error is %T (%v), want %T", err, err, e)
	}
	return e
}

// tuesday is the day after the one on which every world begins, a minute.
func tuesday(hour, minute, second int) time.Time {
	return time.Date(2026, 11, 24, hour, minute, second, 0, jobstest.Berlin())
}
