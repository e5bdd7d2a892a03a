package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/plan"
)

// otherData is an invoice that a letter names beside its own.
type otherData struct {
	Number string `doc:"the number of another invoice, inside {{range .Others}}"`
	Date   string `doc:"its date"`
	Due    string `doc:"its due date"`
	Open   string `doc:"what is open on it"`
}

// letterKey is who gets one letter for all: a customer in one currency, and of
// one ladder.
type letterKey struct {
	debtorKey
	ladder string
}

// gather makes the letters of customers who get one for all of their invoices.
func (r *run) gather() {
	groups := map[letterKey][]*dunning{}
	var keys []letterKey
	for _, c := range r.claims {
		if c.passed == nil {
			continue
		}
		k := letterKey{c.debtor(), c.passed.remind.ladder.name}
		if groups[k] == nil {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], c.passed)
	}
	told := map[debtorKey]*dunning{} // by a letter of this run
	for _, k := range keys {
		if first := told[k.debtorKey]; first != nil {
			r.wait(groups[k], first.item.Invoice.Identifier)
		} else if first = r.together(groups[k]); first != nil {
			told[k.debtorKey] = first
		}
	}
	for _, c := range r.claims {
		c.passed = nil
	}
}

// together makes one letter for several invoices of a customer. It goes with
// the invoice whose next level is the highest, then with the oldest, so that
// no level is skipped; a letter that is in hand already stays the one.
func (r *run) together(group []*dunning) *dunning {
	slices.SortStableFunc(group, func(a, b *dunning) int {
		return cmp.Or(-cmp.Compare(a.standing.inHand, b.standing.inHand), -cmp.Compare(a.standing.level, b.standing.level),
			a.verdict.Due.Compare(b.verdict.Due), cmp.Compare(a.verdict.Identifier, b.verdict.Identifier))
	})
	if number, ok := r.busy(group); ok {
		r.wait(group, number)
		return nil
	}
	for i, d := range group {
		lines, why := r.send(d, group[i+1:])
		if why != (stop{}) {
			d.end(why)
		}
		r.failedLetter(d)
		if len(lines) == 0 {
			continue // the next one carries the letter
		}
		r.lines = append(r.lines, lines...)
		for _, other := range group[i+1:] {
			other.end(stop{plan.OutcomeLeftAlone, "in the letter of " + oneLine(d.item.Invoice.Identifier), ""})
			other.later()
		}
		return d
	}
	return nil
}

// failedLetter holds an invoice whose letter a rule's other actions prevent.
func (r *run) failedLetter(d *dunning) {
	if d.verdict.Outcome != "" || len(d.failed) == 0 {
		return
	}
	f := d.failed[len(d.failed)-1]
	r.failures[f] = append(r.failures[f], d.subject.Label)
	d.end(hold("", "rule %s: %s", f.rule, f.reason))
}

// busy names an invoice of the same customer, outside the group, of which a
// letter is in hand or lies unsent in MOCO. ok is false if there is none.
func (r *run) busy(group []*dunning) (number string, ok bool) {
	for _, o := range r.waiting[group[0].debtor()] {
		id := o.Invoice.ID
		if slices.ContainsFunc(group, func(d *dunning) bool { return d.item.Invoice.ID == id }) {
			continue
		}
		o.Reminders = group[0].remind.ladder.counted(o.Reminders, r.Snapshot.Today)
		if r.History.InHand[id] > 0 || len(o.Unsent()) > 0 {
			return o.Invoice.Identifier, true
		}
	}
	return "", false
}

// wait leaves invoices alone until another letter has gone.
func (r *run) wait(group []*dunning, number string) {
	for _, d := range group {
		d.end(stop{plan.OutcomeLeftAlone, "another letter to the customer is in hand", oneLine(number)})
		d.later()
	}
}

// later is the earliest day after a letter that goes today.
func (d *dunning) later() {
	l, today := d.remind.ladder, d.run.Snapshot.Today
	d.verdict.NextOn = d.run.Calendar.Shift(today.AddDays(max(l.minGap, l.rungs[d.standing.level].payWithin+1)))
}

// name puts the other invoices into a letter, and the sum of all.
func (d *letterData) name(others []*dunning) error {
	for _, o := range others {
		inv, open := o.item.Invoice, o.verdict.Open
		sum, err := d.sum.Add(open)
		if err != nil {
			return fmt.Errorf("the customer's invoices can't be added up: %w", err)
		}
		d.sum, d.Sum = sum, sum.Format(d.lang)
		d.Others = append(d.Others, otherData{oneLine(inv.Identifier), inv.Date.Format(d.lang), inv.DueDate.Format(d.lang), open.Format(d.lang)})
	}
	return nil
}

func otherInvoices(others []*dunning) []plan.Other {
	var out []plan.Other
	for _, o := range others {
		out = append(out, plan.Other{InvoiceID: o.item.Invoice.ID, Identifier: o.item.Invoice.Identifier, Due: o.verdict.Due, Open: o.verdict.Open})
	}
	slices.SortFunc(out, func(a, b plan.Other) int { return cmp.Compare(a.InvoiceID, b.InvoiceID) })
	return out
}
