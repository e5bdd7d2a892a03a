package test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestDoneWhen7NoWriteKey runs without a write key: everything is planned,
// nothing is written, and it says so.
func TestDoneWhen7NoWriteKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{noWriteKey: true, export: true})
	r := w.worker("run", "dun").want(t, 0, "3 letters", "nothing was written to MOCO", "write_key")
	w.wantNoWrites()
	for _, req := range w.moco.Requests() {
		if req.Key != "read" {
			t.Errorf("%s %s came with the %s key", req.Method, req.Path, req.Key)
		}
	}
	p := w.worker("plan", "dun").want(t, 0, "3 letters", "can't be applied", "write_key")
	w.worker("apply", p.plan(t), "--yes").want(t, 7, "nothing can be sent", "write_key")
	w.worker("approve", p.plan(t)).want(t, 7, "write_key")
	w.worker("runs", "show", r.run(t)).want(t, 0, "nothing was written to MOCO")
	w.wantNoWrites()
	if len(w.slack.Files()) != 1 {
		t.Errorf("%d workbooks in Slack, want one: what stays inside goes on", len(w.slack.Files()))
	}
}

// TestDoneWhen7Approve runs under write: approve: nothing goes out before a
// person says so, then exactly what he said.
func TestDoneWhen7Approve(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	r := w.worker("run", "dun").want(t, 7, "3 waiting for approval", "worker approve")
	w.wantNoWrites()
	if got := w.slack.In("finance"); len(got) == 0 {
		t.Error("nobody was asked")
	}
	id := r.plan(t)
	w.worker("approve", id, "--only", "R-2").want(t, 7, "1 sent")
	w.wantSent("R-2")
	w.worker("approve", id, "--only", "R-2").want(t, 7, "no open line for R-2")
	w.worker("approve", id, "--only", "R-9").want(t, 7, "no open line for R-9")
	w.wantSent("R-2")
	w.worker("approve", id).want(t, 0, "3 sent")
	w.wantSent("R-1", "R-2", "R-3")
	w.worker("approve", id).want(t, 8, "was used by", "Plan again")
	w.worker("runs", "show", r.run(t)).want(t, 0, "done")
	w.worker("audit").want(t, 0, "reminder 1 made")
	w.wantSent("R-1", "R-2", "R-3")
}

// TestDoneWhen7ApproveByEnqueue waits for approval in a script.
func TestDoneWhen7ApproveByEnqueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	p := w.serve()
	r := w.enqueue("dun", "--wait").want(t, 7, "waits for approval")
	w.wantNoWrites()
	w.worker("approve", r.plan(t)).want(t, 0, "3 sent")
	w.enqueue("dun", "--wait").want(t, 0)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
}

// TestDoneWhen7Step needs a group's approval for a step, and nobody approves
// what he started himself.
func TestDoneWhen7Step(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{approve: true})
	r := w.worker("run", "dun").want(t, 7, "3 waiting for approval")
	id := r.plan(t)
	w.worker("apply", id, "--yes").want(t, 7, "needs the approval of finance")
	w.worker("approve", id).want(t, 7, "nobody approves what he started")
	w.wantNoWrites()
	if got := w.slack.In("finance-freigaben"); len(got) != 1 {
		t.Errorf("%d messages ask for approval, want one", len(got))
	}
	p := w.serve()
	id = w.enqueue("dun", "--wait").want(t, 7).plan(t)
	p.stop().want(t, 0)
	w.worker("approve", id).want(t, 7, "nobody approves what he started")
	w.wantNoWrites()
	w.edit("worker.yaml", `channel: "#finance-freigaben"}`, `channel: "#finance-freigaben", self_approval: true}`)
	w.worker("approve", id).want(t, 0, "3 sent")
	w.wantSent("R-1", "R-2", "R-3")
}

// TestDoneWhen7Reject says no for good.
func TestDoneWhen7Reject(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("run", "dun").want(t, 7).plan(t)
	w.worker("approve", id, "--reject", "--only", "R-1", "--reason", "im Gespräch").want(t, 0, "1 of the lines")
	w.worker("approve", id, "--only", "R-1").want(t, 7, "no open line for R-1")
	w.worker("approve", id).want(t, 0, "2 sent")
	w.wantSent("R-2", "R-3")
	w.worker("approve", id, "--reject").want(t, 8, "was used by")
	w.worker("plan", "show", id).want(t, 0, "rejected")
	w.wantSent("R-2", "R-3")
}

