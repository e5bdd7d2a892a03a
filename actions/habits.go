package actions

import (
	"context"
	"sync"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// habits are how many days after the invoice's date each customer has paid, on
// average, as one plan's run has read it.
type habits struct {
	mu   sync.Mutex
	plan string
	days map[billing.ID]int
}

// Known adds what a person needs to judge an alert: how the customer pays, and
// what else is open. What can't be read is left out: the alert is what counts.
func (env *Env) Known(ctx context.Context, p plan.Plan, a notifiers.Alert) notifiers.Alert {
	if a.Notify.InvoiceID == 0 {
		return a
	}
	var customer billing.ID
	for _, v := range p.Verdicts {
		if v.InvoiceID == a.Notify.InvoiceID {
			customer = v.CustomerID
		}
	}
	if customer == 0 {
		return a
	}
	for _, v := range p.Verdicts {
		if v.CustomerID == customer && v.InvoiceID != a.Notify.InvoiceID && v.Receivable {
			a.OthersOpen = a.OthersOpen.Plus(v.Open)
		}
	}
	a.PaysAfter = env.paysAfter(ctx, p, customer)
	return a
}

// paysAfter is 0 if it is not known.
func (env *Env) paysAfter(ctx context.Context, p plan.Plan, customer billing.ID) int {
	h := &env.habits
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.plan != p.ID {
		snap, err := env.Mirror.Snapshot(ctx, p.Today)
		if err != nil {
			return 0
		}
		h.plan, h.days = p.ID, averages(snap)
	}
	return h.days[customer]
}

// averages are the mean times to payment of customers with paid invoices.
func averages(snap billing.Snapshot) map[billing.ID]int {
	paid := lastPayments(snap)
	sum, n := map[billing.ID]int{}, map[billing.ID]int{}
	for _, inv := range snap.Invoices {
		on := paid[inv.ID]
		if inv.Status != billing.StatusPaid || on.IsZero() || inv.Date.IsZero() || on.Before(inv.Date) {
			continue
		}
		sum[inv.CustomerID] += on.Sub(inv.Date)
		n[inv.CustomerID]++
	}
	out := map[billing.ID]int{}
	for id := range n {
		out[id] = (sum[id] + n[id]/2) / n[id]
	}
	return out
}

// lastPayments are the days of the last payment of each invoice.
func lastPayments(snap billing.Snapshot) map[billing.ID]billing.Date {
	out := map[billing.ID]billing.Date{}
	for _, pay := range snap.Payments {
		if id := pay.Invoice.ID; id != 0 && out[id].Before(pay.Date) {
			out[id] = pay.Date
		}
	}
	return out
}
