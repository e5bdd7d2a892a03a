package rules

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// check proves that nothing was lost: each invoice has one verdict with an
// outcome, and what the verdicts count as receivable is what the snapshot says
// by itself, in sum per currency and for each invoice.
func (r *run) check(verdicts []plan.Verdict) error {
	seen := map[billing.ID]bool{}
	var decided billing.Totals
	for _, v := range verdicts {
		if seen[v.InvoiceID] || v.Outcome == "" {
			return fmt.Errorf("rules: invoice %d has no verdict, or two", v.InvoiceID)
		}
		seen[v.InvoiceID] = true
		var err error
		if v.Receivable {
			if decided, err = decided.Plus(v.Open); err != nil {
				return fmt.Errorf("rules: %w", err)
			}
		}
	}
	for _, inv := range r.Snapshot.Invoices {
		if !seen[inv.ID] {
			return fmt.Errorf("rules: invoice %d has no verdict", inv.ID)
		}
	}
	open := receivables(r.Snapshot)
	direct, err := total(open)
	if err != nil {
		return err
	}
	if !slices.Equal(decided, direct) {
		return fmt.Errorf("rules: the verdicts add up to %s, the open invoices to %s", decided.Format(billing.English), direct.Format(billing.English))
	}
	for _, v := range verdicts {
		if m, ok := open[v.InvoiceID]; ok != v.Receivable || ok && m != v.Open {
			return fmt.Errorf("rules: invoice %d has the wrong open amount in its verdict", v.InvoiceID)
		}
	}
	return nil
}

func total(open map[billing.ID]billing.Money) (billing.Totals, error) {
	var sum billing.Totals
	for _, id := range slices.Sorted(maps.Keys(open)) {
		var err error
		if sum, err = sum.Plus(open[id]); err != nil {
			return nil, fmt.Errorf("rules: %w", err)
		}
	}
	return sum, nil
}

// receivables is what is open on each invoice, straight from the snapshot and
// by a way of its own. It leaves out what could not be read, and what has no
// known amount.
func receivables(s billing.Snapshot) map[billing.ID]billing.Money {
	paid := map[billing.ID]int64{}
	unclear := map[billing.ID]bool{}
	currency := map[billing.ID]string{}
	cancelled := map[billing.ID]bool{}
	for _, inv := range s.Invoices {
		currency[inv.ID] = inv.Currency
		if inv.Reversed || inv.Reversal || inv.ReversalInvoiceID != 0 || inv.ReversedInvoiceID != 0 {
			cancelled[inv.ID] = true
		}
		if of := inv.ReversedInvoiceID; of != inv.ID {
			cancelled[of] = true
		}
	}
	for _, p := range s.Payments {
		paid[p.Invoice.ID] += p.PaidTotal.Minor
		if !p.PaidTotal.Known() || p.PaidTotal.Currency != currency[p.Invoice.ID] {
			unclear[p.Invoice.ID] = true
		}
	}
	for _, b := range s.Broken {
		unclear[b.Parent] = true
		if b.Kind == "invoices" {
			unclear[b.ID] = true
		}
	}
	all := map[billing.ID]billing.Money{}
	for _, inv := range s.Invoices {
		switch inv.Status {
		case billing.StatusCreated, billing.StatusSent, billing.StatusPartiallyPaid, billing.StatusOverdue:
		default:
			continue
		}
		open := billing.Money{Minor: inv.GrossTotal.Minor - paid[inv.ID], Currency: inv.GrossTotal.Currency}
		if cancelled[inv.ID] || unclear[inv.ID] || !open.Known() || inv.GrossTotal.Minor < 0 || open.Minor <= 0 {
			continue
		}
		all[inv.ID] = open
	}
	return all
}
