package exporters

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Custom is the template of user-defined exports. It is made of Input.Table, and
// no export names it in the configuration.
const Custom = "custom"

// custom is what the workbook of a user-defined export is made of.
type custom struct {
	frame
	plan.Table
	columns []Column
	at      []int // the place of each of the table's columns among columns
	sums    []int // the table's columns that are added up
	main    int   // the table's column whose currency the row has; -1 for none
	groups  []*customGroup
	groupOf []int                  // the number of the row's group, from 1
	totals  map[string][]customSum // by currency, of the columns in sums
	digits  map[int]int            // decimal places of number columns
}

// customGroup are the rows that agree in all groups and in the currency.
type customGroup struct {
	number   int
	values   []plan.Value
	currency string
	rows     int
	sums     []customSum
}

// customSum is a sum of one column: of amounts in one currency, or of numbers.
type customSum struct {
	money  billing.Money
	number billing.Decimal
}

// newCustom makes the book of a user-defined export.
func newCustom(in Input) (Book, error) {
	c := &custom{frame: frame{Input: in}, Table: in.Table, main: -1, digits: map[int]int{}}
	c.measure()
	c.layout()
	if err := c.add(); err != nil {
		return Book{}, err
	}
	for range c.rows(&c.changed) {
		continue // counts the texts that had to be changed, for the last sheet
	}
	title := in.Name + ", " + c.scope()
	b := Book{
		Title: title, Summary: c.summary(), Control: in.say("Kontrolle: Übersicht − Daten = 0,00", "Control: Overview − Data = 0.00"),
		Figures: c.figures(), Sheets: []Sheet{c.overviewSheet(title)}, Check: c.check(),
	}
	if len(c.Groups) > 0 {
		b.Sheets = append(b.Sheets, c.groupsSheet())
	}
	b.Sheets = append(b.Sheets, c.dataSheet(), c.infoSheet())
	return b, nil
}

// scope says which days the export is about.
func (c *custom) scope() string {
	if !c.Period.From.IsZero() && slices.ContainsFunc(c.Settings, func(f plan.Fact) bool { return f.Name == "period" }) {
		return c.Period.Name()
	}
	return c.say("Stichtag ", "as of ") + c.Today.Format(c.Language)
}

// measure finds what is added up, the column that gives a row its currency, and
// how many places numbers have.
func (c *custom) measure() {
	for i, col := range c.Columns {
		if col.Sum {
			c.sums = append(c.sums, i)
		}
		if col.Type == plan.MoneyValue && (c.main < 0 || col.Sum && !c.Columns[c.main].Sum) {
			c.main = i
		}
	}
	for _, row := range c.Rows {
		for i, v := range row.Values {
			if c.Columns[i].Type == plan.NumberValue {
				_, after, _ := strings.Cut(v.Number.String(), ".")
				c.digits[i] = max(c.digits[i], len(after))
			}
		}
	}
}

// layout names the columns of the data sheet: an amount has its currency beside
// it, and the last column numbers the groups, or the rows if there are none.
func (c *custom) layout() {
	taken := map[string]bool{}
	for _, col := range c.Columns {
		taken[strings.ToLower(col.Title)] = true
	}
	free := func(title string) string {
		for n := 2; taken[strings.ToLower(title)]; n++ {
			title = fmt.Sprintf("%s (%d)", strings.TrimRight(strings.TrimSuffix(title, fmt.Sprintf("(%d)", n-1)), " "), n)
		}
		taken[strings.ToLower(title)] = true
		return title
	}
	types := map[plan.ValueType]Type{
		plan.TextValue: Text, plan.IntValue: Int, plan.NumberValue: Number, plan.MoneyValue: Money, plan.DateValue: Date, plan.BoolValue: Bool, plan.PercentValue: Percent,
	}
	for _, col := range c.Columns {
		c.at = append(c.at, len(c.columns))
		title := c.clean(col.Title, &c.changed)
		c.columns = append(c.columns, Column{Key: title, Title: title, Type: types[col.Type], Width: col.Width, Wrap: col.Type == plan.TextValue, Note: col.Value})
		if col.Type == plan.MoneyValue {
			code := free(title + c.say(" Whg.", " currency"))
			c.columns = append(c.columns, Column{Key: code, Title: code, Type: Text, Note: c.say("Währung von ", "currency of ") + title})
		}
	}
	number, note := c.say("Nr.", "No."), c.say("Nummer der Zeile", "number of the row")
	if len(c.Groups) > 0 {
		number, note = c.say("Gruppe", "Group"), c.say("Nummer der Gruppe auf dem Blatt Gruppen", "number of the group on the sheet Groups")
	}
	number = free(number)
	c.columns = append(c.columns, Column{Key: number, Title: number, Type: Int, Note: note})
}

// key is the data sheet's column of one of the table's columns.
func (c *custom) key(i int) string { return c.columns[c.at[i]].Key }

// code is the data sheet's column with the currency of an amount; for a number,
// with that of the row. It is "" if no column is an amount.
func (c *custom) code(i int) string {
	if c.Columns[i].Type != plan.MoneyValue {
		i = c.main
	}
	if i < 0 {
		return ""
	}
	return c.columns[c.at[i]+1].Key
}

