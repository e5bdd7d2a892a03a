package test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// brakes are the ways to stop a worker from outside, each with its way back.
var brakes = []struct {
	name    string
	on, off func(w *world)
	says    string
}{
	{"the file STOP", func(w *world) { w.put("data/STOP", "") }, func(w *world) { os.Remove(w.path("data/STOP")) }, "STOP"},
	{"write: off", func(w *world) { w.edit("worker.yaml", "write: auto", "write: off") },
		func(w *world) { w.edit("worker.yaml", "write: off", "write: auto") }, "write: off"},
	{"write: off of the job", func(w *world) { w.edit("worker.yaml", "- name: dun\n", "- name: dun\n    write: off\n") },
		func(w *world) { w.edit("worker.yaml", "    write: off\n", "") }, "write: off"},
	{"write: off in a file with a mistake", func(w *world) {
		w.edit("worker.yaml", "write: auto", "write: off\nwirte: off")
	}, func(w *world) { w.edit("worker.yaml", "write: off\nwirte: off", "write: auto") }, "write: off"},
}

// TestBrakeWithinOneAction sets each brake at the n-th write of a run: the
// action in hand ends, and nothing more is written, in a terminal and by a
// worker that serves; when the brake is off again, the rest goes out, once.
func TestBrakeWithinOneAction(t *testing.T) {
	t.Parallel()
	for i, b := range brakes {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			for nth := 1 + i%2; nth <= 5; nth += 3 {
				w := newWorld(t, setup{})
				w.moco.AfterWrites(nth, func(*mocosim.Account) { b.on(w) })
				r := w.worker("run", "dun")
				if got := len(w.moco.Writes()); got != nth {
					t.Errorf("in a terminal, set at write %d: %d writes", nth, got)
				}
				if r.code == 0 {
					t.Errorf("exit code 0 although released letters wait:\n%s%s", r.out, r.err)
				}
				r.want(t, r.code, b.says)
				b.off(w)
				w.worker("run", "dun").want(t, 0)
				w.wantSent("R-1", "R-2", "R-3")

				w = newWorld(t, setup{})
				sent, braked := w.mails(3), make(chan mocosim.Event, 1)
				w.moco.AfterWrites(nth, func(*mocosim.Account) { b.on(w); braked <- mocosim.Event{} })
				p := w.serve()
				w.enqueue("dun").want(t, 0)
				wait(t, "the write", braked)
				p.says("run ended")
				if got := len(w.moco.Writes()); got != nth {
					t.Errorf("a worker that serves, set at write %d: %d writes", nth, got)
				}
				b.off(w)
				w.await("the rest", sent)
				p.stop().want(t, 0)
				w.wantSent("R-1", "R-2", "R-3")
			}
		})
	}
}

// TestBrakeBeforeTheFirstWrite sets the brake while the first letter's invoice
// is read once more.
func TestBrakeBeforeTheFirstWrite(t *testing.T) {
	t.Parallel()
	for _, b := range brakes[:2] {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			w.moco.After(mocosim.Match{Method: "GET", Path: "/invoices/*"}, 1, func(*mocosim.Account) { b.on(w) })
			w.worker("run", "dun")
			w.wantNoWrites()
			b.off(w)
			w.worker("run", "dun").want(t, 0)
			w.wantSent("R-1", "R-2", "R-3")
		})
	}
}

// TestBrakeIsToldOnce serves on with the old brake when the file is broken,
// says so once, and does not loosen what it began with.
func TestBrakeIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	p := w.serve()
	w.edit("worker.yaml", "write: approve", "write: auto")
	w.enqueue("dun", "--wait").want(t, 7, "waits for approval")
	w.edit("worker.yaml", "jobs:", "jops:")
	p.says("the configuration has errors now")
	w.edit("worker.yaml", "jops:", "jobs:")
	w.edit("worker.yaml", "write: auto", "write: off")
	w.enqueue("dun", "--wait").want(t, 0)
	p.says("write: off now")
	r := p.stop().want(t, 0)
	if n := strings.Count(r.err, "has errors now"); n != 1 {
		t.Errorf("the broken file was told %d times:\n%s", n, r.err)
	}
	w.wantNoWrites()
}

// TestApprovalsGroupExpires lets the time of a group run out: no answer is a
// no, people hear of it in the thread of the request, and the next run asks
// anew.
func TestApprovalsGroupExpires(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{approve: true})
	w.edit("worker.yaml", `channel: "#finance-freigaben"}`, `channel: "#finance-freigaben", self_approval: true, expires: 1s}`)
	id := w.worker("run", "dun").want(t, 7, "3 waiting for approval").plan(t)
	time.Sleep(2100 * time.Millisecond) // the group's own time, which is kept in whole seconds
	w.worker("approve", id).want(t, 8, "expired", "Plan again")
	w.worker("approve", id, "--reject").want(t, 8, "expired")
	w.worker("run", "dun").want(t, 7, "3 waiting for approval")
	w.worker("plan", "show", id).want(t, 0, "3 expired")
	w.worker("approve", id).want(t, 8, "expired")
	in := w.slack.In("finance-freigaben")
	if len(in) != 3 || in[1].ThreadTS != in[0].TS || !strings.Contains(in[1].Text, "Verfallen") {
		t.Errorf("messages: %+v", in)
	}
	w.wantNoWrites()
}

