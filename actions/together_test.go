package actions_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// The two invoices that hansa's letter names, for customers who get one letter
// for all.
const (
	second = "R2610-901"
	third  = "R2610-902"
)

// together is a world in which hansa's customer has two more invoices overdue.
func together(t *testing.T) *jobstest.World {
	t.Helper()
	rules := strings.Replace(jobstest.Shipped(t, "dunning.yaml"), "    grace: 3d\n", "    grace: 3d\n    letters: per_customer\n", 1)
	w := world(t, func(o *jobstest.Options) { o.Rules = []string{rules} })
	raw, _ := w.Sim.Account().Get("invoices", w.Sim.Account().Invoice(hansa))
	for i, number := range []string{second, third} {
		var inv map[string]any
		if err := json.Unmarshal(raw, &inv); err != nil {
			t.Fatal(err)
		}
		inv["id"], inv["identifier"], inv["gross_total"], inv["net_total"] = 990001+i, number, 500+i, 500+i
		b, err := json.Marshal(inv)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Sim.Account().Put("invoices", b); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// letters are the reminders of all invoices of the customer.
func letters(w *jobstest.World) int {
	return len(w.Reminders(hansa)) + len(w.Reminders(second)) + len(w.Reminders(third))
}

func TestOneLetterForACustomer(t *testing.T) {
	t.Parallel()
	w := together(t)
	before := letters(w)
	id := w.Released("remind")
	said, asked := w.Entry(id).Params.Requests(), len(w.Sim.Requests())
	reminder, mail := w.DriveLetter(w.Worker, id)
	if reminder.State != ledger.Done || mail.State != ledger.Done {
		t.Fatalf("reminder %s %s, mail %s %s", reminder.State, reminder.Reason, mail.State, mail.Reason)
	}
	if n := len(w.Sim.Requests()) - asked; n != said {
		t.Errorf("%d requests, the plan says %d: %v", n, said, w.Sim.Requests()[asked:])
	}
	all := w.Reminders(hansa)
	text := plain(all[len(all)-1].Text)
	for _, want := range []string{second, third, "500,00", "501,00", "13.406,00", "/M2"} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter lacks %q:\n%s", want, text)
		}
	}
	// Neither on the same day nor on the next does anything else go.
	for range 2 {
		if ids := w.Release(w.Plan(), "remind"); len(ids) > 0 || letters(w) != before+1 {
			t.Errorf("%d more letters, %d reminders", len(ids), letters(w)-before)
		}
		w.Clock.Set(w.Clock.Now().AddDate(0, 0, 1))
	}
}

// wantOthers checks how many other invoices the next plan's letter names: one
// that was paid in part today is left out as well.
func wantOthers(t *testing.T, w *jobstest.World, n int) {
	t.Helper()
	p := w.Plan().Letters()
	if len(p) != 1 || len(p[0].Params.(plan.Remind).Others) != n {
		t.Errorf("the next plan has %+v", p)
	}
}

// An invoice that was paid since the plan is in no letter, whichever of them it
// is (law 2).
func TestPaidBeforeTheLetterForAll(t *testing.T) {
	t.Parallel()
	pay := func(t *testing.T, w *jobstest.World, number string) {
		open, _ := w.Sim.Account().Open(number)
		if _, err := w.Sim.Account().Pay(number, open); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("a listed one, before the reminder is made", func(t *testing.T) {
		t.Parallel()
		w := together(t)
		id := w.Released("remind")
		pay(t, w, third)
		if e := w.Drive(w.Worker, id); e.State != ledger.Skipped || !strings.Contains(e.Reason, "other invoices have changed") || w.Done().Posts != 0 {
			t.Errorf("%s %q", e.State, e.Reason)
		}
		wantOthers(t, w, 1)
	})
	t.Run("a listed one, before the mail", func(t *testing.T) {
		t.Parallel()
		w := together(t)
		id := w.Released("remind")
		if e := w.Apply(w.Worker, id); e.State != ledger.Done {
			t.Fatalf("%s %s", e.State, e.Reason)
		}
		pay(t, w, third)
		mail, _ := w.Mail(id)
		mail = w.Drive(w.Worker, mail.ID)
		if diff := cmp.Diff(jobstest.Deeds{Posts: 1, Made: 1, Deleted: 1}, w.Done()); diff != "" || !strings.Contains(mail.Reason, "other invoices have changed") {
			t.Errorf("%s %q\n%s", mail.State, mail.Reason, diff)
		}
		wantOthers(t, w, 1)
	})
	t.Run("the one that carries the letter", func(t *testing.T) {
		t.Parallel()
		w := together(t)
		id := w.Released("remind")
		pay(t, w, hansa)
		if e := w.Drive(w.Worker, id); e.State != ledger.Skipped || e.Reason != "paid meanwhile" || w.Done().Posts != 0 {
			t.Errorf("%s %q", e.State, e.Reason)
		}
	})
	t.Run("a part of a listed one", func(t *testing.T) {
		t.Parallel()
		w := together(t)
		id := w.Released("remind")
		if _, err := w.Sim.Account().Pay(second, "100"); err != nil {
			t.Fatal(err)
		}
		if e := w.Drive(w.Worker, id); e.State != ledger.Skipped || w.Done().Posts != 0 {
			t.Errorf("%s %q", e.State, e.Reason)
		}
	})
	t.Run("a listed one was deleted", func(t *testing.T) {
		t.Parallel()
		w := together(t)
		id := w.Released("remind")
		if err := w.Sim.Account().Delete("invoices", w.Sim.Account().Invoice(third)); err != nil {
			t.Fatal(err)
		}
		if e := w.Drive(w.Worker, id); e.State != ledger.Skipped || !strings.Contains(e.Reason, "other invoices have changed") || w.Done().Posts != 0 {
			t.Errorf("%s %q", e.State, e.Reason)
		}
	})
	t.Run("somebody reminds of a listed one", func(t *testing.T) {
		t.Parallel()
		w := together(t)
		id := w.Released("remind")
		r, err := w.Sim.Account().Remind(second)
		if err == nil {
			err = w.Sim.Account().MarkReminderSent(r)
		}
		if err != nil {
			t.Fatal(err)
		}
		if e := w.Drive(w.Worker, id); e.State != ledger.Skipped || !strings.HasPrefix(e.Reason, "a letter's term runs until 03 Dec 2026") {
			t.Errorf("%s %q", e.State, e.Reason)
		}
	})
}

// Two plans of one day have one letter between them.
func TestOneLetterOfTwoPlans(t *testing.T) {
	t.Parallel()
	w := together(t)
	first, again := w.Plan(), w.Plan()
	ids := slices.Concat(w.Release(first, "remind"), w.Release(again, "remind"))
	if len(ids) != 1 {
		t.Fatalf("%d letters", len(ids))
	}
	w.DriveLetter(w.Worker, ids[0])
	if d := w.Done(); d.Made != 1 || d.Mailed != 1 {
		t.Errorf("%+v", d)
	}
}