// counter is the data sheet's last column.
func (c *custom) counter() string { return c.columns[len(c.columns)-1].Key }

// rows walks the data; ch counts the texts that had to be changed.
func (c *custom) rows(ch *changes) iter.Seq[[]Cell] {
	return func(yield func([]Cell) bool) {
		for n, row := range c.Rows {
			cells := make([]Cell, 0, len(c.columns))
			for i, v := range row.Values {
				cell := c.cell(c.Columns[i].Type, v, ch)
				cells = append(cells, cell)
				if c.Columns[i].Type != plan.MoneyValue {
					continue
				}
				cells = append(cells, text(cell.Money.Currency))
			}
			if len(c.Groups) > 0 {
				n = c.groupOf[n] - 1
			}
			if !yield(append(cells, count(n+1))) {
				return
			}
		}
	}
}

// cell is a value as it is shown. One that could not be computed says so.
func (c *custom) cell(t plan.ValueType, v plan.Value, ch *changes) Cell {
	if v.Failed != "" {
		return text(c.clean(c.say("#FEHLER: ", "#ERROR: ")+v.Failed, ch)).look(Red)
	}
	switch t {
	case plan.IntValue:
		return Cell{Type: Int, Int: v.Int}
	case plan.NumberValue:
		_, after, _ := strings.Cut(v.Number.String(), ".")
		return number(v.Number, len(after))
	case plan.MoneyValue:
		return money(v.Money)
	case plan.DateValue:
		return date(v.Date)
	case plan.BoolValue:
		if v.Yes {
			return Cell{Type: Bool, Text: c.say("ja", "yes"), Int: 1}
		}
		return Cell{Type: Bool, Text: c.say("nein", "no")}
	case plan.PercentValue:
		if v.Of == 0 {
			return Cell{}
		}
		return Cell{Type: Percent, Int: v.Part, Of: v.Of}
	}
	return text(c.clean(v.Text, ch))
}

// check is what the file must say when it is read back: the amounts of the first
// column that is added up, or the numbers of the last column where an amount
// could not be computed or there is none.
func (c *custom) check() Check {
	ch := Check{Sheet: "data", Rows: len(c.Rows), Amount: c.counter()}
	failed := func(i int) bool {
		return slices.ContainsFunc(c.Rows, func(r plan.TableRow) bool { return r.Values[i].Failed != "" })
	}
	if i := slices.Index(c.sums, c.main); i >= 0 && !failed(c.main) {
		ch.Amount, ch.Currency = c.key(c.main), c.code(c.main)
		for _, row := range c.Rows {
			// The same sum fitted when the groups were added up.
			ch.Totals, _ = ch.Totals.Plus(row.Values[c.main].Money)
		}
		return ch
	}
	for n := range c.Rows {
		if len(c.Groups) > 0 {
			n = c.groupOf[n] - 1
		}
		// Numbers of rows can't add up to more than fits.
		ch.Sum, _ = ch.Sum.Add(billing.NewDecimal(int64(n+1), 0))
	}
	return ch
}

// figures are the sums of the amounts.
func (c *custom) figures() []Figure {
	var out []Figure
	for k, i := range c.sums {
		var t billing.Totals
		for _, code := range c.codes {
			if m := c.totals[code][k].money; m.Known() {
				t = append(t, m)
			}
		}
		if len(t) > 0 {
			out = append(out, Figure{c.Columns[i].Title, t})
		}
	}
	return out
}

// summary is one paragraph for the message beside the file.
func (c *custom) summary() string {
	s := plural(len(c.Rows), c.say("Zeile", "row"), c.say("Zeilen", "rows"))
	for _, f := range c.figures() {
		s += ", " + f.Name + " " + f.Total.Format(c.Language)
	}
	if n := len(c.Unfiltered); n > 0 {
		s += fmt.Sprintf(c.say("; bei %d ließ sich der Filter nicht beantworten", "; the filter could not be answered for %d"), n)
	}
	if n := len(c.Failed); n > 0 {
		s += fmt.Sprintf(c.say("; %d Zellen ließen sich nicht berechnen", "; %d cells could not be computed"), n)
	}
	return s + "."
}

// compareGroups puts groups into order: by their values, then by currency.
func compareGroups(a, b *customGroup) int {
	for i := range a.values {
		x, y := a.values[i], b.values[i]
		if n := cmp.Or(cmp.Compare(min(len(x.Failed), 1), min(len(y.Failed), 1)), cmp.Compare(x.Text, y.Text), cmp.Compare(x.Int, y.Int), x.Number.Cmp(y.Number), x.Date.Compare(y.Date),
			cmp.Compare(x.Money.Currency, y.Money.Currency), cmp.Compare(x.Money.Minor, y.Money.Minor)); n != 0 {
			return n
		}
		if x.Yes != y.Yes {
			return map[bool]int{false: -1, true: 1}[x.Yes]
		}
	}
	return cmp.Compare(a.currency, b.currency)
}
