package exporters

import (
	"cmp"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// in is the condition for one currency on the column "currency"; none if there
// is only one.
func (f *frame) in(currency string) []Where {
	if len(f.codes) < 2 {
		return nil
	}
	return []Where{{Column: "currency", Value: currency}}
}

// total is the formula over a column for one currency. With one currency it
// follows the filter; with more it can't, and its row says so.
func (f *frame) total(sheet, column, currency string) Formula {
	if len(f.codes) < 2 {
		return Shown{sheet, column}
	}
	return Sum{sheet, column, f.in(currency)}
}

// totalLabel names a row of totals.
func (f *frame) totalLabel(currency string) string {
	if len(f.codes) < 2 {
		return f.say("Summe ", "Total ") + currency
	}
	return f.say("Summe "+currency+" (alle Zeilen)", "Total "+currency+" (all rows)")
}

// addend is an amount on its way into a sum.
type addend struct {
	to *billing.Money
	m  billing.Money
}

// sum adds each amount to its sum. It fails when a sum does not fit.
func sum(all ...addend) error {
	for _, a := range all {
		s, err := a.to.Add(a.m)
		if err != nil {
			return err
		}
		*a.to = s
	}
	return nil
}

// reason is one line of what is not contained: a reason and a currency.
type reason struct {
	words string
	rows  int
	gross billing.Money
}

// reasons are sums by reason and currency, the most frequent reason first.
type reasons []*reason

// add counts an amount. It fails when the sum does not fit.
func (rs *reasons) add(words string, m billing.Money) error {
	for _, r := range *rs {
		if r.words == words && r.gross.Currency == m.Currency {
			r.rows++
			return sum(addend{&r.gross, m})
		}
	}
	*rs = append(*rs, &reason{words, 1, m})
	return nil
}

func (rs reasons) sorted() reasons {
	slices.SortStableFunc(rs, func(a, b *reason) int {
		return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.words, b.words), cmp.Compare(a.gross.Currency, b.gross.Currency))
	})
	return rs
}

// reasonsBlock is the block of Info that says what is not contained, with number
// and sum per reason and currency; amount is what the sum is called.
func (f *frame) reasonsBlock(all reasons, amount string) Block {
	b := Block{Rows: [][]Cell{heads(f.say("Nicht enthalten, nach Grund", "Not contained, by reason"),
		f.say("#Anzahl", "#Count"), "#"+amount, f.say("Whg.", "Currency"))}}
	for _, r := range all.sorted() {
		b.Rows = append(b.Rows, []Cell{text(r.words), count(r.rows), money(r.gross), text(r.gross.Currency)})
	}
	if len(all) == 0 {
		b.Rows = append(b.Rows, []Cell{text("–"), count(0)})
	}
	return b
}
