package exporters

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// overviewSheet is the page that people print: per currency the sums by status
// and by month, and the differences that must be zero.
func (l *invoiceList) overviewSheet(title string) Sheet {
	s := l.overview(title)
	if len(l.currencies) == 0 {
		s.Blocks = append(s.Blocks, Block{Rows: [][]Cell{{text(l.say("Im Zeitraum gibt es keine Rechnung.", "There is no invoice in the period.")).look(Label)}}})
	}
	for _, c := range l.currencies {
		s.Blocks = append(s.Blocks, l.statusBlock(c), l.monthBlock(c), l.controlsBlock(c))
	}
	s.Blocks = append(s.Blocks, l.readBlock(), l.complete(
		l.say("Rechnungen laut MOCO − enthalten − nicht enthalten", "Invoices in MOCO − contained − not contained"),
		0, "moco", "contained", "left-out"))
	return s
}

// line is a row of sums. With where, they are computed from the data sheet;
// name gives the cells' names.
func (l *invoiceList) line(label string, t billedTally, name func(what string) string, formula func(column string) Formula, rows Formula) []Cell {
	row := []Cell{text(label).named(name("label")), count(t.rows).named(name("rows")).from(rows)}
	for _, a := range []struct {
		column string
		m      billing.Money
	}{{"net", t.net}, {"gross", t.gross}, {"paid", t.paid}, {"open", t.open}} {
		row = append(row, money(a.m).named(name(a.column)).from(formula(a.column)))
	}
	return row
}

// over is a line over the invoices that meet conditions.
func (l *invoiceList) over(label string, t billedTally, name func(string) string, where []Where) []Cell {
	return l.line(label, t, name, func(column string) Formula { return Sum{"invoices", column, where} }, Rows{"invoices", "id", where})
}

// total is a line over the lines above it, from the first to the last.
func (l *invoiceList) totalLine(c *billedSums, block string, last int) []Cell {
	span := func(what string) Formula {
		return Span{fmt.Sprintf("%s.%s%d.%s", what, block, 0, c.currency), fmt.Sprintf("%s.%s%d.%s", what, block, last, c.currency)}
	}
	name := func(what string) string { return what + "." + block + "." + c.currency }
	return looking(Total, l.line(l.say("Summe", "Total"), c.all, name, span, span("rows"))...)
}

func (l *invoiceList) sumHeads(first string) []Cell {
	return heads(first, l.say("#Anzahl", "#Count"), l.say("#Netto", "#Net"), l.say("#Brutto", "#Gross"), l.say("#Bezahlt", "#Paid"), l.say("#Offen", "#Open"))
}

// named makes the names of a line's cells.
func (c *billedSums) named(block string, i int) func(string) string {
	return func(what string) string { return fmt.Sprintf("%s.%s%d.%s", what, block, i, c.currency) }
}

func (l *invoiceList) statusBlock(c *billedSums) Block {
	b := Block{Rows: [][]Cell{l.sumHeads(c.currency + l.say(", nach Status", ", by status"))}}
	for i, s := range c.statuses {
		row := l.over(l.clean(statusWord(l.Language, s.status), &changes{}), s.billedTally, c.named("status", i),
			append(l.in(c.currency), Where{Column: "status", Value: statusWord(l.Language, s.status)}))
		if !slices.Contains(billing.InvoiceStatuses(), s.status) {
			for k := range row {
				row[k].Formula = nil // a word that is not ours
			}
		}
		b.Rows = append(b.Rows, row)
	}
	b.Rows = append(b.Rows, l.totalLine(c, "status", len(c.statuses)-1))
	return b
}

func (l *invoiceList) monthBlock(c *billedSums) Block {
	header := l.sumHeads(c.currency + l.say(", nach Monat", ", by month"))
	header[3].Name = "series." + c.currency
	last := len(l.months) - 1
	b := Block{Rows: [][]Cell{header}, Chart: Chart{
		Series: header[3].Name, Title: l.say("Brutto nach Monat, ", "Gross by month, ") + c.currency,
		Labels: [2]string{c.named("month", 0)("label"), c.named("month", last)("label")},
		Values: [2]string{c.named("month", 0)("gross"), c.named("month", last)("gross")},
	}}
	for i, month := range l.months {
		b.Rows = append(b.Rows, l.over(l.monthTitle(month), c.months[i], c.named("month", i), append(l.in(c.currency), inMonth("date", month)...)))
	}
	b.Rows = append(b.Rows, l.totalLine(c, "month", last))
	return b
}

// controlsBlock holds differences that must be zero.
func (l *invoiceList) controlsBlock(c *billedSums) Block {
	data := l.say("Rechnungen", "Invoices")
	total := func(what, block string) string { return what + "." + block + "." + c.currency }
	b := l.controls(c.currency, total("gross", "status"), c.all.gross, "invoices", "gross", data)
	for column, word := range map[string]string{"net": l.say(", Netto", ", net"), "paid": l.say(", Bezahlt", ", paid"), "open": l.say(", Offen", ", open")} {
		minus := l.difference(c.currency, total(column, "status"))
		b.Rows = append(b.Rows, []Cell{text(l.against(data) + word), minus(Sum{"invoices", column, l.in(c.currency)})})
	}
	slices.SortFunc(b.Rows[3:], func(a, b []Cell) int { return slices.Compare([]string{a[0].Text}, []string{b[0].Text}) })
	months := l.difference(c.currency, total("gross", "status"))
	b.Rows = append(b.Rows,
		[]Cell{text(l.against(l.say("nach Monat", "by month"))), months(Ref(total("gross", "month")))},
		l.countControl(total("rows", "status"), data, Rows{"invoices", "id", l.in(c.currency)}),
	)
	return b
}

// readBlock says how far the items were read.
func (l *invoiceList) readBlock() Block {
	odd := count(l.odd)
	if l.odd > 0 {
		odd = odd.look(Amber)
	}
	return Block{Rows: [][]Cell{
		heads(l.say("Positionen", "Items"), l.say("#Anzahl", "#Count")),
		{text(l.say("Rechnungen, deren Positionen gelesen sind", "invoices whose items were read")), count(l.read)},
		{text(l.say("Rechnungen, deren Positionen noch nicht gelesen sind", "invoices whose items were not read yet")), count(len(l.rows) - l.read)},
		{text(l.say("Positionen", "items")), count(len(l.items))},
		{text(l.say("Rechnungen, deren Positionen nicht den Nettobetrag ergeben", "invoices whose items do not make up the net total")), odd},
	}}
}
