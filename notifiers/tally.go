package notifiers

import (
	"github.com/mocowork/mocowork/billing"
)

// Tally counts things and adds up their amounts, a sum per currency. The zero
// value is empty.
type Tally struct {
	Count int
	Sum   billing.Totals
	// Unknown is how many of Count have no known amount, or one that the sum
	// can't hold. They are said beside the sum, never left out silently.
	Unknown int
}

// Plus is the tally with one more thing of that amount.
func (t Tally) Plus(m billing.Money) Tally {
	t.Count++
	sum, err := t.Sum.Plus(m)
	if err != nil || !m.Known() {
		t.Unknown++
		return t
	}
	t.Sum = sum
	return t
}

// Amount is the sum in words: "18.921,00 EUR", "1.000,00 CHF + 5,00 EUR",
// "5,00 EUR + 2 ohne Betrag"; "" if nothing was counted.
func (t Tally) Amount(l billing.Language) string {
	unknown := ""
	if t.Unknown > 0 {
		unknown = number(l, t.Unknown) + pick(l, " ohne Betrag", " without an amount")
	}
	switch {
	case t.Count == 0:
		return ""
	case len(t.Sum) == 0:
		return unknown
	case unknown == "":
		return t.Sum.Format(l)
	}
	return t.Sum.Format(l) + " + " + unknown
}
