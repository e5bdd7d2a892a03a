package rules

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// standing is how far the dunning of one invoice has come. MOCO keeps no
// level, so it is read from two sources: the reminders in MOCO and our ledger.
type standing struct {
	moco, ledger int
	accepted     bool // a person said that ledger is right now
	level        int  // reached so far
	inHand       int  // of a live reminder entry; 0 if none
	last         billing.Reminder
	term         billing.Date // the latest end of a term that a sent reminder gives
}

func newStanding(o billing.OpenItem, h History) standing {
	id := o.Invoice.ID
	s := standing{moco: o.Level(), ledger: h.Levels[id], inHand: h.InHand[id], last: o.LastSent()}
	if n, ok := h.Accepted[id]; ok {
		s.ledger, s.accepted = n, true
	}
	s.level = max(s.moco, s.ledger)
	for _, r := range o.Reminders {
		if r.Status == billing.ReminderSent && r.DueDate.After(s.term) {
			s.term = r.DueDate
		}
	}
	return s
}

// climb takes the next step of the ladder for a matching rule: the letter, or why there
// is none today.
func (c *claim) climb(a *remindAction) (plan.Remind, stop) {
	for _, gate := range []func(*remindAction) stop{
		c.collection, c.unsentInvoice, c.unclearReminder, c.unsentReminder, c.drift, c.settling, c.openCredit, c.finished, c.tooEarly, c.recipient,
	} {
		if s := gate(a); s != (stop{}) {
			return plan.Remind{}, s
		}
	}
	l, err := c.letter(a, a.ladder.rungs[c.standing.level])
	if err != nil {
		return plan.Remind{}, hold("", "%s", err)
	}
	return l, stop{}
}

func (c *claim) collection(*remindAction) stop {
	if inCollection(c.item.Invoice) {
		return hold(collectionFact(c.item.Invoice), "in debt collection")
	}
	return stop{}
}

func (c *claim) unsentInvoice(*remindAction) stop {
	if c.item.Invoice.Status == billing.StatusCreated && !c.run.TreatCreatedAsSent {
		return hold("MOCO says created", "not marked as sent")
	}
	return stop{}
}

// unclearReminder holds when a reminder does not say whether it was sent, as
// the ones inside an invoice don't: it must be counted neither way.
func (c *claim) unclearReminder(*remindAction) stop {
	for _, r := range c.item.Reminders {
		if r.Status != billing.ReminderSent && r.Status != billing.ReminderCreated {
			return hold("", "reminder %d does not say whether it was sent", r.ID)
		}
		if r.Status == billing.ReminderSent && r.Date.IsZero() {
			return hold("", "reminder %d was sent, but has no date", r.ID)
		}
	}
	return stop{}
}

// unsentReminder holds when somebody else's letter waits in MOCO. Ours is known
// by the reference in its text.
func (c *claim) unsentReminder(*remindAction) stop {
	for _, r := range c.item.Unsent() {
		if c.standing.inHand == 0 || r.ReferencedLevel(c.item.Invoice.Identifier) != c.standing.inHand {
			return hold("of "+r.Date.Format(billing.English), "unsent reminder %d exists in MOCO", r.ID)
		}
	}
	return stop{}
}

func (c *claim) drift(*remindAction) stop {
	s := c.standing
	if s.ledger > s.moco && !s.accepted {
		return hold(fmt.Sprintf("settle it with: worker level accept %s N", c.item.Invoice.Identifier),
			"drift: our ledger says level %d, MOCO shows level %d", s.ledger, s.moco)
	}
	if s.inHand > s.level+1 {
		return hold("", "drift: level %d is in hand, level %d is reached", s.inHand, s.level)
	}
	return stop{}
}

// settling: the letter has gone, its entry is not closed yet.
func (c *claim) settling(*remindAction) stop {
	if s := c.standing; s.inHand > 0 && s.inHand <= s.level {
		return stop{plan.OutcomeLetter, "letter in hand", fmt.Sprintf("level %d is being settled", s.inHand)}
	}
	return stop{}
}

func (c *claim) finished(a *remindAction) stop {
	n := len(a.ladder.rungs)
	if c.standing.level < n {
		return stop{}
	}
	detail := ""
	if last := c.standing.last; last.ID != 0 {
		detail = reminderFact(last.ID, last.Date, c.run.Snapshot.Today)
		return hold(detail, "ladder is finished: level %d of %d was sent on %s", c.standing.level, n, last.Date.Format(billing.English))
	}
	return hold(detail, "ladder is finished: level %d of %d is reached", c.standing.level, n)
}

func (c *claim) tooEarly(a *remindAction) stop {
	on, why := c.next(a.ladder)
	if c.run.Snapshot.Today.Before(on) {
		return why
	}
	return stop{}
}

func (c *claim) recipient(a *remindAction) stop {
	switch address := c.item.Customer.Email; {
	case a.to != toCompany:
	case address == "":
		return hold("", "the customer has no e-mail address in MOCO")
	case !plainAddress(address):
		return hold("", "the customer's e-mail address in MOCO is not one plain address")
	}
	return stop{}
}

// plainAddress reports whether a text is one recipient: not two, not none, and
// nothing that a mail program would read in its own way.
func plainAddress(s string) bool {
	name, host, found := strings.Cut(s, "@")
	odd := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`;,<>"@`, r)
	}
	return found && name != "" && host != "" && !strings.ContainsFunc(name, odd) && !strings.ContainsFunc(host, odd)
}

// next is the first day on which the next letter may go, and the reason that
// keeps it until then: the step's day, the gap, or the term that a letter
// gives, whichever comes last. There must be a next step.
func (c *claim) next(l ladder) (billing.Date, stop) {
	r := l.rungs[c.standing.level]
	due, today, last := c.item.Invoice.DueDate, c.run.Snapshot.Today, c.standing.last
	day := due.AddDays(max(r.after, l.grace))
	on := c.run.Calendar.Shift(day)
	why := stop{plan.OutcomeLeftAlone, fmt.Sprintf("less than %d days late", max(r.after, l.grace)), fmt.Sprintf("%s late", plural(c.item.DaysOverdue(today), "day"))}
	if !today.Before(day) {
		why.reason = fmt.Sprintf("day %d fell on a day off", max(r.after, l.grace))
	}
	if last.ID == 0 {
		return on, why
	}
	fact := reminderFact(last.ID, last.Date, today)
	if gap := last.Date.AddDays(l.minGap); gap.After(on) {
		on, why = gap, stop{plan.OutcomeLeftAlone, fmt.Sprintf("reminded less than %d days ago", l.minGap), fact}
	}
	if after := c.standing.term.AddDays(1); after.After(on) {
		on, why = after, stop{plan.OutcomeLeftAlone, "a letter's term runs until " + c.standing.term.Format(billing.English), fact}
	}
	return on, why
}

// forecast fills the next level and its first day into the verdict.
func (c *claim) forecast(l ladder) {
	if c.standing.level >= len(l.rungs) || c.verdict.Due.IsZero() {
		return
	}
	c.verdict.NextLevel = c.standing.level + 1
	c.verdict.NextOn, _ = c.next(l)
}

func reminderFact(id billing.ID, date, today billing.Date) string {
	return fmt.Sprintf("reminder %d, %s ago", id, plural(max(0, today.Sub(date)), "day"))
}

func collectionFact(inv billing.Invoice) string {
	if t := inv.DebtCollection.CreatedAt.Time; !t.IsZero() {
		return "since " + billing.DateOf(t.UTC()).Format(billing.English)
	}
	return ""
}
