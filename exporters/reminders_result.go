package exporters

import (
	"time"

	"github.com/mocowork/mocowork/billing"
)

// result is what became of a reminder.
type result int

const (
	stillOpen result = iota
	wasPaid
	nextLevel // another reminder followed
	closed    // no claim any more: reversed, ignored, at the collection agency
)

// becomes finds out what became of the reminder.
func (x *letter) becomes(next *letter, payments []*billing.Payment) {
	paid, on := paidOn(x.invoice, payments)
	switch {
	case paid && (next == nil || on.Before(next.sent)):
		x.result, x.resultOn = wasPaid, on
		x.inTerm = !on.IsZero() && !on.After(x.term)
	case next != nil:
		x.result, x.resultOn = nextLevel, next.sent
	case x.invoice == nil || x.invoice.WasReversed() || x.invoice.DebtCollection.ID != 0 ||
		x.invoice.Status == billing.StatusIgnored || x.invoice.Status == billing.StatusDisregarded:
		x.result = closed
	}
}

// paidOn reports whether an invoice is paid, and the day on which its payments
// first covered it; the last payment's if MOCO counts it as paid all the same.
func paidOn(inv *billing.Invoice, payments []*billing.Payment) (paid bool, on billing.Date) {
	if inv == nil {
		return false, billing.Date{}
	}
	gross := inv.GrossTotal
	total := billing.Money{Currency: gross.Currency}
	for _, p := range payments {
		if p.PaidTotal.Currency != gross.Currency {
			continue
		}
		before := total.Minor
		if err := sum(addend{&total, p.PaidTotal}); err != nil {
			return false, billing.Date{}
		}
		if before < gross.Minor || total.Minor < gross.Minor {
			on = p.Date
		}
	}
	covered := gross.Known() && !on.IsZero() && total.Minor >= gross.Minor
	return covered || inv.Status == billing.StatusPaid, on
}

// day is how long after a reminder a payment counts as having crossed it.
const day24 = 24 * time.Hour

// watch finds out whether the customer had paid, or was about to, when the
// reminder went out (dunning.md, part 2, item 19). MOCO gives a payment's day,
// and the moment at which somebody entered it.
func (x *letter) watch(payments []*billing.Payment, now time.Time, today billing.Date) {
	at := time.Time{}
	if x.ours != nil {
		at = x.ours.SentAt
	}
	for _, p := range payments {
		if p.PaidTotal.Minor > 0 && crosses(x.sent, at, p) {
			x.crossed = true
		}
	}
	past := today.Sub(x.sent) > 1
	if !at.IsZero() && !now.IsZero() {
		past = now.Sub(at) >= day24
	}
	x.judged = x.crossed || past
}

// crosses reports whether a payment crossed a reminder: it was entered after the
// reminder and at most a day later, or it is of a day up to the reminder's own.
// Where a moment is not known, the days decide.
func crosses(sent billing.Date, at time.Time, p *billing.Payment) bool {
	entered := p.CreatedAt.Time
	if at.IsZero() || entered.IsZero() {
		days := p.Date.Sub(sent)
		return days == 0 || days == 1
	}
	return entered.After(at) && (entered.Sub(at) <= day24 || !p.Date.After(sent))
}
