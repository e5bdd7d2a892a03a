package exporters

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
)

// JSON Lines for programs: the data sheet, one object a line, with the columns'
// keys in their order. Amounts and other decimals are texts, so that no program
// rounds them; days are ISO; whole numbers are numbers; an empty cell is null.
// What could not be computed is an object with the reason under "error".

func writeJSONL(ctx context.Context, f *os.File, b Book) error {
	out := bufio.NewWriterSize(f, 64<<10)
	s := b.sheet(b.Check.Sheet)
	keys := make([][]byte, len(s.Columns))
	for i, c := range s.Columns {
		keys[i] = append(jsonText(c.Key), ':')
	}
	var line bytes.Buffer
	n := 0
	for cells := range s.Rows {
		line.Reset()
		for i, c := range cells {
			line.WriteByte("{,"[min(i, 1)])
			line.Write(keys[i])
			line.Write(jsonValue(s.Columns[i].Type, c))
		}
		line.WriteString("}\n")
		if _, err := out.Write(line.Bytes()); err != nil {
			return err
		}
		if n++; n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return out.Flush()
}

// jsonValue is a cell as JSON. t is its column's type.
func jsonValue(t Type, c Cell) []byte {
	switch {
	case c.Type == Text && c.Look == Red && t != Text:
		return fmt.Appendf(nil, `{"error":%s}`, jsonText(c.Text))
	case c.Type == Text, c.Type == Link:
		return jsonText(c.Text)
	case c.Type == Bool:
		return strconv.AppendBool(nil, c.Int == 1)
	case c.Type == Int:
		return strconv.AppendInt(nil, c.Int, 10)
	}
	if s := rfc4180().field(c); s != "" {
		return jsonText(s)
	}
	return []byte("null")
}

// jsonText is a text as JSON, with < > & as they are.
func jsonText(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text can't fail
	return bytes.TrimRight(b.Bytes(), "\n")
}

// readJSONL adds up a finished file.
func readJSONL(r io.ReaderAt, size int64, b Book) (Check, error) {
	got := Check{Sheet: b.Check.Sheet, Amount: b.Check.Amount, Currency: b.Check.Currency}
	columns := len(b.sheet(b.Check.Sheet).Columns)
	dec := json.NewDecoder(bufio.NewReader(io.NewSectionReader(r, 0, size)))
	dec.UseNumber()
	for {
		var row map[string]any
		err := dec.Decode(&row)
		switch {
		case errors.Is(err, io.EOF):
			return got, nil
		case err != nil:
			return Check{}, fmt.Errorf("line %d: %w", got.Rows+1, err)
		case len(row) != columns:
			return Check{}, fmt.Errorf("line %d has %d of %d columns", got.Rows+1, len(row), columns)
		}
		amount := fmt.Sprint(row[got.Amount])
		currency, _ := row[got.Currency].(string)
		if err := got.add(amount, currency); err != nil {
			return Check{}, err
		}
	}
}
