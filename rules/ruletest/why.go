package ruletest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// whys collects the reasons of a failed test, each rule once.
type whys []Why

func (w *whys) add(y Why) {
	if !slices.ContainsFunc(*w, func(x Why) bool { return x.Text == y.Text }) {
		*w = append(*w, y)
	}
}

// rule says why a rule did what it did, or did nothing.
func (w *whys) rule(o outcome, p pair) {
	name := ""
	switch {
	case p.want != nil:
		name = p.want.rule
	default:
		name = p.got.Rule
	}
	found := false
	for _, a := range o.answers {
		for _, r := range a.Rules {
			if r.Rule != name || p.got != nil && p.got.Subject.Kind != "job" && (p.got.Subject.Kind != a.Subject.Kind || p.got.Subject.ID != a.Subject.ID) {
				continue
			}
			found = true
			w.add(answer(r, o.verdict, p.got))
		}
	}
	switch {
	case found:
	case o.verdict.Outcome != "":
		w.verdict(o)
	default:
		w.add(Why{Text: name + ": was not asked about this"})
	}
}

// answer is one rule's answer in words.
func answer(r rules.RuleExplanation, v plan.Verdict, got *plan.Line) Why {
	held, isHeld := heldBack(r)
	switch {
	case r.Answer == "failed":
		return Why{Text: r.Rule + ": " + r.Error}
	case got != nil && letter(*got):
		return fate(v)
	case got != nil:
		return Why{Text: r.Rule + ": when is true", Terms: r.When}
	case slices.ContainsFunc(r.When, func(t rules.Term) bool { return !t.Value }):
		return Why{Text: r.Rule + ": when is false", Terms: r.When}
	case isHeld:
		return Why{Text: fmt.Sprintf("%s: unless %s: %s%s", r.Rule, held.If, held.Say, inBrackets(held.Fact))}
	case r.Rule == v.Rule:
		return Why{Text: fmt.Sprintf("%s: %s", r.Rule, cmp.Or(r.Then, v.Reason+inBrackets(v.Detail)))}
	case r.Then != "":
		return Why{Text: r.Rule + ": " + r.Then}
	case r.Answer == "yes" && v.Outcome == plan.OutcomeHold:
		return Why{Text: fmt.Sprintf("%s: the invoice is held: %s%s", r.Rule, v.Reason, inBrackets(v.Detail))}
	}
	return Why{Text: r.Rule + ": when is true, and nothing is left to do", Terms: r.When}
}

// verdict says what became of the invoice.
func (w *whys) verdict(o outcome) { w.add(fate(o.verdict)) }

// fate is a verdict in words.
func fate(v plan.Verdict) Why {
	detail := v.Detail
	switch {
	case v.Outcome != plan.OutcomeLetter || detail != "":
	case v.Level == 0:
		detail = "no letter before"
	default:
		detail = fmt.Sprintf("level %d was reached before", v.Level)
	}
	text := fmt.Sprintf("%s: %s%s", v.Outcome, v.Reason, inBrackets(detail))
	if v.Rule != "" {
		text = v.Rule + ": " + text
	}
	return Why{Text: text}
}

// heldBack is the first reason of a rule that holds, if its when is true.
func heldBack(r rules.RuleExplanation) (rules.Reason, bool) {
	if slices.ContainsFunc(r.When, func(t rules.Term) bool { return !t.Value }) {
		return rules.Reason{}, false
	}
	i := slices.IndexFunc(r.Unless, func(u rules.Reason) bool { return u.Value })
	if i < 0 {
		return rules.Reason{}, false
	}
	return r.Unless[i], true
}

func letter(l plan.Line) bool {
	_, ok := l.Params.(plan.Remind)
	return ok
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}
