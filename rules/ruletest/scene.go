package ruletest

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// scene is the world of one test while it is read.
type scene struct {
	*reader
	billing.Snapshot
	history rules.History
	home    billing.ID // the customer of the subject: invoices that name none are his
	last    map[string]billing.ID
}

// scene reads the test's world.
func (r *reader) scene(f *diag.Fields, kind string, t *Test) {
	s := &scene{reader: r, Snapshot: t.input.Snapshot, last: map[string]billing.ID{}, history: rules.History{
		Levels: map[billing.ID]int{}, Accepted: map[billing.ID]int{}, InHand: map[billing.ID]int{}, Notified: map[string]billing.Date{},
	}}
	subject := s.subject(f, kind)
	t.subject = plan.Subject{Kind: kind, ID: subject}
	mine := s.invoiceOf(t.subject)
	if mine != nil {
		s.belongings(f, mine)
	} else {
		for _, key := range []string{"payments", "reminders"} {
			if f.Has(key) {
				f.Errorf(key, "subject", "%s: belong to an invoice, and this test is about a %s without one", key, kind)
			}
		}
	}
	for _, n := range f.Items("invoices") {
		if inv := s.invoice(diag.Bind(r.list, n, "an invoice", invoiceKeys().names()...)); kind != "customer" {
			t.others = append(t.others, inv.ID)
		}
	}
	s.ledger(f, mine, t)
	s.holds(f, mine, t)
	t.input.Snapshot, t.input.History = s.Snapshot, s.history
}

// subject reads what the test is about and gives its id.
func (s *scene) subject(f *diag.Fields, kind string) billing.ID {
	switch kind {
	case "customer":
		s.home = s.customer(f.Map(kind, "customer", customerKeys().names()...))
		return s.home
	case "payment":
		p := f.Map(kind, "payment", paymentKeys(true).names()...)
		var inv *billing.Invoice
		if p.Has("invoice") {
			inv = s.invoice(p.Map("invoice", "invoice", invoiceKeys().names()...))
		}
		return s.payment(p, inv)
	case "reminder":
		rem := f.Map(kind, "reminder", reminderKeys(true).names()...)
		return s.reminder(rem, s.invoice(rem.Map("invoice", "invoice", invoiceKeys().names()...)))
	case "project":
		return s.project(f.Map(kind, "project", projectKeys().names()...))
	}
	for _, r := range rows() {
		if r.name == kind {
			return r.read(s, f.Map(kind, kind, r.keys().names()...))
		}
	}
	return s.invoice(f.Map(kind, "invoice", invoiceKeys().names()...)).ID
}

// invoiceOf is the invoice that the subject is or belongs to; nil if there is
// none.
func (s *scene) invoiceOf(subject plan.Subject) *billing.Invoice {
	if !slices.Contains([]string{"invoice", "payment", "reminder"}, subject.Kind) || len(s.Invoices) == 0 {
		return nil
	}
	return &s.Invoices[0]
}

// belongings reads payments and reminders that stand beside an invoice or
// inside it.
func (s *scene) belongings(f *diag.Fields, inv *billing.Invoice) {
	for _, n := range f.Items("payments") {
		s.payment(diag.Bind(s.list, n, "a payment", paymentKeys(false).names()...), inv)
	}
	for _, n := range f.Items("reminders") {
		s.reminder(diag.Bind(s.list, n, "a reminder", reminderKeys(false).names()...), inv)
	}
}

// id is the next id of a kind, or the one that is written.
func (s *scene) id(kind string, f *diag.Fields) billing.ID {
	if f.Has("id") {
		s.last[kind] = billing.ID(f.Int("id", 1, 1_000_000_000))
	} else {
		s.last[kind]++
	}
	return s.last[kind]
}

