package jobs_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestRun(t *testing.T) {
	t.Parallel()
	w := world(t)
	r := run(t, w)
	if r.Run.Status != ledger.RunWaiting || r.Run.Summary.Waiting != 1 || r.Run.Step != "apply" {
		t.Errorf("%+v", r.Run)
	}
	if diff := cmp.Diff([]string{first + " done", second + " done"}, letters(r.Entries)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	want := map[string]map[ledger.State]int{"remind": {ledger.Done: 2}, "email": {ledger.Done: 2}, "notify": {ledger.Done: 3}}
	if diff := cmp.Diff(want, r.Run.Summary.Actions); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if r.Plan.ID == "" || r.Plan.ID != r.Run.Plan || r.Plan.Read.Counts["invoices"] != 3 || r.Plan.Read.Requests == 0 {
		t.Errorf("plan %s: %+v", r.Plan.ID, r.Plan.Read)
	}
	if told := w.Reported(); !strings.Contains(told, "✓ pull 3 invoices") || strings.Count(told, "✓ send") != 2 {
		t.Errorf("people saw\n%s", told)
	}
}

// A run that ended is not run again: no request, the same answer.
func TestRunTwice(t *testing.T) {
	t.Parallel()
	w := world(t)
	a := run(t, w)
	requests := len(w.Sim.Requests())
	b, err := w.NewWorker("w2").Engine.Run(t.Context(), a.Run.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("-first +second\n%s", diff)
	}
	if n := len(w.Sim.Requests()) - requests; n != 0 {
		t.Errorf("%d more requests", n)
	}
	// The next run finds nothing new to write.
	c := run(t, w)
	if d := w.Done(); d.Posts != 2 || d.Mailed != 2 || len(letters(c.Entries)) != 0 {
		t.Errorf("%+v, %v", d, letters(c.Entries))
	}
}

func TestStartIsIdempotent(t *testing.T) {
	t.Parallel()
	w := world(t)
	a := start(t, w, jobs.Ask{ID: "r_8f31"})
	b, err := w.Engine.Start(t.Context(), jobs.Ask{ID: "r_8f31", Job: "overdue-daily", Origin: "request", By: "bert@host"})
	if err != nil || b.AskedBy != "anna@host" || !b.CreatedAt.Equal(a.CreatedAt) {
		t.Errorf("%+v, %v", b, err)
	}
	_, err = w.Engine.Start(t.Context(), jobs.Ask{Job: "overdue-dialy"})
	wantError(t, err, `no job "overdue-dialy"; there are: overdue-daily`)
}

func TestPlanOnlyWritesAndReleasesNothing(t *testing.T) {
	t.Parallel()
	w := world(t)
	r, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{PlanOnly: true}).ID)
	if err != nil {
		t.Fatal(err)
	}
	if r.Run.Status != ledger.RunDone || len(r.Entries) != 0 || len(r.Plan.Letters()) != 3 || len(w.Sim.Writes()) != 0 {
		t.Errorf("%s, %d entries, %d letters, %d writes", r.Run.Status, len(r.Entries), len(r.Plan.Letters()), len(w.Sim.Writes()))
	}
}

// Planning twice in a row asks MOCO at most once more for each data set.
func TestSecondPlanIsCheap(t *testing.T) {
	t.Parallel()
	w := jobstest.New(t, jobstest.Options{})
	a := w.Plan()
	before := len(w.Sim.Requests())
	b := w.Plan()
	count := map[string]int{}
	for _, r := range w.Sim.Requests()[before:] {
		if count[r.Path]++; count[r.Path] > 1 {
			t.Errorf("%s is asked for again: %s", r.Path, r.Query)
		}
	}
	if n := len(w.Sim.Requests()) - before; b.Read.Requests != n || a.Read.Requests != before {
		t.Errorf("the plans say %d and %d requests, MOCO saw %d and %d", a.Read.Requests, b.Read.Requests, before, n)
	}
	if len(a.Letters()) != 6 || len(b.Letters()) != 6 {
		t.Errorf("%d letters, then %d, want 6", len(a.Letters()), len(b.Letters()))
	}
}

func TestPullThatFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault mocosim.Fault
		want  string
	}{
		{"500", mocosim.Fault{Status: 500}, "pull: read invoices: GET /invoices: MOCO answered 500"},
		{"a login page", mocosim.Fault{Status: 200, Body: mocosim.BodyHTML}, "pull: read invoices: GET /invoices"},
		{"401", mocosim.Fault{Status: 401}, "pull: read invoices: GET /invoices: MOCO answered 401: the key was refused"},
		{"403", mocosim.Fault{Status: 403}, "pull: read invoices: GET /invoices: MOCO answered 403"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			tt.fault.Match = jobstest.Match("GET /invoices")
			w.Sim.Fault(tt.fault)
			asked := start(t, w, jobs.Ask{})
			r, err := w.Engine.Run(t.Context(), asked.ID)
			if err == nil || r.Run.Status != ledger.RunFailed || !strings.HasPrefix(r.Run.Error, tt.want) || r.Run.Step != "pull" {
				t.Errorf("%s at %s: %q, %v", r.Run.Status, r.Run.Step, r.Run.Error, err)
			}
			told := w.Failures()
			if len(told) != 1 || told[0].Run.ID != asked.ID || told[0].Step != "pull" || told[0].Sent != 0 || !errors.Is(err, told[0].Err) {
				t.Errorf("people were told %+v", told)
			}
			if len(w.Sim.Writes()) != 0 {
				t.Errorf("%d writes", len(w.Sim.Writes()))
			}
			// The next run is a new one, and goes well.
			w.Sim.ClearFaults()
			if next := run(t, w); next.Run.Status != ledger.RunWaiting {
				t.Errorf("%+v", next.Run)
			}
		})
	}
}

func TestPullThatTakesTooLong(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Job.Timeout = 200 * time.Millisecond })
	w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("GET /invoices"), Then: mocosim.ThenHang})
	r, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID)
	if !errors.Is(err, context.DeadlineExceeded) || r.Run.Status != ledger.RunFailed || len(w.Failures()) != 1 {
		t.Errorf("%+v, %v", r.Run, err)
	}
}

func TestRulesThatCantBeHad(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Engine.Rules = func(job string) (jobs.Rules, error) { return jobs.Rules{}, errors.New("job " + job + " has no rules") }
	r, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID)
	wantError(t, err, "job overdue-daily has no rules")
	if r.Run.Status != ledger.RunFailed || r.Run.Error != "decide: job overdue-daily has no rules" {
		t.Errorf("%+v", r.Run)
	}
}

// The job was taken out of the configuration while its run waited.
func TestRunOfAJobThatIsGone(t *testing.T) {
	t.Parallel()
	w := world(t)
	asked := start(t, w, jobs.Ask{})
	w.Engine.Jobs = nil
	r, err := w.Engine.Run(t.Context(), asked.ID)
	wantError(t, err, `no job "overdue-daily"`)
	if r.Run.Status != ledger.RunFailed || len(w.Failures()) != 1 {
		t.Errorf("%+v", r.Run)
	}
}

// A key that is refused in the middle ends the run; what is left goes out with
// the next one.
func TestKeyRefusedInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403} {
		w := world(t)
		w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("POST /invoice_reminders"), Nth: 2, Times: 100, Status: status})
		r, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID)
		if err == nil || r.Run.Status != ledger.RunFailed || !strings.HasPrefix(r.Run.Error, "apply: POST /invoice_reminders: MOCO answered 40") {
			t.Errorf("%+v, %v", r.Run, err)
		}
		if told := w.Failures(); len(told) != 1 || told[0].Sent != 1 || told[0].Step != "apply" {
			t.Errorf("people were told %+v", told)
		}
		if d := w.Done(); d.Posts != 2 || d.Mailed != 1 {
			t.Errorf("%d: %+v", status, d)
		}
		w.Sim.ClearFaults()
		run(t, w)
		if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
}

