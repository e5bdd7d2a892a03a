package jobs_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// told collects what people hear of approvals that ended.
type told struct {
	groups []string
	lines  int
	err    error
}

func (x *told) tell(_ context.Context, l jobs.Lapsed) error {
	if x.err == nil {
		x.groups = append(x.groups, l.Plan.ID+" "+l.Group)
		x.lines += len(l.Lines)
	}
	return x.err
}

// friday is a run of a Friday whose first two letters wait for anybody and
// whose third waits for finance, who have 48 hours of working days.
func friday(t *testing.T, w *jobstest.World) (jobs.Result, *told) {
	t.Helper()
	w.Clock.Set(time.Date(2026, 11, 27, 7, 0, 0, 0, jobstest.Berlin()))
	x := &told{}
	w.Engine.Lapsed = x.tell
	w.Engine.Calendar = calendar.Calendar{}
	w.Engine.Policy.Groups["finance"] = jobs.Group{Expires: 48 * time.Hour}
	w.Engine.Policy.PlanExpires = 48 * time.Hour
	return run(t, w), x
}

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, jobstest.Berlin())
}

// A group's time is counted on working days, the plan's is not; each line
// stands until its own is over, and no answer is a no.
func TestApprovalExpires(t *testing.T) {
	t.Parallel()
	w := world(t, write(plan.WriteApprove))
	r, x := friday(t, w)
	lapse := func(now time.Time, told int) {
		t.Helper()
		w.Clock.Set(now)
		if err := w.Engine.Lapse(t.Context()); err != nil {
			t.Error(err)
		}
		if len(x.groups) != told {
			t.Errorf("at %s: told of %v", now, x.groups)
		}
	}
	lapse(at(29, 7, 0), 0)
	lapse(at(29, 7, 1), 1) // the plan's two days
	bert := jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true}
	_, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true, Only: []string{first}})
	wantError(t, err, "has no open line for "+first)
	after, err := w.Ledger.Run(t.Context(), r.Run.ID)
	if err != nil || after.Summary.Waiting != 1 || after.Status != ledger.RunWaiting {
		t.Errorf("%+v, %v", after, err)
	}
	lapse(at(30, 23, 0), 1)
	// Tuesday 07:00 is the last moment for finance.
	w.Clock.Set(time.Date(2026, 12, 1, 7, 0, 0, 0, jobstest.Berlin()))
	if _, err := w.Engine.Usable(t.Context(), r.Plan.ID); err != nil {
		t.Error(err)
	}
	w.Clock.Set(time.Date(2026, 12, 1, 7, 0, 1, 0, jobstest.Berlin()))
	_, err = w.Engine.Vote(t.Context(), bert)
	want := "plan " + r.Plan.ID + " expired on Tue 01 Dec 2026, 07:00. Plan again: worker plan overdue-daily"
	if as[*jobs.ExpiredError](t, err); err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	lapse(time.Date(2026, 12, 1, 7, 1, 0, 0, jobstest.Berlin()), 2)
	lapse(time.Date(2026, 12, 9, 7, 1, 0, 0, jobstest.Berlin()), 2)
	if want := []string{r.Plan.ID + " ", r.Plan.ID + " finance"}; !slices.Equal(x.groups, want) || x.lines != 3 {
		t.Errorf("told of %v, %d lines, want %v", x.groups, x.lines, want)
	}
	_, err = w.Engine.Vote(t.Context(), bert)
	as[*jobs.ExpiredError](t, err)
	bert.Yes = false
	_, err = w.Engine.Vote(t.Context(), bert)
	as[*jobs.ExpiredError](t, err)
	after, err = w.Ledger.Run(t.Context(), r.Run.ID)
	if err != nil || after.Status != ledger.RunDone || after.Summary.Waiting != 0 {
		t.Errorf("%+v, %v", after, err)
	}
	if n := len(w.Sim.Writes()); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// A group that has less time than the plan: its line is refused while the
// others still go out.
func TestApprovalExpiresBeforeThePlan(t *testing.T) {
	t.Parallel()
	w := world(t, write(plan.WriteApprove))
	w.Engine.Policy.Groups["finance"] = jobs.Group{Expires: 2 * time.Hour}
	r := run(t, w)
	w.Clock.Set(r.Plan.CreatedAt.Add(2*time.Hour + time.Second))
	bert := jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true, Only: []string{third}}
	_, err := w.Engine.Vote(t.Context(), bert)
	want := "the time to approve " + third + " ended on Mon 23 Nov 2026, 09:00. Plan again: worker plan overdue-daily"
	if as[*jobs.NotApprovedError](t, err).Reason != want {
		t.Errorf("%v, want %s", err, want)
	}
	bert.Only = nil
	if got := released(t, w, bert); !slices.Equal(got, []string{first, second}) {
		t.Errorf("sent: %v", got)
	}
}

// Approved in the last minute, on a Tuesday: the letter's own time is the
// group's, not the plan's, which is over since Sunday.
func TestApprovedAfterAWeekend(t *testing.T) {
	t.Parallel()
	w := world(t, write(plan.WriteApprove))
	r, _ := friday(t, w)
	w.Clock.Set(time.Date(2026, 12, 1, 6, 59, 0, 0, jobstest.Berlin()))
	if got := released(t, w, jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true}); !slices.Equal(got, []string{third}) {
		t.Errorf("sent: %v", got)
	}
}

// Nobody can be told at first: the request stays as it is, refused, and is told
// about later, once.
func TestLapsedIsToldUntilItWorks(t *testing.T) {
	t.Parallel()
	w := world(t, write(plan.WriteApprove))
	r, x := friday(t, w)
	other := w.NewWorker("w2")
	other.Engine.Lapsed, other.Engine.Calendar, other.Engine.Policy = x.tell, w.Engine.Calendar, w.Engine.Policy
	w.Clock.Set(time.Date(2026, 12, 2, 7, 0, 0, 0, jobstest.Berlin()))
	x.err = errors.New("slack is away")
	for range 2 {
		if err := w.Engine.Lapse(t.Context()); !errors.Is(err, x.err) {
			t.Errorf("%v", err)
		}
	}
	_, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true})
	as[*jobs.ExpiredError](t, err)
	x.err = nil
	for _, k := range []*jobstest.Worker{other, w.Worker, other} {
		if err := k.Engine.Lapse(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if len(x.groups) != 2 || x.lines != 3 {
		t.Errorf("told of %v, %d lines", x.groups, x.lines)
	}
}

// Letters that a later plan has sent are not told about again.
func TestLapsedOfASecondPlan(t *testing.T) {
	t.Parallel()
	w := world(t, write(plan.WriteApprove))
	_, x := friday(t, w)
	later := run(t, w)
	if got := released(t, w, jobs.Vote{Yes: true, Plan: later.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Only: []string{first}}); len(got) != 1 {
		t.Fatal(got)
	}
	w.Clock.Set(at(29, 8, 0))
	if err := w.Engine.Lapse(t.Context()); err != nil {
		t.Error(err)
	}
	if len(x.groups) != 2 || x.lines != 2 {
		t.Errorf("told of %v, %d lines, want one line of each plan", x.groups, x.lines)
	}
}
