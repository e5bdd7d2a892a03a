package exporters

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// readXLSX reads a finished workbook back, with nothing that has written it:
// every part is unpacked (and so its checksum compared), the rows of the data
// sheet are counted and its amounts added up.
func readXLSX(r io.ReaderAt, size int64, b Book) (Check, error) {
	zr, err := zip.NewReader(r, size)
	if err != nil {
		return Check{}, err
	}
	paths, err := sheetPaths(zr)
	if err != nil {
		return Check{}, err
	}
	got := Check{Sheet: b.Check.Sheet, Amount: b.Check.Amount, Currency: b.Check.Currency}
	s := b.sheet(b.Check.Sheet)
	data := map[string]bool{}
	within := false
	for _, p := range paths {
		if i := slices.IndexFunc(b.Sheets, func(s Sheet) bool { return s.Name == p.sheet }); i >= 0 {
			within = b.Sheets[i].Key == s.Key // what follows up to the next sheet of the book are its further parts
		}
		if within {
			data[p.path] = true
		}
	}
	if len(data) == 0 {
		return Check{}, fmt.Errorf("there is no sheet %q", s.Name)
	}
	for _, f := range zr.File {
		if err := readPart(f, data[f.Name], s, &got); err != nil {
			return Check{}, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return got, nil
}

// readPart unpacks one part to its end; data parts are counted.
func readPart(f *zip.File, data bool, s Sheet, got *Check) error {
	rc, err := f.Open()
	if err != nil {
		return err
	}
	defer rc.Close()
	if !data {
		_, err := io.Copy(io.Discard, rc)
		return err
	}
	return countRows(rc, s, got)
}

// sheetPath says which part of the file a sheet is.
type sheetPath struct{ sheet, path string }

// sheetPaths are the sheets in their order.
func sheetPaths(zr *zip.Reader) ([]sheetPath, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		Relationships []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := readXML(zr, "xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	if err := readXML(zr, "xl/_rels/workbook.xml.rels", &rels); err != nil {
		return nil, err
	}
	targets := map[string]string{}
	for _, r := range rels.Relationships {
		targets[r.ID] = path.Join("xl", strings.TrimPrefix(r.Target, "/xl/"))
	}
	var out []sheetPath
	for _, s := range book.Sheets {
		out = append(out, sheetPath{s.Name, targets[s.ID]})
	}
	return out, nil
}

func readXML(zr *zip.Reader, name string, into any) error {
	f, err := zr.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := xml.NewDecoder(f).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// maxRow is the most bytes that a row may have in the file: all its texts as
// long as they can be, and more.
const maxRow = 64 << 20

// countRows walks the rows below the header. It looks for the tags of the rows
// and of the three cells that it needs, which is ten times as fast as parsing
// everything; in a text < would be written as &lt;.
func countRows(r io.Reader, s Sheet, got *Check) error {
	rows := bufio.NewScanner(r)
	rows.Buffer(make([]byte, 256<<10), maxRow)
	end := []byte("</row>")
	rows.Split(upTo(end))
	title := tagOf(0)
	amount, currency := tagOf(s.column(got.Amount)), tagOf(s.column(got.Currency))
	header := false
	for rows.Scan() {
		_, row, found := bytes.Cut(rows.Bytes(), []byte("<row"))
		switch {
		case !found:
			continue // what follows the rows
		case !bytes.HasSuffix(row, end):
			return errors.New("a row is cut off")
		case !header:
			header = cellIn(row, title) == s.Columns[0].Title
			continue
		case !bytes.Contains(row, []byte("<c ")):
			continue // the one empty row of an empty table
		}
		if err := got.add(cellIn(row, amount), cellIn(row, currency)); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if !header {
		return errors.New("there is no header row")
	}
	return nil
}

// upTo cuts a stream after each end; the rest is the last piece.
func upTo(end []byte) bufio.SplitFunc {
	return func(data []byte, atEOF bool) (int, []byte, error) {
		if i := bytes.Index(data, end); i >= 0 {
			return i + len(end), data[:i+len(end)], nil
		}
		if atEOF && len(data) > 0 {
			return len(data), data, nil
		}
		return 0, nil, nil
	}
}

// tagOf is how a cell of a column, from 0, begins: <c r="L
func tagOf(column int) []byte { return []byte(`<c r="` + columnName(column+1)) }

var textOf = strings.NewReplacer("_x005F_", "_", "&lt;", "<", "&gt;", ">", "&amp;", "&")

// cellIn is the value of a row's cell, "" if there is none.
func cellIn(row, tag []byte) string {
	i := bytes.Index(row, tag)
	if i < 0 || i+len(tag) == len(row) || row[i+len(tag)] > '9' {
		return "" // or the letters go on: it is a later column
	}
	cell, _, _ := bytes.Cut(row[i:], []byte("</c>"))
	if attributes, _, _ := bytes.Cut(cell, []byte(">")); bytes.HasSuffix(attributes, []byte("/")) {
		return ""
	}
	_, value, found := bytes.Cut(cell, []byte("<v>"))
	if !found {
		_, value, _ = bytes.Cut(cell, []byte("<t"))
		_, value, _ = bytes.Cut(value, []byte(">"))
	}
	value, _, _ = bytes.Cut(value, []byte("<"))
	return textOf.Replace(string(value))
}

// add counts a row that was read back.
func (c *Check) add(amount, currency string) error {
	d, err := billing.ParseDecimal(amount)
	if err != nil {
		return fmt.Errorf("row %d: %w", c.Rows+1, err)
	}
	if c.Currency == "" {
		c.Rows++
		c.Sum, err = c.Sum.Add(d)
		return err
	}
	m, err := billing.NewMoney(d, currency)
	if err != nil {
		return fmt.Errorf("row %d: %w", c.Rows+1, err)
	}
	c.Rows++
	c.Totals, err = c.Totals.Plus(m)
	return err
}

// same says how a file that was read back differs from what was meant.
func (c Check) same(got Check) error {
	if c.Rows != got.Rows {
		return fmt.Errorf("the file holds %d rows instead of %d", got.Rows, c.Rows)
	}
	if c.Sum != got.Sum {
		return fmt.Errorf("the file's numbers add up to %s instead of %s", got.Sum, c.Sum)
	}
	if w, g := c.Totals.Format(billing.English), got.Totals.Format(billing.English); w != g {
		return fmt.Errorf("the file's amounts add up to %s instead of %s", g, w)
	}
	return nil
}
