package rules

import (
	"cmp"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// run is one evaluation of a Set.
type run struct {
	Input
	set             *Set
	ladders         []*ladder // of the rules, in their order
	claims          []*claim
	byID            map[billing.ID]*claim
	numbers         map[billing.ID]string         // of invoices
	broken          map[billing.ID]billing.Broken // by invoice
	brokenCompanies map[billing.ID]billing.Broken
	related
	workdays   *workdays
	rhythm     rhythm
	unassigned map[string][]billing.Payment // by currency
	said
	machine machine
	budget  budget
}

// said is what rules made of invoices and other subjects.
type said struct {
	lines    []ranked
	failures map[failure][]string // → labels of subjects
	rivals   map[[2]string][]string
	law      lawNotes
}

// failure is a rule that could not be answered, and why.
type failure struct{ rule, reason string }

// ranked is a line with what it is sorted by.
type ranked struct {
	plan.Line
	level, age, rule, action int
}

// Decide applies the rules to a snapshot. It gives each invoice exactly one
// verdict and proves that their sums are those of the snapshot; an error means
// that they are not, or that the input is incomplete. Deciding about one
// invoice alone gives the same lines for it as deciding about all, except that
// it can't see what other invoices say: an open credit of the customer, a
// reversal that only the cancelling invoice names, and where a customer gets
// one letter for all, letters about invoices that it does not name. Before a
// write, that was looked at when the plan was made.
func (s *Set) Decide(in Input) (Decision, error) {
	_, d, err := s.decide(in)
	return d, err
}

func (s *Set) decide(in Input) (*run, Decision, error) {
	r, err := s.newRun(in)
	if err != nil {
		return nil, Decision{}, err
	}
	if !r.decideInvoices(runtime.GOMAXPROCS(0)) {
		// A bound was hit. One after the other, the same invoices hit it each time.
		if r, err = s.newRun(in); err != nil {
			return nil, Decision{}, err
		}
		r.decideInvoices(1)
	}
	r.gather()
	for _, c := range r.claims {
		r.watchLimitation(c)
	}
	r.decideOthers()
	r.recallPromises()
	d := r.finish()
	if err := r.check(d.Verdicts); err != nil {
		return nil, Decision{}, err
	}
	return r, d, nil
}

func (s *Set) newRun(in Input) (*run, error) {
	switch {
	case in.Snapshot.Today.IsZero():
		return nil, errors.New("rules: the snapshot has no date")
	case in.Account == "":
		return nil, errors.New("rules: the account is missing")
	}
	in.Language = billing.ParseLanguage(string(in.Language))
	r := &run{
		Input: in, set: s, byID: map[billing.ID]*claim{}, numbers: map[billing.ID]string{}, broken: map[billing.ID]billing.Broken{}, brokenCompanies: map[billing.ID]billing.Broken{},
		workdays: &workdays{calendar: in.Calendar, today: in.Snapshot.Today},
		said:     newSaid(), budget: newBudget(s),
	}
	for i := range s.rules {
		if a := s.rules[i].remind; a != nil {
			r.ladders = append(r.ladders, &a.ladder)
		}
	}
	r.indexBroken()
	items := in.Snapshot.OpenItems()
	r.related = relate(items, in.History)
	if in.BookingDays == nil {
		in.BookingDays = BookingDays(in.Snapshot.Payments)
	}
	r.rhythm, r.unassigned = newRhythm(in.BookingDays, in.Snapshot.Today), unassignedByCurrency(in.Snapshot.Payments)
	for i := range items {
		r.numbers[items[i].Invoice.ID] = items[i].Invoice.Identifier
	}
	for _, item := range items {
		if _, twice := r.byID[item.Invoice.ID]; twice {
			return nil, fmt.Errorf("rules: invoice %d is in the snapshot twice", item.Invoice.ID)
		}
		r.byID[item.Invoice.ID] = nil
		c := newClaim(r, inOrder(item))
		r.claims = append(r.claims, c)
		r.byID[item.Invoice.ID] = c
	}
	return r, nil
}

// inOrder sorts what belongs to an invoice by id, so that the order of the
// snapshot's rows has no influence.
func inOrder(o billing.OpenItem) billing.OpenItem {
	o.Payments = slices.SortedFunc(slices.Values(o.Payments), func(a, b billing.Payment) int { return cmp.Compare(a.ID, b.ID) })
	o.Reminders = slices.SortedFunc(slices.Values(o.Reminders), func(a, b billing.Reminder) int { return cmp.Compare(a.ID, b.ID) })
	return o
}

func (r *run) indexBroken() {
	put := func(m map[billing.ID]billing.Broken, id billing.ID, b billing.Broken) {
		if _, ok := m[id]; !ok && id != 0 {
			m[id] = b
		}
	}
	for _, b := range r.Snapshot.Broken {
		switch b.Kind {
		case "invoices":
			put(r.broken, b.ID, b)
		case "companies":
			put(r.brokenCompanies, b.ID, b)
		}
		put(r.broken, b.Parent, b)
	}
}

// named is "by R2610-022" for the words of a reversal; "" if the invoice is
// not in the snapshot.
func (r *run) named(word string, id billing.ID) string {
	if number := r.numbers[id]; number != "" {
		return word + number
	}
	return ""
}

// answer is what a rule says about a subject.
type answer struct {
	matched bool
	reason  *reason // the first unless that holds
	err     error
}

// ask asks a rule: when, then unless in order.
func (r *run) ask(ru *rule, world any) answer {
	yes, err := r.evaluate(ru, ru.when, world)
	if err != nil || !yes {
		return answer{err: err}
	}
	for i := range ru.unless {
		held, err := r.evaluate(ru, ru.unless[i].cond, world)
		if err != nil {
			return answer{matched: true, err: err}
		}
		if held {
			return answer{matched: true, reason: &ru.unless[i]}
		}
	}
	return answer{matched: true}
}

// evaluate answers one question of a rule, as long as the rule and the run
// have steps left.
func (r *run) evaluate(ru *rule, c condition, world any) (bool, error) {
	if err := r.budget.left(ru); err != nil {
		return false, err
	}
	yes, err := c.runOn(&r.machine, world)
	r.budget.spend(ru, r.machine.meter.steps)
	return yes, err
}

func setMeter(world any, m *meter) { world.(interface{ setMeter(*meter) }).setMeter(m) }

// view is the invoice as rules see it. Where there is no claim nothing is
// open.
func (c *claim) view() Invoice {
	open := c.verdict.Open
	if !c.verdict.Receivable {
		open = billing.Money{Currency: open.Currency}
	}
	return viewInvoice(c.item, open, c.verdict.Overdue, c.standing.level, c.run.Snapshot.Today)
}

func (c *claim) subject() *subject {
	v := c.view()
	return &subject{
		Subject: plan.Subject{Kind: "invoice", ID: c.item.Invoice.ID, Label: c.item.Invoice.Identifier, Name: c.item.Customer.Name},
		run:     c.run, world: &invoiceWorld{Invoice: v, Customer: v.Customer, Project: v.Project, common: c.run.common()},
		item: c.item, open: billing.Money(v.Open), daysOverdue: v.DaysOverdue, lastLevel: c.standing.level,
	}
}

// decideInvoice gives an invoice its verdict and its lines. A rule that can't
// be answered holds the invoice: nothing is written to it, messages stay.
func (r *run) decideInvoice(c *claim) {
	if !c.trusted {
		return
	}
	s := c.subject()
	lines, failed := r.dun(c, s)
	s.reach(lines)
	for i := range r.set.rules {
		ru := &r.set.rules[i]
		if ru.data.name != "invoices" || ru.remind != nil {
			continue
		}
		a := r.ask(ru, s.world)
		if a.err == nil && a.matched && a.reason == nil {
			var more []ranked
			more, a.err = r.act(i, ru, s)
			lines = append(lines, more...)
		}
		if a.err != nil {
			failed = append(failed, failure{ru.name, a.err.Error()})
		}
	}
	for _, f := range failed {
		r.failures[f] = append(r.failures[f], s.Label)
	}
	if len(failed) > 0 && c.verdict.Receivable {
		c.end(hold(failed[0].reason, "rule %s: %s", failed[0].rule, failed[0].reason))
		c.verdict.Rule, c.verdict.Detail, c.verdict.Hold = failed[0].rule, "", ""
		c.passed = nil
		lines = slices.DeleteFunc(lines, func(l ranked) bool { return l.Action != "notify" && l.Action != "export" })
	}
	r.lines = append(r.lines, lines...)
}

// act carries out a rule's actions for a subject that it matches.
func (r *run) act(i int, ru *rule, s *subject) ([]ranked, error) {
	var out []ranked
	for _, a := range ru.actions {
		lines, err := a.lines(ru, s)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			out = append(out, ranked{Line: l, rule: i, action: actionRank(l.Action)})
		}
	}
	return out, nil
}
