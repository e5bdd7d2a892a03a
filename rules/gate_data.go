package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

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
	case c.run.tolerates(open):
		return out(withinTolerance(open), "paid")
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
