package test

import (
	"testing"
	"time"
)

// TestDoneWhen4SecondPlan plans twice: the second time each data set costs one
// request at most, and neither writes.
func TestDoneWhen4SecondPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{story: true})
	w.worker("plan", "dun").want(t, 0, "Nothing was sent")
	first := len(w.moco.Requests())
	if n := w.gets(0)["/invoices"]; n < 5 {
		t.Fatalf("the first plan read %d pages of invoices, want all", n)
	}
	w.worker("plan", "dun").want(t, 0)
	for path, n := range w.gets(first) {
		if n > 1 {
			t.Errorf("the second plan asked %d times for %s", n, path)
		}
	}
	if len(w.gets(first)) == 0 {
		t.Error("the second plan asked for nothing at all")
	}
	w.wantNoWrites()
}

// TestDoneWhen4SecondRun runs twice: the second run of the day sends nothing.
func TestDoneWhen4SecondRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.worker("run", "dun").want(t, 0, "3 sent")
	writes := len(w.moco.Writes())
	w.worker("run", "dun").want(t, 0, "no letters due")
	w.worker("run", "dun").want(t, 0, "no letters due")
	if n := len(w.moco.Writes()) - writes; n != 0 {
		t.Errorf("later runs sent %d writes", n)
	}
	w.wantSent("R-1", "R-2", "R-3")
}

// TestDoneWhen4PlanBesideServe plans while a worker serves that looks for lost
// work every second: a plan releases nothing.
func TestDoneWhen4PlanBesideServe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.serve()
	w.worker("plan", "dun").want(t, 0, "3 letters", "Nothing was sent")
	w.worker("run", "dun", "--dry-run").want(t, 0, "Nothing was sent")
	w.enqueue("dun", "--plan-only", "--wait").want(t, 0)
	// Nothing tells that nothing happens: the sweeper gets three chances.
	time.Sleep(3 * time.Second)
	p.stop().want(t, 0)
	w.wantNoWrites()
	if n := len(w.slack.Messages()); n != 0 {
		t.Errorf("a plan told Slack %d messages", n)
	}
}

// TestManyRunsAtOnce starts several runs on one folder at the same time.
func TestManyRunsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	var all []*process
	for range 4 {
		all = append(all, w.start("worker", "run", "dun"))
	}
	for _, p := range all {
		p.wait().want(t, 0)
	}
	w.wantSent("R-1", "R-2", "R-3")
}

// TestPaidMeanwhile lets customers pay at two moments that hurt: right after
// the list of invoices was read, and between the reminder and its e-mail.
func TestPaidMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	if err := w.moco.PayWhenAsked("R-2"); err != nil {
		t.Fatal(err)
	}
	if err := w.moco.PayAfterWrites("R-3", 3); err != nil { // 1 and 2: R-1
		t.Fatal(err)
	}
	w.worker("run", "dun").want(t, 0, "1 sent", "1 dropped", "paid meanwhile")
	if got := w.mailed(); len(got) != 1 || got[0] != "R-1" {
		t.Errorf("mailed: %v", got)
	}
	w.invariants()
}
