package rules

import (
	"fmt"
	"slices"
)

// overlap warns of two rules that write to the same invoice and get in each
// other's way. A rule is named once, with the first that it meets.
func overlap(l *linter) {
	for i, r := range l.rules {
		if r.silent {
			continue
		}
		for _, a := range l.earlier(i) {
			if what := collision(a, r); what != "" && l.together(a, r) {
				l.warn(r.at.when, nil, fmt.Sprintf("rule %q and %s can hold for one invoice, and both %s", r.name, a.where(), what), a.exclude(r))
				break
			}
		}
	}
}

// together reports whether both rules surely act on some invoice.
func (l *linter) together(a, b *linted) bool {
	first := a.acting
	if a.remind != nil && b.remind != nil {
		first = a.turn // it decides, whatever its unless says then
	}
	demands := slices.Concat(first, b.acting)
	return certain(demands) && l.can(b, demands) == possible
}

// exclude says what to do about a collision with the later rule r.
func (a *linted) exclude(r *linted) string {
	if a.remind != nil && r.remind != nil {
		return fmt.Sprintf("the first one decides; to say so, exclude its invoices here: … and not (%s)", oneLine(a.rule.when.text))
	}
	return "exclude in one rule what the other one takes"
}

// collision is what two rules would both do to an invoice; "" if they don't
// disturb each other.
func collision(a, b *linted) string {
	if a.remind != nil && b.remind != nil {
		return "remind"
	}
	for _, x := range a.actions {
		for _, y := range b.actions {
			if what := sameWrite(x, y); what != "" {
				return what
			}
		}
	}
	return ""
}

// sameWrite is what two actions both write; "" if nothing.
func sameWrite(x, y action) string {
	switch x := x.(type) {
	case *statusAction:
		if y, ok := y.(*statusAction); ok && x.target != y.target {
			return fmt.Sprintf("set its status, one to %s, one to %s", x.target, y.target)
		}
	case *tagAction:
		y, ok := y.(*tagAction)
		for _, t := range x.tags {
			if ok && slices.Contains(y.tags, t) {
				return fmt.Sprintf("add the tag %s", t)
			}
		}
	case *commentAction:
		if _, ok := y.(*commentAction); ok {
			return "comment on it"
		}
	}
	return ""
}
