package jobs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// What a job releases by itself: by its brake, by its limits, and by the steps
// that need an approval. The letters of level 1 and 2 need none.
func TestWhatAJobReleasesByItself(t *testing.T) {
	t.Parallel()
	broken := plan.Bounds{RemindersPerRun: 2}
	kept := plan.Bounds{RemindersPerRun: 3}
	both := []string{first + " done", second + " done"}
	type want struct {
		Letters []string
		Status  ledger.RunStatus
		Waiting int
		Note    string
	}
	tests := []struct {
		name   string
		write  plan.Write
		bounds plan.Bounds
		exceed jobs.OnExceed
		noKey  bool
		want   want
	}{
		{"auto", plan.WriteAuto, kept, jobs.ExceedApprove, false, want{both, ledger.RunWaiting, 1, ""}},
		{"auto, limit broken, approve", plan.WriteAuto, broken, jobs.ExceedApprove, false, want{[]string{}, ledger.RunWaiting, 3, ""}},
		{"auto, limit broken, stop", plan.WriteAuto, broken, jobs.ExceedStop, false, want{[]string{}, ledger.RunStopped, 0, "a limit stopped it; no letter was sent"}},
		{"approve", plan.WriteApprove, kept, jobs.ExceedApprove, false, want{[]string{}, ledger.RunWaiting, 3, ""}},
		{"approve, limit broken, approve", plan.WriteApprove, broken, jobs.ExceedApprove, false, want{[]string{}, ledger.RunWaiting, 3, ""}},
		{"approve, limit broken, stop", plan.WriteApprove, broken, jobs.ExceedStop, false, want{[]string{}, ledger.RunStopped, 0, "a limit stopped it; no letter was sent"}},
		{"off", plan.WriteOff, kept, jobs.ExceedApprove, false, want{[]string{}, ledger.RunDone, 0, "nothing was written to MOCO: write: off"}},
		{"off, limit broken", plan.WriteOff, broken, jobs.ExceedStop, false, want{[]string{}, ledger.RunDone, 0, "nothing was written to MOCO: write: off"}},
		{"auto without a key", plan.WriteAuto, kept, jobs.ExceedApprove, true, want{[]string{}, ledger.RunDone, 0, "nothing was written to MOCO: there is no moco.write_key"}},
		{"approve without a key", plan.WriteApprove, kept, jobs.ExceedApprove, true, want{[]string{}, ledger.RunDone, 0, "nothing was written to MOCO: there is no moco.write_key"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := world(t, func(o *jobstest.Options) {
				o.Job.Write, o.Job.Bounds, o.Job.OnExceed, o.NoWriteKey = tt.write, tt.bounds, tt.exceed, tt.noKey
			})
			r := run(t, w)
			got := want{letters(r.Entries), r.Run.Status, r.Run.Summary.Waiting, strings.Join(r.Run.Summary.Notes, "; ")}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if len(r.Plan.Letters()) != 3 {
				t.Errorf("%d letters are planned", len(r.Plan.Letters()))
			}
			// Nobody is asked for a yes that he can't give.
			stopped := slices.ContainsFunc(actions.Letters(r.Plan, r.Entries), func(l notifiers.Letter) bool { return l.State == notifiers.LetterStopped })
			if stopped != (tt.want.Status == ledger.RunStopped) {
				t.Errorf("letters shown as stopped by a limit: %v", stopped)
			}
			if posts := w.Done().Posts; posts != len(tt.want.Letters) {
				t.Errorf("%d POSTs", posts)
			}
			// What stays inside the house goes out whatever the brake says.
			if n := r.Run.Summary.Actions["notify"][ledger.Done]; n != 3 {
				t.Errorf("%d messages", n)
			}
		})
	}
}

func TestLimitPerCustomerAndDay(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) {
		o.Only, o.Job.Bounds = []string{second}, plan.Bounds{RemindersPerCustomerPerDay: 1}
	})
	if r := run(t, w); r.Run.Status != ledger.RunDone || len(mailed(t, w)) != 1 {
		t.Fatalf("%+v", r.Run)
	}
	twin(t, w)
	r := run(t, w)
	i := slices.IndexFunc(r.Plan.Limits, func(l plan.Limit) bool { return l.Name == "reminders_per_customer_per_day" })
	if r.Run.Status != ledger.RunWaiting || i < 0 || r.Plan.Limits[i].Kept || len(w.Sim.Emails()) != 1 {
		t.Errorf("%s, %+v, %d mails", r.Run.Status, r.Plan.Limits, len(w.Sim.Emails()))
	}
}

