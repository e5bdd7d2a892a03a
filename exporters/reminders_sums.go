package exporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// dunned are the sums of one currency.
type dunned struct {
	currency string
	open     tally
	fees     billing.Money
	levels   []*dunnedLevel
	resting  tally
}

// dunnedLevel are the sums of one level.
type dunnedLevel struct {
	level   int
	open    tally
	fees    billing.Money
	inTerm  int
	results [4]int // by result
}

// crossing is how often a rule's reminders crossed a payment.
type crossing struct {
	rule                  string // "" for reminders made by hand
	sent, judged, crossed int
}

// add computes all sums. It fails on a sum that does not fit.
func (l *letters) add() error {
	rows, found := map[string]int{}, map[string]*dunned{}
	for _, x := range l.rows {
		rows[x.open.Currency]++
	}
	for _, v := range l.resting {
		if v.Open.Known() {
			rows[v.Open.Currency] += 0
		}
	}
	l.order(rows)
	for _, code := range l.codes {
		zero := billing.Money{Currency: code}
		c := &dunned{currency: code, open: tally{sum: zero}, fees: zero, resting: tally{sum: zero}}
		found[code] = c
		l.currencies = append(l.currencies, c)
	}
	for _, x := range l.rows {
		if err := found[x.open.Currency].add(x); err != nil {
			return fmt.Errorf("reminder %d: %w", x.id, err)
		}
		l.count(x)
	}
	for _, v := range l.resting {
		if !v.Open.Known() {
			continue
		}
		if err := found[v.Open.Currency].resting.add(v.Open); err != nil {
			return fmt.Errorf("invoice %s (%d): %w", v.Identifier, v.InvoiceID, err)
		}
	}
	for _, c := range l.currencies {
		slices.SortFunc(c.levels, func(a, b *dunnedLevel) int { return cmp.Compare(a.level, b.level) })
	}
	slices.SortFunc(l.rules, func(a, b *crossing) int { return cmp.Or(cmp.Compare(b.sent, a.sent), cmp.Compare(a.rule, b.rule)) })
	return nil
}

// add counts a reminder in the sums of its currency and level.
func (c *dunned) add(x *letter) error {
	i := slices.IndexFunc(c.levels, func(n *dunnedLevel) bool { return n.level == x.level })
	if i < 0 {
		zero := billing.Money{Currency: c.currency}
		i = len(c.levels)
		c.levels = append(c.levels, &dunnedLevel{level: x.level, open: tally{sum: zero}, fees: zero})
	}
	n := c.levels[i]
	n.results[x.result]++
	if x.inTerm {
		n.inTerm++
	}
	return cmp.Or(n.open.add(x.open), c.open.add(x.open), sum(addend{&n.fees, x.fee}, addend{&c.fees, x.fee}))
}

// count counts a reminder for its rule.
func (l *letters) count(x *letter) {
	rule := ""
	if x.ours != nil {
		rule = x.ours.Rule
	}
	i := slices.IndexFunc(l.rules, func(r *crossing) bool { return r.rule == rule })
	if i < 0 {
		i = len(l.rules)
		l.rules = append(l.rules, &crossing{rule: rule})
	}
	r := l.rules[i]
	r.sent++
	if x.judged {
		r.judged++
	}
	if x.crossed {
		r.crossed++
	}
}

// shareOf is a share of a number of rows.
func shareOf(n, of int) Cell { return Cell{Type: Percent, Int: int64(n), Of: int64(of)} }
