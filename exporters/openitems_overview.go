package exporters

import (
	"fmt"
	"slices"
)

// overviewSheet is the page that people print: per currency the total, the
// classes, a chart, and the differences that must be zero.
func (d *debts) overviewSheet(title string) Sheet {
	s := d.overview(title)
	if len(d.currencies) == 0 {
		s.Blocks = append(s.Blocks, Block{Rows: [][]Cell{{text(d.say("Keine Rechnung ist offen.", "No invoice is open.")).look(Label)}}})
	}
	for _, c := range d.currencies {
		s.Blocks = append(s.Blocks, d.sumsBlock(c), d.bucketsBlock(c), d.controlsBlock(c))
	}
	if d.Total > 0 {
		s.Blocks = append(s.Blocks, d.complete(
			d.say("Rechnungen laut MOCO − enthalten − nicht enthalten", "Invoices in MOCO − contained − not contained"),
			d.Total-len(d.rows)-len(d.out), "moco", "contained", "left-out"))
	}
	return s
}

func (d *debts) sumsBlock(c *perCurrency) Block {
	overdue := append(d.in(c.currency), Where{Column: "days", Op: ">=", Value: "1"})
	open, late := "open."+c.currency, "overdue."+c.currency
	return Block{Rows: [][]Cell{
		heads(c.currency, d.say("#Betrag", "#Amount"), d.say("#Anteil", "#Share"), d.say("#Anzahl", "#Count")),
		{
			text(d.say("Offen gesamt", "Open in total")).look(Label),
			money(c.open).look(Label).named(open).from(Sum{"items", "open", d.in(c.currency)}), {},
			count(c.rows).from(Rows{"items", "days", d.in(c.currency)}),
		},
		{
			text(d.say("davon überfällig", "of which overdue")).look(Label),
			money(c.overdue).look(Label).named(late).from(Sum{"items", "open", overdue}),
			share(c.overdue, c.open).from(Ratio{Ref(late), Ref(open)}),
			count(c.overdueRows).from(Rows{"items", "days", overdue}),
		},
	}}
}

func (d *debts) bucketsBlock(c *perCurrency) Block {
	name := func(what string, i int) string { return fmt.Sprintf("%s%d.%s", what, i, c.currency) }
	total, rows := "total."+c.currency, "rows."+c.currency
	last := len(c.buckets) - 1
	header := heads(d.say("Tage überfällig", "Days overdue"), d.say("#Betrag", "#Amount"), d.say("#Anteil", "#Share"), d.say("#Anzahl", "#Count"))
	header[1].Name = "series." + c.currency
	b := Block{
		Rows: [][]Cell{header},
		Chart: Chart{
			Series: header[1].Name,
			Title:  d.say("Offen nach Tagen überfällig, ", "Open by days overdue, ") + c.currency,
			Labels: [2]string{name("label", 0), name("label", last)},
			Values: [2]string{name("amount", 0), name("amount", last)},
		},
	}
	for i, class := range buckets() {
		where := append(d.in(c.currency), class.where("days")...)
		t := c.buckets[i]
		b.Rows = append(b.Rows, []Cell{
			text(class.title(d.Language)).look(class.look()).named(name("label", i)),
			money(t.sum).named(name("amount", i)).from(Sum{"items", "open", where}),
			share(t.sum, c.open).from(Ratio{Ref(name("amount", i)), Ref(total)}),
			count(t.rows).named(name("rows", i)).from(Rows{"items", "days", where}),
		})
	}
	b.Rows = append(b.Rows, looking(Total,
		text(d.say("Summe", "Total")),
		money(c.open).named(total).from(Span{name("amount", 0), name("amount", last)}),
		share(c.open, c.open).from(Ratio{Ref(total), Ref(total)}),
		count(c.rows).named(rows).from(Span{name("rows", 0), name("rows", last)}),
	))
	return b
}

// controlsBlock holds differences that must be zero.
func (d *debts) controlsBlock(c *perCurrency) Block {
	items, ageing := d.say("Offene Posten", "Open items"), d.say("Fälligkeit", "Ageing")
	b := d.controls(c.currency, "total."+c.currency, c.open, "items", "open", items)
	minus := d.difference(c.currency, "total."+c.currency)
	b.Rows = slices.Insert(b.Rows, 2, []Cell{text(d.against(ageing)), minus(Sum{"ageing", "total", d.in(c.currency)})})
	b.Rows = append(b.Rows, d.countControl("rows."+c.currency, items, Rows{"items", "days", d.in(c.currency)}))
	return b
}
