package jobs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/legal"
	"github.com/mocowork/mocowork/plan"
)

// german is a profile under which the ladder's fees are fine.
func german(t *testing.T, w *jobstest.World) legal.Profile {
	t.Helper()
	rates, err := legal.Shipped(legal.Germany)
	if err != nil {
		t.Fatal(err)
	}
	return legal.Profile{
		Country: legal.Germany, Calendar: w.Engine.Calendar, Rates: rates, ReceiptDays: 3, StateInterest: true, LimitationWarn: 56,
		FeeCeiling: []billing.Money{{Minor: 1000, Currency: "EUR"}},
	}
}

// What letters state reaches MOCO; the fee that is booked there stays the
// step's. The first letter states nothing: it starts default.
func TestLettersStateInterest(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Engine.Policy.Legal = german(t, w)
	r := run(t, w)
	if got := letters(r.Entries); !slices.Equal(got, []string{first + " done", second + " done"}) {
		t.Fatal(got)
	}
	one, two := w.Reminders(first), w.Reminders(second)
	if last := one[len(one)-1]; strings.Contains(last.Text, "Verzugszinsen") {
		t.Error(last.Text)
	}
	last := two[len(two)-1]
	if fee, err := billing.ParseDecimal(last.Fee.String()); err != nil || fee.String() != "5" || !strings.Contains(last.Text, "Verzugszinsen vom 04.11.2026 bis 23.11.2026: 44,30 EUR") {
		t.Errorf("fee %s\n%s", last.Fee, last.Text)
	}
}

// A ceiling that came after the plan stops the letter: what goes out is
// decided again.
func TestCeilingAfterThePlan(t *testing.T) {
	t.Parallel()
	w := world(t, write(plan.WriteApprove))
	w.Engine.Policy.Legal = german(t, w)
	p := w.Plan()
	strict := w.Engine.Policy.Legal
	strict.FeeCeiling = []billing.Money{{Minor: 250, Currency: "EUR"}}
	w.Engine.Policy.Legal = strict
	for _, id := range w.Release(p, "remind") {
		e := w.Drive(w.Worker, id)
		if want := map[string]bool{first: true}[e.Subject.Label]; (e.State == "done") != want {
			t.Errorf("%s: %s", e.Subject.Label, e.State)
		}
	}
}

// What is told about a claim that lapses is told once, and kept in the ledger
// under a name of its own.
func TestLapseIsToldOnce(t *testing.T) {
	t.Parallel()
	w, slack, _ := office(t)
	w.Engine.Policy.Legal = german(t, w)
	w.Engine.Policy.Legal.LimitationWarn = 1200 // the account's claims lapse in 2029
	told := func() (n int) {
		for _, m := range heads(slack, "finance") {
			if strings.Contains(m.Text, "verjährt am 31.12.2029") {
				n++
			}
		}
		return n
	}
	r := run(t, w)
	if n := told(); n != 3 {
		t.Errorf("%d messages\n%q", n, r.Plan.Warnings)
	}
	w.Clock.Set(tuesday(7, 0, 0))
	run(t, w)
	if n := told(); n != 3 {
		t.Errorf("%d messages after the second run", n)
	}
}
