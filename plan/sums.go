package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// Sum is a number of invoices with what is open on them, per currency.
type Sum struct {
	Count int
	Sum   billing.Totals
}

// Receivables are all invoices with something open, and those of them that
// are overdue.
func (p Plan) Receivables() (open, overdue Sum) {
	for _, v := range p.Verdicts {
		if !v.Receivable {
			continue
		}
		open = open.plus(v.Open)
		if v.Overdue {
			overdue = overdue.plus(v.Open)
		}
	}
	return open, overdue
}

// plus adds an amount. The rules compared the sum of the verdicts with that of
// the snapshot before there was a plan, so a sum that does not fit in 64 bits
// can't come up here.
func (s Sum) plus(m billing.Money) Sum {
	s.Count++
	if t, err := s.Sum.Plus(m); err == nil {
		s.Sum = t
	}
	return s
}

// Requests is about how many requests to MOCO the new lines cost.
func (p Plan) Requests() int {
	n := 0
	for _, l := range p.New() {
		n += l.Params.Requests()
	}
	return n
}

// counted are the actions as a plan's last line names them.
var counted = []struct{ action, one, many string }{
	{"remind", "letter", "letters"}, {"draft_reminder", "draft", "drafts"}, {"tag", "tag", "tags"}, {"comment", "comment", "comments"},
	{"set_status", "status change", "status changes"}, {"notify", "message", "messages"}, {"digest", "digest", "digests"},
	{"export", "export", "exports"},
}

// Describe says what the plan holds: "6 letters, 41,125.00 EUR · 1 message · 1
// digest · 1 export".
func (p Plan) Describe() string {
	n := map[string]int{}
	var letters Sum
	for _, l := range p.New() {
		n[l.Action]++
		if r, ok := l.Params.(Remind); ok && !r.Draft {
			letters = letters.plus(r.Open)
			for _, o := range r.Others {
				letters = letters.plus(o.Open)
			}
		}
	}
	var parts []string
	for _, c := range counted {
		if n[c.action] == 0 {
			continue
		}
		text := plural(n[c.action], c.one, c.many)
		if c.action == "remind" {
			text += ", " + letters.Sum.Format(billing.English)
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return "nothing to do"
	}
	text := strings.Join(parts, " · ")
	if waiting := p.waiting(); waiting > 0 {
		verb := "need"
		if waiting == 1 {
			verb = "needs"
		}
		text += fmt.Sprintf(" · %d of the letters %s approval", waiting, verb)
	}
	return text
}

func (p Plan) waiting() int {
	n := 0
	for _, l := range p.New() {
		if _, ok := l.Params.(Remind); ok && (l.Approve != "" || p.Write == WriteApprove) {
			n++
		}
	}
	return n
}

// verdicts are those that pick picks.
func (p Plan) verdicts(pick func(Verdict) bool) []Verdict {
	var out []Verdict
	for _, v := range p.Verdicts {
		if pick(v) {
			out = append(out, v)
		}
	}
	return out
}

// with picks the verdicts with one of some outcomes.
func with(outcomes ...Outcome) func(Verdict) bool {
	return func(v Verdict) bool { return slices.Contains(outcomes, v.Outcome) }
}

// byHold picks the verdicts of invoices that a person keeps back.
func byHold(v Verdict) bool { return v.Outcome == OutcomeHold && v.Hold != "" }

// Held is the number of invoices that a person must look at: those whose data is
// unclear, and not those that a person has put on hold.
func (p Plan) Held() int { return len(p.verdicts(Verdict.Unclear)) }

// Unclear reports whether a person must look at the invoice.
func (v Verdict) Unclear() bool { return v.Outcome == OutcomeHold && v.Hold == "" }
