package test

import (
	"os/user"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// asked is the one message of a channel that asks for approval, as it reads now.
func (w *world) asked(channel string) slacksim.Message {
	w.t.Helper()
	var found []slacksim.Message
	for _, m := range w.slack.In(channel) {
		if m.ThreadTS == "" && strings.Contains(string(m.Metadata), "mocowork_approval") {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		w.t.Fatalf("%d requests in %s: %+v", len(found), channel, found)
	}
	return found[0]
}

// wantAsked looks for words in the request, and counts its edits.
func (w *world) wantAsked(channel string, edits int, words ...string) {
	w.t.Helper()
	m := w.asked(channel)
	if m.Edits != edits {
		w.t.Errorf("%d edits, want %d: %s", m.Edits, edits, m.Text)
	}
	for _, s := range words {
		if text := m.Text + "\n" + strings.ReplaceAll(string(m.Blocks), "*", ""); !strings.Contains(text, s) {
			w.t.Errorf("%q is not in the request:\n%s", s, text)
		}
	}
}

// me is the user that runs the tests.
func me(t *testing.T) string {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return u.Username
}

// vote is the answer of somebody in Slack, as a press of a button hands it over.
func (w *world) vote(v jobs.Vote) (jobs.Outcome, error) {
	w.t.Helper()
	a, err := app.Open(w.t.Context(), app.Options{ConfigPath: w.path("worker.yaml")})
	if err != nil {
		w.t.Fatal(err)
	}
	defer a.Close()
	return a.Engine.Vote(w.t.Context(), v)
}

// TestTwoPeople lets a plan wait for two people: one of them answers at the
// command line, twice, a stranger and the other one in Slack.
func TestTwoPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{approve: true, top: "people: {" + me(t) + ": {slack: U04ANNA}}"})
	w.edit("worker.yaml", `channel: "#finance-freigaben"}`, `channel: "#finance-freigaben", approvers: [U04ANNA, U05BEN], required: 2, self_approval: true}`)
	id := w.worker("run", "dun").want(t, 7, "3 waiting for approval").plan(t)
	w.wantAsked("finance-freigaben", 0, "Freigabe: 3 Mahnungen Stufe 1 verschicken?", "0 von 2")
	w.worker("approve").want(t, 0, id+"  dun  3 letters", "for finance", "0 of 2 agreed", "R-1")
	w.worker("approve", id).want(t, 7, "1 more person must agree")
	w.wantNoWrites()
	w.wantAsked("finance-freigaben", 1, "1 von 2: "+me(t))
	w.worker("approve", id).want(t, 7, "has agreed to plan "+id+" before; somebody else must agree, too")
	w.worker("approve", "--json").want(t, 0, `"needed":2`, `"agreed":["`+me(t)+`@`)

	if _, err := w.vote(jobs.Vote{Plan: id, Group: "finance", By: jobs.Voter{ID: "slack:U09CARL", Name: "Carl"}, Yes: true}); err == nil || !strings.Contains(err.Error(), "only its approvers") {
		t.Errorf("a stranger: %v", err)
	}
	if _, err := w.vote(jobs.Vote{Plan: id, Group: "finance", Hash: "0000", By: jobs.Voter{ID: "slack:U05BEN", Name: "Ben"}, Yes: true}); err == nil || !strings.Contains(err.Error(), "older plan") {
		t.Errorf("an old message: %v", err)
	}
	if _, err := w.vote(jobs.Vote{Plan: id, Group: "finance", By: jobs.Voter{ID: "slack:U04ANNA", Name: "Anna"}, Yes: true}); err == nil || !strings.Contains(err.Error(), "has agreed") {
		t.Errorf("the same person in Slack: %v", err)
	}
	w.wantAsked("finance-freigaben", 1)
	w.wantNoWrites()
	out, err := w.vote(jobs.Vote{Plan: id, Group: "finance", By: jobs.Voter{ID: "slack:U05BEN", Name: "Ben"}, Only: []string{"R-2"}, Yes: true})
	if err != nil || len(out.Lines) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	w.wantAsked("finance-freigaben", 2, "Freigabe: 2 Mahnungen Stufe 1 verschicken?", "1 von 2: "+me(t), "1 freigegeben von "+me(t)+", Ben")
	if _, err := w.vote(jobs.Vote{Plan: id, Group: "finance", By: jobs.Voter{ID: "slack:U05BEN", Name: "Ben"}, Yes: true}); err != nil {
		t.Fatal(err)
	}
	w.wantAsked("finance-freigaben", 3, me(t)+" und Ben haben freigegeben", "sendet 1 von 3")
	run := w.worker("runs", "show", w.worker("runs").want(t, 0).run(t)).want(t, 0, "Ben@slack:U05BEN: yes", me(t)+"@")
	w.worker("plan", "show", id).want(t, 0, "5 used", "Ben@slack:U05BEN: yes")
	w.worker("audit").want(t, 0, "vote_yes", "yes to R-1, R-2, R-3 of plan "+id+" for finance, 1 more must agree")
	w.worker("runs", "settle", run.run(t)).want(t, 0, "3 sent")
	w.wantSent("R-1", "R-2", "R-3")
	w.wantAsked("finance-freigaben", 4, "3 gesendet", "Beleg "+run.run(t))
	w.worker("approve").want(t, 0, "Nothing waits for an approval.")
	w.worker("audit", "--verify").want(t, 0, "unbroken")
}

