package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// claim is one invoice on its way through the gates.
type claim struct {
	run     *run
	item    billing.OpenItem
	verdict plan.Verdict
	// trusted: its data is complete and agrees with itself. Rules look at no
	// other invoice.
	trusted  bool
	standing standing
}

// stop is why an invoice goes no further. The zero value lets it pass.
type stop struct {
	outcome plan.Outcome
	reason  string
	detail  string
}

func hold(detail, format string, args ...any) stop {
	return stop{plan.OutcomeHold, fmt.Sprintf(format, args...), detail}
}

func out(detail, format string, args ...any) stop {
	return stop{plan.OutcomeOut, fmt.Sprintf(format, args...), detail}
}

// dataGates ask whether there is a claim and whether its data can be trusted,
// before any rule looks. The order is that of dunning: what is surely no claim
// comes before what is unclear about it.
func dataGates() []func(*claim) stop {
	return []func(*claim) stop{
		(*claim).broken, (*claim).noClaim, (*claim).reversal, (*claim).unknownStatus, (*claim).credit,
		(*claim).amounts, (*claim).paid, (*claim).settled, (*claim).incomplete, (*claim).customer,
	}
}

// newClaim takes an invoice through the data gates.
func newClaim(r *run, o billing.OpenItem) *claim {
	inv := o.Invoice
	c := &claim{run: r, item: o, verdict: plan.Verdict{
		InvoiceID: inv.ID, Identifier: inv.Identifier, CustomerID: inv.CustomerID, Customer: o.Customer.Name,
		Status: inv.Status, Gross: inv.GrossTotal, Due: inv.DueDate, LastSent: o.LastSent().Date,
	}}
	c.standing = newStanding(o, r.History)
	c.verdict.Level = c.standing.level
	c.verdict.DaysOverdue = o.DaysOverdue(r.Snapshot.Today)
	for _, gate := range dataGates() {
		if s := gate(c); s != (stop{}) {
			c.trusted = s.outcome == plan.OutcomeOut && inv.Status != billing.StatusDisregarded
			c.end(s)
			break
		}
	}
	if c.verdict.Outcome == "" {
		c.trusted = true
	}
	c.verdict.Overdue = c.verdict.Receivable && inv.DueDate.Before(r.Snapshot.Today) && !inv.DueDate.IsZero()
	if !c.verdict.Receivable {
		c.verdict.DaysOverdue = 0
	}
	return c
}

// end writes the outcome.
func (c *claim) end(s stop) {
	c.verdict.Outcome, c.verdict.Reason, c.verdict.Detail = s.outcome, s.reason, s.detail
}

// broken holds what could not be read in full.
func (c *claim) broken() stop {
	if b, ok := c.run.broken[c.item.Invoice.ID]; ok {
		return hold(oneLine(b.Reason), "%s from MOCO could not be read", describeBroken(b))
	}
	return stop{}
}

func describeBroken(b billing.Broken) string {
	if b.ID == 0 {
		return "an object of " + oneLine(b.Kind)
	}
	kind := strings.TrimSuffix(oneLine(b.Kind), "s")
	if b.Kind == "companies" {
		kind = "customer"
	}
	return fmt.Sprintf("%s %d", kind, b.ID)
}

// noClaim passes over what is no claim by its status.
func (c *claim) noClaim() stop {
	switch c.item.Invoice.Status {
	case billing.StatusDraft:
		return c.nothing("a draft")
	case billing.StatusIgnored:
		return c.nothing("ignored in MOCO")
	case billing.StatusDisregarded:
		return c.nothing("disregarded in MOCO")
	}
	return stop{}
}

// nothing ends with nothing open.
func (c *claim) nothing(format string, args ...any) stop {
	if billing.ValidCurrency(c.item.Invoice.Currency) {
		c.verdict.Open = billing.Money{Currency: c.item.Invoice.Currency}
	}
	return out("", format, args...)
}

func (c *claim) reversal() stop {
	inv := c.item.Invoice
	switch {
	case c.run.reversed(inv):
		return c.nothing("reversed%s", c.run.named(" by ", cmp.Or(inv.ReversalInvoiceID, c.run.reversedBy[inv.ID])))
	case inv.IsReversal():
		return c.nothing("a reversal%s", c.run.named(" of ", inv.ReversedInvoiceID))
	}
	return stop{}
}

func (c *claim) unknownStatus() stop {
	if slices.Contains(billing.InvoiceStatuses(), c.item.Invoice.Status) {
		return stop{}
	}
	return hold("", "unknown status %q", oneLine(string(c.item.Invoice.Status)))
}

func (c *claim) credit() stop {
	if g := c.item.Invoice.GrossTotal; g.Known() && g.Minor < 0 {
		return c.nothing("a credit")
	}
	return stop{}
}

func (c *claim) amounts() stop {
	open, err := c.item.Open()
	if err != nil {
		return hold("", "%s", err)
	}
	c.verdict.Open = open
	return stop{}
}

func (c *claim) paid() stop {
	if c.item.Invoice.Status != billing.StatusPaid {
		return stop{}
	}
	switch open := c.verdict.Open; {
	case open.Minor > 0 && c.paidLess() != (stop{}):
		return c.paidLess()
	case open.Minor > 0:
		return hold("MOCO says paid, "+open.String()+" is open", "status and payments disagree")
	case open.Minor < 0:
		return out("paid "+billing.Money{Minor: -open.Minor, Currency: open.Currency}.String()+" too much", "paid")
	}
	return out("", "paid")
}

// settled asks whether anything is open. From here on it is a receivable.
func (c *claim) settled() stop {
	status, open := c.item.Invoice.Status, c.verdict.Open
	switch {
	case open.Minor > 0 && status == billing.StatusPartiallyPaid && open.Minor >= c.item.Invoice.GrossTotal.Minor:
		c.verdict.Receivable = true
		return hold("MOCO says partially_paid, nothing is paid", "status and payments disagree")
	case open.Minor > 0:
		c.verdict.Receivable = true
		return stop{}
	case c.item.Invoice.GrossTotal.Minor == 0 && open.Minor == 0:
		return out("", "nothing to pay")
	case open.Minor == 0:
		return hold(fmt.Sprintf("MOCO says %s, nothing is open", status), "status and payments disagree")
	}
	over := billing.Money{Minor: -open.Minor, Currency: open.Currency}
	return hold(fmt.Sprintf("MOCO says %s, %s too much was paid", status, over), "status and payments disagree")
}

func (c *claim) incomplete() stop {
	switch {
	case c.item.Invoice.Identifier == "":
		return hold("", "it has no invoice number")
	case c.item.Invoice.DueDate.IsZero():
		return hold("", "it has no due date")
	}
	return stop{}
}

func (c *claim) customer() stop {
	if c.item.Customer.ID != 0 {
		return stop{}
	}
	if b, ok := c.run.brokenCompanies[c.item.Invoice.CustomerID]; ok {
		return hold(oneLine(b.Reason), "%s from MOCO could not be read", describeBroken(b))
	}
	return hold("", "customer %d is unknown", c.item.Invoice.CustomerID)
}
