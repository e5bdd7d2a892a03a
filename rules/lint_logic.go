package rules

import "math"

// The checks of a rule file that go beyond one word ask whether a condition
// can be true at all, or whenever another one is. A condition becomes a formula
// over axes: what it asks about, such as the days overdue. Between the values
// that a formula names nothing changes, so that a few values of each axis stand
// for all of them, and trying those is a proof.

// truth is the answer to a question in one world.
type truth int8

const (
	no truth = iota
	yes
	broken // can't be answered, such as EUR against CHF; the rule stops there
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// point is one world: a value for each axis.
type point map[*axis]int64

// formula is a condition as far as its logic goes.
type formula interface {
	ask(point) truth
	// over calls see for each axis that the answer depends on, with the values
	// at which it may change.
	over(see seer)
}

// seer is shown the axes of a formula.
type seer func(a *axis, marks ...int64)

// constant is true or false, written out.
type constant truth

func (c constant) ask(point) truth { return truth(c) }
func (c constant) over(seer)       {}

// both is "and". As in the language, the right side is not asked if the left
// one settles it.
type both struct{ l, r formula }

func (f both) ask(p point) truth {
	if l := f.l.ask(p); l != yes {
		return l
	}
	return f.r.ask(p)
}

func (f both) over(see seer) { f.l.over(see); f.r.over(see) }

// anyOf is "or".
type anyOf struct{ l, r formula }

func (f anyOf) ask(p point) truth {
	if l := f.l.ask(p); l != no {
		return l
	}
	return f.r.ask(p)
}

func (f anyOf) over(see seer) { f.l.over(see); f.r.over(see) }

// negation is "not".
type negation struct{ f formula }

func (f negation) ask(p point) truth {
	switch f.f.ask(p) {
	case no:
		return yes
	case yes:
		return no
	}
	return broken
}

func (f negation) over(see seer) { f.f.over(see) }

// against compares an axis with a number.
type against struct {
	axis  *axis
	op    string
	limit int64
}

func (f against) ask(p point) truth {
	v := p[f.axis]
	if v == absent {
		return broken
	}
	return truthOf(ordered(f.op, compareInts(v, f.limit)))
}

func (f against) over(see seer) { see(f.axis, f.limit) }

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// flag is a question that is not looked into: it is answered by itself, and
// may break.
type flag struct{ axis *axis }

func (f flag) ask(p point) truth { return truth(p[f.axis]) }
func (f flag) over(see seer)     { see(f.axis) }

// priced compares an amount with one that depends on the currency.
type priced struct {
	amount, currency *axis
	op               string
	// limit is the other side in minor units; false if there is none.
	limit func(currency string) (int64, bool)
	named []int64 // the currencies that it names
}

func (f priced) ask(p point) truth {
	limit, ok := f.limit(f.currency.words[p[f.currency]])
	if !ok {
		return broken
	}
	return truthOf(ordered(f.op, compareInts(p[f.amount], limit)))
}

func (f priced) over(see seer) {
	see(f.currency, f.named...)
	for _, c := range f.currency.words {
		if v, ok := f.limit(c); ok {
			see(f.amount, v)
		}
	}
}

// absent is the value of a date that is not there.
const absent = math.MinInt64
