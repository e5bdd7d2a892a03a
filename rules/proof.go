package rules

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// check proves that nothing was lost: each invoice has one verdict with an
// outcome, and what the verdicts count as receivable is, per currency, what
// the snapshot says by itself.
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
	direct, err := receivables(r.Snapshot)
	if err != nil {
		return err
	}
	if !slices.Equal(decided, direct) {
		return fmt.Errorf("rules: the verdicts add up to %s, the open invoices to %s", decided.Format(billing.English), direct.Format(billing.English))
	}
	return nil
}

// receivables sums what is open, straight from the snapshot and by a way of its
// own. It leaves out what could not be read, and what has no known amount.
func receivables(s billing.Snapshot) (billing.Totals, error) {
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
	var sum billing.Totals
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
		var err error
		if sum, err = sum.Plus(open); err != nil {
			return nil, fmt.Errorf("rules: %w", err)
		}
	}
	return sum, nil
}
