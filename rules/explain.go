package rules

import (
	"fmt"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/legal"
	"github.com/mocowork/mocowork/plan"
)

// Explanation says why one invoice gets what it gets: the verdict, and every
// rule on invoices with each of its questions.
type Explanation struct {
	Verdict   plan.Verdict      `json:"verdict"`
	Today     billing.Date      `json:"today"`
	ReadAt    time.Time         `json:"read_at,omitzero"`
	Payments  []billing.ID      `json:"payments"`
	Reminders []ReminderSeen    `json:"reminders"`
	Rules     []RuleExplanation `json:"rules"`
	// Claim is what the law gives; nil without legal: in worker.yaml, and
	// where nothing is open.
	Claim *legal.Derivation `json:"claim,omitempty"`
}

// ReminderSeen is a reminder in MOCO that the decision looked at.
type ReminderSeen struct {
	ID     billing.ID             `json:"id"`
	Date   billing.Date           `json:"date"`
	Status billing.ReminderStatus `json:"status"`
}

// RuleExplanation is one rule's answer.
type RuleExplanation struct {
	Rule string `json:"rule"`
	// Answer is "yes", "no", or "failed".
	Answer string `json:"answer"`
	// Error says why a failed rule could not be answered.
	Error  string   `json:"error,omitempty"`
	When   []Term   `json:"when"`
	Unless []Reason `json:"unless"`
	// Then is what follows, such as "would be level 2 on Thu 26 Nov, if still
	// open".
	Then string `json:"then,omitempty"`
}

// Term is one of the questions of a "when".
type Term struct {
	Text  string `json:"text"`
	Value bool   `json:"value"`
	// Fact is what the question is about, such as "22 days".
	Fact string `json:"fact,omitempty"`
	// Comparison is a comparison with both values, such as "30 >= 14".
	Comparison string `json:"comparison,omitempty"`
	Error      string `json:"error,omitempty"` // why it has no value
}

// Reason is a line of "unless".
type Reason struct {
	Say   string `json:"say"`
	If    string `json:"if"`
	Value bool   `json:"value"`
	Fact  string `json:"fact,omitempty"`
	Error string `json:"error,omitempty"`
}

// Explain decides and says why, for one invoice. It fails when the snapshot
// does not hold the invoice, and with Decide's errors.
func (s *Set) Explain(in Input, invoice billing.ID) (Explanation, error) {
	r, d, err := s.decide(in)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Today: in.Snapshot.Today, ReadAt: in.Snapshot.ReadAt, Payments: []billing.ID{}, Reminders: []ReminderSeen{}, Rules: []RuleExplanation{}}
	for _, v := range d.Verdicts {
		if v.InvoiceID == invoice {
			e.Verdict = v
		}
	}
	c := r.byID[invoice]
	switch {
	case e.Verdict.InvoiceID != invoice:
		return Explanation{}, fmt.Errorf("invoice %d is not in the mirror", invoice)
	case c == nil: // it could not be read; the verdict says so
		return e, nil
	}
	for _, p := range c.item.Payments {
		e.Payments = append(e.Payments, p.ID)
	}
	for _, rem := range c.item.Reminders {
		e.Reminders = append(e.Reminders, ReminderSeen{rem.ID, rem.Date, rem.Status})
	}
	if r.Legal.On() && e.Verdict.Receivable {
		d := r.Legal.Derive(c.item, r.Snapshot.Today)
		e.Claim = &d
	}
	if c.trusted {
		e.Rules = r.explainRules(c, e.Verdict)
	}
	return e, nil
}

func (r *run) explainRules(c *claim, v plan.Verdict) []RuleExplanation {
	out := []RuleExplanation{}
	s := c.subject()
	for i := range r.set.rules {
		ru := &r.set.rules[i]
		if ru.data.name != "invoices" {
			continue
		}
		out = append(out, r.explainRule(ru, s, v))
	}
	return out
}

// explainRule asks every question of a rule, also those that the decision
// skips because an earlier one has settled it.
func (r *run) explainRule(ru *rule, s *subject, v plan.Verdict) RuleExplanation {
	e := RuleExplanation{Rule: ru.name, Answer: "no", When: []Term{}, Unless: []Reason{}}
	before := true // all terms so far are true: the next one is really asked
	for _, t := range ru.terms() {
		x := Term{Text: t.text, Fact: t.fact(s.world), Comparison: t.comparison(s.world)}
		yes, err := r.evaluate(ru, t.cond, s.world)
		x.Value = yes
		if err != nil && before {
			x.Error = err.Error()
		}
		before = before && yes
		e.When = append(e.When, x)
	}
	for _, u := range ru.unless {
		x := Reason{Say: u.say, If: oneLine(u.cond.text)}
		yes, err := r.evaluate(ru, u.cond, s.world)
		if x.Value = yes; yes {
			x.Fact = u.fact(s.world)
		}
		if err != nil {
			x.Error = err.Error()
		}
		e.Unless = append(e.Unless, x)
	}
	a := r.ask(ru, s.world)
	switch {
	case a.err != nil:
		e.Answer, e.Error = "failed", a.err.Error()
	case a.matched && a.reason == nil:
		e.Answer = "yes"
	}
	if ru.remind != nil && v.Rule == ru.name && a.err == nil {
		e.Answer, e.Then = r.ending(e.Answer, v)
	}
	if last := r.lastSaid(ru, s); e.Answer == "yes" && e.Then == "" && !last.IsZero() {
		e.Then = "was said on " + last.Format(billing.English)
	}
	return e
}

// lastSaid is when a rule's message about a subject went out; zero if never.
func (r *run) lastSaid(ru *rule, s *subject) billing.Date {
	var last billing.Date
	for _, a := range ru.actions {
		if n, ok := a.(*notifyAction); ok && !n.digest {
			if d := r.History.Notified[NotifiedKey(ru.name, s.about(n.oncePer))]; d.After(last) {
				last = d
			}
		}
	}
	return last
}

// ending is the line below the rule that decides about letters.
func (r *run) ending(answer string, v plan.Verdict) (string, string) {
	switch v.Outcome {
	case plan.OutcomeLetter:
		if v.Line == 0 {
			return answer, v.Reason + ": " + v.Detail
		}
		if strings.HasPrefix(v.Reason, "level") {
			return answer, v.Reason + ", " + r.day()
		}
		return answer, fmt.Sprintf("level %d: %s", v.NextLevel, v.Reason)
	case plan.OutcomeHold:
		return "no", "held: " + v.Reason
	case plan.OutcomeLeftAlone:
		if v.NextLevel == 0 {
			return "no", v.Reason
		}
		if answer == "yes" { // the ladder says not yet
			return "no", fmt.Sprintf("%s; level %d from %s on, if still open", v.Reason, v.NextLevel, weekday(v.NextOn))
		}
		if v.NextOn.After(r.Snapshot.Today) {
			return "no", fmt.Sprintf("would be level %d on %s, if still open", v.NextLevel, weekday(v.NextOn))
		}
		return "no", fmt.Sprintf("would be level %d, if this ends and it is still open", v.NextLevel)
	}
	return answer, ""
}

// weekday is "Thu 26 Nov".
// day is the day that the decision is for: today, or the one that was asked
// about.
func (r *run) day() string {
	if at := r.Snapshot.ReadAt; at.IsZero() || billing.DateOf(at) == r.Snapshot.Today {
		return "today"
	}
	return "on " + weekday(r.Snapshot.Today)
}

func weekday(d billing.Date) string { return d.In(time.UTC).Format("Mon 02 Jan") }
