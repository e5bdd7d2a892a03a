package rules

import "fmt"

// alwaysTrue warns of questions whose answer is always yes. A plain true is
// meant so.
func alwaysTrue(l *linter) {
	for _, r := range l.rules {
		if r.silent {
			continue
		}
		for i := range r.when {
			if p := &r.when[i]; l.always(r, p) {
				l.warn(r.at.when, p, fmt.Sprintf("%s is always true", oneLine(p.text)), "take it out, or ask what was meant")
			}
		}
	}
}

func (l *linter) always(r *linted, p *part) bool {
	_, written := p.formula.(constant)
	return !written && l.can(r, []demand{p.not}) == impossible
}