// TestDoneWhen7Apply applies a saved plan: once, and only with a yes.
func TestDoneWhen7Apply(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("plan", "dun").want(t, 0, "3 letters").plan(t)
	w.worker("apply", id).want(t, 2, "--yes")
	w.wantNoWrites()
	w.worker("runs").want(t, 0, "plan only")
	w.worker("apply", id, "--yes").want(t, 0, "3 sent")
	if r := w.worker("runs").want(t, 0, "done"); strings.Contains(r.out, "plan only") {
		t.Errorf("a run whose letters went out is called plan only:\n%s", r.out)
	}
	w.wantSent("R-1", "R-2", "R-3")
	w.worker("apply", id, "--yes").want(t, 8, "was used by", "Plan again: worker plan")
	w.worker("apply", "p_0000", "--yes").want(t, 1, "p_0000")
	w.wantSent("R-1", "R-2", "R-3")
}

// TestTwoPlans saves two plans of the same letters and applies both.
func TestTwoPlans(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	one := w.worker("plan", "dun").want(t, 0).plan(t)
	two := w.worker("plan", "dun").want(t, 0).plan(t)
	w.worker("apply", one, "--yes").want(t, 0)
	w.worker("apply", two, "--yes").want(t, 0, "in hand or done already")
	w.wantSent("R-1", "R-2", "R-3")
}

// TestChangedSincePlan changes the account between plan and apply: what is not
// as it was shown is not sent.
func TestChangedSincePlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("plan", "dun").want(t, 0).plan(t)
	account := w.moco.Account()
	if _, err := account.Pay("R-1", "100.00"); err != nil {
		t.Fatal(err)
	}
	if _, err := account.Pay("R-2", ""); err != nil {
		t.Fatal(err)
	}
	w.worker("apply", id, "--yes").want(t, 0, "1 sent", "2 dropped", "open is 1,090.00 EUR now", "paid meanwhile")
	w.wantSent("R-3")
}

// TestDoneWhen7Expired uses a plan after its time.
func TestDoneWhen7Expired(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve", top: "plan_expires: 1s"})
	r := w.worker("plan", "dun").want(t, 0)
	time.Sleep(1200 * time.Millisecond) // the plan's own time
	w.worker("apply", r.plan(t), "--yes").want(t, 8, "expired", "Plan again")
	w.worker("approve", r.plan(t)).want(t, 8, "expired")
	w.wantNoWrites()
}

// TestDoneWhen7Limits plans more than a limit allows.
func TestDoneWhen7Limits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, limits string
		bills        []bill
		code         int
		text         string
	}{
		{"stop", "{reminders_per_run: 2, on_exceed: stop}", nil, 5, "3 of 2 reminders"},
		{"approve", "{reminders_per_run: 2, on_exceed: approve}", nil, 7, "3 of 2 reminders"},
		{"a customer", "{reminders_per_run: 25, reminders_per_customer_per_day: 1, on_exceed: stop}",
			[]bill{{number: "R-1", late: 20, customer: 7}, {number: "R-2", late: 20, customer: 7}}, 5, "2 to Kunde 7 GmbH in one day"},
		{"a share", "{reminders_per_run: 25, share_of_open_invoices: 20%, on_exceed: stop}", manyBills(15), 5, "100 % of open invoices"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{limits: tt.limits, bills: tt.bills})
			r := w.worker("run", "dun").want(t, tt.code, tt.text)
			w.wantNoWrites()
			if tt.code == 5 {
				// Nor may a person, with this configuration.
				if strings.Contains(r.out, "approv") {
					t.Errorf("it speaks of an approval that nobody can give:\n%s", r.out)
				}
				id := w.worker("plan", "dun").want(t, 0, tt.text, "It can't be applied: a limit stops it").plan(t)
				w.worker("apply", id, "--yes").want(t, 5)
				w.worker("approve", id).want(t, 5)
				w.wantNoWrites()
			}
			if tt.code == 7 {
				w.worker("approve", r.plan(t)).want(t, 0, "3 sent")
				w.wantSent("R-1", "R-2", "R-3")
			}
		})
	}
}

func manyBills(n int) []bill {
	var out []bill
	for i := range n {
		out = append(out, bill{number: "R-" + string(rune('A'+i)), late: 20})
	}
	return out
}

// TestDoneWhen7WriteOff has the brake on.
func TestDoneWhen7WriteOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "off"})
	w.worker("run", "dun").want(t, 0, "3 letters", "nothing was written to MOCO: write: off")
	id := w.worker("plan", "dun").want(t, 0).plan(t)
	w.worker("apply", id, "--yes").want(t, 7, "write: off")
	w.wantNoWrites()
	// The brake can be set from outside, and a job can't loosen it.
	w = newWorld(t, setup{})
	w.env = []string{"MOCOWORK_WRITE=off"}
	w.worker("run", "dun").want(t, 0, "write: off")
	w.wantNoWrites()
}

