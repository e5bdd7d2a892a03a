package exporters

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// tableRows writes totals, header and this part's share of the rows, and makes
// them a table.
func (w *xlsxWriter) tableRows(sw *excelize.StreamWriter, p part) error {
	row := 1
	if p.number == 0 {
		for _, t := range p.sheet.Totals {
			if err := w.row(sw, p, row, t); err != nil {
				return err
			}
			row++
		}
	}
	header := make([]Cell, len(p.sheet.Columns))
	for i, c := range p.sheet.Columns {
		header[i] = text(c.Title).look(Head)
		if c.Type == Money || c.Type == Int || c.Type == Percent || c.Type == Number {
			header[i].Look = NumberHead
		}
	}
	if err := w.row(sw, p, p.header, header); err != nil {
		return err
	}
	if err := w.dataRows(sw, p); err != nil {
		return err
	}
	if err := w.warnings(p); err != nil {
		return err
	}
	if err := w.quiet(p); err != nil {
		return err
	}
	return w.table(sw, p)
}

func (w *xlsxWriter) dataRows(sw *excelize.StreamWriter, p part) error {
	n := -1
	for cells := range p.sheet.Rows {
		if n++; n < p.skip {
			continue
		}
		if n == p.skip+p.rows {
			break
		}
		if n%1000 == 0 && w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		if err := w.row(sw, p, p.first+n-p.skip, cells); err != nil {
			return err
		}
	}
	return nil
}

// blockRows writes blocks below each other, and charts beside theirs.
func (w *xlsxWriter) blockRows(sw *excelize.StreamWriter, p part) error {
	for i, block := range p.sheet.Blocks {
		for k, cells := range block.Rows {
			if err := w.row(sw, p, p.anchors[i]+k, cells); err != nil {
				return err
			}
		}
		if block.Chart.Title == "" {
			continue
		}
		if err := w.chart(p, p.anchors[i], block.Chart); err != nil {
			return err
		}
	}
	return nil
}

// row writes one row of cells, from the first column on.
func (w *xlsxWriter) row(sw *excelize.StreamWriter, p part, row int, cells []Cell) error {
	out := make([]any, len(cells))
	lines := 1
	for i, c := range cells {
		wrap := p.wraps(i, c, len(cells))
		if wrap {
			lines = max(lines, linesOf(c.Text, p.widths[i]))
		}
		v, err := w.cell(p, row, i+1, c, wrap)
		if err != nil {
			return fmt.Errorf("row %d (%s), column %d: %w", row, head(cells[0].Text, 40), i+1, err)
		}
		out[i] = v
	}
	opts := excelize.RowOpts{}
	switch {
	case len(cells) > 0 && cells[0].Look == Title:
		opts.Height = 24
	case lines > 1:
		opts.Height = float64(min(lines, maxLines)) * lineHeight
	}
	return sw.SetRow(reference(1, row, false), out, opts)
}

// cell makes excelize's cell: value and style, and the formula if there is one.
func (w *xlsxWriter) cell(p part, row, col int, c Cell, wrap bool) (any, error) {
	if c.Type == Empty && c.Look == Plain {
		return nil, nil
	}
	value, err := cellValue(c)
	if err != nil {
		return nil, err
	}
	if c.URL != "" && !w.linkable(p) {
		c.URL = ""
	}
	if c.URL != "" {
		if err := w.link(p, row, col, c.URL); err != nil {
			return nil, err
		}
	}
	if c.Look == Control {
		if err := w.warn(p, reference(col, row, false), "!=", "0", red); err != nil {
			return nil, err
		}
	}
	style, err := w.styles.of(c, wrap)
	if err != nil {
		return nil, err
	}
	out := excelize.Cell{StyleID: style, Value: value}
	if c.Formula != nil {
		out.Formula = c.Formula.a1(at{layout: w.layout, part: p, row: row})
	}
	return out, nil
}

// cellValue is what stands in the cell: a text, a number, a day. Amounts come
// from their decimal text; excelize and Excel keep 15 digits, so an amount that
// needs more is an error instead of a wrong sum.
func cellValue(c Cell) (any, error) {
	switch c.Type {
	case Text, Link:
		return cellText(c.Text), nil
	case Date:
		if c.Date.IsZero() {
			return nil, nil
		}
		return c.Date.In(time.UTC), nil
	case Money:
		if !c.Money.Known() {
			return nil, nil
		}
		s := c.Money.Number()
		if c.Money.Minor > 999_999_999_999_999 || c.Money.Minor < -999_999_999_999_999 {
			return nil, fmt.Errorf("%s has more than the 15 digits that a spreadsheet keeps", c.Money)
		}
		return strconv.ParseFloat(s, 64)
	case Int:
		return c.Int, nil
	case Percent:
		return c.ratio(), nil
	case Number:
		return strconv.ParseFloat(c.Number.String(), 64)
	}
	return nil, nil
}

// escaped is the pattern that Excel reads as an escaped character.
var escaped = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

// cellText is the value for a text. Excel reads _x0041_ as "A"; excelize
// escapes the pattern, but not where two of them share an underscore, nor where
// the number is half of a surrogate pair. There the text is split into two
// runs, so that the pattern does not come about.
func cellText(s string) any {
	var runs []excelize.RichTextRun
	start, shared := 0, -1
	for i := 0; i < len(s); i++ {
		if s[i] != '_' || !escaped.MatchString(s[i:]) {
			continue
		}
		surrogate := s[i+2]|0x20 == 'd' && s[i+3] >= '8'
		if surrogate || i == shared {
			runs = append(runs, excelize.RichTextRun{Text: s[start : i+1]})
			start = i + 1
		}
		shared = i + len("_x0041")
	}
	if start == 0 {
		return s
	}
	return append(runs, excelize.RichTextRun{Text: s[start:]})
}
