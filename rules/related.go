package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
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
	reversedBy map[billing.ID]billing.ID // a cancelled invoice → the one that cancels it
	credits    map[debtorKey][]credit    // in the order of their numbers
}

// relate looks through all invoices for what they say about others.
func relate(items []billing.OpenItem) related {
	rel := related{reversedBy: map[billing.ID]billing.ID{}, credits: map[debtorKey][]credit{}}
	for _, item := range items {
		inv := item.Invoice
		if of := inv.ReversedInvoiceID; of != 0 && of != inv.ID && rel.reversedBy[of] == 0 {
			rel.reversedBy[of] = inv.ID
		}
	}
	for _, item := range items {
		inv := item.Invoice
		if open := rel.credit(item); open.Minor < 0 {
			key := debtorKey{inv.CustomerID, open.Currency}
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

// openCredit holds while the customer has a credit in the invoice's currency:
// a person must say first whether the two are set off against each other.
func (c *claim) openCredit(*remindAction) stop {
	list := c.run.credits[debtorKey{c.item.Invoice.CustomerID, c.item.Invoice.Currency}]
	if len(list) == 0 {
		return stop{}
	}
	sum, numbers := billing.Money{Currency: c.item.Invoice.Currency}, []string{}
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

// cashDiscount holds what is short by no more than the cash discount. Writing
// the rest off is a person's act, and so is asking for it.
func (c *claim) cashDiscount() stop {
	took, err := c.item.Discount()
	if err != nil {
		return hold("", "%s", err)
	}
	switch took {
	case billing.DiscountKept:
		return hold(c.discountFact(), "cash discount taken in time: write off the rest in MOCO")
	case billing.DiscountLate:
		return hold(c.discountFact(), "unjustified cash discount?")
	case billing.NoDiscount:
	}
	return stop{}
}

// discountFact is "2% until 05 Nov 2026, paid 04 Nov 2026".
func (c *claim) discountFact() string {
	inv := c.item.Invoice
	return fmt.Sprintf("%s%% until %s, paid %s", inv.CashDiscount, inv.DiscountUntil().Format(billing.English), c.item.LastPayment().Date.Format(billing.English))
}

// paidLess is a paid invoice whose rest is a cash discount taken in time.
func (c *claim) paidLess() stop {
	if took, err := c.item.Discount(); err != nil || took != billing.DiscountKept {
		return stop{}
	}
	return stop{plan.OutcomeOut, "paid with cash discount", c.discountFact()}
}
