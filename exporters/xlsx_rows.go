package exporters

import (
	"fmt"
	"io"
)

// rowBuffer is how much is encoded before it is compressed.
const rowBuffer = 64 << 10

// rowWriter encodes the rows of one sheet as they stand in the file. excelize
// makes everything around them; it takes four times as long for a row.
type rowWriter struct {
	w    *xlsxWriter
	part part
	to   io.Writer
	buf  []byte
	// styled remembers the latest style of each column, which most rows share.
	styled []styled
	// letters are the columns' letters.
	letters []string
}

type styled struct {
	key styleKey
	id  int
}

func (w *xlsxWriter) newRows(p part, to io.Writer) *rowWriter {
	r := &rowWriter{w: w, part: p, to: to, buf: make([]byte, 0, rowBuffer+rowBuffer/4)}
	r.styled, r.letters = make([]styled, p.columns), make([]string, p.columns)
	for i := range r.letters {
		r.letters[i] = columnName(i + 1)
	}
	return r
}

// flush hands on what is encoded.
func (r *rowWriter) flush() error {
	_, err := r.to.Write(r.buf)
	r.buf = r.buf[:0]
	if err != nil {
		return err
	}
	return r.w.book.wrote(r.w.ctx, r.w.written, r.w.spool.at)
}

// table writes totals, header and this part's share of the rows.
func (r *rowWriter) table() error {
	for i, t := range r.part.sheet.Totals {
		if err := r.row(i+1, t); err != nil {
			return err
		}
	}
	if err := r.row(r.part.header, r.part.sheet.header()); err != nil {
		return err
	}
	if err := r.data(); err != nil {
		return err
	}
	return r.flush()
}

// header is the row of the columns' titles.
func (s Sheet) header() []Cell {
	out := make([]Cell, len(s.Columns))
	for i, c := range s.Columns {
		out[i] = text(c.Title).look(Head)
		switch c.Type {
		case Money, Int, Percent, Whole, Number:
			out[i].Look = NumberHead
		}
	}
	return out
}

func (r *rowWriter) data() error {
	n, p := -1, r.part
	for cells := range p.sheet.Rows {
		if n++; n < p.skip {
			continue
		}
		if n == p.skip+p.rows {
			break
		}
		if err := r.row(p.first+n-p.skip, cells); err != nil {
			return err
		}
		if p.sheet.Key == r.w.book.Check.Sheet {
			r.w.written = n + 1
		}
	}
	return nil
}

// blocks writes blocks below each other.
func (r *rowWriter) blocks() error {
	for i, block := range r.part.sheet.Blocks {
		for k, cells := range block.Rows {
			if err := r.row(r.part.anchors[i]+k, cells); err != nil {
				return err
			}
		}
	}
	return r.flush()
}

// row writes one row of cells, from the first column on.
func (r *rowWriter) row(row int, cells []Cell) error {
	r.buf = append(r.buf, `<row r="`...)
	r.buf = appendInt(r.buf, row)
	r.buf = append(r.buf, '"')
	if h := r.height(cells); h > 0 {
		r.buf = append(r.buf, ` ht="`...)
		r.buf = appendInt(r.buf, h)
		r.buf = append(r.buf, `" customHeight="1"`...)
	}
	r.buf = append(r.buf, '>')
	for i := range cells {
		if err := r.cell(row, i, cells[i], len(cells)); err != nil {
			return fmt.Errorf("row %d (%s), column %d: %w", row, head(cells[0].Text, 40), i+1, err)
		}
	}
	r.buf = append(r.buf, `</row>`...)
	if len(r.buf) < rowBuffer {
		return nil
	}
	return r.flush()
}

// height is that of a row in points, 0 for the standard one.
func (r *rowWriter) height(cells []Cell) int {
	if len(cells) > 0 && cells[0].Look == Title {
		return 24
	}
	lines := 1
	for i := range cells {
		if cells[i].Type == Text && r.part.wraps(i, cells[i], len(cells)) {
			lines = max(lines, linesOf(cells[i].Text, r.part.widths[i]))
		}
	}
	if lines == 1 {
		return 0
	}
	return min(lines, maxLines) * lineHeight
}

// cell writes one cell: where it is, its style, its value, and the formula if
// there is one.
func (r *rowWriter) cell(row, i int, c Cell, cells int) error {
	if c.Type == Empty && c.Look == Plain {
		return nil
	}
	p, col := r.part, i+1
	if c.URL != "" && !r.w.linkable(p) {
		c.URL = ""
	}
	if c.URL != "" {
		if err := r.w.link(p, row, col, c.URL); err != nil {
			return err
		}
	}
	if c.Look == Control {
		if err := r.w.warn(p, reference(col, row, false), "!=", "0", red); err != nil {
			return err
		}
	}
	style, err := r.style(i, keyOf(c, p.wraps(i, c, cells)))
	if err != nil {
		return err
	}
	r.buf = append(r.buf, `<c r="`...)
	r.buf = append(r.buf, r.letters[i]...)
	r.buf = appendInt(r.buf, row)
	r.buf = append(r.buf, `" s="`...)
	r.buf = appendInt(r.buf, style)
	r.buf = append(r.buf, '"')
	formula := ""
	if c.Formula != nil {
		formula = c.Formula.a1(at{layout: r.w.layout, part: p, row: row})
	}
	r.buf, err = appendValue(r.buf, c, formula)
	return err
}

// style is the number of a style, which is made when it is first needed.
func (r *rowWriter) style(i int, k styleKey) (int, error) {
	last := &r.styled[i]
	if last.id != 0 && last.key == k {
		return last.id, nil
	}
	id, err := r.w.styles.of(k)
	*last = styled{k, id}
	return id, err
}
