package rules

import (
	"fmt"
	"slices"
)

// shadowed warns of rules with letters that never get a turn: the first rule
// with a letter whose when is true decides about an invoice, see
// run.chooseRule.
func shadowed(l *linter) {
	for i, r := range l.rules {
		if r.remind == nil || r.silent {
			continue
		}
		_, example := l.solve(r.axes, r.acting)
		for _, a := range l.earlier(i) {
			if a.remind == nil || a.passes(example) || !l.implied(r, a) {
				continue
			}
			l.warn(r.at.when, nil, fmt.Sprintf("rule %q never sends a letter: %s comes first and is true whenever this one is", r.name, a.where()),
				"put the narrower rule first, or take this one out")
			r.silent = true
			break
		}
	}
}

// passes reports whether the rule is surely not true in a world that may not
// say everything.
func (r *linted) passes(p point) bool {
	return slices.ContainsFunc(r.when, func(q part) bool {
		known := true
		q.formula.over(func(a *axis, _ ...int64) {
			_, ok := p[a]
			known = known && ok
		})
		return known && !q.yes.met(p)
	})
}

// implied reports whether a's when is true in each world in which r would send
// a letter.
func (l *linter) implied(r, a *linted) bool {
	return !slices.ContainsFunc(a.when, func(p part) bool {
		return l.can(r, append(slices.Clone(r.acting), p.not)) != impossible
	})
}
