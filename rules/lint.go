package rules

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/internal/diag"
)

// lint is a check of a set of rules that has no errors: it warns of what runs,
// but probably not as meant. To add one: a file lint_x.go, an entry in lints,
// a page in internal/checks and a pair in testdata/bad.
type lint struct {
	code  string
	check func(*linter)
}

func lints() []lint {
	return []lint{
		{"never-true", neverTrue},
		{"always-true", alwaysTrue},
		{"shadowed", shadowed},
		{"overlap", overlap},
	}
}

// lintBudget is how many worlds one check tries in all, so that a long file
// takes no longer than people wait.
const lintBudget = 300_000

// Lint warns of rules that contradict themselves or each other. It says
// nothing that it can't prove. The list is sorted by place.
func (s *Set) Lint() diag.List {
	l := newLinter(s.rules)
	for _, c := range lints() {
		l.code = c.code
		c.check(l)
	}
	l.list.Sort()
	return l.list
}

// linter looks at the rules of a set.
type linter struct {
	solver
	code  string
	list  diag.List
	rules []*linted
}

// linted is a rule with its conditions as formulas.
type linted struct {
	*rule
	axes   *axes
	when   []part
	unless [][]part
	// turn is when with what a letter needs; acting, also that no reason of
	// unless holds: the rule does something.
	turn, acting []demand
	// silent: it was warned that the rule does nothing, so the other checks
	// leave it alone.
	silent bool
}

func newLinter(rules []rule) *linter {
	byData := map[string]*axes{}
	l := &linter{solver: solver{budget: lintBudget}}
	for i := range rules {
		r := &linted{rule: &rules[i]}
		if byData[r.data.name] == nil {
			byData[r.data.name] = &axes{}
		}
		x := byData[r.data.name]
		r.axes, r.when = x, x.read(r.rule.when)
		for _, u := range r.rule.unless {
			r.unless = append(r.unless, x.read(u.cond))
		}
		r.turn = append(all(r.when), r.letter()...)
		r.acting = append(slices.Clone(r.turn), r.free()...)
		l.rules = append(l.rules, r)
	}
	return l
}

// can reports how a demand of a rule's data set can be met.
func (l *linter) can(r *linted, demands []demand) solution {
	out, _ := l.solve(r.axes, demands)
	return out
}

// free are the demands that no reason of unless holds.
func (r *linted) free() []demand {
	var out []demand
	for _, u := range r.unless {
		out = append(out, demandOf(conjunction(u), no, false))
	}
	return out
}

// conjunction is the parts as one formula.
func conjunction(parts []part) formula {
	var out formula = constant(yes)
	for i, p := range parts {
		if i == 0 {
			out = p.formula
			continue
		}
		out = both{out, p.formula}
	}
	return out
}

// letter are the demands of a world in which a ladder writes: the invoice is
// overdue and not in debt collection. See dunningGates.
func (r *linted) letter() []demand {
	if r.remind == nil {
		return nil
	}
	late := r.axes.get("invoice.days_overdue", aNumber)
	collection := r.axes.get("invoice.in_collection", aYesNo)
	return []demand{demandOf(against{late, ">=", 1}, yes, false), demandOf(against{collection, "==", int64(yes)}, no, false)}
}

// warn reports at a place of a rule's source.
func (l *linter) warn(n *diag.Node, p *part, text, help string) {
	pos := n.Text()
	if p != nil {
		pos = pieceOf(n, p.from, p.to)
	}
	l.list.Add(diag.Problem{Pos: pos, Severity: diag.Warning, Code: l.code, Text: text, Help: help})
}

// where is a rule's place as another rule's message names it.
func (r *linted) where() string {
	return fmt.Sprintf("rule %q (line %d of %s)", r.name, r.at.name.Line, r.at.name.File)
}

// clash names parts that can't be true together: one, or two.
func (l *linter) clash(r *linted, parts []part) []part {
	for _, p := range parts {
		if l.can(r, all([]part{p})) == impossible {
			return []part{p}
		}
	}
	for i, p := range parts {
		for _, q := range parts[:i] {
			if l.can(r, all([]part{q, p})) == impossible {
				return []part{q, p}
			}
		}
	}
	return nil
}

// earlier are the rules before r on its data set that still count.
func (l *linter) earlier(i int) []*linted {
	return slices.DeleteFunc(slices.Clone(l.rules[:i]), func(a *linted) bool { return a.silent || a.data.name != l.rules[i].data.name })
}
