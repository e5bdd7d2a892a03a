package rules

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/plan"
)

// onHold keeps back what a person has put on hold. Of several holds the one
// that ends last speaks, because it decides when the next letter may go.
func (d *dunning) onHold() stop {
	var last plan.Hold
	for _, h := range d.run.Holds {
		if h.Active(d.run.Snapshot.Today) && (last.ID == "" || endsLater(h, last)) && h.Matcher.Match(d.item) {
			last = h
		}
	}
	if last.ID == "" {
		return stop{}
	}
	d.verdict.Hold = last.ID
	if after := last.Until.AddDays(1); last.Until.IsZero() {
		d.verdict.NextLevel, d.verdict.NextOn = 0, billing.Date{}
	} else if after.After(d.verdict.NextOn) && d.verdict.NextLevel > 0 {
		d.verdict.NextOn = after
	}
	return hold(last.ID, "%s", last.Words())
}

func endsLater(a, b plan.Hold) bool {
	return !b.Until.IsZero() && (a.Until.IsZero() || a.Until.After(b.Until))
}

// recallPromises says in the verdicts which promises to pay were not kept.
func (r *run) recallPromises() {
	for _, c := range r.claims {
		h, ok := c.brokenPromise()
		switch {
		case !ok:
		case c.verdict.Detail == "":
			c.verdict.Detail = h.NotKept()
		default:
			c.verdict.Detail = h.NotKept() + "; " + c.verdict.Detail
		}
	}
}

// brokenPromise is the latest promise about a claim that was not kept, until
// another hold or a letter has answered it.
func (c *claim) brokenPromise() (last plan.Hold, found bool) {
	if !c.verdict.Overdue || c.verdict.Hold != "" {
		return last, false
	}
	for _, h := range c.run.Holds {
		if h.Broken(c.item, c.run.Snapshot.Today) && !c.standing.last.date.After(h.Until) && (!found || h.Until.After(last.Until)) {
			last, found = h, true
		}
	}
	return last, found
}

// holdNotices are what a person should know of holds: those that end soon, and
// promises that were not kept.
func (r *run) holdNotices() []string {
	ending, broken := map[string][]string{}, map[string][]string{}
	for _, c := range r.claims {
		if h, ok := c.brokenPromise(); ok {
			broken[h.ID] = append(broken[h.ID], c.item.Invoice.Identifier)
		}
	}
	for _, h := range r.Holds {
		if !HoldEndsSoon(r.Calendar, h, r.Snapshot.Today) {
			continue
		}
		for _, c := range r.claims {
			if c.verdict.Receivable && h.Matcher.Match(c.item) {
				ending[h.ID] = append(ending[h.ID], c.item.Invoice.Identifier)
			}
		}
	}
	var out []string
	for _, h := range r.Holds {
		if list := broken[h.ID]; len(list) > 0 {
			out = append(out, fmt.Sprintf("%s: %s (%s, %s)", h.NotKept(), some(list), h.By(), h.ID))
		}
		if list := ending[h.ID]; len(list) > 0 {
			out = append(out, fmt.Sprintf("hold %s ends on %s: %s, %s", h.ID, h.Until.Format(billing.English), some(list), h.Words()))
		}
	}
	return out
}

// holdNotice is how many working days before its last day people hear that a
// hold ends.
const holdNotice = 3

// HoldEndsSoon reports whether people are to be told on a day that a hold ends:
// from three working days before its last day on.
func HoldEndsSoon(c calendar.Calendar, h plan.Hold, today billing.Date) bool {
	return h.Active(today) && !h.Until.IsZero() && !today.Before(c.AddWorkdays(h.Until, -holdNotice))
}

// HoldTargets are, of some invoices, those that a hold keeps back: the ones that
// are open, or of which nobody can tell.
func HoldTargets(h plan.Hold, items []billing.OpenItem) []billing.OpenItem {
	return slices.DeleteFunc(slices.Clone(items), func(o billing.OpenItem) bool {
		open, err := o.Open()
		return !h.Matcher.Match(o) || err == nil && open.Minor <= 0 || !owed(o.Invoice)
	})
}

// owed reports whether anybody could be reminded of an invoice, by its status.
func owed(inv billing.Invoice) bool {
	switch inv.Status {
	case billing.StatusDraft, billing.StatusPaid, billing.StatusIgnored, billing.StatusDisregarded:
		return false
	}
	return !inv.WasReversed() && !inv.IsReversal()
}
