package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

// unmatchedDays is how long a payment that nobody matched with an invoice is
// worth a look before letters go.
const unmatchedDays = 30

// strayReminders warns of reminders that name no invoice: nobody can tell
// whose level they are.
func (r *run) strayReminders() []string {
	var ids []billing.ID
	for _, rem := range r.Snapshot.Reminders {
		if rem.Invoice.ID == 0 {
			ids = append(ids, rem.ID)
		}
	}
	slices.Sort(ids)
	switch len(ids) {
	case 0:
		return nil
	case 1:
		return []string{fmt.Sprintf("reminder %d in MOCO names no invoice; it counts for no level, look it up in MOCO", ids[0])}
	}
	labels := make([]string, len(ids))
	for i, id := range ids {
		labels[i] = fmt.Sprint(id)
	}
	return []string{fmt.Sprintf("reminders %s in MOCO name no invoice; they count for no level, look them up in MOCO", some(labels))}
}

// unmatchedPayments warns of money that came in lately and belongs to no
// invoice yet: a customer who is about to get a letter may have sent it.
func (r *run) unmatchedPayments() []string {
	n, unknown := 0, 0
	var sum billing.Totals
	for _, p := range r.Snapshot.Payments {
		if p.Invoice.ID != 0 || r.Snapshot.Today.Sub(p.Date) > unmatchedDays {
			continue
		}
		n++
		more, err := sum.Plus(p.PaidTotal)
		if err != nil || !p.PaidTotal.Known() {
			unknown++
			continue
		}
		sum = more
	}
	if n == 0 {
		return nil
	}
	text := fmt.Sprintf("%s of the last %d days", plural(n, "payment"), unmatchedDays)
	switch {
	case unknown == n:
	case unknown > 0:
		text += fmt.Sprintf(" (%s, %d without an amount)", sum.Format(billing.English), unknown)
	default:
		text += fmt.Sprintf(" (%s)", sum.Format(billing.English))
	}
	belong := "belongs"
	if n > 1 {
		belong = "belong"
	}
	return []string{fmt.Sprintf("%s %s to no invoice in MOCO; match them before a customer who has paid gets a letter", text, belong)}
}

// These mark the tags that a file's expressions look for among what its rules
// use: `"VIP" in customer.tags`, and customer.has_tag("vip"), where capital
// and small letters are the same.
const (
	tagUse     = "tag exactly: "
	anyCaseUse = "tag in any case: "
)

// tagged notes a tag that is written out. Those of projects are left alone:
// few jobs read projects.
func (c *checker) tagged(n *ast.BinaryNode) {
	of := n.Right.String()
	if tag, ok := n.Left.(*ast.StringNode); ok && strings.HasSuffix(of, ".tags") && !strings.Contains(of, "project.") {
		c.scope.used[tagUse+tag.Value] = true
	}
}

// tags are the tags that the file's rules look for in one of the two ways,
// sorted.
func (r *reader) tags(way string) []string {
	var out []string
	for use := range r.used {
		if tag, ok := strings.CutPrefix(use, way); ok {
			out = append(out, tag)
		}
	}
	slices.Sort(out)
	return out
}

// usedLists are the file's lists that rules name.
func (r *reader) usedLists() []list {
	var out []list
	for _, l := range r.lists {
		if r.used["lists."+l.name] {
			out = append(out, l)
		}
	}
	return out
}

// unknownNames warns of customer numbers and tags of the rule files that MOCO
// does not know: with a typing mistake, the customer who must get no letter
// gets one.
func (r *run) unknownNames() []string {
	if len(r.Snapshot.Companies) == 0 {
		return nil
	}
	var numbers, tags []string
	for i := range r.Snapshot.Companies {
		c := &r.Snapshot.Companies[i]
		numbers, tags = append(numbers, c.Identifier), append(tags, c.Tags...)
	}
	for i := range r.Snapshot.Invoices {
		tags = append(tags, r.Snapshot.Invoices[i].Tags...)
	}
	slices.Sort(numbers)
	slices.Sort(tags)
	numbers, tags = slices.Compact(numbers), slices.Compact(tags)
	var out []string
	for _, l := range r.set.lists {
		var missing []string
		for _, n := range l.customers {
			if !slices.Contains(numbers, n) {
				missing = append(missing, "no customer "+oneLine(n))
			}
		}
		missing = append(missing, unknownTags(l.tags, tags, strings.EqualFold)...)
		if len(missing) > 0 {
			out = append(out, fmt.Sprintf("list %s: %s in MOCO", l.name, strings.Join(missing, ", ")))
		}
	}
	asked := func(list []string, same func(a, b string) bool) {
		for _, tag := range list {
			for _, m := range unknownTags([]string{tag}, tags, same) {
				out = append(out, m+" in MOCO, which a rule asks for")
			}
		}
	}
	asked(r.set.tags, func(a, b string) bool { return a == b })
	asked(r.set.anyCaseTags, strings.EqualFold)
	slices.SortFunc(out, cmp.Compare[string])
	return slices.Compact(out)
}

// unknownTags are the tags that nothing carries and that look like a mistake:
// none of the list is known, or MOCO has one that is almost the same. A tag
// that nobody needs just now is none.
func unknownTags(list, known []string, same func(a, b string) bool) []string {
	in := func(tags []string, tag string) bool {
		return slices.ContainsFunc(tags, func(t string) bool { return same(t, tag) })
	}
	used := slices.ContainsFunc(list, func(t string) bool { return in(known, t) })
	var out []string
	for _, t := range list {
		near := diag.Suggest(t, known)
		switch {
		case in(known, t), used && (near == "" || in(list, near)):
		case near == "":
			out = append(out, fmt.Sprintf("no tag %q", oneLine(t)))
		default:
			out = append(out, fmt.Sprintf("no tag %q (there is %q)", oneLine(t), oneLine(near)))
		}
	}
	return out
}
