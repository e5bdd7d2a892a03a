package notifiers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// item is one line of a long list, with its amount.
type item struct {
	line string
	open billing.Money
}

// sum counts items and adds up their amounts.
func sum(items []item) Tally {
	var t Tally
	for _, i := range items {
		t = t.Plus(i.open)
	}
	return t
}

// more is "… und 12 weitere, 24.921,50 EUR".
func more(l billing.Language, t Tally) string {
	return amounted(pick(l, "… und ", "… and ")+number(l, t.Count)+pick(l, " weitere", " more"), l, t)
}

// amounted puts the sum behind words, if there is one: not everything that is
// listed has an amount.
func amounted(words string, l billing.Language, t Tally) string {
	if len(t.Sum) == 0 {
		return words
	}
	return words + ", " + t.Amount(l)
}

// The bounds of a thread: what a person would still scroll through, and what
// Slack's pace lets through in a few seconds.
const (
	linesPerFollowUp = 50
	maxFollowUps     = 6
)

// maxAnswers is the bound of an alert's thread: a storm is looked through in
// MOCO, not in a chat.
const maxAnswers = 3

// Answers is how many messages of an alert's thread n lines are.
func Answers(n int) int {
	return min(max(0, (n+linesPerFollowUp-1)/linesPerFollowUp), maxAnswers)
}

// threadOf lists items in answers of 50 lines, from the given one on; base is
// what the answers have in common. What even the thread can't hold is counted
// and summed up in its last answer.
func threadOf(base Message, title string, items []item, from int) []Message {
	return threadUpTo(maxFollowUps, base, title, items, from)
}

// threadUpTo is threadOf with a bound of its own.
func threadUpTo(most int, base Message, title string, items []item, from int) []Message {
	var out []Message
	l := base.Language
	for chunk := range slices.Chunk(items[from:], linesPerFollowUp) {
		if len(out) == most {
			left := sum(items[from+most*linesPerFollowUp:])
			last := &out[len(out)-1]
			last.Parts = append(last.Parts, Paragraph{Rich{say(more(l, left))}})
			break
		}
		first := from + len(out)*linesPerFollowUp + 1
		m := base
		m.Text = amounted(fmt.Sprintf(pick(l, "%s, Nr. %d–%d", "%s, no. %d–%d"), title, first, first+len(chunk)-1), l, sum(chunk))
		m.Parts = append([]Part{Paragraph{Rich{bold(m.Text)}}}, linesOf(chunk)...)
		out = append(out, m)
	}
	return out
}

// linesOf are paragraphs of ten lines each.
func linesOf(items []item) []Part {
	var parts []Part
	for ten := range slices.Chunk(items, shown) {
		var lines []string
		for _, i := range ten {
			lines = append(lines, i.line)
		}
		parts = append(parts, Paragraph{Rich{say(strings.Join(lines, "\n"))}})
	}
	return parts
}
