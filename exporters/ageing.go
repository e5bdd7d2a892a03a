package exporters

import (
	"fmt"
	"strconv"

	"github.com/mocowork/mocowork/billing"
)

// bucket is a class of days overdue. Both ends count; last 0 has no end.
type bucket struct{ first, last int }

// buckets are the classes in their order. What is not due is always a class of
// its own, and the first.
func buckets() []bucket { return []bucket{{0, 0}, {1, 30}, {31, 60}, {61, 90}, {91, 0}} }

// bucketOf is the index of the class that a number of days falls into.
func bucketOf(days int) int {
	all := buckets()
	for i := len(all) - 1; i > 0; i-- {
		if days >= all[i].first {
			return i
		}
	}
	return 0
}

// title is the class for people: "nicht fällig", "1–30", "> 90".
func (b bucket) title(l billing.Language) string {
	switch {
	case b.first == 0:
		return say(l, "nicht fällig", "not due")
	case b.last == 0:
		return fmt.Sprintf("> %d", b.first-1)
	}
	return fmt.Sprintf("%d–%d", b.first, b.last)
}

// where are the conditions that put a row into the class.
func (b bucket) where(column string) []Where {
	if b.first == 0 {
		return []Where{{Column: column, Op: "<=", Value: "0"}}
	}
	w := []Where{{Column: column, Op: ">=", Value: strconv.Itoa(b.first)}}
	if b.last > 0 {
		w = append(w, Where{Column: column, Op: "<=", Value: strconv.Itoa(b.last)})
	}
	return w
}

// look colours the class: amber over 30 days, red over 60.
func (b bucket) look() Look {
	switch {
	case b.first > 60:
		return Red
	case b.first > 30:
		return Amber
	}
	return Plain
}

// warn colours the class's column where it is not zero.
func (b bucket) warn() Warn {
	switch b.look() {
	case Red:
		return WarnRed
	case Amber:
		return WarnAmber
	}
	return WarnNever
}
