package ruletest

import (
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// Result is what one test came to.
type Result struct {
	File   string `json:"file"`
	Line   int    `json:"line"` // of the test's name
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	// Differences are what came out in another way, and Because says why.
	Differences []Difference `json:"differences,omitempty"`
	Because     []Why        `json:"because,omitempty"`
	// Actions are what came out, one a line, and Verdict what became of the
	// invoice; empty if the test is about something else.
	Actions []string `json:"actions"`
	Verdict string   `json:"verdict,omitzero"`

	test  *Test
	got   outcome
	pairs []pair
}

// Difference is one detail that is not as wanted.
type Difference struct {
	What string `json:"what"` // dunning.remind.level
	Want string `json:"want"`
	Got  string `json:"got"`
	Note string `json:"note,omitzero"` // missing or surplus, for a whole action
}

// Why is the answer of one rule.
type Why struct {
	Text  string       `json:"text"`
	Terms []rules.Term `json:"terms,omitempty"`
}

// nothing stands where there is no action.
const nothing = "—"

// pair is a wanted action and what came out for it; one of them may be missing.
type pair struct {
	want *want
	got  *plan.Line
}

// agree reports whether every detail that is wanted came out.
func (p pair) agree(today billing.Date) bool {
	for _, d := range p.want.params {
		if !same(d.value, d.got(*p.got, today)) {
			return false
		}
	}
	return true
}

// match pairs wanted actions with those that came out: the ones that agree
// first, then the others of the same rule and kind, in order.
func match(wants []want, got []plan.Line, today billing.Date) []pair {
	pairs := make([]pair, len(wants))
	used := make([]bool, len(got))
	for _, exactly := range []bool{true, false} {
		for i := range wants {
			pairs[i].want = &wants[i]
			for k := range got {
				if pairs[i].got != nil || used[k] || got[k].Rule != wants[i].rule || got[k].Action != wants[i].action.name {
					continue
				}
				if p := (pair{&wants[i], &got[k]}); !exactly || p.agree(today) {
					pairs[i], used[k] = p, true
				}
			}
		}
	}
	for k := range got {
		if !used[k] && !goesAlong(got[k], got) {
			pairs = append(pairs, pair{got: &got[k]})
		}
	}
	return pairs
}

// goesAlong reports whether a line is one of the day's digest that a rule
// writes beside its letter. It may be expected, and need not be: the letter is
// what the test is about.
func goesAlong(l plan.Line, all []plan.Line) bool {
	n, ok := l.Params.(plan.Notify)
	if !ok || !n.Digest {
		return false
	}
	for _, other := range all {
		if _, letter := other.Params.(plan.Remind); letter && other.Rule == l.Rule && other.Subject == l.Subject {
			return true
		}
	}
	return false
}

// differences are what is not as wanted about a pair.
func (p pair) differences(today billing.Date) []Difference {
	switch {
	case p.got == nil:
		return []Difference{{What: p.want.rule + "." + p.want.action.name, Want: p.want.summary(), Got: nothing, Note: "missing"}}
	case p.want == nil:
		return []Difference{{What: p.got.Rule + "." + p.got.Action, Want: nothing, Got: summary(*p.got, today), Note: "surplus"}}
	}
	var out []Difference
	for _, d := range p.want.params {
		if got := d.got(*p.got, today); !same(d.value, got) {
			out = append(out, Difference{What: p.want.rule + "." + p.want.action.name + "." + d.name, Want: orNone(d.value), Got: orNone(got)})
		}
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return nothing
	}
	return s
}

// summary is the wanted action in a few words: severity critical.
func (w want) summary() string {
	var parts []string
	for _, d := range w.params {
		parts = append(parts, d.name+" "+d.value)
	}
	if len(parts) == 0 {
		return w.action.name
	}
	return strings.Join(parts, ", ")
}

// summary is an action that came out in a few words.
func summary(l plan.Line, today billing.Date) string {
	a, _ := actionNamed(l.Action)
	var parts []string
	for _, p := range a.params {
		if p.main {
			parts = append(parts, p.name+" "+p.got(l, today))
		}
	}
	return strings.Join(parts, ", ")
}

// describe is an action on a line of its own.
func describe(l plan.Line, today billing.Date) string {
	return fmt.Sprintf("%s: %s, %s", l.Rule, l.Action, summary(l, today))
}
