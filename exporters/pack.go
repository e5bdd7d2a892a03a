package exporters

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// maxPacked is how many rows of a data sheet are kept for a later comparison.
// They take about 40 bytes each.
const maxPacked = 200_000

// packHead is the first line of a pack.
type packHead struct {
	Columns []string       `json:"columns"` // keys
	Rows    int            `json:"rows"`
	Totals  billing.Totals `json:"totals"`
	Short   bool           `json:"short,omitempty"` // the rows were too many to be kept
}

// pack is what a book says, in a form that Compare reads: a line about the
// whole, then a line per row of the data sheet, compressed, as text.
func (b Book) pack() (string, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := json.NewEncoder(z)
	w.SetEscapeHTML(false)
	s := b.sheet(b.Check.Sheet)
	head := packHead{Rows: b.Check.Rows, Totals: b.Check.Totals, Short: b.Check.Rows > maxPacked}
	for _, c := range s.Columns {
		head.Columns = append(head.Columns, c.Key)
	}
	if err := w.Encode(head); err != nil {
		return "", err
	}
	if !head.Short {
		for cells := range s.Rows {
			if err := w.Encode(plainRow(cells)); err != nil {
				return "", err
			}
		}
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(out.Bytes()), nil
}

// plainRow are a row's cells as programs read them.
func plainRow(cells []Cell) []string {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = plainCell(c)
	}
	return row
}

// plainCell is a cell as programs read it.
func plainCell(c Cell) string {
	if c.Type == Text || c.Type == Link {
		return c.Text
	}
	return rfc4180().field(c)
}

// unpack reads a pack.
func unpack(packed string) (packHead, [][]string, error) {
	var head packHead
	z, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(packed)))
	if err != nil {
		return head, nil, fmt.Errorf("what was kept of the file can't be read: %w", err)
	}
	r := json.NewDecoder(bufio.NewReader(z))
	if err := r.Decode(&head); err != nil {
		return head, nil, fmt.Errorf("what was kept of the file can't be read: %w", err)
	}
	var rows [][]string
	for {
		var row []string
		err := r.Decode(&row)
		switch {
		case err == io.EOF:
			return head, rows, nil
		case err != nil:
			return head, nil, fmt.Errorf("what was kept of the file can't be read: %w", err)
		}
		rows = append(rows, row)
	}
}