// invoice reads an invoice with everything inside it. The pointer is good until
// the next one is read.
func (s *scene) invoice(f *diag.Fields) *billing.Invoice {
	inv := billing.Invoice{
		ID: s.id("invoice", f), Title: f.String("title"), Status: billing.InvoiceStatus(f.Enum("status", statuses()...)),
		Date: s.date(f, "date"), DueDate: s.date(f, "due"), GrossTotal: s.money(f, "gross"), NetTotal: s.money(f, "net"),
		CashDiscount: s.percent(f, "cash_discount"), CashDiscountDays: billing.NewDecimal(int64(f.Int("cash_discount_days", 0, 3660)), 0),
		Reversed: f.Bool("reversed"), Reversal: f.Bool("reversal"), Tags: f.Strings("tags"), CustomProperties: s.custom(f),
		User: person(f.String("owner")), InternalContact: person(f.String("contact")),
	}
	inv.Identifier = given(f, "number", fmt.Sprintf("T-%d", inv.ID))
	inv.Status = cmp.Or(inv.Status, billing.StatusSent)
	inv.Currency = inv.GrossTotal.Currency
	if !inv.NetTotal.Known() {
		inv.NetTotal = inv.GrossTotal
	}
	if inv.NetTotal.Currency != inv.GrossTotal.Currency {
		f.Errorf("net", "money", "net: an invoice has one currency")
	}
	if f.Bool("in_collection") {
		inv.DebtCollection.ID = 1
	}
	switch {
	case f.Has("customer"):
		inv.CustomerID = s.customer(f.Map("customer", "customer", customerKeys().names()...))
	case s.home == 0:
		inv.CustomerID = s.customer(diag.Bind(s.list, nil, "customer"))
	default:
		inv.CustomerID = s.home
	}
	s.home = cmp.Or(s.home, inv.CustomerID)
	if f.Has("project") {
		inv.ProjectID = s.project(f.Map("project", "project", projectKeys().names()...))
	}
	s.Invoices = append(s.Invoices, inv)
	s.belongings(f, &inv)
	return &s.Invoices[len(s.Invoices)-1]
}

// customer reads a customer. A number that was there before means the same
// one: it may be described again only in the same way.
func (s *scene) customer(f *diag.Fields) billing.ID {
	number := f.String("number")
	known := slices.IndexFunc(s.Companies, func(c billing.Company) bool { return number != "" && c.Identifier == number })
	if known >= 0 && len(f.Node.Fields()) == 1 {
		return s.Companies[known].ID
	}
	c := billing.Company{Type: "customer", Name: f.String("name"), CountryCode: f.String("country"), Tags: f.Strings("tags"),
		CustomProperties: s.custom(f), User: person(f.String("owner")), AlternativeCorrespondenceLanguage: f.Enum("language", "de", "en") == "en"}
	if known >= 0 && !f.Has("id") {
		c.ID = s.Companies[known].ID
	} else {
		c.ID = s.id("customer", f)
	}
	c.Identifier = given(f, "number", fmt.Sprintf("K-%d", c.ID))
	c.Name = cmp.Or(c.Name, "Kunde "+cmp.Or(c.Identifier, "ohne Nummer"))
	c.Email = given(f, "email", "rechnung@example.com")
	switch {
	case known < 0:
		s.Companies = append(s.Companies, c)
	case !reflect.DeepEqual(s.Companies[known], c):
		f.Errorf("number", "customer", "customer %s is described twice, differently", number)
	}
	return c.ID
}

func (s *scene) payment(f *diag.Fields, inv *billing.Invoice) billing.ID {
	p := billing.Payment{ID: s.id("payment", f), Date: s.date(f, "date"), PaidTotal: s.money(f, "amount"), Description: f.String("description")}
	p.Currency = p.PaidTotal.Currency
	if inv != nil {
		p.Invoice = billing.InvoiceRef{ID: inv.ID, Identifier: inv.Identifier, Title: inv.Title}
	}
	s.Payments = append(s.Payments, p)
	return p.ID
}

func (s *scene) reminder(f *diag.Fields, inv *billing.Invoice) billing.ID {
	rem := billing.Reminder{
		ID: s.id("reminder", f), Date: s.date(f, "date"), DueDate: s.date(f, "due"), Title: f.String("title"),
		Status: billing.ReminderStatus(cmp.Or(f.Enum("status", "created", "sent"), "sent")), FeeMoney: s.money(f, "fee"),
		Invoice: billing.InvoiceRef{ID: inv.ID, Identifier: inv.Identifier, Title: inv.Title},
	}
	rem.Fee = rem.FeeMoney.Decimal()
	if level := f.Int("level", 1, 99); level > 0 {
		rem.Text = billing.Reference(inv.Identifier, level)
	}
	if rem.FeeMoney.Known() && rem.FeeMoney.Currency != inv.Currency {
		f.Errorf("fee", "money", "fee: the invoice is in %s", inv.Currency)
	}
	s.Reminders = append(s.Reminders, rem)
	return rem.ID
}

