package exporters

import (
	"fmt"
	"slices"
)

// overviewSheet is the page that people print: per currency what came in, how
// punctually, by month with a chart, and the differences that must be zero.
func (r *receipts) overviewSheet(title string) Sheet {
	s := r.overview(title)
	if len(r.currencies) == 0 {
		s.Blocks = append(s.Blocks, Block{Rows: [][]Cell{{text(r.say("Im Zeitraum ging keine Zahlung ein.", "No payment came in during the period.")).look(Label)}}})
	}
	for _, c := range r.currencies {
		s.Blocks = append(s.Blocks, r.sumsBlock(c), r.monthsBlock(c), r.controlsBlock(c))
	}
	s.Blocks = append(s.Blocks, r.complete(
		r.say("Zahlungen laut MOCO − enthalten − nicht enthalten", "Payments in MOCO − contained − not contained"),
		0, "moco", "contained", "left-out"))
	return s
}

// The conditions on the column of days late.
var (
	wherePunctual = Where{Column: "late", Op: "<=", Value: "0"}
	whereLate     = Where{Column: "late", Op: ">=", Value: "1"}
	whereDated    = Where{Column: "late", Op: "<>"} // not empty: it has a due date
)

func (r *receipts) sumsBlock(c *received) Block {
	all, dated := "all."+c.currency, "dated."+c.currency
	line := func(words string, t tally, of tally, ofName string, where ...Where) []Cell {
		where = append(r.in(c.currency), where...)
		amount := Sum{"payments", "amount", where}
		return []Cell{
			text(words), money(t.sum).from(amount), share(t.sum, of.sum).from(Ratio{amount, Ref(ofName)}),
			count(t.rows).from(Rows{"payments", "id", where}),
		}
	}
	total := line(r.say("Eingegangen gesamt", "Received in total"), c.all, c.all, all)
	total[0], total[1], total[2] = total[0].look(Label), total[1].look(Label).named(all), Cell{}
	with := line(r.say("davon mit Fälligkeit", "of which with a due date"), c.dated, c.all, all, whereDated)
	with[1] = with[1].named(dated)
	return Block{Rows: [][]Cell{
		heads(c.currency, r.say("#Betrag", "#Amount"), r.say("#Anteil", "#Share"), r.say("#Anzahl", "#Count")),
		total,
		line(r.say("davon ohne Rechnung", "of which without invoice"), c.loose, c.all, all, Where{Column: "customer", Value: "0"}),
		with,
		line(r.say("pünktlich (bis zur Fälligkeit)", "on time (until the due date)"), c.onTime, c.dated, dated, wherePunctual),
		line(r.say("verspätet", "late"), c.late, c.dated, dated, whereLate),
		{
			text(r.say("Ø Tage nach Fälligkeit, nach Betrag gewichtet", "Average days after the due date, weighted by amount")).look(Label),
			number(c.mean.tenths(), 1).look(Label).from(Weighted{"payments", "late", "amount", r.in(c.currency)}),
		},
	}}
}

// punctual is the share of what was paid on time, of what has a due date.
func (r *receipts) punctual(where []Where) Formula {
	return Ratio{
		Sum{"payments", "amount", append(slices.Clone(where), wherePunctual)},
		Sum{"payments", "amount", append(slices.Clone(where), whereDated)},
	}
}

// monthsBlock has one row a month, with a chart.
func (r *receipts) monthsBlock(c *received) Block {
	name := func(what string, i int) string { return fmt.Sprintf("%s%d.%s", what, i, c.currency) }
	total, rows, last := "total."+c.currency, "rows."+c.currency, len(r.months)-1
	header := heads(r.say("Monat", "Month"), r.say("#Betrag", "#Amount"), r.say("#pünktlich", "#On time"), r.say("#Anzahl", "#Count"), r.say("#Ø Tage", "#Avg. days"))
	header[1].Name = "series." + c.currency
	b := Block{Rows: [][]Cell{header}, Chart: Chart{
		Series: header[1].Name,
		Title:  r.say("Eingänge nach Monat, ", "Payments by month, ") + c.currency,
		Labels: [2]string{name("label", 0), name("label", last)},
		Values: [2]string{name("amount", 0), name("amount", last)},
	}}
	for i, month := range r.months {
		m := &c.months[i]
		where := append(r.in(c.currency), inMonth("date", month)...)
		var onTime, late Cell // empty in a month without such payments
		if m.dated.rows > 0 {
			onTime = share(m.onTime.sum, m.dated.sum).from(r.punctual(where))
			late = number(m.mean.tenths(), 1).from(Weighted{"payments", "late", "amount", where})
		}
		b.Rows = append(b.Rows, []Cell{
			text(r.monthTitle(month)).named(name("label", i)),
			money(m.all.sum).named(name("amount", i)).from(Sum{"payments", "amount", where}),
			onTime,
			count(m.all.rows).named(name("rows", i)).from(Rows{"payments", "id", where}),
			late,
		})
	}
	b.Rows = append(b.Rows, looking(Total,
		text(r.say("Summe", "Total")),
		money(c.all.sum).named(total).from(Span{name("amount", 0), name("amount", last)}),
		share(c.onTime.sum, c.dated.sum).from(r.punctual(r.in(c.currency))),
		count(c.all.rows).named(rows).from(Span{name("rows", 0), name("rows", last)}),
		number(c.mean.tenths(), 1).from(Weighted{"payments", "late", "amount", r.in(c.currency)}),
	))
	return b
}

// controlsBlock holds differences that must be zero.
func (r *receipts) controlsBlock(c *received) Block {
	data, behaviour := r.say("Eingänge", "Payments"), r.say("Zahlungsverhalten", "Paying behaviour")
	b := r.controls(c.currency, "total."+c.currency, c.all.sum, "payments", "amount", data)
	minus := r.difference(c.currency, "total."+c.currency)
	b.Rows = append(b.Rows,
		[]Cell{text(r.against(behaviour)), minus(Sum{"behaviour", "amount", r.in(c.currency)})},
		r.countControl("rows."+c.currency, data, Rows{"payments", "id", r.in(c.currency)}),
	)
	return b
}
