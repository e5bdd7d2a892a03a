package rules

import (
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// wait keeps the next letter back until a day.
type wait struct {
	until  billing.Date // the first day on which it no longer does
	reason string
	detail string
}

// next is the first day on which the next letter may go, and what keeps it
// until then: of all waits the one that ends last. There must be a next step.
func (d *dunning) next(l ladder) (billing.Date, stop) {
	last := d.untilStep(l)
	for _, w := range []wait{d.untilGap(l), d.untilPayment(l), d.untilTerm()} {
		if w.until.After(last.until) {
			last = w
		}
	}
	return last.until, stop{plan.OutcomeLeftAlone, last.reason, last.detail}
}

// untilStep waits for the step's day. A due date and a step that fall on a day
// off count from the next working day (§ 193 BGB).
func (d *dunning) untilStep(l ladder) wait {
	n := max(l.rungs[d.standing.level].after, l.grace)
	due, today, cal := d.item.Invoice.DueDate, d.run.Snapshot.Today, d.run.Calendar
	w := wait{
		until:  cal.Shift(cal.Shift(due).AddDays(n)),
		reason: fmt.Sprintf("less than %d days late", n), detail: plural(d.item.DaysOverdue(today), "day") + " late",
	}
	switch day := due.AddDays(n); {
	case today.Before(day):
	case cal.Shift(day) != day:
		w.reason = fmt.Sprintf("day %d fell on a day off", n)
	default:
		w.reason = "the due date fell on a day off"
	}
	return w
}

// untilGap keeps the distance to the last letter.
func (d *dunning) untilGap(l ladder) wait {
	last := d.standing.last
	if last.id == 0 {
		return wait{}
	}
	return wait{d.run.Calendar.Shift(last.date.AddDays(l.minGap)), fmt.Sprintf("reminded less than %d days ago", l.minGap), d.lastFact()}
}

// untilPayment gives a customer who has paid a part since the last letter time
// for the rest, and starts the gap anew when a payment went back.
func (d *dunning) untilPayment(l ladder) wait {
	var last wait
	for _, p := range d.item.Payments {
		if d.standing.last.id == 0 || p.Date.Before(d.standing.last.date) {
			continue
		}
		n, reason := l.paymentGap, "a payment came less than %d days ago"
		if p.PaidTotal.Minor < 0 {
			n, reason = l.minGap, "a payment went back less than %d days ago"
		}
		if until := d.run.Calendar.Shift(p.Date.AddDays(n)); n > 0 && until.After(last.until) {
			last = wait{until, fmt.Sprintf(reason, n), paymentFact(p)}
		}
	}
	return last
}

// untilTerm lets the terms of our own letters run out.
func (d *dunning) untilTerm() wait {
	term := d.standing.last.term
	if d.standing.last.id == 0 || term.IsZero() {
		return wait{}
	}
	return wait{term.AddDays(1), "a letter's term runs until " + term.Format(billing.English), d.lastFact()}
}

func (d *dunning) lastFact() string {
	return reminderFact(d.standing.last.id, d.standing.last.date, d.run.Snapshot.Today)
}

func paymentFact(p billing.Payment) string {
	return fmt.Sprintf("payment %d of %s, %s", p.ID, p.Date.Format(billing.English), p.PaidTotal)
}
