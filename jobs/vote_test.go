package jobs_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
)

// members is a workspace that knows one user group.
type members struct{ err error }

func (m members) Members(_ context.Context, group string) ([]string, error) {
	if group != "S0FINANZEN" {
		return nil, errors.New("no such group")
	}
	return []string{"U05BEN"}, m.err
}

// Who may answer for a group, by whatever way he comes.
func TestWhoMayAnswer(t *testing.T) {
	t.Parallel()
	const ok = ""
	listed := jobs.Group{Approvers: []string{"U04ANNA", "S0FINANZEN"}, SelfApproval: true}
	people := map[string]string{"anna": "U04ANNA", "root@mail": "U05BEN", "eve": "U09EVE"}
	for _, tt := range []struct {
		name  string
		group jobs.Group
		dir   jobs.Directory
		by    string
		want  string
	}{
		{"listed, Slack", listed, members{}, "slack:U04ANNA", ok},
		{"listed, command line", listed, members{}, "anna@anywhere", ok},
		{"in the user group", listed, members{}, "slack:U05BEN", ok},
		{"in the user group, by user and host", listed, members{}, "root@mail", ok},
		{"the same user elsewhere", listed, members{}, "root@laptop", "people in worker.yaml does not say"},
		{"a stranger", listed, members{}, "slack:U09EVE", "only its approvers"},
		{"a stranger at the command line", listed, members{}, "eve@host", "only its approvers"},
		{"nobody knows the group", listed, nil, "slack:U05BEN", "can't be asked without slack.bot_token"},
		{"Slack is away", listed, members{errors.New("down")}, "slack:U05BEN", "who belongs to S0FINANZEN can't be asked: down"},
		{"no approvers, command line", jobs.Group{}, nil, "bert@host", ok},
		{"no approvers, Slack", jobs.Group{}, nil, "slack:U04ANNA", "the group has no approvers"},
		{"a name that looks like Slack's", listed, members{}, "slack:U04ANNA@host", "people in worker.yaml does not say"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, r := waiting(t)
			w.Engine.Policy.Groups["finance"], w.Engine.Policy.People, w.Engine.Directory = tt.group, people, tt.dir
			for _, yes := range []bool{false, true} {
				v := jobs.Vote{Plan: r.Plan.ID, Group: "finance", By: jobs.Voter{ID: tt.by}, Yes: yes}
				if !yes && tt.want == ok {
					continue // a no would close the line
				}
				o, err := w.Engine.Vote(t.Context(), v)
				if tt.want == ok && (err != nil || len(o.Lines) != 1) || tt.want != ok && (err == nil || !strings.Contains(err.Error(), tt.want)) {
					t.Errorf("yes %v: %v, want %q", yes, err, tt.want)
				}
			}
		})
	}
}

// Who started a run is known by whatever way he answers.
func TestSelfApprovalByAnotherWay(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	w.Engine.Policy.Groups["finance"] = jobs.Group{Approvers: []string{"U04ANNA", "U05BEN"}}
	w.Engine.Policy.People = map[string]string{"anna": "U04ANNA"}
	_, err := w.Engine.Vote(t.Context(), jobs.Vote{Plan: r.Plan.ID, Group: "finance", By: jobs.Voter{ID: "slack:U04ANNA", Name: "Anna"}, Yes: true})
	as[*jobs.SelfApprovalError](t, err)
	o, err := w.Engine.Vote(t.Context(), jobs.Vote{Plan: r.Plan.ID, Group: "finance", By: jobs.Voter{ID: "slack:U05BEN", Name: "Ben"}, Yes: true})
	if err != nil || len(o.Lines) != 1 {
		t.Errorf("%+v, %v", o, err)
	}
	for _, e := range w.Entries() {
		if e.Action == "remind" && e.ApprovedBy != "Ben@slack:U05BEN" {
			t.Errorf("approved by %s", e.ApprovedBy)
		}
	}
}

// From an amount on two people must agree; a currency that the table lacks is
// above it.
func TestSecondPerson(t *testing.T) {
	t.Parallel()
	eur := func(minor int64) map[string]billing.Money {
		return map[string]billing.Money{"EUR": {Minor: minor, Currency: "EUR"}}
	}
	for _, tt := range []struct {
		name string
		from map[string]billing.Money
		want int // how many more must agree
	}{
		{"no table", nil, 0},
		{"below", eur(71401), 0},
		{"at", eur(71400), 1},
		{"another currency", map[string]billing.Money{"CHF": {Minor: 1_000_000_00, Currency: "CHF"}}, 1},
		{"an empty table", map[string]billing.Money{}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, r := waiting(t)
			w.Engine.Policy.Groups["finance"] = jobs.Group{SecondPersonFrom: tt.from}
			vote := jobs.Vote{Plan: r.Plan.ID, Group: "finance", By: jobs.Voter{ID: "bert@host"}, Yes: true}
			o, err := w.Engine.Vote(t.Context(), vote)
			if err != nil || o.Waiting != tt.want {
				t.Fatalf("%+v, %v", o, err)
			}
			if tt.want == 0 {
				return
			}
			vote.By.ID = "bert@elsewhere"
			_, err = w.Engine.Vote(t.Context(), vote)
			as[*jobs.VotedError](t, err)
			vote.By.ID = "carl@host"
			if o, err = w.Engine.Vote(t.Context(), vote); err != nil || len(o.Lines) != 1 {
				t.Errorf("%+v, %v", o, err)
			}
		})
	}
}