// A write without an answer is cleared up before the run ends, if that does not
// take long.
func TestRunWaitsForAnAnswer(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Sim.Fault(mocosim.CommitThenDrop(jobstest.Match("POST /invoice_reminders")))
	r := run(t, w)
	if r.Run.Status != ledger.RunWaiting {
		t.Errorf("%+v", r.Run)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// One letter that MOCO refuses does not keep the others.
func TestOneOfSeveralIsRefused(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("POST /invoice_reminders"), Nth: 1, Status: 422})
	r := run(t, w)
	got := letters(r.Entries)
	if r.Run.Status != ledger.RunPartly || len(got) != 2 || len(mailed(t, w)) != 1 {
		t.Errorf("%s, %v, mailed %v", r.Run.Status, got, mailed(t, w))
	}
	if !strings.Contains(w.Reported(), "✗ send") {
		t.Errorf("people saw\n%s", w.Reported())
	}
}

// One entry that this version can't read stops no other one, and the run says
// so.
func TestOneOfSeveralCantBeRead(t *testing.T) {
	t.Parallel()
	w := world(t)
	damage := `UPDATE entry SET params = 'not JSON' WHERE action = 'remind' AND subject LIKE '%' || $1 || '%'`
	w.Sim.After(jobstest.Match("GET /invoices/payments"), 2, func(*mocosim.Account) { // the first is the pull
		if _, err := w.DB.ExecContext(t.Context(), damage, second); err != nil {
			t.Error(err)
		}
	})
	r := run(t, w)
	if got := mailed(t, w); r.Run.Status != ledger.RunPartly || !slices.Equal(got, []string{first}) {
		t.Errorf("%s, mailed %v", r.Run.Status, got)
	}
	if notes := strings.Join(r.Run.Summary.Notes, "; "); !strings.Contains(notes, "this version can't read what to do, and leaves it alone: a_") {
		t.Errorf("the run says %q", notes)
	}
	if r = run(t, w); !slices.Equal(mailed(t, w), []string{first}) {
		t.Errorf("the next run mailed %v", mailed(t, w))
	}
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE entry SET state = 'failed' WHERE params = 'not JSON'`); err != nil {
		t.Error(err)
	}
}

func TestPaidWhileLettersGoOut(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, number := range []string{first, second} {
		if err := w.Sim.PayAfterWrites(number, 1); err != nil {
			t.Fatal(err)
		}
	}
	r := run(t, w)
	got := letters(r.Entries)
	if r.Run.Status != ledger.RunWaiting || slices.ContainsFunc(got, func(s string) bool { return !strings.HasSuffix(s, "skipped") }) {
		t.Errorf("%s, %v", r.Run.Status, got)
	}
	if d := w.Done(); d.Made != 1 || d.Deleted != 1 || d.Mailed != 0 {
		t.Errorf("%+v", d)
	}
	if !strings.Contains(w.Reported(), "– send") {
		t.Errorf("people saw\n%s", w.Reported())
	}
}

// The brake that is put on in the middle holds back what is left; the run says
// so, and what comes later goes on.
func TestBrakeInTheMiddle(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Sim.AfterWrites(2, func(*mocosim.Account) { w.Brake("the file STOP is there") })
	r := run(t, w)
	if d := w.Done(); d.Made != 1 || d.Mailed != 1 || r.Run.Status != ledger.RunPartly {
		t.Errorf("%+v, %s", d, r.Run.Status)
	}
	if !slices.ContainsFunc(r.Run.Summary.Notes, func(s string) bool { return strings.Contains(s, "the file STOP is there") }) {
		t.Errorf("notes %v", r.Run.Summary.Notes)
	}
	w.Brake("")
	if _, err := w.Engine.Finish(t.Context(), r.Run.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