// TestDoneWhen7Stop puts the file STOP into the data folder.
func TestDoneWhen7Stop(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.put("data/STOP", "")
	r := w.worker("run", "dun")
	if r.code == 0 {
		t.Errorf("exit code 0 although released letters were held back:\n%s%s", r.out, r.err)
	}
	r.want(t, r.code, "STOP")
	w.worker("doctor").want(t, 0, "STOP is there")
	w.wantNoWrites()
	if err := os.Remove(w.path("data/STOP")); err != nil {
		t.Fatal(err)
	}
	w.worker("run", "dun").want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
}

// TestDoneWhen7StopDuringServe stops a worker that serves, in the middle.
func TestDoneWhen7StopDuringServe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	sent := w.mails(3)
	planted, held := w.hold(makeReminder)
	p := w.serve()
	w.enqueue("dun").want(t, 0)
	wait(t, "the reminder", held)
	w.put("data/STOP", "")
	planted.Release()
	w.enqueue("dun", "--plan-only", "--wait").want(t, 0)
	if got := w.moco.Writes(); len(got) != 1 {
		t.Errorf("writes: %v, want the one in hand", got)
	}
	if err := os.Remove(w.path("data/STOP")); err != nil {
		t.Fatal(err)
	}
	w.await("the rest", sent)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
}

// TestDoneWhen7Redirect sends every mail of a trial to one address.
func TestDoneWhen7Redirect(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{top: "redirect_mail_to: trial@beispiel.example"})
	w.worker("plan", "dun").want(t, 0, "trial@beispiel.example")
	w.worker("run", "dun").want(t, 0, "3 sent")
	mails := w.moco.Emails()
	if len(mails) != 3 {
		t.Errorf("%d e-mails", len(mails))
	}
	for _, m := range mails {
		if m.To != "trial@beispiel.example" || m.CC+m.BCC != "" {
			t.Errorf("an e-mail went to %q, %q, %q", m.To, m.CC, m.BCC)
		}
	}
	w.worker("plan", "dun", "--why").want(t, 0, "sent in this trial already")
	w.worker("run", "dun").want(t, 0, "no letters due")

	// The trial is over: customers get the first level, not the second.
	w.edit("worker.yaml", "redirect_mail_to: trial@beispiel.example", "")
	w.worker("run", "dun").want(t, 0, "3 sent")
	mails = w.moco.Emails()
	if len(mails) != 6 {
		t.Fatalf("%d e-mails after the trial", len(mails))
	}
	for _, m := range mails[3:] {
		if m.To == "trial@beispiel.example" || !strings.Contains(m.Text, "/M1") {
			t.Errorf("after the trial: to %q: %s", m.To, m.Text)
		}
	}
}

// TestDoneWhen7DunFrom leaves alone what was due before the cut-off.
func TestDoneWhen7DunFrom(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.edit("worker.yaml", "version: 1", "version: 1\ndun_from: "+day(w.now().AddDate(0, 0, -22)))
	w.worker("run", "dun").want(t, 0, "1 sent")
	w.wantSent("R-1")
	w.worker("plan", "dun", "--why").want(t, 0, "R-2", "R-3", "dun_from")
}

// TestNeverChased holds every kind of invoice that no letter may go to.
func TestNeverChased(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: []bill{
		{number: "R-1", late: 20},
		{number: "R-ignored", late: 20, status: "ignored"},
		{number: "R-paid", late: 20, status: "paid"},
		{number: "R-created", late: 20, status: "created"},
		{number: "R-credit", late: 20, gross: "-119.00"},
		{number: "R-strange", late: 20, status: "on_hold"},
		{number: "R-fresh", late: 3},
	}})
	w.worker("run", "dun").want(t, 0, "1 sent")
	w.wantSent("R-1")
	r := w.worker("plan", "dun", "--why").want(t, 0)
	for _, n := range []string{"R-ignored", "R-paid", "R-created", "R-credit", "R-strange", "R-fresh"} {
		if !strings.Contains(r.out, n) {
			t.Errorf("the plan does not say why %s is left alone:\n%s", n, r.out)
		}
	}
	paths := []string{}
	for _, req := range w.moco.Writes() {
		paths = append(paths, req.Path)
	}
	if want := []string{"/invoice_reminders", "/invoice_reminders/1/send_email"}; !slices.Equal(paths, want) {
		t.Errorf("writes: %v, want %v", paths, want)
	}
}
