package rules

import (
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// debtorKey is a customer in one currency: amounts of two don't meet.
type debtorKey struct {
	customer billing.ID
	currency string
}

// credit is a credit note of which something is open.
type credit struct {
	number string
	open   billing.Money
}

// related is what other invoices say about an invoice. A snapshot of one
// invoice, as it is read again before each write, does not show it; the plan
// was decided on all of them.
type related struct {
	reversedBy map[billing.ID]billing.ID        // a cancelled invoice → the one that cancels it
	credits    map[debtorKey][]credit           // in the order of their numbers
	sent       map[debtorKey]lastLetter         // to the customer, about any invoice
	waiting    map[debtorKey][]billing.OpenItem // with a live reminder entry, or an unsent reminder
}

// relate looks through all invoices for what they say about others.
func relate(items []billing.OpenItem, h History) related {
	rel := related{
		reversedBy: map[billing.ID]billing.ID{}, credits: map[debtorKey][]credit{},
		sent: map[debtorKey]lastLetter{}, waiting: map[debtorKey][]billing.OpenItem{},
	}
	for _, item := range items {
		inv := item.Invoice
		if of := inv.ReversedInvoiceID; of != 0 && of != inv.ID && rel.reversedBy[of] == 0 {
			rel.reversedBy[of] = inv.ID
		}
	}
	for _, item := range items {
		inv := item.Invoice
		key := debtorKey{inv.CustomerID, inv.Currency}
		if last := lastSent(item); last.id != 0 {
			rel.sent[key] = rel.sent[key].and(last)
		}
		if h.InHand[inv.ID] > 0 || inv.Status != billing.StatusPaid && len(item.Unsent()) > 0 {
			rel.waiting[key] = append(rel.waiting[key], item)
		}
		if open := rel.credit(item); open.Minor < 0 {
			open.Minor = -open.Minor
			rel.credits[key] = append(rel.credits[key], credit{oneLine(inv.Identifier), open})
		}
	}
	return rel
}

// credit is what is open of a credit note that stands alone, below zero; where
// its payments are unclear, all of it is.
func (rel related) credit(item billing.OpenItem) billing.Money {
	inv := item.Invoice
	gone := []billing.InvoiceStatus{billing.StatusDraft, billing.StatusPaid, billing.StatusIgnored, billing.StatusDisregarded}
	if inv.GrossTotal.Minor >= 0 || rel.reversed(inv) || inv.IsReversal() || slices.Contains(gone, inv.Status) {
		return billing.Money{}
	}
	open, err := item.Open()
	if err != nil {
		return inv.GrossTotal
	}
	return open
}

func (rel related) reversed(inv billing.Invoice) bool {
	return inv.WasReversed() || rel.reversedBy[inv.ID] != 0
}

func (c *claim) debtor() debtorKey {
	return debtorKey{c.item.Invoice.CustomerID, c.item.Invoice.Currency}
}

// openCredit holds while the customer has a credit in the invoice's currency:
// a person must say first whether the two are set off against each other.
func (d *dunning) openCredit() stop {
	list := d.run.credits[d.debtor()]
	if len(list) == 0 {
		return stop{}
	}
	sum, numbers := billing.Money{Currency: d.item.Invoice.Currency}, []string{}
	for _, x := range list {
		total, err := sum.Add(x.open)
		if err != nil {
			return hold("", "the customer's open credits can't be added up: %s", err)
		}
		sum, numbers = total, append(numbers, x.number)
	}
	what := "an open credit"
	if len(list) > 1 {
		what = "open credits"
	}
	return hold("", "the customer has %s of %s (%s)", what, sum, strings.Join(numbers, ", "))
}
