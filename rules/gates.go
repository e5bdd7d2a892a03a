package rules

import (
	"fmt"

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
	// passed is set while it waits for the one letter of its customer.
	passed *dunning
}

// dunning is a claim with something open on its way to a letter.
type dunning struct {
	*claim
	subject  *subject
	standing standing // as the ladder counts reminders
	rule     int      // the place of the rule that decides
	remind   *remindAction
	failed   []failure
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

// Each gate asks one thing; the first that stops an invoice gives its verdict.
// The order is that of dunning: what is surely no claim comes before what is
// unclear about it, what the file says before what the ladder says, and what
// ends by itself before what a person must look at.

// dataGates ask whether there is a claim and whether its data can be trusted,
// before any rule looks.
func dataGates() []func(*claim) stop {
	return []func(*claim) stop{
		(*claim).broken, (*claim).noClaim, (*claim).reversal, (*claim).unknownStatus, (*claim).credit,
		(*claim).amounts, (*claim).paid, (*claim).settled, (*claim).incomplete, (*claim).customer,
	}
}

// dunningGates ask whether a letter may go today.
func dunningGates() []func(*dunning) stop {
	return []func(*dunning) stop{
		// Is it time to ask at all, and does a rule want it?
		(*dunning).notDue, (*dunning).beforeGoLive, (*dunning).cashDiscount, (*dunning).chosen,
		// Does a person keep it back?
		(*dunning).onHold,
		// Is it clear how far the dunning has come?
		(*dunning).collection, (*dunning).unsentInvoice, (*dunning).unclearReminder, (*dunning).unsentReminder, (*dunning).drift, (*dunning).settling,
		// Is there a next step, and is it due? Cents are not worth a person's look at the end of the ladder.
		(*dunning).tolerance, (*dunning).finished, (*dunning).tooEarly,
		// May the customer have paid, or have something to set off?
		(*dunning).paymentsFresh, (*dunning).unassignedPayment, (*dunning).openCredit,
		(*dunning).recipient,
	}
}

// ask takes a claim through the gates of dunning; the zero stop means that a
// letter may go.
func (d *dunning) ask() stop {
	for _, gate := range dunningGates() {
		if s := gate(d); s != (stop{}) {
			return s
		}
	}
	return stop{}
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
