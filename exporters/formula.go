package exporters

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Formula is a calculation over a book's cells, written for no particular file
// format. Names in it are keys of sheets and columns and names of cells: text
// of customers has no way in.
type Formula interface {
	// a1 prints the formula for a spreadsheet.
	a1(g grid) string
}

// grid knows where things stand in a file.
type grid interface {
	// ranges are the cells of a table's column, one range for each sheet that
	// the table is spread over.
	ranges(sheet, column string) []string
	// cell is a named cell.
	cell(name string) string
	// own is another column's cell in the formula's own row.
	own(column string) string
}

// Where is a condition on a row: its column compared with a number, a short
// word of ours, or the same-named cell of the formula's own row.
type Where struct {
	Column string
	Op     string // =, <>, >, >=, <, <=; "" is =
	Value  string // a number or a currency code
	Own    string // a column of the formula's own row, instead of Value
}

func (w Where) criterion(g grid) string {
	if w.Own != "" {
		return g.own(w.Own)
	}
	return `"` + w.Op + w.Value + `"`
}

// Sum adds a column's rows that meet all conditions. It does not follow a
// filter.
type Sum struct {
	Sheet, Column string
	Where         []Where
}

func (s Sum) a1(g grid) string {
	return each(g, s.Sheet, s.Column, func(part int, cells string) string {
		if len(s.Where) == 0 {
			return "SUM(" + cells + ")"
		}
		return "SUMIFS(" + cells + "," + conditions(g, s.Sheet, part, s.Where) + ")"
	})
}

// Rows counts the rows that meet all conditions. Column must hold a number in
// every row. It does not follow a filter.
type Rows struct {
	Sheet, Column string
	Where         []Where
}

func (r Rows) a1(g grid) string {
	return each(g, r.Sheet, r.Column, func(part int, cells string) string {
		if len(r.Where) == 0 {
			return "COUNT(" + cells + ")"
		}
		return "COUNTIFS(" + conditions(g, r.Sheet, part, r.Where) + ")"
	})
}

// Shown adds a column's rows that a filter leaves in view.
type Shown struct{ Sheet, Column string }

func (s Shown) a1(g grid) string {
	return "SUBTOTAL(109," + strings.Join(g.ranges(s.Sheet, s.Column), ",") + ")"
}

// Ref is a named cell.
type Ref string

func (r Ref) a1(g grid) string { return g.cell(string(r)) }

// Span adds the cells from one named cell to another.
type Span struct{ First, Last string }

func (s Span) a1(g grid) string { return "SUM(" + g.cell(s.First) + ":" + g.cell(s.Last) + ")" }

// Across adds the cells from one column to another in the formula's own row.
type Across struct{ First, Last string }

func (a Across) a1(g grid) string { return "SUM(" + g.own(a.First) + ":" + g.own(a.Last) + ")" }

// Less is A less all of B, rounded to the places that an amount has, so that a
// difference of 0 is exactly 0.
type Less struct {
	A      Formula
	B      []Formula
	Places int
}

func (l Less) a1(g grid) string {
	s := l.A.a1(g)
	for _, b := range l.B {
		s += "-(" + b.a1(g) + ")"
	}
	return fmt.Sprintf("ROUND(%s,%d)", s, l.Places)
}

// Ratio is A divided by B, rounded to the hundredth of a per cent, and 0 if B
// is 0.
type Ratio struct{ A, B Formula }

func (r Ratio) a1(g grid) string {
	b := operand(r.B, g)
	return fmt.Sprintf("IF(%s=0,0,ROUND(%s/%s,4))", b, operand(r.A, g), b)
}

// operand is a formula that may be divided: over a table on several sheets, it
// is a sum of terms.
func operand(f Formula, g grid) string {
	parts := 1
	switch f := f.(type) {
	case Sum:
		parts = len(g.ranges(f.Sheet, f.Column))
	case Rows:
		parts = len(g.ranges(f.Sheet, f.Column))
	}
	if parts > 1 {
		return "(" + f.a1(g) + ")"
	}
	return f.a1(g)
}

// Weighted is the average of a column, weighted by the amounts beside it, over
// the rows that meet all conditions and have a number in the column. It is
// rounded to a tenth, and 0 if there is nothing to weigh.
type Weighted struct {
	Sheet, Column, Amount string
	Where                 []Where
}

func (w Weighted) a1(g grid) string {
	product := each(g, w.Sheet, w.Column, func(part int, cells string) string {
		factors := []string{cells, g.ranges(w.Sheet, w.Amount)[part]}
		for _, c := range w.Where {
			factors = append(factors, "("+g.ranges(w.Sheet, c.Column)[part]+c.comparison(g)+")")
		}
		return "SUMPRODUCT(" + strings.Join(factors, "*") + ")"
	})
	there := append(slices.Clone(w.Where), Where{Column: w.Column, Op: "<>"})
	weight := Sum{w.Sheet, w.Amount, there}.a1(g)
	return fmt.Sprintf("IF(%s=0,0,ROUND((%s)/(%s),1))", weight, product, weight)
}

// comparison is the condition behind a range, for a product of ranges.
func (w Where) comparison(g grid) string {
	op := w.Op
	if op == "" {
		op = "="
	}
	if w.Own != "" {
		return op + g.own(w.Own)
	}
	if _, err := strconv.Atoi(w.Value); err == nil {
		return op + w.Value
	}
	return op + `"` + w.Value + `"`
}

// Quota is A divided by B as a Ratio, and nothing at all if B is 0.
type Quota struct{ A, B Formula }

func (q Quota) a1(g grid) string {
	b := q.B.a1(g)
	return fmt.Sprintf(`IF(%s=0,"",ROUND((%s)/(%s),4))`, b, q.A.a1(g), b)
}

// each prints one term for each part of a table, joined by plus signs.
func each(g grid, sheet, column string, term func(part int, cells string) string) string {
	var terms []string
	for i, cells := range g.ranges(sheet, column) {
		terms = append(terms, term(i, cells))
	}
	return strings.Join(terms, "+")
}

func conditions(g grid, sheet string, part int, where []Where) string {
	var parts []string
	for _, w := range where {
		parts = append(parts, g.ranges(sheet, w.Column)[part], w.criterion(g))
	}
	return strings.Join(parts, ",")
}
