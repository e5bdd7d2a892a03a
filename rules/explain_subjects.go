package rules

import (
	"slices"

	"github.com/mocowork/mocowork/plan"
)

// SubjectExplanation is the answer of every rule on one row of a data set.
type SubjectExplanation struct {
	Subject plan.Subject
	Rules   []RuleExplanation
}

// ExplainSubjects decides, and says for each subject that pick names what every
// rule on its data set makes of it, invoices first. An invoice whose data can't
// be trusted is asked nothing and has no rules. It fails with Decide's errors.
func (s *Set) ExplainSubjects(in Input, pick func(plan.Subject) bool) (Decision, []SubjectExplanation, error) {
	r, d, err := s.decide(in)
	if err != nil {
		return Decision{}, nil, err
	}
	var out []SubjectExplanation
	for _, c := range r.claims {
		sub := c.subject()
		if !pick(sub.Subject) {
			continue
		}
		x := SubjectExplanation{Subject: sub.Subject}
		if c.trusted {
			i := slices.IndexFunc(d.Verdicts, func(v plan.Verdict) bool { return v.InvoiceID == sub.ID })
			x.Rules = r.explainRules(c, d.Verdicts[i])
		}
		out = append(out, x)
	}
	for _, data := range datasets() {
		if data.subjects == nil {
			continue
		}
		for _, sub := range data.subjects(r) {
			if pick(sub.Subject) {
				out = append(out, SubjectExplanation{Subject: sub.Subject, Rules: r.explainOthers(data.name, sub)})
			}
		}
	}
	return d, out, nil
}

// explainOthers asks the rules on a data set other than invoices.
func (r *run) explainOthers(dataset string, sub *subject) []RuleExplanation {
	var out []RuleExplanation
	for i := range r.set.rules {
		if ru := &r.set.rules[i]; ru.data.name == dataset {
			out = append(out, r.explainRule(ru, sub, plan.Verdict{}))
		}
	}
	return out
}