func (s *scene) project(f *diag.Fields) billing.ID {
	p := billing.Project{
		ID: s.id("project", f), Identifier: f.String("number"), Name: f.String("name"), Active: yes(f, "active"), Billable: yes(f, "billable"),
		FixedPrice: f.Bool("fixed_price"), Retainer: f.Bool("retainer"), StartDate: s.date(f, "start"), FinishDate: s.date(f, "finish"),
		Currency: cmp.Or(f.String("currency"), "EUR"), Leader: person(f.String("leader")), Customer: billing.NamedRef{Name: f.String("customer")},
		Tags: f.Strings("tags"), CustomProperties: s.custom(f),
	}
	s.Projects = append(s.Projects, p)
	return p.ID
}

// ledger reads what this worker did before.
func (s *scene) ledger(f *diag.Fields, inv *billing.Invoice, t *Test) {
	l := f.Map("ledger", "ledger", ledgerKeys().names()...)
	for key, into := range map[string]map[billing.ID]int{"level": s.history.Levels, "accepted": s.history.Accepted, "in_hand": s.history.InHand} {
		switch n := l.Int(key, 0, 99); {
		case l.Has(key) && inv == nil:
			l.Errorf(key, "subject", "%s: is about an invoice, and this test is not", key)
		case l.Has(key):
			into[inv.ID] = n
		}
	}
	for _, e := range l.Entries("said") {
		on, err := billing.ParseDate(e.Value.Value)
		if err != nil {
			s.list.Errorf(e.Value.Text(), "date", "said: %s", err)
			continue
		}
		t.named = append(t.named, e.Key)
		for _, about := range s.everything() {
			s.history.Notified[rules.NotifiedKey(e.Key.Value, about)] = on
		}
	}
}

// everything is all that a message may have been about, as its key has it: a
// test says only which rule has spoken.
func (s *scene) everything() []string {
	var out []string
	add := func(kind string, id billing.ID) { out = append(out, fmt.Sprintf("%s:%d", kind, id)) }
	for _, inv := range s.Invoices {
		add("invoice", inv.ID)
		out = append(out, fmt.Sprintf("customer:%d:%s", inv.CustomerID, inv.Currency))
	}
	for _, c := range s.Companies {
		add("customer", c.ID)
	}
	for _, p := range s.Payments {
		add("payment", p.ID)
	}
	for _, r := range s.Reminders {
		add("reminder", r.ID)
	}
	for _, p := range s.Projects {
		add("project", p.ID)
	}
	for _, p := range s.Schedules {
		add("payment_schedule", p.ID)
	}
	return out
}

func (s *scene) money(f *diag.Fields, key string) billing.Money {
	m, _ := diag.Value(f, key, "money", billing.ParseMoney)
	return m
}

// percent is a share such as 2% or 2.5.
func (s *scene) percent(f *diag.Fields, key string) billing.Decimal {
	d, _ := diag.Value(f, key, "percent", func(text string) (billing.Decimal, error) {
		return billing.ParseDecimal(strings.TrimSpace(strings.TrimSuffix(text, "%")))
	})
	return d
}

func (s *scene) custom(f *diag.Fields) billing.CustomProperties {
	out := billing.CustomProperties{}
	for _, e := range f.Entries("custom") {
		if e.Value.Kind != diag.Scalar {
			s.list.Errorf(e.Value.Text(), "type", "custom: want a text for %q", e.Key.Value)
			continue
		}
		out[e.Key.Value] = e.Value.Value
	}
	return out
}

// given is a text, or what stands in for it where the key is left out. An empty
// text stays empty.
func given(f *diag.Fields, key, fallback string) string {
	if f.Has(key) {
		return f.String(key)
	}
	return fallback
}

// yes is true unless the key says otherwise.
func yes(f *diag.Fields, key string) bool { return !f.Has(key) || f.Bool(key) }

// person splits "Jane Doe" into first and last name.
func person(name string) billing.UserRef {
	first, last, _ := strings.Cut(strings.TrimSpace(name), " ")
	return billing.UserRef{Firstname: first, Lastname: last}
}

func statuses() []string {
	var out []string
	for _, s := range billing.InvoiceStatuses() {
		out = append(out, string(s))
	}
	return out
}
