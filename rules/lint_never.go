package rules

import "fmt"

// neverTrue warns of rules that never do anything, and of reasons that never
// hold.
func neverTrue(l *linter) {
	for _, r := range l.rules {
		r.silent = l.neverActs(r)
		for i, u := range r.unless {
			if l.can(r, all(u)) == impossible {
				l.warn(r.at.unless[i], nil, fmt.Sprintf("this reason of rule %q can never hold%s", r.name, because(l.clash(r, u))), "")
			}
		}
	}
}

// neverActs warns of a rule that does nothing in any world.
func (l *linter) neverActs(r *linted) bool {
	when := r.at.when
	switch {
	case l.can(r, all(r.when)) == impossible:
		l.warn(when, nil, fmt.Sprintf("rule %q can never be true%s", r.name, because(l.clash(r, r.when))), "")
	case l.can(r, append(all(r.when), r.free()...)) == impossible, l.can(r, r.turn) == possible && l.can(r, r.acting) == impossible:
		l.warn(when, nil, fmt.Sprintf("rule %q never acts: whenever its when is true, a reason of its unless holds", r.name), "")
	case r.remind != nil && l.can(r, r.turn) == impossible:
		l.warn(when, nil, fmt.Sprintf("rule %q never sends a letter: its when is not true for any overdue invoice", r.name),
			"letters go to invoices that are overdue, open and not in debt collection")
	default:
		return false
	}
	return true
}

// because names the parts that exclude each other.
func because(parts []part) string {
	switch len(parts) {
	case 1:
		return fmt.Sprintf(": %s is never true", oneLine(parts[0].text))
	case 2:
		return fmt.Sprintf(": %s and %s exclude each other", oneLine(parts[0].text), oneLine(parts[1].text))
	}
	return ""
}
