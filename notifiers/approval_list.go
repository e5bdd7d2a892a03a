package notifiers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// list has a paragraph for each letter.
func (a ApprovalRequest) list(l billing.Language) []Part {
	var parts []Part
	for i, r := range a.reminds() {
		head := Rich{
			say(number(l, i+1) + ". "), a.invoice(r.InvoiceID, r.Identifier), say(" " + name(r.customer)),
			say(" — " + r.Open.Format(l) + ", " + days.of(l, r.DaysOverdue) + "\n"),
		}
		parts = append(parts, Paragraph{append(head, letterLine(l, r.Remind))})
	}
	return parts
}

// letterLine is "Stufe 3 von 3 (Letzte Mahnung), zahlbar in 7 Tagen, Gebühr
// 10,00 EUR, an …".
func letterLine(l billing.Language, r plan.Remind) Span {
	s := fmt.Sprintf(pick(l, "Stufe %d von %d", "level %d of %d"), r.Level, r.Levels)
	if r.LevelName != "" {
		s += " (" + name(r.LevelName) + ")"
	}
	within := days.of(l, r.PayWithin)
	if l == billing.German && r.PayWithin != 1 {
		within = number(l, r.PayWithin) + " Tagen"
	}
	s += pick(l, ", zahlbar in ", ", to be paid within ") + within
	if r.Fee.Known() && !r.Fee.IsZero() {
		s += pick(l, ", Gebühr ", ", fee ") + r.Fee.Format(l)
	}
	return say(s + alsoNamed(l, r.Others) + ", " + recipient(l, r))
}

// alsoNamed are the customer's other invoices that a letter names, for the
// person who releases it: ", nennt auch R2610-030 (500,00 EUR)".
func alsoNamed(l billing.Language, others []plan.Other) string {
	const most = 5
	var list []string
	for _, o := range others[:min(most, len(others))] {
		list = append(list, name(o.Identifier)+" ("+o.Open.Format(l)+")")
	}
	if len(list) == 0 {
		return ""
	}
	s := pick(l, ", nennt auch ", ", also names ") + strings.Join(list, ", ")
	if n := len(others) - len(list); n > 0 {
		s += fmt.Sprintf(pick(l, " und %d weitere", " and %d more"), n)
	}
	return s
}

func recipient(l billing.Language, r plan.Remind) string {
	switch {
	case r.Draft:
		return pick(l, "nur angelegt, keine E-Mail", "only made, no e-mail")
	case r.RedirectedFrom != "":
		return pick(l, "Probebetrieb: an ", "trial: to ") + name(r.To) + pick(l, " statt an ", " instead of ") + name(r.RedirectedFrom)
	case r.To == "":
		return pick(l, "an die Standardempfänger in MOCO", "to the customer's default recipients in MOCO")
	}
	return pick(l, "an ", "to ") + name(r.To)
}

// byLevel sums up letters that are too many for a list, a line for each level.
func (a ApprovalRequest) byLevel(l billing.Language) Rich {
	levels := map[int]Tally{}
	names := map[int]string{}
	for _, r := range a.reminds() {
		levels[r.Level], names[r.Level] = levels[r.Level].Plus(r.Open), r.LevelName
	}
	var lines []Rich
	for _, level := range slices.Sorted(maps.Keys(levels)) {
		head := pick(l, "Stufe ", "Level ") + number(l, level)
		if n := name(names[level]); n != "" {
			head += " (" + n + ")"
		}
		t := levels[level]
		lines = append(lines, Rich{bold(head + ": " + letters.of(l, t.Count)), say(", " + t.Amount(l))})
	}
	return join("\n", lines...)
}

// followUps list the letters of a request that has too many of them.
func (a ApprovalRequest) followUps(l billing.Language, list []Part) []Message {
	var out []Message
	for chunk := range slices.Chunk(list, 2*shown) {
		if len(out) == maxFollowUps {
			last := &out[len(out)-1]
			left := a.tally(maxFollowUps * 2 * shown)
			last.Parts = append(last.Parts, Paragraph{Rich{say(more(l, left) + ": worker plan show " + a.Plan + " --letters")}})
			break
		}
		out = append(out, Message{
			Kind: KindApproval, Channel: a.Channel, Language: l, Data: a.data(), Parts: chunk,
			Text: pick(l, "Mahnungen im Plan ", "Reminders of plan ") + a.Plan,
		})
	}
	return out
}
