package exporters

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// dialect is a way to write CSV. It holds the book's data sheet: a header row
// and one fact a row, no totals, no formulas.
type dialect struct {
	comma   rune
	decimal string
	date    string
	yes, no string
	bom     bool
}

// germanCSV opens in German Excel by double click.
func germanCSV() dialect {
	return dialect{comma: ';', decimal: ",", date: "02.01.2006", yes: "WAHR", no: "FALSCH", bom: true}
}

// rfc4180 is what programs expect (RFC 4180).
func rfc4180() dialect {
	return dialect{comma: ',', decimal: ".", date: time.DateOnly, yes: "true", no: "false"}
}

const byteOrderMark = "\ufeff"

func (d dialect) write(ctx context.Context, f *os.File, b Book) error {
	n, size := 0, int64(0)
	out := bufio.NewWriterSize(writerFunc(func(piece []byte) (int, error) {
		written, err := f.Write(piece)
		size += int64(written)
		return written, errors.Join(err, b.wrote(ctx, n, size))
	}), 64<<10)
	if err := d.table(out, b.sheet(b.Check.Sheet), func() error { n++; return nil }); err != nil {
		return err
	}
	return out.Flush()
}

// table writes a sheet's header and rows. each is called after each; its error
// ends the work.
func (d dialect) table(out io.Writer, s Sheet, each func() error) error {
	if d.bom {
		if _, err := io.WriteString(out, byteOrderMark); err != nil {
			return err
		}
	}
	w := csv.NewWriter(out)
	w.Comma, w.UseCRLF = d.comma, true
	row := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		row[i] = c.Title
	}
	if err := w.Write(row); err != nil {
		return err
	}
	for cells := range s.Rows {
		for i, c := range cells {
			row[i] = d.field(c)
		}
		if err := errors.Join(w.Write(row), each()); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// field is a cell as text. Numbers stay numbers, also negative ones; a text
// that a spreadsheet would take for a formula gets a ' in front.
func (d dialect) field(c Cell) string {
	switch c.Type {
	case Text, Link:
		return harmless(c.Text)
	case Date:
		if c.Date.IsZero() {
			return ""
		}
		return c.Date.In(time.UTC).Format(d.date)
	case Money:
		if !c.Money.Known() {
			return ""
		}
		return strings.Replace(c.Money.Number(), ".", d.decimal, 1)
	case Int:
		return strconv.FormatInt(c.Int, 10)
	case Number:
		return strings.Replace(c.Number.String(), ".", d.decimal, 1)
	case Time:
		if c.Time.IsZero() {
			return ""
		}
		return c.Time.Format(d.date + " 15:04:05")
	case Bool:
		if c.Text != "" {
			return c.Text
		}
		if c.Int != 0 {
			return d.yes
		}
		return d.no
	case Whole:
		if c.Of == 0 {
			return ""
		}
		return strings.Replace(strconv.FormatFloat(c.ratio(), 'f', 4, 64), ".", d.decimal, 1)
	case Percent:
		return strings.Replace(strconv.FormatFloat(c.ratio(), 'f', 4, 64), ".", d.decimal, 1)
	}
	return ""
}

// harmless puts ' before a text that begins, apart from white space and
// characters that nobody sees, like a formula: = + - @ and their full-width
// forms. Leading tabs and line ends count as well (OWASP ASVS 1.2.10).
func harmless(s string) string {
	if s == "" {
		return s
	}
	seen := strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc) || r == unicode.ReplacementChar
	})
	first, _ := utf8.DecodeRuneInString(seen)
	if strings.ContainsAny(s[:1], "\t\r\n") || strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + s
	}
	return s
}

// read adds up a finished file.
func (d dialect) read(r io.ReaderAt, size int64, b Book) (Check, error) {
	got := Check{Sheet: b.Check.Sheet, Amount: b.Check.Amount, Currency: b.Check.Currency}
	in := bufio.NewReader(io.NewSectionReader(r, 0, size))
	if mark, err := in.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		_, _ = in.Discard(len(byteOrderMark))
	}
	s := b.sheet(b.Check.Sheet)
	amount, currency := s.column(got.Amount), s.column(got.Currency)
	cr := csv.NewReader(in)
	cr.Comma, cr.ReuseRecord, cr.FieldsPerRecord = d.comma, true, len(s.Columns)
	if _, err := cr.Read(); err != nil {
		return Check{}, fmt.Errorf("there is no header row: %w", err)
	}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		if err != nil {
			return Check{}, err
		}
		code := ""
		if currency >= 0 {
			code = row[currency]
		}
		if err := got.add(strings.Replace(row[amount], d.decimal, ".", 1), code); err != nil {
			return Check{}, err
		}
	}
}
