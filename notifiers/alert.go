package notifiers

import (
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Alert is one thing that people should know at once: what a rule's notify
// action asked for.
type Alert struct {
	Origin
	// Kind is "rule", "hold" for a hold that ends, or "job" for what concerns
	// the product itself. Routes look at it.
	Kind    string
	Rule    string       // the rule that asked for it
	Subject plan.Subject // what it is about
	Notify  plan.Notify
	// Mentions are users or groups to be called: ids or a group's handle, from
	// the routes.
	Mentions []string
	// PaysAfter is how many days after an invoice's date its customer has paid
	// on average; 0: not known. OthersOpen is what else is open with him.
	PaysAfter  int
	OthersOpen Tally
	// PaidOn turns the message, by an update, into the good end of the story;
	// zero while it is open.
	PaidOn billing.Date
}

// Message puts the alert into words. The rule's title and text are data: they
// are shown as they are and can't call anybody.
func (a Alert) Message(l billing.Language) Message {
	return Message{
		Kind: KindAlert, Channel: a.Notify.Channel, Language: l, Text: a.sentence(l), Data: a.data(),
		Parts: a.parts(l),
	}
}

func (a Alert) parts(l billing.Language) []Part {
	parts := []Part{Paragraph{a.head(l)}}
	if facts := a.known(l); len(facts) > 0 {
		parts = append(parts, facts)
	}
	if a.Notify.Text != "" {
		parts = append(parts, Paragraph{Rich{say(clean(a.Notify.Text))}})
	}
	parts = append(parts, a.note(l))
	return append(parts, a.buttons(l)...)
}

// note is the small print: the rule and where the message comes from.
func (a Alert) note(l billing.Language) Note {
	var rule Rich
	if a.Rule != "" {
		rule = Rich{say(pick(l, "Regel ", "rule ")), bold(name(a.Rule))}
	}
	return Note{join(" · ", a.habit(l), rule, a.line(l))}
}

// habit is "zahlt im Mittel nach 41 Tagen · weitere offene Rechnungen: 2
// (3.310,00 EUR)".
func (a Alert) habit(l billing.Language) Rich {
	var pays, others Rich
	if a.PaysAfter > 0 {
		pays = Rich{say(pick(l, "zahlt im Mittel nach ", "pays after ") + overdueFor(l, a.PaysAfter) + pick(l, "", " on average"))}
	}
	if n := a.OthersOpen.Count; n > 0 {
		others = Rich{say(pick(l, "weitere offene Rechnungen: ", "other open invoices: ") + number(l, n) + " (" + a.OthersOpen.Amount(l) + ")")}
	}
	return join(" · ", pays, others)
}

// sentence is "Große Rechnung kippt: Hansa Logistik GmbH, R2610-022, 12.400,00
// EUR, 30 Tage überfällig."
func (a Alert) sentence(l billing.Language) string {
	about := join(", ", Rich{say(name(a.Subject.Name))}, Rich{say(name(a.Subject.Label))}, a.amount(l), a.age(l)).Plain()
	s := name(a.Notify.Title)
	if about != "" {
		s += ": " + about
	}
	if !a.PaidOn.IsZero() {
		s = pick(l, "Bezahlt am ", "Paid on ") + shortDate(l, a.PaidOn) + " – " + s
	}
	return s + "."
}

func (a Alert) amount(l billing.Language) Rich {
	if !a.Notify.Open.Known() {
		return nil
	}
	return Rich{say(a.Notify.Open.Format(l))}
}

func (a Alert) age(l billing.Language) Rich {
	if a.Notify.DaysOverdue <= 0 {
		return nil
	}
	return Rich{say(days.of(l, a.Notify.DaysOverdue) + pick(l, " überfällig", " overdue"))}
}

// head is the first line: a sign, the title as the second span, who is called.
func (a Alert) head(l billing.Language) Rich {
	title := bold(name(a.Notify.Title))
	if !a.PaidOn.IsZero() {
		title.Text += pick(l, " – bezahlt am ", " – paid on ") + shortDate(l, a.PaidOn)
		return Rich{say("✅ "), title}
	}
	head := Rich{say(sign(a.Notify.Severity) + " "), title}
	for i, id := range a.Mentions {
		sep := " "
		if i == 0 {
			sep = " — "
		}
		head = append(head, say(sep), Span{Text: id, Mention: id})
	}
	return head
}

func sign(s plan.Severity) string {
	switch s {
	case plan.Critical:
		return "🚨"
	case plan.Warning:
		return "⚠️"
	}
	return "ℹ️"
}

// maxFacts is how many facts of a rule an alert shows.
const maxFacts = 12

// known are the facts that every alert about an invoice shows, and the rule's
// own after them.
func (a Alert) known(l billing.Language) Facts {
	var facts Facts
	add := func(german, english string, value Rich) {
		if value.Plain() != "" {
			facts = append(facts, Fact{pick(l, german, english), value})
		}
	}
	n := a.Notify
	has := func(german, english string) bool {
		for _, f := range n.Facts {
			if f.Name == german || f.Name == english {
				return true
			}
		}
		return false
	}
	if !has("Kunde", "Customer") {
		add("Kunde", "Customer", Rich{say(name(a.Subject.Name))})
	}
	if n.InvoiceID > 0 && !has("Rechnung", "Invoice") {
		add("Rechnung", "Invoice", Rich{a.invoice(n.InvoiceID, a.Subject.Label)})
	}
	if !has("Offen", "Open") {
		add("Offen", "Open", a.amount(l))
	}
	if !has("Fällig war", "Was due") {
		add("Überfällig seit", "Overdue for", Rich{say(overdueFor(l, n.DaysOverdue))})
	}
	for i, f := range n.Facts {
		if i == maxFacts {
			words := number(l, len(n.Facts)-i) + pick(l, " weitere Angaben", " more facts")
			return append(facts, Fact{"…", Rich{say(words)}})
		}
		facts = append(facts, Fact{name(f.Name), Rich{say(clip(clean(start(f.Value, 1000)), 200))}})
	}
	return facts
}

func overdueFor(l billing.Language, n int) string {
	if n <= 0 {
		return ""
	}
	if l == billing.German && n > 1 {
		return number(l, n) + " Tagen"
	}
	return days.of(l, n)
}
