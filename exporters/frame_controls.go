package exporters

import "github.com/mocowork/mocowork/billing"

// controls is the block of the overview with differences that must be zero, for
// one currency: the cell named total less the amounts of a data sheet, and less
// the sum as the run computed it. Title is the data sheet's name for people.
func (f *frame) controls(currency, total string, sum billing.Money, sheet, amount, title string) Block {
	minus, fixed := f.difference(currency, total), "fixed."+currency
	return Block{Rows: [][]Cell{
		heads(f.say("Kontrolle ", "Control ")+currency, f.say("#Differenz", "#Difference")),
		{text(f.against(title)), minus(Sum{sheet, amount, f.in(currency)})},
		{
			text(f.against(f.say("Summe laut Lauf", "sum of the run"))), minus(Ref(fixed)),
			text(f.say("Lauf:", "Run:")).look(Note), money(sum).look(Note).named(fixed),
		},
	}}
}

// against labels a control of the overview against something else.
func (f *frame) against(what string) string { return f.say("Übersicht − ", "Overview − ") + what }

// difference makes control cells: the cell named total less a formula.
func (f *frame) difference(currency, total string) func(Formula) Cell {
	zero, places := billing.Money{Currency: currency}, billing.MinorDigits(currency)
	return func(minus Formula) Cell {
		return money(zero).look(Control).from(Less{A: Ref(total), B: []Formula{minus}, Places: places})
	}
}

// countControl is a control row over a number of rows: the cell named rows less
// a formula that counts them.
func (f *frame) countControl(rows, title string, counted Formula) []Cell {
	return []Cell{
		text(f.against(title + f.say(", Anzahl", ", count"))),
		count(0).look(Control).from(Less{A: Ref(rows), B: []Formula{counted}}),
	}
}

// complete ties a book to MOCO's own count: the cell named all less the other
// named cells. Missing is what is written beside the formula.
func (f *frame) complete(words string, missing int, all string, parts ...string) Block {
	less := Less{A: Ref(all)}
	for _, p := range parts {
		less.B = append(less.B, Ref(p))
	}
	return Block{Rows: [][]Cell{
		heads(f.say("Kontrolle Vollständigkeit", "Control of completeness"), f.say("#Differenz", "#Difference")),
		{text(words), count(missing).look(Control).from(less)},
	}}
}
