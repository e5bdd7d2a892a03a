package billing

import (
	"cmp"
	"fmt"
)

// OpenItem is an invoice with everything that decides about it, joined: its
// customer, its project, its payments and its reminders. In German it is an
// "offener Posten"; it stays one value even when nothing is open any more.
type OpenItem struct {
	Invoice   Invoice
	Customer  Company // zero if MOCO did not give it
	Project   Project // zero if the invoice has none
	Payments  []Payment
	Reminders []Reminder
}

// Paid is the sum of the payments in the invoice's currency. It fails when a
// payment's amount is unknown or in another currency: there is no rate.
func (o OpenItem) Paid() (Money, error) {
	sum := Money{Currency: o.Invoice.Currency}
	for _, p := range o.Payments {
		if !p.PaidTotal.Known() {
			return Money{}, fmt.Errorf("payment %d has no amount", p.ID)
		}
		var err error
		if sum, err = sum.Add(p.PaidTotal); err != nil {
			return Money{}, fmt.Errorf("payment %d is in %s, the invoice in %s", p.ID, p.PaidTotal.Currency, o.Invoice.Currency)
		}
	}
	return sum, nil
}

// Open is what is still to be paid: gross total less payments. Negative means
// overpaid, or a credit. It fails when the gross total is unknown, and with
// Paid's errors.
func (o OpenItem) Open() (Money, error) {
	if !o.Invoice.GrossTotal.Known() {
		return Money{}, fmt.Errorf("the invoice has no gross total")
	}
	paid, err := o.Paid()
	if err != nil {
		return Money{}, err
	}
	return o.Invoice.GrossTotal.Sub(paid)
}

// DaysOverdue is the number of days since the due date, 0 on the day itself
// and before it, and 0 without a due date.
func (o OpenItem) DaysOverdue(today Date) int {
	return max(0, today.Sub(o.Invoice.DueDate))
}

// Level is the dunning level reached by reminders in MOCO.
func (o OpenItem) Level() int { return Level(o.Invoice.Identifier, o.Reminders) }

// LastSent is the sent reminder with the latest date, and of several on that
// day the one that was made last; the zero Reminder if none was sent.
func (o OpenItem) LastSent() Reminder {
	var last Reminder
	for _, r := range o.Reminders {
		if r.Status == ReminderSent && (last.ID == 0 || cmp.Or(r.Date.Compare(last.Date), cmp.Compare(r.ID, last.ID)) > 0) {
			last = r
		}
	}
	return last
}

// Unsent are the reminders that exist in MOCO but were not mailed.
func (o OpenItem) Unsent() []Reminder {
	var out []Reminder
	for _, r := range o.Reminders {
		if r.Status == ReminderCreated {
			out = append(out, r)
		}
	}
	return out
}
