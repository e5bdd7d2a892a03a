package test

import (
	"slices"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"

	"github.com/mocowork/mocowork/test/oracle"
)

// TestRefusedReminder has MOCO refuse one reminder: the others go out, the run
// says so, and nothing is left behind.
func TestRefusedReminder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.moco.Fault(mocosim.Fault{Match: makeReminder, Nth: 2, Status: 422})
	r := w.worker("run", "dun").want(t, 6, "partly done", "1 failed", "2 sent")
	if got := w.mailed(); len(got) != 2 {
		t.Errorf("mailed: %v", got)
	}
	w.worker("runs", "show", r.run(t)).want(t, 0, "failed", "422")
	w.invariants()
	w.worker("run", "dun").want(t, 0, "1 sent")
	w.wantSent("R-1", "R-2", "R-3")
}

// TestRefusedMail has MOCO refuse an e-mail, as it does for a customer without
// an address: the reminder must not stay in MOCO unsent, where one click mails
// it. The run says so, and the letter is tried again when it is due again.
func TestRefusedMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.moco.Fault(mocosim.Fault{Match: mailReminder, Nth: 2, Status: 422})
	r := w.worker("run", "dun").want(t, 6, "partly done", "2 sent", "422")
	w.wantSent("R-1", "R-3")
	w.worker("runs", "show", r.run(t)).want(t, 0, "422", "R-2")
	w.worker("run", "dun").want(t, 0, "1 sent")
	w.wantSent("R-1", "R-2", "R-3")
}

// TestReminderByAPerson makes a reminder by hand after the plan: ours is held.
func TestReminderByAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("plan", "dun").want(t, 0).plan(t)
	if _, err := w.moco.Account().Remind("R-1"); err != nil {
		t.Fatal(err)
	}
	w.worker("apply", id, "--yes").want(t, 0, "2 sent", "1 dropped", "R-1")
	if got := w.mailed(); !slices.Equal(got, []string{"R-2", "R-3"}) {
		t.Errorf("mailed: %v", got)
	}
	w.worker("plan", "dun", "--why").want(t, 0, "R-1")
}

// TestGoneSincePlan deletes an invoice after the plan.
func TestGoneSincePlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("plan", "dun").want(t, 0).plan(t)
	account := w.moco.Account()
	if err := account.Delete("invoices", account.Invoice("R-2")); err != nil {
		t.Fatal(err)
	}
	w.worker("apply", id, "--yes").want(t, 0, "2 sent", "1 dropped")
	w.wantSent("R-1", "R-3")
}

// TestHoldsSetMeanwhile puts an invoice into another state after the plan.
func TestHoldsSetMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("plan", "dun").want(t, 0).plan(t)
	account := w.moco.Account()
	if err := account.SetStatus("R-1", "ignored"); err != nil {
		t.Fatal(err)
	}
	if err := account.Change("invoices", account.Invoice("R-2"), map[string]any{"reversed": true}); err != nil {
		t.Fatal(err)
	}
	w.worker("apply", id, "--yes").want(t, 0, "1 sent", "2 dropped")
	w.wantSent("R-3")
}

// TestRateLimit leaves MOCO's own limit on: the worker keeps it by itself, and
// no request is refused.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{limited: true})
	w.worker("plan", "dun").want(t, 0)
	w.worker("run", "dun").want(t, 0, "3 sent")
	for _, r := range w.moco.Requests() {
		if r.Status == 429 {
			t.Errorf("request %d was one too many", r.Seq)
		}
	}
	w.judge(oracle.Terms{Zone: zone, Rate: 120, Window: 2 * time.Minute, Writes: 3, Audited: new(w.audited())})
	w.wantSent("R-1", "R-2", "R-3")
}