// What a person names: a number, an id, or a line.
func TestOnly(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	letter := r.Plan.Letters()[0]
	for _, tt := range []struct {
		only, want string
	}{
		{"R9999-001", "has no open line"}, {"#99", "has no open line"}, {"99", "has no open line"}, {"", "has no open line"},
	} {
		_, err := w.Engine.Vote(t.Context(), jobs.Vote{Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true, Only: []string{tt.only}, Yes: true})
		wantError(t, err, tt.want)
	}
	o, err := w.Engine.Vote(t.Context(), jobs.Vote{Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Every: true, Only: []string{"#1"}, Yes: true})
	if err != nil || letter.N != 1 || !cmp.Equal(o.Lines, []int{1}) {
		t.Errorf("%+v, %v", o, err)
	}
}

// Two workers hear of the two last votes at the same moment: the letter goes out
// once, in the name of both.
func TestLastVotesAtOnce(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	other := w.NewWorker("w2")
	var wg sync.WaitGroup
	for i, e := range []*jobs.Engine{w.Engine, other.Engine} {
		e.Policy.Groups["finance"] = jobs.Group{Required: 2}
		wg.Go(func() {
			by := []string{"bert@host", "carl@host"}[i]
			if _, err := e.Vote(t.Context(), jobs.Vote{Plan: r.Plan.ID, Group: "finance", By: jobs.Voter{ID: by}, Yes: true}); err != nil {
				t.Error(err)
			}
			if _, err := e.Finish(t.Context(), r.Run.ID); err != nil && !errors.Is(err, ledger.ErrLost) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff([]string{third}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A no holds its invoices back, once the votes of others count for nothing.
func TestNoAfterAYes(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	w.Engine.Policy.Groups["finance"] = jobs.Group{Required: 2}
	vote := jobs.Vote{Plan: r.Plan.ID, Group: "finance", By: jobs.Voter{ID: "bert@host"}, Yes: true}
	if _, err := w.Engine.Vote(t.Context(), vote); err != nil {
		t.Fatal(err)
	}
	no := jobs.Vote{Plan: r.Plan.ID, Group: "finance", By: jobs.Voter{ID: "slack:U05BEN", Name: "Ben"}, Reason: "Kunde ruft\nMontag an", Snooze: 7 * 24 * time.Hour}
	_, err := w.Engine.Vote(t.Context(), no)
	as[*jobs.NotApproverError](t, err)
	no.By = jobs.Voter{ID: "carl@host"}
	o, err := w.Engine.Vote(t.Context(), no)
	if err != nil || len(o.Rejected) != 1 || o.Hold.Reason != "Kunde ruft Montag an" || o.Hold.Until != w.Engine.Today().AddDays(7) || !cmp.Equal(o.Hold.Matcher.Invoices, []string{third}) {
		t.Errorf("%+v, %v", o, err)
	}
	vote.By.ID = "dora@host"
	_, err = w.Engine.Vote(t.Context(), vote)
	as[*jobs.NotApprovedError](t, err)
	again := run(t, w)
	for _, l := range again.Plan.Letters() {
		if l.Subject.Label == third {
			t.Error("the letter is planned again")
		}
	}
	if waits, err := w.Engine.Waiting(t.Context()); err != nil || len(waits) != 2 {
		t.Errorf("%+v, %v", waits, err)
	}
}

// approve_by makes a group answer for what the brake holds back, also where the
// plan is older than the key.
func TestApproveByCountsForOldPlans(t *testing.T) {
	t.Parallel()
	w, r := waiting(t)
	w.Engine.Policy.ApproveBy = "finance"
	_, err := w.Engine.Vote(t.Context(), jobs.Vote{Plan: r.Plan.ID, By: jobs.Voter{ID: "bert@host"}, Yes: true})
	wantError(t, err, "needs the approval of finance")
	_, err = w.Engine.Vote(t.Context(), jobs.Vote{Plan: r.Plan.ID, Group: "leads", By: jobs.Voter{ID: "bert@host"}, Yes: true})
	wantError(t, err, "needs the approval of finance")
	if diff := cmp.Diff([]string{third, first, second}, released(t, w, jobs.Vote{Plan: r.Plan.ID, Group: "finance", By: jobs.Voter{ID: "bert@host"}, Yes: true})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
