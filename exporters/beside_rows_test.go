//go:build bench

package exporters

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// besideBook is a book of n rows of 20 columns. testdata/beside/rows.py makes
// the same rows.
func besideBook(n int) Book {
	columns := []Column{
		{Key: "number", Title: "Rechnung", Type: Text}, {Key: "customer", Title: "Kunde", Type: Text},
		{Key: "customer_no", Title: "Kunden-Nr.", Type: Text}, {Key: "project", Title: "Projekt", Type: Text},
		{Key: "date", Title: "Datum", Type: Date}, {Key: "due", Title: "Fällig am", Type: Date}, {Key: "read", Title: "Gelesen", Type: Time},
		{Key: "days", Title: "Tage", Type: Int}, {Key: "hours", Title: "Stunden", Type: Number}, {Key: "share", Title: "Anteil", Type: Percent},
		{Key: "currency", Title: "Whg.", Type: Text}, {Key: "gross", Title: "Brutto", Type: Money}, {Key: "paid", Title: "Bezahlt", Type: Money},
		{Key: "open", Title: "Offen", Type: Money}, {Key: "dunned", Title: "Gemahnt", Type: Bool}, {Key: "overdue", Title: "Überfällig", Type: Bool},
		{Key: "level", Title: "Stufe", Type: Int}, {Key: "team", Title: "Team", Type: Text}, {Key: "note", Title: "Notiz", Type: Text},
		{Key: "id", Title: "Nummer", Type: Int},
	}
	open := billing.Money{Currency: "EUR"}
	for i := range n {
		open.Minor += int64(10000 + i*37%9000000 - i*13%5000)
	}
	return Book{
		Template: "beside", Title: "Vergleich", Account: "beispiel", Language: billing.German, Today: billing.Date{Year: 2026, Month: time.November, Day: 23},
		Sheets: []Sheet{{Key: "data", Name: "Daten", Table: "tblDaten", Columns: columns, Rows: besideRows(n), Frozen: 1}},
		Check:  Check{Sheet: "data", Amount: "open", Currency: "currency", Rows: n, Totals: billing.Totals{open}},
	}
}

func besideRows(n int) iter.Seq[[]Cell] {
	first, read := billing.Date{Year: 2024, Month: time.January, Day: 1}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	euro := func(minor int) Cell { return money(billing.Money{Minor: int64(minor), Currency: "EUR"}) }
	yes := func(is bool) Cell {
		c := Cell{Type: Bool}
		if is {
			c.Int = 1
		}
		return c
	}
	return func(yield func([]Cell) bool) {
		for i := range n {
			day := first.AddDays(i % 900)
			gross, paid := 10000+i*37%9000000, i*13%5000
			row := []Cell{
				text(fmt.Sprintf("R26-%07d", i)), text(fmt.Sprintf("Kunde %d <Söhne> & Co. KG", i*7919%977)), text(fmt.Sprintf("%05d", i%977)),
				text(fmt.Sprintf(`Relaunch "%d" & mehr`, i%13)), date(day), date(day.AddDays(14)),
				{Type: Time, Time: read.Add(time.Duration(i*61%400000) * time.Minute)},
				count(i%400 - 30), number(billing.NewDecimal(int64(i*37%100000), 2), 2), {Type: Percent, Int: int64(i % 10001), Of: 10000},
				text("EUR"), euro(gross), euro(paid), euro(gross - paid), yes(i%3 == 0), yes(i%7 == 0), count(i % 4),
				text(fmt.Sprintf("Team %d", i%5)), text(fmt.Sprintf("Zahlung < %d Tage & Skonto > 2 %%", i%100)), count(80000 + i),
			}
			if !yield(row) {
				return
			}
		}
	}
}

// besideSums are the rows and what the columns add up to, as openpyxl_read.py
// prints them.
func besideSums(n int) string {
	sums := make([]int64, 20)
	for row := range besideRows(n) {
		for i, c := range row {
			switch c.Type {
			case Text:
				sums[i] += int64(crc32.ChecksumIEEE([]byte(c.Text)))
			case Date:
				sums[i] += (c.Date.In(time.UTC).Unix()/86400 + unixDay) * 86400
			case Time:
				sums[i] += c.Time.Unix() + unixDay*86400
			case Int:
				sums[i] += c.Int * 10000
			case Bool:
				sums[i] += c.Int
			case Money:
				sums[i] += c.Money.Minor * 100
			case Number:
				d, _ := strconv.ParseFloat(c.Number.String(), 64)
				sums[i] += int64(math.Round(d * 10000))
			case Percent:
				sums[i] += c.Int
			}
		}
	}
	return printed(n, sums)
}

func printed(n int, sums []int64) string {
	return strings.NewReplacer("[", "", "]", "").Replace(fmt.Sprint(n, sums))
}

// besideRead adds up a file with nothing that has written one: standard
// library only, shared texts and texts in place, every sheet.
func besideRead(t *testing.T, file string) string {
	t.Helper()
	zr, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	var shared []string
	var sheets []*zip.File
	for _, f := range zr.File {
		if ok, _ := path.Match("xl/worksheets/sheet*.xml", f.Name); ok {
			sheets = append(sheets, f)
		}
		if f.Name == "xl/sharedStrings.xml" {
			shared = sharedTexts(t, f)
		}
	}
	slices.SortFunc(sheets, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	n, sums := 0, make([]int64, 20)
	for _, f := range sheets {
		n += addSheet(t, f, shared, sums)
	}
	return printed(n, sums)
}

func sharedTexts(t *testing.T, f *zip.File) []string {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var all struct {
		Items []struct {
			T string `xml:"t"`
		} `xml:"si"`
	}
	if err := xml.NewDecoder(r).Decode(&all); err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(all.Items))
	for i, item := range all.Items {
		out[i] = item.T
	}
	return out
}

// addSheet adds the columns of one sheet, without its header.
func addSheet(t *testing.T, f *zip.File, shared []string, sums []int64) (rows int) {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	dec := xml.NewDecoder(r)
	rows = -1
	kind, ref := "", ""
	var value strings.Builder
	for {
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				rows++
			case "c":
				kind, ref = "", ""
				for _, a := range e.Attr {
					switch a.Name.Local {
					case "t":
						kind = a.Value
					case "r":
						ref = a.Value
					}
				}
			}
			value.Reset()
		case xml.CharData:
			value.Write(e)
		case xml.EndElement:
			if (e.Name.Local == "v" || e.Name.Local == "t") && rows > 0 {
				addValue(t, sums, int(ref[0]-'A'), kind, value.String(), shared)
			}
			value.Reset()
		}
	}
}

// addValue adds a cell. Which columns hold days and moments is known.
func addValue(t *testing.T, sums []int64, col int, kind, value string, shared []string) {
	t.Helper()
	switch kind {
	case "s":
		i, err := strconv.Atoi(value)
		if err != nil {
			t.Fatal(err)
		}
		sums[col] += int64(crc32.ChecksumIEEE([]byte(shared[i])))
	case "inlineStr", "str":
		sums[col] += int64(crc32.ChecksumIEEE([]byte(value)))
	case "b":
		sums[col] += int64(value[0] - '0')
	default:
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			t.Fatal(err)
		}
		unit := 10000.0
		if col >= 4 && col <= 6 {
			unit = 86400
		}
		sums[col] += int64(math.Round(v * unit))
	}
}
