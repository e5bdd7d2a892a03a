package exporters

import (
	"cmp"
	"fmt"
	"iter"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// overviewSheet has the totals of each currency, and the differences that must
// be zero.
func (c *custom) overviewSheet(title string) Sheet {
	s := c.overview(title)
	if len(c.Rows) == 0 {
		s.Blocks = append(s.Blocks, Block{Rows: [][]Cell{{text(c.say("Keine Zeile entspricht dem Filter.", "No row matches the filter.")).look(Label)}}})
	}
	for _, code := range c.codes {
		s.Blocks = append(s.Blocks, c.totalsBlock(code))
	}
	for _, code := range c.codes {
		s = s.with(c.customControls(code))
	}
	return s.with(c.rowsBlock(), c.problemsBlock())
}

// with is the sheet with those of the blocks that hold something.
func (s Sheet) with(blocks ...Block) Sheet {
	for _, b := range blocks {
		if len(b.Rows) > 0 {
			s.Blocks = append(s.Blocks, b)
		}
	}
	return s
}

// totalsBlock has the sums of one currency; of the numbers, if no column is an
// amount.
func (c *custom) totalsBlock(code string) Block {
	name := code
	if name == "" {
		name = c.say("Ohne Währung", "Without a currency")
	}
	b := Block{Rows: [][]Cell{heads(name, c.say("#Summe", "#Total"))}}
	for k, i := range c.sums {
		cell := c.sumCell(i, c.totals[code][k])
		if cell.Type == Empty {
			continue
		}
		b.Rows = append(b.Rows, []Cell{text(c.columns[c.at[i]].Title).look(Label), cell.look(Label).named(c.total(k, code)).from(c.totalFormula(i, code))})
	}
	rows := 0
	for _, g := range c.groups {
		if g.currency == code {
			rows += g.rows
		}
	}
	b.Rows = append(b.Rows, []Cell{text(c.say("Zeilen", "Rows")), count(rows).named("rows." + code).from(c.rowsFormula(code))})
	return b
}

func (c *custom) total(k int, code string) string { return fmt.Sprintf("total%d.%s", k, code) }

// totalFormula adds up the groups if there are any, else the data: the control
// then compares two ways.
func (c *custom) totalFormula(i int, code string) Formula {
	if c.main >= 0 && code == "" {
		return nil // a spreadsheet has no condition for an empty cell that all programs take
	}
	if len(c.Groups) == 0 {
		return Sum{"data", c.key(i), c.among(i, code)}
	}
	var where []Where
	if c.main >= 0 {
		where = []Where{{Column: "currency", Value: code}}
	}
	return Sum{"groups", c.key(i), where}
}

func (c *custom) rowsFormula(code string) Formula {
	if c.main >= 0 && code == "" {
		return nil
	}
	if c.main < 0 {
		return Rows{"data", c.counter(), nil}
	}
	return Rows{"data", c.counter(), c.among(c.main, code)}
}

// customControls are the differences of one currency that must be zero.
func (c *custom) customControls(code string) Block {
	if c.main >= 0 && code == "" {
		return Block{}
	}
	b := Block{Rows: [][]Cell{heads(c.say("Kontrolle ", "Control ")+code, c.say("#Differenz", "#Difference"))}}
	for k, i := range c.sums {
		s := c.totals[code][k]
		cell := c.sumCell(i, s)
		if cell.Type == Empty {
			continue
		}
		zero, places := c.sumCell(i, customSum{money: billing.Money{Currency: s.money.Currency}}), c.digits[i]
		if cell.Type == Money {
			places = billing.MinorDigits(s.money.Currency)
		}
		total, fixed := c.total(k, code), fmt.Sprintf("fixed%d.%s", k, code)
		less := func(f Formula) Cell {
			return zero.look(Control).from(Less{A: Ref(total), B: []Formula{f}, Places: places})
		}
		label := c.say("Übersicht − ", "Overview − ")
		title := c.columns[c.at[i]].Title
		b.Rows = append(b.Rows,
			[]Cell{text(label + c.say("Daten, ", "Data, ") + title), less(Sum{"data", c.key(i), c.among(i, code)})},
			[]Cell{text(label + c.say("Summe laut Lauf, ", "sum of the run, ") + title), less(Ref(fixed)), text(c.say("Lauf:", "Run:")).look(Note), cell.look(Note).named(fixed)})
	}
	if len(b.Rows) == 1 {
		return Block{}
	}
	return b
}

// rowsBlock ties the rows to the data set's.
func (c *custom) rowsBlock() Block {
	rest := c.Of - len(c.Rows) - len(c.Unfiltered)
	line := func(words string, n int, name string) []Cell { return []Cell{text(words), count(n).named(name)} }
	contained := count(len(c.Rows)).named("contained").from(Rows{"data", c.counter(), nil})
	return Block{Rows: [][]Cell{
		heads(c.say("Zeilen", "Rows"), c.say("#Anzahl", "#Count")),
		line(c.say("im Datenbestand: ", "in the data set: ")+c.From, c.Of, "of"),
		{text(c.say("enthalten", "contained")), contained},
		line(c.say("durch den Filter ausgeschlossen", "left out by the filter"), rest, "filtered"),
		line(c.say("Filter nicht beantwortbar: siehe Info", "filter could not be answered: see Info"), len(c.Unfiltered), "unanswered"),
		{text(c.say("Kontrolle Vollständigkeit", "Control of completeness")), count(0).look(Control).from(
			Less{A: Ref("of"), B: []Formula{Ref("contained"), Ref("filtered"), Ref("unanswered")}})},
	}}
}

// problemsBlock counts what is not as it should be; nothing if all is.
func (c *custom) problemsBlock() Block {
	b := Block{Rows: [][]Cell{heads(c.say("Bitte prüfen", "Please check"), c.say("#Anzahl", "#Count"))}}
	for _, x := range []struct {
		words string
		n     int
	}{
		{c.say("Zeilen, für die sich der Filter nicht beantworten ließ: nicht enthalten", "rows that the filter could not be answered for: not contained"), len(c.Unfiltered)},
		{c.say("Zellen, die sich nicht berechnen ließen: rot, in keiner Summe", "cells that could not be computed: red, in no sum"), len(c.Failed)},
		{c.say("Objekte aus MOCO, die nicht lesbar waren: nicht enthalten", "objects from MOCO that could not be read: not contained"), c.Broken},
	} {
		if x.n > 0 {
			b.Rows = append(b.Rows, []Cell{text(x.words), count(x.n).look(Red)})
		}
	}
	if len(b.Rows) == 1 {
		return Block{}
	}
	return b
}

// groupsSheet has one row for each group and currency.
func (c *custom) groupsSheet() Sheet {
	s := Sheet{Key: "groups", Name: c.say("Gruppen", "Groups"), Table: "tblGruppen", Frozen: 1}
	add := func(col Column) { s.Columns = append(s.Columns, col) }
	add(Column{Key: "number", Title: c.counter(), Type: Int, Note: c.say("Nummer der Gruppe", "number of the group")})
	taken := map[string]bool{c.counter(): true}
	free := func(title string) string {
		for taken[title] {
			title += " "
		}
		taken[title] = true
		return title
	}
	types := map[plan.ValueType]Type{plan.IntValue: Int, plan.NumberValue: Number, plan.MoneyValue: Money, plan.DateValue: Date, plan.BoolValue: Bool, plan.PercentValue: Percent, plan.TextValue: Text}
	for i, g := range c.Groups {
		add(Column{Key: fmt.Sprintf("group%d", i), Title: free(g.Title), Type: types[g.Type], Wrap: g.Type == plan.TextValue, Note: g.Value})
	}
	if c.main >= 0 {
		add(Column{Key: "currency", Title: free(c.say("Whg.", "Currency")), Type: Text})
	}
	for _, i := range c.sums {
		col := c.columns[c.at[i]]
		add(Column{Key: col.Key, Title: free(c.say("Summe ", "Total ") + col.Title), Type: c.sumCell(i, customSum{money: billing.Money{Currency: "EUR"}}).Type})
	}
	add(Column{Key: "rows", Title: free(c.say("Zeilen", "Rows")), Type: Int})
	s.Rows = c.groupRows()
	return s
}

func (c *custom) groupRows() iter.Seq[[]Cell] {
	byValue := len(c.groups)*len(c.Rows)*(len(c.sums)+1) > slowFormulas
	own := []Where{{Column: c.counter(), Own: "number"}}
	return func(yield func([]Cell) bool) {
		for _, g := range c.groups {
			row := []Cell{count(g.number)}
			for i, v := range g.values {
				row = append(row, c.cell(c.Groups[i].Type, v, &changes{}))
			}
			if c.main >= 0 {
				row = append(row, text(g.currency))
			}
			for k, i := range c.sums {
				cell := c.sumCell(i, g.sums[k])
				if cell.Type != Empty && !byValue && (c.main < 0 || g.currency != "") {
					cell = cell.from(Sum{"data", c.key(i), append(c.among(i, g.currency), own...)})
				}
				row = append(row, cell)
			}
			rows := count(g.rows)
			if !byValue && (c.main < 0 || g.currency != "") {
				var where []Where
				if c.main >= 0 {
					where = c.among(c.main, g.currency)
				}
				rows = rows.from(Rows{"data", c.counter(), append(where, own...)})
			}
			if !yield(append(row, rows)) {
				return
			}
		}
	}
}

// dataSheet has one row for each row of the data set that the filter takes.
func (c *custom) dataSheet() Sheet {
	s := Sheet{Key: "data", Name: c.say("Daten", "Data"), Table: "tblDaten", Frozen: 1, Columns: c.columns, Rows: c.rows(&changes{})}
	for _, code := range c.codes {
		row := make([]Cell, len(c.columns))
		row[0] = text(c.totalLabel(cmp.Or(code, c.say("ohne Währung", "without a currency"))))
		any := false
		for k, i := range c.sums {
			cell := c.sumCell(i, c.totals[code][k])
			if at := c.at[i]; at > 0 && cell.Type != Empty {
				if c.main < 0 || code != "" {
					cell = cell.from(c.shown(i, code))
				}
				row[at], any = cell, true
				if cell.Type == Money {
					row[at+1] = text(code)
				}
			}
		}
		if any {
			s.Totals = append(s.Totals, looking(Total, row...))
		}
	}
	return s
}

// shown is the formula of a total above the data: with one currency it follows
// the filter.
func (c *custom) shown(i int, code string) Formula {
	if len(c.codes) < 2 {
		return Shown{"data", c.key(i)}
	}
	return Sum{"data", c.key(i), c.among(i, code)}
}
