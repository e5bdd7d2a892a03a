package notifiers

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Grouped are the messages for alerts that came up together: those with the
// same channel, rule and currency become one, so that a storm of alerts is a
// handful of messages. An alert that is alone keeps its own form. The order is
// that of the first of each group.
func Grouped(alerts []Alert, l billing.Language) []Message {
	type key struct{ channel, rule, currency, paid string }
	var keys []key
	groups := make(map[key][]Alert)
	for _, a := range alerts {
		k := key{a.Notify.Channel, a.Rule, a.Notify.Open.Currency, a.PaidOn.String()}
		if _, ok := groups[k]; !ok {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], a)
	}
	out := make([]Message, len(keys))
	for i, k := range keys {
		if group := groups[k]; len(group) == 1 {
			out[i] = group[0].Message(l)
		} else {
			out[i] = Together(group, shown, l)
		}
	}
	return out
}

// Together is one message about several alerts, the largest amounts of each
// currency first: at most so many of them, the rest in its thread, with count
// and sum.
func Together(group []Alert, most int, l billing.Language) Message {
	group = slices.Clone(group)
	slices.SortStableFunc(group, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(a.Notify.Open.Currency, b.Notify.Open.Currency), cmp.Compare(b.Notify.Open.Minor, a.Notify.Open.Minor))
	})
	most = max(1, min(most, shown))
	items := make([]item, len(group))
	for i, a := range group {
		items[i] = item{line: strings.TrimPrefix(name(a.Subject.Label)+" · "+a.brief(l), " · "), open: a.Notify.Open}
	}
	lead := loudest(unpaid(group))
	title := groupTitle(group)
	words := title + ": " + amounted(number(l, len(group))+pick(l, " Meldungen", " alerts"), l, sum(items))
	head := lead.head(l)
	head[1] = bold(words)
	m := Message{
		Kind: KindAlert, Channel: lead.Notify.Channel, Language: l, Text: words + ".", Data: lead.data(),
		Parts: []Part{Paragraph{head}},
	}
	for _, a := range group[:min(most, len(group))] {
		m.Parts = append(m.Parts, Paragraph{join(" · ", a.paid(l), a.label(), Rich{say(a.brief(l))})})
	}
	if len(items) > most {
		m.Parts = append(m.Parts, Note{Rich{say(more(l, sum(items[most:])) + pick(l, ": im Thread", ": in the thread"))}})
		base := Message{Kind: KindAlert, Channel: m.Channel, Language: l, Data: m.Data}
		m.FollowUps = threadUpTo(maxAnswers, base, title, items, most)
	}
	m.Parts = append(m.Parts, lead.note(l))
	return m
}

// paid is the tick of an alert in a group whose invoice is paid.
func (a Alert) paid(l billing.Language) Rich {
	if a.PaidOn.IsZero() {
		return nil
	}
	return Rich{say("✅ " + pick(l, "bezahlt am ", "paid on ") + shortDate(l, a.PaidOn))}
}

// groupTitle is what the alerts' titles have in common: the title, or the rule.
func groupTitle(group []Alert) string {
	for _, a := range group {
		if a.Notify.Title != group[0].Notify.Title {
			return clip(name(a.Rule), maxCustomer)
		}
	}
	return clip(name(group[0].Notify.Title), maxCustomer)
}

// unpaid are the alerts that are still open; all of them if none is.
func unpaid(group []Alert) []Alert {
	open := slices.DeleteFunc(slices.Clone(group), func(a Alert) bool { return !a.PaidOn.IsZero() })
	if len(open) == 0 {
		return group
	}
	return open
}

// loudest is the first of the most severe alerts; it gives the group its head.
func loudest(group []Alert) Alert {
	order := []plan.Severity{plan.Info, plan.Warning, plan.Critical}
	return slices.MaxFunc(group, func(a, b Alert) int {
		return slices.Index(order, a.Notify.Severity) - slices.Index(order, b.Notify.Severity)
	})
}

// label is the subject, with a link if it is an invoice.
func (a Alert) label() Rich {
	if a.Notify.InvoiceID > 0 {
		return Rich{a.invoice(a.Notify.InvoiceID, a.Subject.Label)}
	}
	return Rich{bold(name(a.Subject.Label))}
}

// brief is the alert on one line, without its subject.
func (a Alert) brief(l billing.Language) string {
	customer := Rich{say(clip(name(a.Subject.Name), maxCustomer))}
	return join(" · ", customer, a.amount(l), a.age(l), Rich{say(name(a.Notify.Text))}).Plain()
}
