package app

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/jobs"
)

// demoApp opens the demo's installation, without its worker.
func demoApp(t *testing.T) (*Demo, *App) {
	t.Helper()
	d, err := NewDemo(DemoOptions{Dir: t.TempDir(), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	a, err := Open(t.Context(), Options{ConfigPath: d.ConfigPath(), Env: configs.OS(d.Now()), Now: d.Now, OwnTime: true, Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return d, a
}

// TestExplainEverything explains every invoice of the demo's account. Each has
// one verdict with a reason, and what the verdicts leave open is, for each
// currency, what the account has open by the simulator's own books and what a
// plan shows.
func TestExplainEverything(t *testing.T) {
	t.Parallel()
	d, a := demoApp(t)
	job := a.Config.Jobs[0].Name
	run, err := a.Engine.Start(t.Context(), jobs.Ask{Job: job, Origin: "person", By: "anna", PlanOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	planned, err := a.Engine.Run(t.Context(), run.ID)
	if err != nil {
		t.Fatal(err)
	}
	open, _ := planned.Plan.Receivables()
	loaded, err := a.rules(job)
	if err != nil {
		t.Fatal(err)
	}
	input, err := a.Engine.Input(t.Context(), a.Engine.Today())
	if err != nil {
		t.Fatal(err)
	}
	var sum billing.Totals
	explained := 0
	for _, inv := range input.Snapshot.Invoices {
		x, err := loaded.Set.Explain(input, inv.ID)
		if err != nil {
			t.Errorf("invoice %d: %v", inv.ID, err)
			continue
		}
		explained++
		if x.Verdict.InvoiceID != inv.ID || x.Verdict.Outcome == "" || x.Verdict.Reason == "" || x.ReadAt.IsZero() {
			t.Errorf("invoice %d: verdict %+v, read at %s", inv.ID, x.Verdict, x.ReadAt)
		}
		if err := x.Print(&strings.Builder{}, billing.English); err != nil {
			t.Error(err)
		}
		if x.Verdict.Receivable {
			if sum, err = sum.Plus(x.Verdict.Open); err != nil {
				t.Fatal(err)
			}
		}
	}
	all := d.MOCO.Account().All("invoices")
	if explained != len(all) || explained < 400 {
		t.Errorf("%d of %d invoices explained", explained, len(all))
	}
	if diff := cmp.Diff(open.Sum, sum); diff != "" {
		t.Errorf("the plan has other receivables: -plan +explained\n%s", diff)
	}
	if diff := cmp.Diff(books(t, d, all), amounts(sum)); diff != "" {
		t.Errorf("the account has other receivables: -MOCO +explained\n%s", diff)
	}
	t.Logf("%d invoices explained, open: %v", explained, amounts(sum))
}

// books adds up what the account has open, from the simulator's objects alone.
func books(t *testing.T, d *Demo, all []json.RawMessage) map[string]string {
	t.Helper()
	sums := map[string]*big.Rat{}
	for _, raw := range all {
		var o struct {
			Identifier, Status, Currency string
			Reversed, Reversal           bool
		}
		if err := json.Unmarshal(raw, &o); err != nil {
			t.Fatal(err)
		}
		open, ok := d.MOCO.Account().Open(o.Identifier)
		amount, isNumber := new(big.Rat).SetString(open)
		if !ok || !isNumber || slices.Contains([]string{"draft", "paid", "ignored"}, o.Status) || o.Reversal || amount.Sign() <= 0 {
			continue
		}
		if sums[o.Currency] == nil {
			sums[o.Currency] = new(big.Rat)
		}
		sums[o.Currency].Add(sums[o.Currency], amount)
	}
	out := map[string]string{}
	for currency, sum := range sums {
		out[currency] = sum.FloatString(2)
	}
	return out
}

// amounts are totals as plain numbers.
func amounts(sum billing.Totals) map[string]string {
	out := map[string]string{}
	for _, m := range sum {
		if n, ok := new(big.Rat).SetString(fmt.Sprint(m.Decimal())); ok {
			out[m.Currency] = n.FloatString(2)
		}
	}
	return out
}
