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
	reminders    []billing.Reminder
	moco, ledger int
	accepted     bool // a person said that ledger is right now
	level        int  // reached so far
	inHand       int  // of a live reminder entry; 0 if none
	last         lastLetter
}

// lastLetter is the last letter that went out, and the latest end of a term
// that one of them gives. It is of an invoice, or of a customer.
type lastLetter struct {
	id         billing.ID // of the reminder; 0 if none was sent
	date, term billing.Date
}

// lastSent is the last of the sent reminders.
func lastSent(o billing.OpenItem) lastLetter {
	r := o.LastSent()
	l := lastLetter{id: r.ID, date: r.Date}
	for _, r := range o.Reminders {
		if r.Status == billing.ReminderSent && r.DueDate.After(l.term) {
			l.term = r.DueDate
		}
	}
	return l
}

// and is the later one of two, with the later term.
func (l lastLetter) and(m lastLetter) lastLetter {
	if m.id != 0 && (l.id == 0 || m.date.After(l.date)) {
		l.id, l.date = m.id, m.date
	}
	if m.term.After(l.term) {
		l.term = m.term
	}
	return l
}

func newStanding(o billing.OpenItem, h History) standing {
	id := o.Invoice.ID
	s := standing{reminders: o.Reminders, moco: o.Level(), ledger: h.Levels[id], inHand: h.InHand[id], last: lastSent(o)}
	if n, ok := h.Accepted[id]; ok {
		s.ledger, s.accepted = n, true
	}
	s.level = max(s.moco, s.ledger)
	return s
}

// climb puts the claim on a ladder: reminders count as the ladder says, and
// the verdict gets the next level and its first day.
func (d *dunning) climb(l ladder) {
	o := d.item
	o.Reminders = l.counted(o.Reminders, d.run.Snapshot.Today)
	d.standing = newStanding(o, d.run.History)
	if l.perCustomer {
		d.standing.last = d.standing.last.and(d.run.sent[d.debtor()])
	}
	d.verdict.Level, d.verdict.LastSent = d.standing.level, lastSent(o).date
	if d.standing.level < len(l.rungs) && !d.verdict.Due.IsZero() {
		d.verdict.NextLevel = d.standing.level + 1
		d.verdict.NextOn, _ = d.next(l)
	}
}

// counted are the reminders as the ladder counts them: what MOCO calls created
// may have been printed and posted.
func (l ladder) counted(all []billing.Reminder, today billing.Date) []billing.Reminder {
	if l.created == createdHold {
		return all
	}
	var out []billing.Reminder
	for _, r := range all {
		if r.Status == billing.ReminderCreated && today.Sub(r.Date) >= l.createdAge && !r.Date.IsZero() {
			if l.created == createdIgnore {
				continue
			}
			r.Status = billing.ReminderSent
		}
		out = append(out, r)
	}
	return out
}

func (d *dunning) collection() stop {
	if inCollection(d.item.Invoice) {
		return hold(collectionFact(d.item.Invoice), "in debt collection")
	}
	return stop{}
}

func (d *dunning) unsentInvoice() stop {
	if d.item.Invoice.Status == billing.StatusCreated && !d.run.TreatCreatedAsSent {
		return hold("MOCO says created", "not marked as sent")
	}
	return stop{}
}

// unclearReminder holds when a reminder does not say whether it was sent, as
// the ones inside an invoice don't: it must be counted neither way.
func (d *dunning) unclearReminder() stop {
	for _, r := range d.standing.reminders {
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
func (d *dunning) unsentReminder() stop {
	for _, r := range (billing.OpenItem{Reminders: d.standing.reminders}).Unsent() {
		if d.standing.inHand == 0 || r.ReferencedLevel(d.item.Invoice.Identifier) != d.standing.inHand {
			return hold("of "+r.Date.Format(billing.English), "unsent reminder %d exists in MOCO", r.ID)
		}
	}
	return stop{}
}

func (d *dunning) drift() stop {
	s := d.standing
	if s.ledger > s.moco && !s.accepted {
		return hold(fmt.Sprintf("settle it with: worker level accept %s N", d.item.Invoice.Identifier),
			"drift: our ledger says level %d, MOCO shows level %d", s.ledger, s.moco)
	}
	if n := d.mocosLevel(); n > max(s.level, s.inHand, len(d.item.Reminders)) && !s.accepted {
		return hold(fmt.Sprintf("settle it with: worker level accept %s N", d.item.Invoice.Identifier),
			"drift: MOCO itself says level %d, its reminders show level %d", n, s.moco)
	}
	if s.inHand > s.level+1 {
		return hold("", "drift: level %d is in hand, level %d is reached", s.inHand, s.level)
	}
	return stop{}
}

// mocosLevel is the dunning level that MOCO names beside a reminder's invoice,
// of which only its OpenAPI file knows; 0 where it names none. It may count
// unsent reminders.
func (d *dunning) mocosLevel() int {
	n := 0
	for _, r := range d.item.Reminders {
		n = max(n, r.Invoice.DunningLevel)
	}
	return n
}

// settling: the letter has gone, its entry is not closed yet.
func (d *dunning) settling() stop {
	if s := d.standing; s.inHand > 0 && s.inHand <= s.level {
		return stop{plan.OutcomeLetter, "letter in hand", fmt.Sprintf("level %d is being settled", s.inHand)}
	}
	return stop{}
}

func (d *dunning) finished() stop {
	n := len(d.remind.ladder.rungs)
	if d.standing.level < n {
		return stop{}
	}
	// The customer's other invoices have no say here.
	if last := d.item.LastSent(); last.ID != 0 {
		return hold(reminderFact(last.ID, last.Date, d.run.Snapshot.Today),
			"ladder is finished: level %d of %d was sent on %s", d.standing.level, n, last.Date.Format(billing.English))
	}
	return hold("", "ladder is finished: level %d of %d is reached", d.standing.level, n)
}

func (d *dunning) tooEarly() stop {
	on, why := d.next(d.remind.ladder)
	if d.run.Snapshot.Today.Before(on) {
		return why
	}
	return stop{}
}

func (d *dunning) recipient() stop {
	switch address := d.item.Customer.Email; {
	case d.remind.to != toCompany:
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

func reminderFact(id billing.ID, date, today billing.Date) string {
	return fmt.Sprintf("reminder %d, %s ago", id, plural(max(0, today.Sub(date)), "day"))
}

func collectionFact(inv billing.Invoice) string {
	if t := inv.DebtCollection.CreatedAt.Time; !t.IsZero() {
		return "since " + billing.DateOf(t.UTC()).Format(billing.English)
	}
	return ""
}
