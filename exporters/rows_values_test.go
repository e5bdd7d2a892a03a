package exporters

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// textBook is a book of two columns of texts, their number and an amount, as a
// user's own export may be.
func textBook(texts []string) Book {
	var rows [][]Cell
	for i, s := range texts {
		rows = append(rows, []Cell{text(s), {Type: Link, Text: s}, count(i), text("EUR"), money(billing.Money{Minor: -500, Currency: "EUR"})})
	}
	return Book{
		Template: "texts", Title: "Texte", Account: "beispiel", Language: billing.German, Today: billing.Date{Year: 2026, Month: 11, Day: 23},
		Sheets: []Sheet{{
			Key: "data", Name: "Texte", Table: "tblTexte", Rows: slices.Values(rows),
			Columns: []Column{{Key: "a", Title: "A", Type: Text}, {Key: "b", Title: "B", Type: Text}, {Key: "n", Title: "Nummer", Type: Int}, {Key: "currency", Title: "Whg.", Type: Text}, {Key: "amount", Title: "Betrag", Type: Money}},
		}},
		Check: Check{Sheet: "data", Amount: "amount", Currency: "currency", Rows: len(texts), Totals: billing.Totals{{Minor: int64(-500 * len(texts)), Currency: "EUR"}}},
	}
}

// randomTexts are texts of the pieces that formats stumble over.
func randomTexts(r *rand.Rand, n int) []string {
	pieces := append(hostile(), "a", "ä", " ", "\t", "\n", "_", "x0041", ";", ",", "&amp;", "]]>", "'")
	pieces = slices.DeleteFunc(pieces, func(s string) bool { return len(s) > 1000 })
	out := make([]string, n)
	for i := range out {
		for range 1 + r.IntN(5) {
			out[i] += pieces[r.IntN(len(pieces))]
		}
	}
	return out
}

// TestF98_Values writes every hostile text and many made of them as a workbook
// and in both kinds of CSV, and reads them back: each is the text that was
// cleaned, as a text; what had to be changed was counted, and what was cut says
// so. Numbers of more than 15 digits come back to the last one.
func TestF98_Values(t *testing.T) {
	t.Parallel()
	made := 2000 / race.Part(10)
	texts := append(hostile(), randomTexts(rand.New(rand.NewPCG(98, 1)), made)...)
	row := report.Row{ID: "F98", Min: made, Runs: len(texts), Fired: len(texts)}
	var counted, changed changes
	clear := make([]string, len(texts))
	for i, s := range texts {
		before := counted
		clear[i] = clean(s, mark, &counted)
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unprintable) && !strings.Contains(s, "\r") {
			changed.replaced++
			if counted.replaced == before.replaced {
				t.Errorf("%.40q was changed and not counted", s)
			}
		}
		if units(s) > maxText {
			changed.cut++
			if counted.cut == before.cut || !strings.HasSuffix(clear[i], mark) {
				t.Errorf("%.40q was cut and not counted or not marked", s)
			}
		}
	}
	missing := func(format string, i int, got, want string) {
		row.Missing++
		t.Errorf("%s: %.60q came out as %.60q, want %.60q", format, texts[i], got, want)
	}
	b := textBook(clear)
	sheet := unzip(t, written(t, xlsx{maxRows: maxSheetRows}, b)).sheets(t)["Texte"]
	for i, r := range sheet.Rows[1:] {
		for _, c := range r.Cells[:2] {
			if c.text() != clear[i] || c.Type != "inlineStr" || c.Formula != nil {
				missing("xlsx", i, c.text(), clear[i])
			}
		}
	}
	for _, format := range Formats() {
		if !strings.HasSuffix(format.Suffix, "csv") {
			continue
		}
		for i, r := range csvRows(t, b, format)[1:] {
			// encoding/csv, on reading, makes \n of \r\n, which the writer made of \n.
			if want := harmless(clear[i]); r[0] != want || r[1] != want {
				missing(format.Suffix, i, r[0], want)
			}
			if !strings.HasPrefix(r[4], "-5") {
				t.Errorf("%s: the amount is %q", format.Suffix, r[4])
			}
		}
	}
	row.Note = fmt.Sprintf("0 silent changes; %d cut, %d with replaced characters", counted.cut, counted.replaced)
	report.Print(t, row)
}

