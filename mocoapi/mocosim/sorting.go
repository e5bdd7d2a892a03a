package mocosim

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// sort orders by sort_by=field [asc|desc] if it is given, else by order. Equal ones keep the default order.
func (q *query) sort(order func(a, b *object) int) {
	arrange(q.rows, order)
	field, dir, _ := strings.Cut(q.c.asked("sort_by"), " ")
	if field == "" {
		return
	}
	slices.SortStableFunc(q.rows, func(a, b *object) int {
		n := compareField(a, b, field)
		if strings.EqualFold(strings.TrimSpace(dir), "desc") {
			return -n
		}
		return n
	})
}

// arrange sorts. Objects are mostly kept in the order in which they came, so a list is often in order already, or in the
// opposite one: a hundred thousand rows are then not sorted anew for each page.
func arrange(rows []*object, order func(a, b *object) int) {
	switch {
	case slices.IsSortedFunc(rows, order):
	case slices.IsSortedFunc(rows, func(a, b *object) int { return descending(order(a, b)) }):
		slices.Reverse(rows)
	default:
		slices.SortStableFunc(rows, order)
	}
}

// descending turns an order round. Equal ones count as out of order, since turning them round would swap them.
func descending(n int) int {
	if n == 0 {
		return 1
	}
	return -n
}

func compareField(a, b *object, field string) int {
	if x, ok := a.amount(field); ok {
		if y, ok := b.amount(field); ok {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(collate(a.text(field)), collate(b.text(field)))
}

func byID(a, b *object) int { return cmp.Compare(a.known(), b.known()) }

// known is the object's id.
func (o *object) known() int64 {
	if o.id != 0 {
		return o.id
	}
	return o.number("id")
}

// newestFirst is recorded for comments. For invoices, payments and reminders no order is known; this one lets a new
// object shift all later pages.
func newestFirst(a, b *object) int { return -byID(a, b) }

// byNumber orders by a whole number.
func byNumber(key string) func(a, b *object) int {
	return func(a, b *object) int { return cmp.Or(cmp.Compare(a.number(key), b.number(key)), byID(a, b)) }
}

func byDate(a, b *object) int {
	return cmp.Or(cmp.Compare(a.text("date"), b.text("date")), byID(a, b))
}

func byText(keys ...string) func(a, b *object) int {
	return func(a, b *object) int {
		for _, k := range keys {
			if n := cmp.Compare(collate(a.text(k)), collate(b.text(k))); n != 0 {
				return n
			}
		}
		return byID(a, b)
	}
}

var umlauts = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss", "é", "e", "è", "e", "à", "a")

// collate makes texts comparable the way MOCO's lists are ordered: case and punctuation do not count.
func collate(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, umlauts.Replace(strings.ToLower(s)))
}
