package notifiers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// ranked sorts by amount within each currency and then takes the largest of
// each currency in turn: amounts of two currencies can't be compared, and no
// currency may push the other out of the list.
func ranked(all []plan.Verdict) []plan.Verdict {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b plan.Verdict) int {
		return cmp.Or(cmp.Compare(a.Open.Currency, b.Open.Currency), -cmp.Compare(a.Open.Minor, b.Open.Minor),
			-cmp.Compare(a.DaysOverdue, b.DaysOverdue), cmp.Compare(a.Identifier, b.Identifier), cmp.Compare(a.InvoiceID, b.InvoiceID))
	})
	rank := make(map[billing.ID]int, len(all))
	seen := make(map[string]int)
	for _, v := range all {
		rank[v.InvoiceID] = seen[v.Open.Currency]
		seen[v.Open.Currency]++
	}
	slices.SortStableFunc(all, func(a, b plan.Verdict) int { return cmp.Compare(rank[a.InvoiceID], rank[b.InvoiceID]) })
	return all
}

// maxCustomer is the length of a customer's name in lists, so that ten invoices
// fit into a message whatever they are called.
const maxCustomer = 60

// items are the largest invoices, and what the rest adds up to.
func (d Digest) items(l billing.Language, overdue []plan.Verdict) []Part {
	var parts []Part
	for _, v := range overdue[:min(shown, len(overdue))] {
		head := Rich{d.invoice(v.InvoiceID, v.Identifier), say(" " + clip(name(v.Customer), maxCustomer) + "\n")}
		parts = append(parts, Item{ID: invoiceBlock(v.InvoiceID), Text: append(head, d.details(l, v)...), Menu: d.menu(l, v)})
	}
	if rest := rest(overdue); rest.Count > 0 {
		where := pick(l, ": im Thread", ": in the thread")
		if d.Workbook != "" {
			where += pick(l, " und in ", " and in ") + name(d.Workbook)
		}
		parts = append(parts, Note{Rich{say(more(l, rest) + where)}})
	}
	return parts
}

// rest is what a message doesn't show.
func rest(overdue []plan.Verdict) Tally {
	var t Tally
	for i, v := range overdue {
		if i >= shown {
			t = t.Plus(v.Open)
		}
	}
	return t
}

// details is "18.921,00 EUR · 69 Tage · Mahnstufe 2, zuletzt 02.11. · Stufe 3
// wartet auf Freigabe".
func (d Digest) details(l billing.Language, v plan.Verdict) Rich {
	amount := v.Open.Format(l)
	if v.Gross.Known() && v.Gross != v.Open {
		amount += pick(l, " offen von ", " open of ") + v.Gross.Format(l)
	}
	var level Rich
	if v.Level > 0 {
		words := pick(l, "Mahnstufe ", "reminded to level ") + number(l, v.Level)
		if !v.LastSent.IsZero() {
			words += pick(l, ", zuletzt ", ", last on ") + shortDate(l, v.LastSent)
		}
		level = Rich{say(words)}
	}
	return join(" · ", Rich{say(amount)}, Rich{bold(days.of(l, v.DaysOverdue))}, level, d.next(l, v))
}

// next says what happens with the invoice: its letter, or why there is none.
func (d Digest) next(l billing.Language, v plan.Verdict) Rich {
	if x, ok := d.letter(v.InvoiceID); ok {
		if x.urgent() {
			return Rich{bold(x.words(l))}
		}
		return Rich{say(x.words(l))}
	}
	reason := name(plan.ReasonIn(l, v.Reason))
	if reason != "" && !v.NextOn.IsZero() && v.NextLevel > 0 {
		reason += fmt.Sprintf(pick(l, " (Stufe %d ab %s)", " (level %d from %s)"), v.NextLevel, shortDate(l, v.NextOn))
	}
	return Rich{say(reason)}
}

// letter is the run's letter about an invoice.
func (d Digest) letter(invoice billing.ID) (x Letter, ok bool) {
	i := slices.IndexFunc(d.Letters, func(x Letter) bool { return x.InvoiceID == invoice })
	if i < 0 {
		return x, false
	}
	return d.Letters[i], true
}

// needsPerson lists held invoices with their reasons.
func (d Digest) needsPerson(l billing.Language, held []plan.Verdict) Rich {
	var left Tally
	for i, v := range held {
		if i >= shown {
			left = left.Plus(v.Open)
		}
	}
	out := Rich{bold(invoices.of(l, len(held)) + pick(l, " unklar, bitte ansehen", " unclear, please look")), say(notShown(l, left) + ":")}
	for _, v := range held[:min(shown, len(held))] {
		out = append(out, say("\n• "), d.invoice(v.InvoiceID, v.Identifier), say(" "+clip(name(v.Customer), maxCustomer)+": "+name(plan.ReasonIn(l, v.Reason))))
	}
	return out
}

// ruleLines are the rules' own lines.
func (d Digest) ruleLines(l billing.Language) Rich {
	var left Tally
	for i, n := range d.Lines {
		if i >= shown {
			left = left.Plus(n.Open)
		}
	}
	out := Rich{bold(pick(l, "Hinweise der Regeln", "Notes from the rules")), say(notShown(l, left) + ":")}
	for _, n := range d.Lines[:min(shown, len(d.Lines))] {
		line := name(n.Text)
		if line == "" {
			line = name(n.Title)
		}
		out = append(out, say("\n• "+line))
	}
	return out
}

// notShown is " (weitere 91, 91,00 EUR, nicht gezeigt)". It stands in a list's
// head, where no cut can reach it.
func notShown(l billing.Language, t Tally) string {
	if t.Count == 0 {
		return ""
	}
	words := pick(l, "weitere ", "") + number(l, t.Count) + pick(l, "", " more")
	return " (" + amounted(words, l, t) + pick(l, ", nicht gezeigt)", ", not shown)")
}

// followUps list what the message doesn't show.
func (d Digest) followUps(l billing.Language, overdue []plan.Verdict) []Message {
	if len(overdue) <= shown {
		return nil
	}
	items := make([]item, len(overdue))
	for i, v := range overdue {
		parts := []string{name(v.Identifier), name(v.Customer), v.Open.Format(l), days.of(l, v.DaysOverdue)}
		if x, ok := d.letter(v.InvoiceID); ok && x.State != LetterDone {
			parts = append(parts, x.words(l))
		}
		items[i] = item{line: strings.Join(parts, " · "), open: v.Open}
	}
	base := Message{Kind: KindDigest, Channel: d.Channel, Language: l, Data: d.data()}
	return threadOf(base, pick(l, "Überfällig", "Overdue"), items, shown)
}