// csvRows writes a book as CSV and reads it with the standard library.
func csvRows(t *testing.T, b Book, format Format) [][]string {
	t.Helper()
	f, err := build(t.Context(), b, format, t.TempDir()+"/a"+format.Suffix)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), byteOrderMark)))
	if format.Suffix == ".csv" {
		r.Comma = ';'
	}
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestHostileNames puts hostile texts wherever a book has a name: sheets,
// tables, columns, title, account, run. Nothing becomes a formula, all names
// are ones that spreadsheets take, and other readers open the file.
func TestHostileNames(t *testing.T) {
	race.Skip(t, "one goroutine writes one text after the other")
	t.Parallel()
	for i, s := range append(hostile(), "History", "history", "tbl A1", "R1C1", "[]:*?/\\", "&&&&&&", strings.Repeat("&", 300), strings.Repeat("x", 40)) {
		b := textBook([]string{"a"})
		b.Title, b.Account, b.Run, b.Version = s, s, s, s
		b.Sheets = append(b.Sheets, b.Sheets[0], b.Sheets[0])
		for k := range b.Sheets {
			b.Sheets[k].Name, b.Sheets[k].Table = s, s
			b.Sheets[k].Columns = slices.Clone(b.Sheets[k].Columns)
			b.Sheets[k].Columns[0].Title, b.Sheets[k].Columns[1].Title = s, strings.ToUpper(s)
		}
		b.Sheets[1].Key, b.Sheets[2].Key = "second", "third"
		u := unzip(t, written(t, xlsx{maxRows: maxSheetRows}, b))
		seen := names{}
		for _, name := range u.names(t) {
			if seen[strings.ToLower(name)] || units(name) > 31 || name == "" || strings.ContainsAny(name, `[]:*?/\`) || strings.HasPrefix(name, "'") || strings.HasSuffix(name, "'") || strings.EqualFold(name, "history") {
				t.Errorf("text %d, %.40q: a sheet is called %q", i, s, name)
			}
			seen[strings.ToLower(name)] = true
		}
		for name, part := range u {
			if strings.Contains(part, "<f>") {
				t.Errorf("text %d, %.40q: a formula in %s", i, s, name)
			}
		}
		checkTables(t, s, u)
	}
}

// checkTables demands that tables have a name of their own that is no cell, and
// columns that are called as their header.
func checkTables(t *testing.T, s string, u unzipped) {
	t.Helper()
	seen := names{}
	sheets := u.sheets(t)
	for i, name := range u.names(t) {
		var table struct {
			Name    string `xml:"displayName,attr"`
			Columns []struct {
				Name string `xml:"name,attr"`
			} `xml:"tableColumns>tableColumn"`
		}
		u.parse(t, fmt.Sprintf("xl/tables/table%d.xml", i+1), &table)
		if seen[strings.ToLower(table.Name)] || !strings.HasPrefix(table.Name, "tbl") || strings.ContainsAny(table.Name, " =-+!") {
			t.Errorf("%.40q: a table is called %q", s, table.Name)
		}
		seen[strings.ToLower(table.Name)] = true
		titles := names{}
		for k, c := range table.Columns {
			if got := sheets[name].Rows[0].Cells[k].text(); unescape(c.Name) != got || titles[strings.ToLower(got)] || got == "" {
				t.Errorf("%.40q: column %d is %q in the table and %q in the sheet", s, k, c.Name, got)
			}
			titles[strings.ToLower(c.Name)] = true
		}
	}
}