// waiting is a run whose three letters wait for a person.
func waiting(t *testing.T, change ...func(*jobstest.Options)) (*jobstest.World, jobs.Result) {
	t.Helper()
	w := world(t, append([]func(*jobstest.Options){write(plan.WriteApprove)}, change...)...)
	return w, run(t, w)
}

// released is an approval and the letters that go out by it.
func released(t *testing.T, w *jobstest.World, a jobs.Vote) []string {
	t.Helper()
	o, err := w.Engine.Vote(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Engine.Finish(t.Context(), o.Plan.Run); err != nil {
		t.Fatal(err)
	}
	return mailed(t, w)
}

// `worker apply` means all letters but those that need a group's approval.
func TestApplyAPlan(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	if diff := cmp.Diff([]string{first, second}, released(t, w, jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "anna@host"}})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	after, err := w.Ledger.Run(t.Context(), r.Run.ID)
	if err != nil || after.Status != ledger.RunWaiting || after.Summary.Waiting != 1 {
		t.Errorf("%+v, %v", after, err)
	}
	for _, e := range w.Entries() {
		if e.Action == "remind" && e.ApprovedBy != "anna@host" {
			t.Errorf("%s was approved by %q", e.Subject.Label, e.ApprovedBy)
		}
	}
	// Once more there is nothing left but the third.
	_, err = w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "anna@host"}})
	if want := third + " needs the approval of finance: worker approve " + r.Plan.ID; as[*jobs.NotApprovedError](t, err).Reason != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestApproveSteps(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	// Nobody approves what he started.
	_, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "anna@host"}, Every: true, Only: []string{third}})
	if want := third + " needs the approval of finance, and nobody approves what he started"; as[*jobs.SelfApprovalError](t, err).Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if diff := cmp.Diff([]string{third}, released(t, w, jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true, Only: []string{strings.ToLower(third)}})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{third, first, second}, released(t, w, jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	after, err := w.Ledger.Run(t.Context(), r.Run.ID)
	if err != nil || after.Status != ledger.RunDone || after.Summary.Waiting != 0 {
		t.Errorf("%+v, %v", after, err)
	}
	// The plan is used up, and it says by whom.
	_, err = w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "carl@host"}, Every: true})
	if used := as[*ledger.UsedError](t, err); used.By != "bert@host" || used.At.IsZero() || err.Error() != "plan "+r.Plan.ID+" was used by bert@host" {
		t.Errorf("%+v, %v", used, err)
	}
}

func TestSelfApprovalWhereTheGroupAllowsIt(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	w.Engine.Policy.Groups["finance"] = jobs.Group{SelfApproval: true}
	if diff := cmp.Diff([]string{third, first, second}, released(t, w, jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "anna@host"}, Every: true})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestApprovalsThatAreRefused(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	anna := jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "anna@host"}}
	t.Run("unknown plan", func(t *testing.T) {
		_, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: "p_0000", By: jobs.Voter{ID: "anna@host"}})
		wantError(t, err, "plan p_0000: not found")
	})
	t.Run("unknown invoice", func(t *testing.T) {
		a := anna
		a.Only = []string{second, "R9999-001"}
		_, err := w.Engine.Vote(t.Context(), a)
		if want := "plan " + r.Plan.ID + " has no open line for R9999-001"; as[*jobs.NotApprovedError](t, err).Reason != want {
			t.Errorf("%v, want %s", err, want)
		}
	})
	t.Run("write: off", func(t *testing.T) {
		w.Engine.Jobs[0].Write = plan.WriteOff
		_, err := w.Engine.Vote(t.Context(), anna)
		w.Engine.Jobs[0].Write = plan.WriteApprove
		if as[*jobs.NotApprovedError](t, err).Reason != "nothing can be sent: write: off" {
			t.Error(err)
		}
	})
	t.Run("without a key", func(t *testing.T) {
		can := w.Engine.CanWrite
		w.Engine.CanWrite = func() (bool, string) { return false, "there is no moco.write_key" }
		_, err := w.Engine.Vote(t.Context(), anna)
		w.Engine.CanWrite = can
		if as[*jobs.NotApprovedError](t, err).Reason != "nothing can be sent: there is no moco.write_key" {
			t.Error(err)
		}
	})
	t.Run("expired", func(t *testing.T) {
		w.Clock.Set(r.Plan.ExpiresAt.Add(time.Second))
		_, err := w.Engine.Vote(t.Context(), anna)
		want := "plan " + r.Plan.ID + " expired on Tue 24 Nov 2026, 07:00. Plan again: worker plan overdue-daily"
		if as[*jobs.ExpiredError](t, err).Plan.ID != r.Plan.ID || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		anna.Yes = false
		_, err = w.Engine.Vote(t.Context(), anna)
		as[*jobs.ExpiredError](t, err)
	})
	if n := len(w.Sim.Writes()); n != 0 {
		t.Errorf("%d writes", n)
	}
}

