package rules

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Print writes the explanation for people. lang sets the form of amounts and
// dates in the head; the rules' own words stay as they are. The error is w's.
func (e Explanation) Print(w io.Writer, lang billing.Language) error {
	var b bytes.Buffer
	e.head(&b, lang)
	e.claim(&b, lang)
	for _, r := range e.Rules {
		b.WriteByte('\n')
		r.print(&b, e.ruleWidth())
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (e Explanation) ruleWidth() int {
	width := 18
	for _, r := range e.Rules {
		width = max(width, utf8.RuneCountInString(r.Rule)+2)
	}
	return width
}

func (e Explanation) head(b *bytes.Buffer, lang billing.Language) {
	v := e.Verdict
	parts := []string{cmp.Or(v.Identifier, fmt.Sprintf("#%d", v.InvoiceID)), v.Customer}
	if v.Open.Known() {
		parts = append(parts, fmt.Sprintf("%s open of %s", v.Open.Format(lang), lang.Number(v.Gross.Decimal())))
		if v.Gross.Known() {
			parts[2] = fmt.Sprintf("%s open of %s", v.Open.Format(lang), strings.TrimSuffix(v.Gross.Format(lang), " "+v.Gross.Currency))
		}
	}
	if !v.Due.IsZero() {
		parts = append(parts, "due "+v.Due.Format(lang)+e.ago())
	}
	parts = append(parts, string(v.Status))
	fmt.Fprintln(b, strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · "))
	fmt.Fprintf(b, "read from MOCO%s (invoice %d, %s, %s)\n", e.readAt(), v.InvoiceID, plural(len(e.Payments), "payment"), e.reminders(lang))
	fmt.Fprintf(b, "%s%s\n", outcomeWords(v), detail(v))
}

// claim prints what the law gives, a line for each step with its paragraph
// behind it.
func (e Explanation) claim(b *bytes.Buffer, lang billing.Language) {
	if e.Claim == nil {
		return
	}
	fmt.Fprintf(b, "\nclaim (%s, no legal advice)\n", e.Claim.Country)
	topic := ""
	for _, l := range e.Claim.Lines {
		label := strings.ReplaceAll(l.Topic, "_", " ")
		if l.Topic == topic {
			label = ""
		}
		topic = l.Topic
		text := l.Text
		if lang == billing.German {
			text = l.German
		}
		fmt.Fprintf(b, "  %s %s  [%s]\n", pad(label, 10), text, l.Law)
	}
	for _, f := range e.Claim.Findings {
		fmt.Fprintf(b, "  ! %s\n", f)
	}
}

func (e Explanation) ago() string {
	if e.Verdict.Overdue {
		return ", " + plural(e.Verdict.DaysOverdue, "day") + " ago"
	}
	return ""
}

func (e Explanation) readAt() string {
	if e.ReadAt.IsZero() {
		return ""
	}
	return e.ReadAt.Format(" 02 Jan 15:04")
}

func (e Explanation) reminders(lang billing.Language) string {
	if len(e.Reminders) == 0 {
		return "no reminders"
	}
	parts := make([]string, len(e.Reminders))
	for i, r := range e.Reminders {
		parts[i] = fmt.Sprintf("%d of %s", r.ID, r.Date.Format(lang))
		if r.Status != billing.ReminderSent {
			parts[i] += " (not sent)"
		}
	}
	return strings.TrimPrefix(plural(len(parts), "reminder"), "1 ") + " " + strings.Join(parts, ", ")
}

func outcomeWords(v plan.Verdict) string {
	words := map[plan.Outcome]string{
		plan.OutcomeLetter: "letter: ", plan.OutcomeLeftAlone: "left alone: ", plan.OutcomeNotDue: "",
		plan.OutcomeHold: "held: ", plan.OutcomeOut: "no claim: ", plan.OutcomeNoRule: "no rule wants it: ",
	}
	return words[v.Outcome] + v.Reason
}

func detail(v plan.Verdict) string {
	if v.Detail == "" {
		return ""
	}
	return " (" + v.Detail + ")"
}

// print writes one rule: a short one that says no in one line, others with all
// their questions.
func (r RuleExplanation) print(b *bytes.Buffer, width int) {
	name := pad(r.Rule, width)
	if r.Answer == "no" && len(r.Unless) == 0 && r.Then == "" {
		for _, t := range r.When {
			if !t.Value {
				fmt.Fprintf(b, "%s no      %s  false%s\n", name, t.Text, comma(t))
				return
			}
		}
	}
	fmt.Fprintf(b, "%s %s\n", name, strings.TrimSpace(r.Answer+"  "+r.Error))
	var rows []row
	for i, t := range r.When {
		label := ""
		if i == 0 {
			label = "when"
		}
		rows = append(rows, row{label, value(t.Value, t.Error, false), t.Text, either(t.Error, t.Fact)})
	}
	for i, u := range r.Unless {
		label := ""
		if i == 0 {
			label = "unless"
		}
		rows = append(rows, row{label, value(u.Value, u.Error, true), u.Say, either(u.Error, u.Fact)})
	}
	printRows(b, rows)
	if r.Then != "" {
		fmt.Fprintf(b, "  → %s\n", r.Then)
	}
}

// row is a line under a rule.
type row struct{ label, value, text, fact string }

func printRows(b *bytes.Buffer, rows []row) {
	width := 0
	for _, r := range rows {
		width = max(width, utf8.RuneCountInString(r.text))
	}
	width = min(width, 60)
	for _, r := range rows {
		line := "  " + pad(r.label, 7) + " " + pad(r.value, 7) + " " + pad(r.text, width) + "   " + r.fact
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
}

func comma(t Term) string {
	if t.Fact == "" {
		return ""
	}
	return ", " + t.Fact
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// value shows the answers; a reason that holds stands out.
func value(yes bool, failed string, loud bool) string {
	switch {
	case failed != "":
		return "failed"
	case yes && loud:
		return "TRUE"
	case yes:
		return "true"
	}
	return "false"
}

// pad fills up to a width in characters.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}