// TestPaidBeforeTheYes releases two letters of which one is paid meanwhile.
func TestPaidBeforeTheYes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("run", "dun").want(t, 7).plan(t)
	if _, err := w.moco.Account().Pay("R-1", ""); err != nil {
		t.Fatal(err)
	}
	w.worker("approve", id).want(t, 0, "2 sent", "1 dropped")
	w.wantSent("R-2", "R-3")
	w.wantAsked("finance", 2, "2 gesendet, 1 inzwischen bezahlt", "Beleg r_")
}

// TestRejectSnoozes says no: the invoice is held back, and the next plan says by
// whom and why.
func TestRejectSnoozes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("run", "dun").want(t, 7).plan(t)
	w.worker("approve", "--reject").want(t, 2, "name the plan")
	w.worker("approve", id, "--reason", "x").want(t, 2, "--reject")
	w.worker("approve", id, "--reject", "--only", "R-1", "--reason", "Kunde ruft Montag an").want(t, 0, "1 of the lines", "keeps R-1 back until")
	w.wantAsked("finance", 1, "Freigabe: 2 Mahnungen", "1 abgelehnt von "+me(t)+": Kunde ruft Montag an")
	w.worker("approve", id, "--reject", "--only", "R-2", "--no-snooze", "--reason", "nein").want(t, 0, "1 of the lines")
	w.worker("hold", "list").want(t, 0, "R-1", "Kunde ruft Montag an")
	w.worker("plan", "dun", "--why").want(t, 0, "2 letters", "Kunde ruft Montag an")
	w.worker("approve", id, "--reject", "--reason", "alle").want(t, 0)
	w.wantAsked("finance", 3, "Abgelehnt: 3 Mahnungen", "abgelehnt von "+me(t))
	// Nothing waits any more.
	w.worker("runs").want(t, 0, "done")
	w.worker("approve").want(t, 0, "Nothing waits")
	w.worker("audit").want(t, 0, "vote_no", "no to R-1 of plan "+id+": Kunde ruft Montag an", "hold_added")
	w.wantNoWrites()
}

// TestApproveBy asks a group for what the brake holds back, and two people from
// an amount on.
func TestApproveBy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve", top: "approve_by: finance", bills: []bill{{number: "R-1", late: 20}, {number: "R-2", late: 20, gross: "20000.00"}}})
	w.edit("worker.yaml", `channel: "#finance-freigaben"}`, `channel: "#finance-freigaben", self_approval: true, second_person_from: {EUR: 10000}}`)
	id := w.worker("run", "dun").want(t, 7).plan(t)
	w.worker("apply", id, "--yes").want(t, 7, "needs the approval of finance")
	w.wantAsked("finance-freigaben", 0, "0 von 2")
	w.worker("approve", id).want(t, 7, "1 sent", "1 more person must agree")
	w.wantSent("R-1")
	w.worker("approve", id).want(t, 7, "somebody else")
	// The group is taken away: nobody can answer any more.
	w.edit("worker.yaml", "approve_by: finance", "")
	w.edit("worker.yaml", "approvals:\n  finance:", "approvals:\n  others:")
	w.worker("approve", id).want(t, 7, "there is no approval group finance")
	w.wantSent("R-1")
}

// TestRequestExpires lets the time of a request pass: a worker that serves edits
// the message, and says it in the thread.
func TestRequestExpires(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve", top: "plan_expires: 3s"})
	id := w.worker("run", "dun").want(t, 7).plan(t)
	time.Sleep(3 * time.Second) // nothing tells from outside that a plan's time is over
	w.serve()
	eventually(t, "the edit", func() bool { return w.asked("finance").Edits > 0 })
	w.wantAsked("finance", 1, "Verfallen: 3 Mahnungen Stufe 1", "Niemand hat rechtzeitig zugestimmt")
	w.worker("approve", id).want(t, 8, "expired")
	w.wantAsked("finance", 1)
	w.wantNoWrites()
}

// TestLostEdit takes the edit of a command from the workspace: a worker that
// serves makes up for it.
func TestLostEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("run", "dun").want(t, 7).plan(t)
	for range 4 { // as often as an edit is tried
		w.slack.Inject(slacksim.Fault{Method: "chat.update", Status: 503})
	}
	w.worker("approve", id, "--reject", "--only", "R-1", "--no-snooze").want(t, 0, "1 of the lines")
	w.wantAsked("finance", 0)
	w.serve()
	eventually(t, "the edit", func() bool { return w.asked("finance").Edits > 0 })
	w.wantAsked("finance", 1, "Freigabe: 2 Mahnungen", "1 abgelehnt von "+me(t))
}

// TestManyLetters asks for more letters than a message shows: sums by level, and
// the list in the thread.
func TestManyLetters(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve", bills: manyBills(12)})
	w.edit("worker.yaml", "limits: {reminders_per_run: 25}", "limits: {reminders_per_run: 25, share_of_open_invoices: 100%}")
	id := w.worker("run", "dun").want(t, 7).plan(t)
	w.wantAsked("finance", 0, "Stufe 1 (Zahlungserinnerung): 12 Mahnungen", "Die Liste steht im Thread.")
	request := w.asked("finance")
	listed := 0
	for _, m := range w.slack.In("finance") {
		if m.ThreadTS == request.TS {
			listed += strings.Count(string(m.Blocks), "Stufe 1 von 2")
		}
	}
	if listed != 12 {
		t.Errorf("%d letters are listed in the thread", listed)
	}
	w.worker("approve", id, "--reject", "--reason", "zu viele").want(t, 0)
	w.wantAsked("finance", 1, "Abgelehnt: 12 Mahnungen", "zu viele", "Stufe 1 (Zahlungserinnerung): 12 Mahnungen")
}
