package actions_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
)

// stranger puts a payment into MOCO that belongs to no invoice.
func stranger(t *testing.T, w *jobstest.World, id int, day, amount string) {
	t.Helper()
	at := w.Clock.Now().UTC().Format("2006-01-02T15:04:05Z")
	raw := fmt.Sprintf(`{"id":%d,"date":%q,"invoice":null,"paid_total":%s,"currency":"EUR","description":"Hansa","created_at":%q,"updated_at":%q}`, id, day, amount, at, at)
	if err := w.Sim.Account().Put("invoice_payments", []byte(raw)); err != nil {
		t.Fatal(err)
	}
}

// What the account's other payments say counts when a letter is decided about
// again, although only its own invoice is read afresh then.
func TestTheBooksCountAtTheLetter(t *testing.T) {
	t.Parallel()
	rules := strings.Replace(jobstest.Shipped(t, "dunning.yaml"), "    grace: 3d\n", "    grace: 3d\n    payments_fresh: 5d\n", 1)
	start := func(t *testing.T) (*jobstest.World, string) {
		w := world(t, func(o *jobstest.Options) { o.Rules = []string{rules} })
		stranger(t, w, 990100, "2026-11-22", "3.33")
		return w, w.Released("remind")
	}
	t.Run("the last booking is another customer's", func(t *testing.T) {
		t.Parallel()
		w, id := start(t)
		if _, mail := w.DriveLetter(w.Worker, id); mail.State != ledger.Done {
			t.Errorf("%s %q", mail.State, mail.Reason)
		}
	})
	t.Run("somebody pays, and nobody matches it", func(t *testing.T) {
		t.Parallel()
		w, id := start(t)
		stranger(t, w, 990101, "2026-11-23", "12400.00")
		w.Plan() // a later run sees it
		if e := w.Drive(w.Worker, id); e.State != ledger.Skipped || !strings.HasPrefix(e.Reason, "an unassigned payment of 12,400.00 EUR") {
			t.Errorf("%s %q", e.State, e.Reason)
		}
	})
	t.Run("the books fall behind", func(t *testing.T) {
		t.Parallel()
		w, id := start(t)
		if err := w.Sim.Account().Delete("invoice_payments", 990100); err != nil {
			t.Fatal(err)
		}
		if err := w.Mirror.Gone(t.Context(), "payments", 990100); err != nil {
			t.Fatal(err)
		}
		if e := w.Drive(w.Worker, id); e.State != ledger.Skipped || !strings.Contains(e.Reason, "payment") {
			t.Errorf("%s %q", e.State, e.Reason)
		}
	})
}