func TestALimitThatStopsCantBeApproved(t *testing.T) {
	t.Parallel()
	w, r := waiting(t, func(o *jobstest.Options) {
		o.Job.Bounds, o.Job.OnExceed = plan.Bounds{RemindersPerRun: 2}, jobs.ExceedStop
	})
	_, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true})
	as[*jobs.LimitError](t, err)
	want := "a limit stops plan " + r.Plan.ID + ": 3 of 2 reminders. Nothing was sent; limits.on_exceed: approve would let a person decide"
	if err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestALimitThatAsksCanBeApproved(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Job.Bounds = plan.Bounds{RemindersPerRun: 2} })
	r := run(t, w)
	if diff := cmp.Diff([]string{first, second}, released(t, w, jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestReject(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	no := jobs.Vote{Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true, Reason: "a deal was made"}
	no.Only = []string{first}
	o, err := w.Engine.Vote(t.Context(), no)
	if len(o.Rejected) != 1 || err != nil {
		t.Fatalf("%v, %v", o.Rejected, err)
	}
	_, err = w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "anna@host"}, Only: []string{first}})
	wantError(t, err, "has no open line for "+first)
	if diff := cmp.Diff([]string{second}, released(t, w, jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "anna@host"}})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	no.Only = nil
	if o, err := w.Engine.Vote(t.Context(), no); len(o.Rejected) != 1 || err != nil {
		t.Errorf("%v, %v", o.Rejected, err)
	}
	_, err = w.Engine.Vote(t.Context(), no)
	as[*ledger.UsedError](t, err)
}

// Two people say yes at the same moment: each letter goes out once.
func TestTwoApprovalsAtOnce(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	errs := make(chan error, 2)
	for _, by := range []string{"bert@host", "carl@host"} {
		go func() {
			_, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: by}, Every: true})
			errs <- err
		}()
	}
	yes := 0
	for range 2 {
		if err := <-errs; err == nil {
			yes++
		} else {
			as[*ledger.UsedError](t, err)
		}
	}
	if yes != 1 {
		t.Errorf("%d of two approvals were taken", yes)
	}
	if _, err := w.Engine.Finish(t.Context(), r.Run.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{third, first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Two plans of the same morning are both approved: the second finds the letters
// in hand.
func TestTwoPlansOfTheSameLetters(t *testing.T) {
	t.Parallel()
	w, a := waiting(t)
	b := run(t, w)
	if got := released(t, w, jobs.Vote{Yes: true, Plan: a.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true}); len(got) != 3 {
		t.Fatalf("%v", got)
	}
	out, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: b.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true})
	if err != nil || len(out.Released.Entries) != 0 || len(out.Released.InHand) != 3 {
		t.Errorf("%+v, %v", out, err)
	}
	if d := w.Done(); d.Posts != 3 || d.Mailed != 3 {
		t.Errorf("%+v", d)
	}
}

// A plan that was approved and then not carried out in time is over.
func TestApprovalRunsOut(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	if _, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE entry SET deadline = deadline - 90000000 WHERE deadline > 0`); err != nil {
		t.Fatal(err)
	}
	after, err := w.Engine.Finish(t.Context(), r.Run.ID)
	if err != nil || len(w.Sim.Writes()) != 0 || after.Run.Status != ledger.RunPartly {
		t.Errorf("%+v, %v, %d writes", after.Run, err, len(w.Sim.Writes()))
	}
	if diff := cmp.Diff([]string{third + " expired", first + " expired", second + " expired"}, letters(after.Entries)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Again decides by the rules of the entry's own plan, not by those of today.
func TestRulesOfThePlanStand(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	w.Engine.Rules = nil
	if got := released(t, w, jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true}); len(got) != 3 {
		t.Errorf("%v", got)
	}
}

// Rules of a plan that this version can't read: nothing is written.
func TestRulesOfThePlanAreGone(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE rule_text SET body = 'version: 9'`); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Engine.Vote(t.Context(), jobs.Vote{Yes: true, Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true}); err != nil {
		t.Fatal(err)
	}
	after, err := w.Engine.Finish(t.Context(), r.Run.ID)
	if err != nil || len(w.Sim.Writes()) != 0 {
		t.Fatalf("%v, %d writes", err, len(w.Sim.Writes()))
	}
	for _, e := range after.Entries {
		if e.Action == "remind" && (e.State != ledger.Failed || !strings.HasPrefix(e.Reason, "the rules of plan "+r.Plan.ID+" can't be read by this version")) {
			t.Errorf("%s %s %q", e.Subject.Label, e.State, e.Reason)
		}
	}
}
