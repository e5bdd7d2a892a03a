package exporters

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// part is one sheet of the file. A table with more rows than a sheet holds is
// spread over several.
type part struct {
	sheet   Sheet
	name    string
	path    string // of its XML in the file
	table   string
	header  int       // row of the header; 0 for blocks
	first   int       // row of the first data row
	rows    int       // data rows in this part
	skip    int       // data rows in the parts before
	columns int       // used columns
	last    int       // last used row
	widths  []float64 // of the columns, in characters
	anchors []int     // first row of each block
}

// layout knows where everything stands. It is the grid of the formulas.
type layout struct {
	parts []part
	names map[string]place
}

// place is where a named cell stands.
type place struct{ sheet, cell string }

// newLayout measures the book: how many rows, how wide the columns, where the
// named cells are.
func newLayout(b Book, maxRows int) layout {
	l := layout{names: map[string]place{}}
	sheets, tables := names{}, names{}
	for _, s := range b.Sheets {
		sheets[strings.ToLower(s.Name)], tables[strings.ToLower(s.Table)] = true, true
	}
	for _, s := range b.Sheets {
		if len(s.Columns) > 0 {
			l.parts = append(l.parts, tableParts(s, b, maxRows, sheets, tables)...)
			continue
		}
		l.parts = append(l.parts, l.blocks(s, b))
	}
	for i := range l.parts {
		l.parts[i].path = fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1) // excelize's way
	}
	return l
}

// tableParts measures a table and spreads it over sheets. Each has the totals,
// which are those of all of them, the header, and a table of its own.
func tableParts(s Sheet, b Book, maxRows int, sheets, tables names) []part {
	m := newMeasure(b, len(s.Columns))
	for i, c := range s.Columns {
		m.header(i, c)
	}
	for _, r := range s.Totals {
		m.row(r[1:], 1) // the label may run over its neighbours
	}
	n := 0
	for r := range s.Rows {
		m.row(r, 0)
		n++
	}
	var parts []part
	for skip := 0; skip == 0 || skip < n; {
		p := part{sheet: s, name: s.Name, table: s.Table, columns: len(s.Columns), skip: skip, widths: m.widths}
		if number := len(parts); number > 0 {
			p.name = sheets.unused(func(n int) string { return sheetName(s.Name, number+n) })
			p.table = tables.unused(func(n int) string { return numbered(s.Table, "", number+n) })
		}
		p.header = 1 + len(s.Totals)
		p.first = p.header + 1
		p.rows = min(n-skip, maxRows-p.header)
		p.last = p.header + max(1, p.rows) // a table has one row at least
		parts = append(parts, p)
		skip += max(1, p.rows)
	}
	return parts
}

// blocks measures a sheet of blocks and notes its named cells.
func (l *layout) blocks(s Sheet, b Book) part {
	p := part{sheet: s, name: s.Name}
	for _, block := range s.Blocks {
		for _, r := range block.Rows {
			p.columns = max(p.columns, len(r))
		}
	}
	m := newMeasure(b, p.columns)
	row := 1
	for _, block := range s.Blocks {
		p.anchors = append(p.anchors, row)
		for _, r := range block.Rows {
			if len(r) > 1 {
				m.row(r, 0)
			}
			for i, c := range r {
				if c.Name != "" {
					l.names[c.Name] = place{p.name, reference(i+1, row, true)}
				}
			}
			row++
		}
		p.last = row - 1
		row++
	}
	p.widths = m.widths
	return p
}

// sheetName makes a name that Excel takes: at most 31 characters, none of
// []:*?/\, no quote at its ends, and not History, which it keeps for itself;
// later parts are numbered.
func sheetName(name string, number int) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || unprintable(r) || r == '\t' || r == '\n' {
			return '-'
		}
		return r
	}, name)
	name = strings.Trim(name, "' ")
	suffix := ""
	if number > 0 {
		suffix = fmt.Sprintf(" %d", number+1)
	}
	if name == "" {
		name = "-"
	}
	if strings.EqualFold(name, "history") {
		name += "-"
	}
	return strings.TrimRight(head(name, 31-len(suffix)), "' ") + suffix
}

// reference is a cell's reference, such as B7 or $B$7.
func reference(col, row int, absolute bool) string {
	cell, err := excelize.CoordinatesToCellName(col, row, absolute)
	if err != nil {
		return "#REF!"
	}
	return cell
}

// columnName is a column's letters, such as AB.
func columnName(col int) string {
	name, err := excelize.ColumnNumberToName(col)
	if err != nil {
		return "#REF!"
	}
	return name
}

func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// at is the grid as the formulas of one row see it.
type at struct {
	layout layout
	part   part
	row    int
}

func (a at) ranges(sheet, column string) []string {
	var out []string
	for _, p := range a.layout.parts {
		if p.sheet.Key != sheet {
			continue
		}
		col := p.sheet.column(column) + 1
		out = append(out, quoted(p.name)+"!"+reference(col, p.first, true)+":"+reference(col, p.last, true))
	}
	return out
}

func (a at) cell(name string) string {
	c, ok := a.layout.names[name]
	switch {
	case !ok:
		return "#REF!"
	case c.sheet == a.part.name:
		return c.cell
	}
	return quoted(c.sheet) + "!" + c.cell
}

func (a at) own(column string) string {
	return "$" + reference(a.part.sheet.column(column)+1, a.row, false)
}
