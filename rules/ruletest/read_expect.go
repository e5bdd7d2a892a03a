package ruletest

import (
	"fmt"

	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// outcomes are the verdicts that a test may name.
func outcomes() []string {
	var out []string
	for _, o := range []plan.Outcome{plan.OutcomeLetter, plan.OutcomeLeftAlone, plan.OutcomeNotDue, plan.OutcomeHold, plan.OutcomeOut, plan.OutcomeNoRule} {
		out = append(out, string(o))
	}
	return out
}

// expectations reads what must come out.
func (r *reader) expectations(f *diag.Fields, t *Test) {
	for _, e := range f.Node.Fields() {
		if e.Key.Value == "expect" {
			t.expectKey = e.Key
		}
	}
	for _, item := range f.Items("expect") {
		if item.Kind != diag.Map || len(item.Fields()) != 1 {
			r.list.Add(diag.Problem{Pos: item.Text(), Code: "type", Text: "want one rule with its actions", Help: "such as dunning: {remind: {level: 1}}, each with its own dash"})
			continue
		}
		r.wants(item, t)
	}
	for _, name := range []string{"because", "verdict", "open"} {
		if !f.Has(name) {
			continue
		}
		if t.subject.Kind != "invoice" {
			f.List().Errorf(f.Key(name), "subject", "%s: is about an invoice, and this test is about a %s", name, t.subject.Kind)
			continue
		}
		t.checks = append(t.checks, check{name: name, value: r.checked(f, name), node: f.Get(name)})
	}
	if !f.Has("expect") && !f.Has("because") && !f.Has("verdict") && !f.Has("open") {
		r.list.Add(diag.Problem{Pos: t.Pos, Code: "missing-key", Text: fmt.Sprintf("test %q expects nothing", t.Name), Help: "write expect: [] if no action must come out"})
	}
}

func (r *reader) checked(f *diag.Fields, name string) string {
	switch name {
	case "verdict":
		return f.Enum(name, outcomes()...)
	case "open":
		return readMoney(f, name)
	}
	return f.String(name)
}

// wants reads one rule with its actions.
func (r *reader) wants(item *diag.Node, t *Test) {
	rule := item.Fields()[0]
	where := fmt.Sprintf("rule %q", rule.Key.Value)
	if rule.Value.Kind != diag.Map || len(rule.Value.Fields()) == 0 {
		r.list.Add(diag.Problem{Pos: rule.Value.Text(), Code: "type", Text: where + ": want its actions", Help: "such as remind: {level: 1}"})
		return
	}
	t.named = append(t.named, rule.Key)
	for _, e := range rule.Value.Fields() {
		a, ok := actionNamed(e.Key.Value)
		if !ok {
			r.list.Add(diag.Problem{Pos: e.Key.Pos(), Code: "unknown-action", Text: fmt.Sprintf("unknown action %q", e.Key.Value), Help: diag.DidYouMean(e.Key.Value, actionNames())})
			continue
		}
		w := want{rule: rule.Key.Value, action: a, item: item, key: rule.Key}
		f := diag.Bind(r.list, e.Value, a.name+" in "+where, a.keys().names()...)
		for _, p := range a.params {
			if f.Has(p.name) {
				w.params = append(w.params, wanted{param: p, value: p.read(f, p.name), node: f.Get(p.name)})
			}
		}
		t.wants = append(t.wants, w)
	}
}