// TestApproveTwiceAtOnce lets two processes approve the same plan at the same
// moment: one does, the other is told so and at most helps with what is left,
// and each letter goes out once.
func TestApproveTwiceAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("run", "dun").want(t, 7).plan(t)
	both := []*process{w.start("worker", "approve", id), w.start("worker", "approve", id)}
	codes := map[int]int{}
	for _, p := range both {
		codes[p.wait().code]++
	}
	said := both[0].err.String() + both[1].err.String()
	if codes[0]+codes[8] != 2 || codes[8] == 2 || strings.Count(said, "was used by") != 1 {
		t.Errorf("exit codes: %v\n%s", codes, said)
	}
	w.wantSent("R-1", "R-2", "R-3")
	w.worker("approve", id, "--reject").want(t, 8, "was used by")
}

// TestApproveAnotherPlansLine names an invoice that only a later plan has.
func TestApproveAnotherPlansLine(t *testing.T) {
	t.Parallel()
	bills := []bill{{number: "R-1", late: 20}, {number: "R-2", late: 20, status: "draft"}}
	w := newWorld(t, setup{write: "approve", bills: bills})
	one := w.worker("run", "dun").want(t, 7, "1 waiting").plan(t)
	if err := w.moco.Account().SetStatus("R-2", "overdue"); err != nil {
		t.Fatal(err)
	}
	two := w.worker("run", "dun").want(t, 7, "2 waiting").plan(t)
	w.worker("approve", one, "--only", "R-2").want(t, 7, "no open line for R-2")
	w.worker("approve", one, "--only", "R-1", "--only", "R-2").want(t, 7, "no open line for R-2")
	w.wantNoWrites()
	w.worker("approve", two, "--reject", "--only", "R-1", "--reason", "im Gespräch").want(t, 0)
	w.worker("approve", two).want(t, 0, "1 sent")
	w.wantSent("R-2")
}

// staleRules hold customers with a tag.
var staleRules = strings.NewReplacer("APPROVE", "", "      - {if: invoice.reminded_within(10), say: \"vor weniger als 10 Tagen gemahnt\"}",
	`      - {if: '"Mahnsperre" in invoice.tags', say: "Mahnsperre"}`).Replace(ladder)

// TestStaleLinesDropOneByOne changes the account between the plan and its
// approval: each line that is not as it was shown is dropped with its own
// reason, and the others go out.
func TestStaleLinesDropOneByOne(t *testing.T) {
	t.Parallel()
	bills := []bill{}
	for _, n := range []string{"R-1", "R-2", "R-3", "R-4", "R-5", "R-6", "R-7"} {
		bills = append(bills, bill{number: n, late: 60, gross: "200.00"})
	}
	w := newWorld(t, setup{write: "approve", bills: bills, rules: staleRules, limits: "{reminders_per_run: 25, share_of_open_invoices: 100%}"})
	id := w.worker("run", "dun").want(t, 7, "7 waiting").plan(t)
	account := w.moco.Account()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := account.Pay("R-1", "")
	must(err)
	_, err = account.Pay("R-2", "50.00")
	must(err)
	must(account.Tag("R-3", "Mahnsperre"))
	reminder, err := account.Remind("R-4")
	must(err)
	must(account.MarkReminderSent(reminder))
	long := day(w.now().AddDate(0, 0, -20))
	must(account.Change("invoice_reminders", reminder, map[string]any{"date": long, "due_date": long}))
	must(account.SetStatus("R-5", "ignored"))
	must(account.Change("invoices", account.Invoice("R-6"), map[string]any{"due_date": day(w.now().AddDate(0, 0, 3))}))
	r := w.worker("approve", id).want(t, 0, "1 sent", "6 dropped")
	run := w.worker("runs", "show", r.run(t)).want(t, 0)
	for number, reason := range map[string]string{
		"R-1": "paid meanwhile", "R-2": "open is 150.00 EUR now, it was 200.00 EUR", "R-3": "Mahnsperre",
		"R-4": "level 2 is due now, it was 1", "R-5": "ignored", "R-6": "due",
	} {
		found := false
		for line := range strings.Lines(run.out) {
			found = found || strings.Contains(line, number+" ") && strings.Contains(line, reason)
		}
		if !found {
			t.Errorf("%s: the run does not say %q:\n%s", number, reason, run.out)
		}
	}
	w.wantSent("R-7")
}
