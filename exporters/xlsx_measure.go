package exporters

import (
	"cmp"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
)

// maxColWidth is the width of a column in characters at which texts are
// wrapped or run over, unless the column says less.
const maxColWidth = 60

// wrapWidth is the width of a column whose texts are wrapped.
const wrapWidth = 32

// measure finds column widths: the library can't, and a number that does not
// fit is shown as ###.
type measure struct {
	language billing.Language
	widths   []float64
	most     []int // per column; 0 is maxColWidth
}

func newMeasure(b Book, columns int) *measure {
	m := &measure{language: b.Language, widths: make([]float64, columns), most: make([]int, columns)}
	for i := range m.widths {
		m.widths[i] = 6
	}
	return m
}

// row widens the columns for the cells that begin at a column.
func (m *measure) row(cells []Cell, from int) {
	for i, c := range cells {
		m.note(from+i, m.chars(c))
	}
}

// note widens a column for a number of characters. Wide letters and bold type
// need a little more than one unit each.
func (m *measure) note(col, chars int) {
	if col < len(m.widths) {
		m.widths[col] = max(m.widths[col], min(float64(chars)*1.15+2, float64(cmp.Or(m.most[col], maxColWidth))))
	}
}

// header widens a column for its title, which may be wrapped at spaces, and for
// the filter button.
func (m *measure) header(col int, c Column) {
	if c.Wrap {
		m.most[col] = wrapWidth
	}
	if c.Width > 0 && c.Type == Text {
		m.most[col] = c.Width
	}
	for word := range strings.FieldsSeq(c.Title) {
		m.note(col, utf8.RuneCountInString(word)+2)
	}
}

// chars is the length of a cell as it is shown.
func (m *measure) chars(c Cell) int {
	switch c.Type {
	case Text, Link:
		longest := 0
		for line := range strings.SplitSeq(c.Text, "\n") {
			longest = max(longest, utf8.RuneCountInString(line))
			if longest > maxColWidth {
				break
			}
		}
		return longest
	case Date:
		return len("00.00.0000")
	case Time:
		return len("00.00.0000 00:00")
	case Bool:
		return max(len(c.Text), len("FALSCH"))
	case Money:
		return grouped(c.Money.Minor, billing.MinorDigits(c.Money.Currency))
	case Int:
		return len(m.language.Number(billing.NewDecimal(c.Int, 0)))
	case Whole:
		return len("100 %")
	case Percent:
		return len("100,0 %")
	case Number:
		return utf8.RuneCountInString(m.language.Number(c.Number)) + c.Digits + 1
	}
	return 0
}

// grouped is the length of an amount with its sign, thousands separators and
// decimal comma, and room for one more.
func grouped(minor int64, places int) int {
	n := 1
	for m := minor / 10; m != 0; m /= 10 {
		n++
	}
	whole := max(1, n-places)
	n = 1 + whole + (whole-1)/3
	if places > 0 {
		n += 1 + places
	}
	if minor < 0 {
		n++
	}
	return n
}

// The height of a row of several lines, in points. Only Excel finds it by
// itself; previews and LibreOffice do not. A very long text is shown in part.
const (
	lineHeight = 15
	maxLines   = 6
)

// wraps reports whether a cell's text goes over several lines: headers and
// marked columns of tables, and texts of blocks that have a neighbour.
func (p part) wraps(col int, c Cell, cells int) bool {
	switch {
	case c.Type != Text:
		return false
	case p.header > 0:
		return p.sheet.Columns[col].Wrap && c.Look == Plain || c.Look == Head || c.Look == NumberHead
	}
	return cells > 1
}

// linesOf is the number of lines that a text takes in a column, rather too many
// than too few.
func linesOf(s string, width float64) int {
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n += max(1, int(math.Ceil(float64(utf8.RuneCountInString(line))*1.1/width)))
	}
	return n
}
