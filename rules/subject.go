package rules

import (
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// subject is one row of a data set, as actions see it.
type subject struct {
	plan.Subject
	run         *run
	world       any // a pointer to one of the worlds
	item        billing.OpenItem
	part        string // what tells subjects of one id apart: a debtor's currency, the day of a report's row
	open        billing.Money
	daysOverdue int
	letter      *plan.Remind // that the rule sends; nil if it sends none
	lastLevel   int
}

// about is what a message speaks about, for its key: the subject itself, or
// what it belongs to. A debtor is one customer in one currency.
func (s *subject) about(kind string) string {
	id := s.ID
	switch {
	case kind == "" || kind == s.Kind || kind == "row":
		kind = s.Kind
	case kind == "invoice":
		id = s.item.Invoice.ID
	case kind == "customer":
		id = s.item.Invoice.CustomerID
	}
	key := fmt.Sprintf("%s:%d", kind, id)
	if s.part != "" {
		key += ":" + s.part
	}
	return key
}

func (s *subject) invoiceID() billing.ID { return s.item.Invoice.ID }

// level is that of the letter a rule sends, else the one reached.
func (s *subject) level() int {
	if s.letter != nil {
		return s.letter.Level
	}
	return s.lastLevel
}

// reach counts the letter among the lines as sent: what other rules say of the
// level is then the same before the letter goes, when it is planned, and after.
func (s *subject) reach(lines []ranked) {
	for _, l := range lines {
		if letter, ok := l.Params.(plan.Remind); ok {
			s.lastLevel = letter.Level
		}
	}
}

// pick is the text in the language of messages.
func (s *subject) pick(german, english string) string {
	if s.run.Language == billing.English {
		return english
	}
	return german
}

// defaultText is the shipped text of a message.
func (s *subject) defaultText() string {
	l := s.run.Language
	money := func(m Money) string { return billing.Money(m).Format(l) }
	switch v := s.world.(type) {
	case *invoiceWorld:
		return s.invoiceText(v.Invoice, money)
	case *customerWorld:
		c := v.Customer
		return fmt.Sprintf(s.pick("%s: %s offen in %d Rechnungen, davon %s überfällig", "%s: %s open in %d invoices, %s of it overdue"),
			c.Name, money(c.OpenTotal), c.OpenCount, money(c.OverdueTotal))
	case *paymentWorld:
		p := v.Payment
		text := fmt.Sprintf(s.pick("%s am %s eingegangen", "%s received on %s"), money(p.Amount), billing.Date(p.Date).Format(l))
		if !p.HasInvoice {
			return text + ": " + oneLine(p.Description)
		}
		text = fmt.Sprintf("%s, %s: %s", p.Invoice.Customer.Name, p.Invoice.Number, text)
		if n := p.Invoice.DaysOverdueWhenPaid; n > 0 {
			text += fmt.Sprintf(s.pick(", %d Tage nach Fälligkeit", ", %d days after the due date"), n)
		}
		return text
	case *reminderWorld:
		r := v.Reminder
		return fmt.Sprintf(s.pick("%s, %s: %s vom %s", "%s, %s: %s of %s"), r.Invoice.Customer.Name, r.Invoice.Number, r.Title, billing.Date(r.Date).Format(l))
	case *projectWorld:
		return strings.TrimSpace(v.Project.Number+" "+v.Project.Name) + ", " + v.Project.Customer
	}
	return s.rowText(money)
}

func (s *subject) invoiceText(v Invoice, money func(Money) string) string {
	text := v.Customer.Name + ", " + v.Number + ": " + fmt.Sprintf(s.pick("%s offen", "%s open"), money(v.Open))
	if v.Open != v.Gross {
		text += fmt.Sprintf(s.pick(" von %s", " of %s"), money(v.Gross))
	}
	if v.DaysOverdue > 0 {
		text += fmt.Sprintf(s.pick(", %d Tage überfällig", ", %d days overdue"), v.DaysOverdue)
	}
	return text
}

// facts are shown beside a message's text.
func (s *subject) facts() []plan.Fact {
	l := s.run.Language
	customer := func(c Customer) string {
		if c.Number == "" {
			return c.Name
		}
		return c.Name + " (" + c.Number + ")"
	}
	switch v := s.world.(type) {
	case *invoiceWorld:
		return s.invoiceFacts(v.Invoice, customer(v.Invoice.Customer))
	case *customerWorld:
		c := v.Customer
		return []plan.Fact{
			{Name: s.pick("Kunde", "Customer"), Value: customer(c.Customer)},
			{Name: s.pick("Offen", "Open"), Value: billing.Money(c.OpenTotal).Format(l)},
			{Name: s.pick("Überfällig", "Overdue"), Value: billing.Money(c.OverdueTotal).Format(l)},
		}
	}
	return nil
}

func (s *subject) invoiceFacts(v Invoice, customer string) []plan.Fact {
	l := s.run.Language
	facts := []plan.Fact{
		{Name: s.pick("Kunde", "Customer"), Value: customer},
		{Name: s.pick("Rechnung", "Invoice"), Value: strings.TrimSuffix(v.Number+" · "+oneLine(v.Title), " · ")},
		{Name: s.pick("Offen", "Open"), Value: fmt.Sprintf(s.pick("%s von %s", "%s of %s"), billing.Money(v.Open).Format(l), billing.Money(v.Gross).Format(l))},
	}
	if v.DaysOverdue > 0 {
		facts = append(facts, plan.Fact{Name: s.pick("Fällig war", "Was due"), Value: fmt.Sprintf(s.pick("%s (%d Tage)", "%s (%d days)"), billing.Date(v.Due).Format(l), v.DaysOverdue)})
	}
	if v.Reminders.Count > 0 {
		facts = append(facts, plan.Fact{Name: s.pick("Gemahnt", "Reminded"), Value: fmt.Sprintf(s.pick("%d×, zuletzt %s", "%d×, last on %s"), v.Reminders.Count, v.lastSent.Format(l))})
	}
	if v.Contact != "" {
		facts = append(facts, plan.Fact{Name: s.pick("Ansprechpartner", "Contact"), Value: v.Contact})
	}
	return facts
}
