package rules

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// randomPortfolio is many invoices of a few customers, in every state that
// MOCO's fields allow.
func randomPortfolio(t testing.TB, r *rand.Rand) *account {
	a := newAccount(t)
	pick := func(n int) bool { return r.IntN(n) == 0 }
	statuses := append(billing.InvoiceStatuses(), billing.StatusOverdue, billing.StatusOverdue, billing.StatusSent, "new-in-2027")
	for i := range 5 + r.IntN(30) {
		currency := []string{"EUR", "EUR", "EUR", "CHF", "JPY"}[r.IntN(5)]
		inv := a.note(billing.ID(1000+i), fmt.Sprintf("R%03d", i), "1 "+currency)
		inv.GrossTotal.Minor = r.Int64N(2_000_000) - 200_000
		inv.Status, inv.DueDate = statuses[r.IntN(len(statuses))], daysAgo(r.IntN(150)-30)
		if inv.CustomerID = billing.ID(10 + r.IntN(2)); pick(20) {
			inv.GrossTotal = billing.Money{}
		}
		inv.Reversed, inv.Reversal = pick(25), pick(25)
		if pick(20) {
			inv.ReversedInvoiceID = billing.ID(1000 + r.IntN(i+1))
		}
		for range r.IntN(3) {
			a.pay("1 "+[]string{currency, currency, currency, "USD"}[r.IntN(4)], r.IntN(60))
			p := &a.in.Snapshot.Payments[len(a.in.Snapshot.Payments)-1]
			if p.Invoice.ID = inv.ID; pick(3) {
				p.PaidTotal.Minor = inv.GrossTotal.Minor
			} else if p.PaidTotal.Minor = r.Int64N(900_000) - 100_000; pick(20) {
				p.PaidTotal = billing.Money{}
			}
		}
		if pick(25) {
			a.in.Snapshot.Broken = append(a.in.Snapshot.Broken, billing.Broken{Kind: "payments", ID: 7, Parent: inv.ID, Reason: "x"})
		}
	}
	return a
}

// openSums adds up in the test's own way: payments one by one, and no Money.
func openSums(a *account) map[string]*big.Int {
	sums := map[string]*big.Int{}
	snap := a.in.Snapshot
invoices:
	for _, inv := range snap.Invoices {
		if !slices.Contains([]billing.InvoiceStatus{"created", "sent", "partially_paid", "overdue"}, inv.Status) ||
			inv.GrossTotal.Currency == "" || inv.GrossTotal.Minor < 0 || inv.Reversed || inv.Reversal || inv.ReversedInvoiceID != 0 {
			continue
		}
		for _, other := range snap.Invoices {
			if other.ReversedInvoiceID == inv.ID {
				continue invoices
			}
		}
		for _, b := range snap.Broken {
			if b.Parent == inv.ID {
				continue invoices
			}
		}
		open := big.NewInt(inv.GrossTotal.Minor)
		for _, p := range snap.Payments {
			if p.Invoice.ID != inv.ID {
				continue
			}
			if p.PaidTotal.Currency != inv.Currency {
				continue invoices
			}
			open.Sub(open, big.NewInt(p.PaidTotal.Minor))
		}
		if open.Sign() <= 0 {
			continue
		}
		if sums[inv.Currency] == nil {
			sums[inv.Currency] = new(big.Int)
		}
		sums[inv.Currency].Add(sums[inv.Currency], open)
	}
	return sums
}

// Whatever the account holds: the verdicts add up to what is open in it, and
// every change of a single verdict breaks the proof.
func TestProofOfRandomAccounts(t *testing.T) {
	t.Parallel()
	sets := []*Set{examples(t), oneForAll(t), situationRules(t, "`tolerance: {EUR: 100}`")}
	rng := rand.New(rand.NewPCG(5, 6))
	broken := 0
	for n := range 150 {
		a := randomPortfolio(t, rng)
		r, d, err := sets[n%len(sets)].decide(a.in)
		if err != nil {
			t.Fatalf("case %d: %v", n, err)
		}
		if len(d.Verdicts) != len(a.in.Snapshot.Invoices) {
			t.Fatalf("case %d: %d verdicts for %d invoices", n, len(d.Verdicts), len(a.in.Snapshot.Invoices))
		}
		got := map[string]*big.Int{}
		for _, v := range d.Verdicts {
			if !v.Receivable {
				continue
			}
			if got[v.Open.Currency] == nil {
				got[v.Open.Currency] = new(big.Int)
			}
			got[v.Open.Currency].Add(got[v.Open.Currency], big.NewInt(v.Open.Minor))
		}
		if want := openSums(a); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("case %d: the verdicts add up to %v, open are %v", n, got, want)
		}
		broken += breaks(t, n, r, d.Verdicts)
	}
	if broken < 5000 {
		t.Errorf("only %d changes were tried", broken)
	}
}

// breaks changes each verdict in each way, one at a time.
func breaks(t *testing.T, n int, r *run, verdicts []plan.Verdict) (tried int) {
	changes := map[string]func(v []plan.Verdict, i int) []plan.Verdict{
		"lost":     func(v []plan.Verdict, i int) []plan.Verdict { return slices.Delete(v, i, i+1) },
		"doubled":  func(v []plan.Verdict, i int) []plan.Verdict { return append(v, v[i]) },
		"empty":    func(v []plan.Verdict, i int) []plan.Verdict { v[i].Outcome = ""; return v },
		"stranger": func(v []plan.Verdict, i int) []plan.Verdict { v[i].InvoiceID = 99999; return v },
		"counted":  func(v []plan.Verdict, i int) []plan.Verdict { v[i].Receivable = !v[i].Receivable; return v },
		"a cent": func(v []plan.Verdict, i int) []plan.Verdict {
			if v[i].Open.Minor++; !v[i].Receivable {
				return nil // what is no claim is in no sum
			}
			return v
		},
		"currency": func(v []plan.Verdict, i int) []plan.Verdict {
			if v[i].Open.Currency = "SEK"; !v[i].Receivable {
				return nil
			}
			return v
		},
		"swapped": func(v []plan.Verdict, i int) []plan.Verdict {
			k := (i + 1) % len(v)
			if v[i].Open == v[k].Open || !v[i].Receivable || !v[k].Receivable {
				return nil
			}
			v[i].Open, v[k].Open = v[k].Open, v[i].Open
			return v
		},
	}
	for name, change := range changes {
		for i := range verdicts {
			v := change(slices.Clone(verdicts), i)
			if v == nil {
				continue
			}
			if tried++; r.check(v) == nil {
				t.Fatalf("case %d: %s: verdict %d changed, and the proof holds: %+v", n, name, i, verdicts[i])
			}
		}
	}
	return tried
}
