package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// decideOthers asks the rules on everything but invoices.
// A failure there can't hold an invoice; it becomes a warning.
func (r *run) decideOthers() {
	subjects := map[string][]*subject{}
	for i := range r.set.rules {
		ru := &r.set.rules[i]
		if ru.data.subjects == nil {
			continue
		}
		if _, done := subjects[ru.data.name]; !done {
			subjects[ru.data.name] = ru.data.subjects(r)
		}
		for _, s := range subjects[ru.data.name] {
			a := r.ask(ru, s.world)
			var lines []ranked
			if a.err == nil && a.matched && a.reason == nil {
				lines, a.err = r.act(i, ru, s)
			}
			if a.err != nil {
				f := failure{ru.name, a.err.Error()}
				r.failures[f] = append(r.failures[f], s.Label)
				continue
			}
			r.lines = append(r.lines, lines...)
		}
	}
}

func (r *run) common() common { return common{Today: Date(r.Snapshot.Today), Workdays: r.workdays} }

// debtors are the customers with something open, once per currency.
func (r *run) debtors() []*subject {
	type key struct {
		id       billing.ID
		currency string
	}
	byKey := map[key]*customerWorld{}
	var out []*subject
	for _, c := range r.claims {
		if !c.verdict.Receivable || c.item.Customer.ID == 0 {
			continue
		}
		k := key{c.item.Customer.ID, c.verdict.Open.Currency}
		w, ok := byKey[k]
		if !ok {
			zero := Money{Currency: k.currency}
			d := Debtor{Customer: viewCustomer(c.item.Customer), Currency: k.currency, OpenTotal: zero, OverdueTotal: zero, today: r.Snapshot.Today}
			w = &customerWorld{Customer: d, common: r.common()}
			byKey[k] = w
			out = append(out, &subject{
				Subject: plan.Subject{Kind: "customer", ID: k.id, Label: w.Customer.Number, Name: w.Customer.Name},
				run:     r, world: w, part: k.currency,
			})
		}
		w.Customer.add(c.verdict)
		w.Customer.lastSent = later(w.Customer.lastSent, c.item.LastSent().Date)
	}
	for _, c := range r.claims { // also those that are paid
		if w, ok := byKey[key{c.item.Customer.ID, c.item.Invoice.Currency}]; ok && c.trusted {
			w.Customer.lastPaid = later(w.Customer.lastPaid, c.item.LastPayment().Date)
		}
	}
	for _, s := range out {
		d := s.world.(*customerWorld).Customer
		s.open, s.daysOverdue, s.lastLevel = billing.Money(d.OpenTotal), d.DaysOverdue, d.Level
	}
	slices.SortFunc(out, func(a, b *subject) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.ID, b.ID), cmp.Compare(a.part, b.part))
	})
	return out
}

func later(a, b billing.Date) billing.Date {
	if b.After(a) {
		return b
	}
	return a
}

// add counts an open invoice. A sum that does not fit becomes unknown, so that
// comparing it fails.
func (d *Debtor) add(v plan.Verdict) {
	sum := func(total *Money) {
		s, err := billing.Money(*total).Add(v.Open)
		if err != nil {
			s = billing.Money{}
		}
		*total = Money(s)
	}
	sum(&d.OpenTotal)
	d.OpenCount++
	d.Level = max(d.Level, v.Level)
	if v.Overdue {
		sum(&d.OverdueTotal)
		d.OverdueCount++
		d.DaysOverdue = max(d.DaysOverdue, v.DaysOverdue)
	}
}

// invoiceView is the view of an invoice of the snapshot; empty if it is not
// there or can't be trusted.
func (r *run) invoiceView(id billing.ID) (Invoice, billing.OpenItem) {
	c := r.byID[id]
	if c == nil || !c.trusted {
		return Invoice{}, billing.OpenItem{}
	}
	return c.view(), c.item
}

func (r *run) payments() []*subject {
	var out []*subject
	for _, p := range r.Snapshot.Payments {
		v, item := r.invoiceView(p.Invoice.ID)
		w := &paymentWorld{Payment: viewPayment(p, v, item.Invoice.DueDate), common: r.common()}
		w.Invoice, w.Customer = w.Payment.Invoice, w.Payment.Invoice.Customer
		label := item.Invoice.Identifier
		if label == "" {
			label = fmt.Sprintf("payment %d", p.ID)
		}
		out = append(out, &subject{
			Subject: plan.Subject{Kind: "payment", ID: p.ID, Label: label, Name: v.Customer.Name},
			run:     r, world: w, item: item, open: billing.Money(v.Open), lastLevel: v.Level,
		})
	}
	return byID(out)
}

func (r *run) reminders() []*subject {
	var out []*subject
	for _, rem := range r.Snapshot.Reminders {
		v, item := r.invoiceView(rem.Invoice.ID)
		w := &reminderWorld{Reminder: viewReminder(rem, v, r.Snapshot.Today), Invoice: v, Customer: v.Customer, common: r.common()}
		out = append(out, &subject{
			Subject: plan.Subject{Kind: "reminder", ID: rem.ID, Label: item.Invoice.Identifier, Name: v.Customer.Name},
			run:     r, world: w, item: item, open: billing.Money(v.Open), daysOverdue: v.DaysOverdue, lastLevel: v.Level,
		})
	}
	return byID(out)
}

func (r *run) projects() []*subject {
	var out []*subject
	for _, p := range r.Snapshot.Projects {
		out = append(out, &subject{
			Subject: plan.Subject{Kind: "project", ID: p.ID, Label: p.Identifier, Name: p.Customer.Name},
			run:     r, world: &projectWorld{Project: viewProject(p), common: r.common()},
		})
	}
	return byID(out)
}

func byID(list []*subject) []*subject {
	slices.SortFunc(list, func(a, b *subject) int { return cmp.Compare(a.ID, b.ID) })
	return list
}
