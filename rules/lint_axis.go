package rules

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/conf"

	"github.com/mocowork/mocowork/billing"
)

// axisKind is how the values of an axis are chosen.
type axisKind int

const (
	aNumber axisKind = iota // whole numbers: days, levels, minor units
	aDate                   // days, or absent
	aWord                   // an index into words
	aYesNo                  // no, yes
	aFlag                   // no, yes, broken
)

// axis is one thing that formulas ask about. Axes are independent of each
// other but for facts().
type axis struct {
	name  string // such as invoice.days_overdue
	kind  axisKind
	floor bool     // never below 0
	words []string // of an aWord
	other int      // how many of its first words stand for all that is not named; 0: there is nothing else
	// about is what it is a fact about. Axes about different things have nothing
	// to do with each other.
	about string
	// unsure says that it may be tied to others about the same in ways that are
	// not known here, as a question is that was not looked into.
	unsure bool
}

// word is the index of a text.
func (a *axis) word(s string) int64 {
	if i := slices.Index(a.words, s); i >= 0 {
		return int64(i)
	}
	a.words = append(a.words, s)
	return int64(len(a.words) - 1)
}

// choices are values that stand for all: each of the marks, one below and one
// above it.
func (a *axis) choices(marks []int64) []int64 {
	switch a.kind {
	case aYesNo:
		return []int64{int64(no), int64(yes)}
	case aFlag:
		return []int64{int64(no), int64(yes), int64(broken)}
	case aWord:
		others := a.other
		if others == 0 {
			others = len(a.words)
		}
		for i := range others {
			marks = append(marks, int64(i))
		}
		return sortedSet(marks)
	}
	var out []int64
	for _, m := range marks {
		for _, v := range []int64{m - 1, m, m + 1} {
			if !a.floor || v >= 0 {
				out = append(out, v)
			}
		}
	}
	out = sortedSet(out)
	if a.kind == aDate {
		out = append(out, absent)
	}
	return out
}

func sortedSet(list []int64) []int64 {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// axes are those of the conditions that are looked at together.
type axes struct {
	list []*axis
	conf *conf.Config // of the data set
}

// get finds an axis or makes it.
func (x *axes) get(name string, kind axisKind) *axis {
	for _, a := range x.list {
		if a.name == name {
			return a
		}
	}
	a := &axis{name: name, kind: kind}
	a.about, a.unsure = topic(name, kind)
	switch {
	case kind == aWord && strings.HasSuffix(name, ".currency"):
		a.words = []string{"SEK", "JPY", "KWD"} // one for each number of decimals
		a.other = len(a.words)
	case kind == aWord:
		a.words, a.other = []string{"\x00"}, 1 // a text that no rule names
	case kind == aNumber:
		a.floor = neverNegative(name)
	}
	x.list = append(x.list, a)
	return a
}

// closed is an axis of texts that has no other values than those.
func (x *axes) closed(name string, words []string) *axis {
	a := x.get(name, aWord)
	a.words, a.other = words, 0
	return a
}

// money is the currency of an amount, invoice.currency for invoice.open. The
// currencies that no rule names are there once for each number of decimals.
func (x *axes) money(path string) *axis {
	owner, _, _ := cutLast(path)
	return x.get(owner+".currency", aWord)
}

// cutLast cuts at the last point.
func cutLast(path string) (owner, field string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// neverNegative reports whether a number counts something.
func neverNegative(name string) bool {
	if strings.HasPrefix(name, "len(") {
		return true
	}
	_, field, _ := cutLast(name)
	return slices.Contains([]string{"days_overdue", "days_overdue_when_paid", "level", "count", "open_count", "overdue_count", "open"}, field)
}

// fact is something that holds in every world: two axes of one invoice that
// have to do with each other.
type fact struct {
	a, b     string // fields of an invoice
	possible func(a, b *axis, p point) bool
}

// facts lists them. What is overdue is a claim, and a claim is open and has a
// status in which MOCO waits for money: see claim.view.
func facts() []fact {
	waits := func(status *axis, p point) bool {
		return slices.Contains([]string{
			string(billing.StatusCreated), string(billing.StatusSent), string(billing.StatusPartiallyPaid), string(billing.StatusOverdue),
		}, status.words[p[status]])
	}
	return []fact{
		{"days_overdue", "open", func(late, open *axis, p point) bool { return p[late] < 1 || p[open] > 0 }},
		{"days_overdue", "status", func(late, status *axis, p point) bool { return p[late] < 1 || waits(status, p) }},
		{"open", "status", func(open, status *axis, p point) bool { return p[open] < 1 || waits(status, p) }},
	}
}

// tied lists the axes that a fact ties together, where both are there.
func (x *axes) tied(see func(f fact, a, b *axis)) {
	for _, f := range facts() {
		for _, a := range x.list {
			owner, field, _ := cutLast(a.name)
			if field != f.a || owner != "invoice" && !strings.HasSuffix(owner, ".invoice") {
				continue
			}
			for _, b := range x.list {
				if b.name == owner+"."+f.b {
					see(f, a, b)
				}
			}
		}
	}
}

// topic is what a field is about, and whether it is unsure.
func topic(path string, kind axisKind) (about string, unsure bool) {
	owner, field, _ := cutLast(path)
	switch {
	case strings.Contains(path, ".customer.") || field == "tags" || field == "customer":
		return "the customer", false
	case slices.Contains([]string{"open", "days_overdue", "status", "payment_pending"}, field):
		return owner + "'s money", false
	case slices.Contains([]string{"overdue", "paid", "gross", "net", "days_overdue_when_paid", "has_due", "due"}, field) || kind == aDate:
		return owner + "'s money", true
	case slices.Contains([]string{"level", "count", "reminders", "reminded_within"}, field):
		return owner + "'s reminders", true
	}
	return path, false
}
