package exporters

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// longBook is a book of n narrow rows, numbered from 0.
func longBook(n int) Book {
	amount := func(i int) billing.Money { return billing.Money{Minor: int64(i % 1000), Currency: "EUR"} }
	total := billing.Money{Currency: "EUR"}
	for i := range n {
		total.Minor += amount(i).Minor
	}
	row := []Cell{{Type: Int}, text("EUR"), {Type: Money}}
	return Book{
		Template: "long", Title: "Lang", Account: "beispiel", Language: billing.German, Today: billing.Date{Year: 2026, Month: 11, Day: 23},
		Sheets: []Sheet{{
			Key: "data", Name: "Eine sehr lange Liste von Buchungen", Table: "tblLang", Frozen: 1,
			Columns: []Column{{Key: "n", Title: "Nummer", Type: Int}, {Key: "currency", Title: "Whg.", Type: Text}, {Key: "amount", Title: "Betrag", Type: Money}},
			Totals:  [][]Cell{looking(Total, text("Summe EUR"), Cell{}, money(total).from(Shown{"data", "amount"}))},
			Rows: func(yield func([]Cell) bool) {
				for i := range n {
					row[0].Int, row[2].Money = int64(i), amount(i)
					if !yield(row) {
						return
					}
				}
			},
		}},
		Check: Check{Sheet: "data", Amount: "amount", Currency: "currency", Rows: n, Totals: billing.Totals{total}},
	}
}

// TestF99_TooManyRows makes books that are longer than their sheets, one of them
// longer than Excel's. Read back by a reader of its own, each row is there once
// and in order; each sheet has its header, its table, the totals of all, and
// says how large it is, and the total's formula names all of them.
func TestF99_TooManyRows(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F99", Min: 30}
	r := rand.New(rand.NewPCG(99, 1))
	try := func(rows, limit int) {
		row.Runs++
		file := filepath.Join(t.TempDir(), "long.xlsx")
		x := xlsx{maxRows: limit, maxLinks: maxLinks}
		if _, err := build(t.Context(), longBook(rows), Format{Suffix: ".xlsx", write: x.write, read: readXLSX}, file); err != nil {
			t.Fatal(err)
		}
		sheets := (rows + limit - 3) / (limit - 2)
		if sheets > 1 {
			row.Fired++
		}
		if got := walkLong(t, file, limit); got != rows {
			row.Missing++
			t.Errorf("%d rows in sheets of %d: %d came back", rows, limit, got)
		}
	}
	for range row.Min {
		limit := 3 + r.IntN(40)
		try(limit+r.IntN(300), limit)
	}
	if !race.On { // one goroutine writes it
		try(maxSheetRows+1000, maxSheetRows)
		row.Note = fmt.Sprintf("%d rows in two sheets among them", maxSheetRows+1000)
	}
	report.Print(t, row)
}

var (
	dimensionOf = regexp.MustCompile(`<dimension ref="A1:C(\d+)"`)
	tableOf     = regexp.MustCompile(`displayName="tblLang(\d*)".*ref="A2:C(\d+)"|ref="A2:C(\d+)".*displayName="tblLang(\d*)"`)
	totalOf     = regexp.MustCompile(`<row r="1"[^>]*>.*<f>SUBTOTAL\(109,([^<]*)\)</f>`)
)

// walkLong counts the rows of all sheets, line by line of tags, and demands that
// they are numbered in order.
func walkLong(t *testing.T, file string, limit int) (rows int) {
	t.Helper()
	zr, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	parts := map[string]*zip.File{}
	sheets := 0
	for _, f := range zr.File {
		parts[f.Name] = f
		if strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			sheets++
		}
	}
	for i := 1; i <= sheets; i++ {
		last, begin := 0, ""
		eachRow(t, parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i)], func(row string) {
			last++
			switch last {
			case 1:
				begin = row
			case 2:
				if !strings.Contains(row, "Nummer") {
					t.Fatalf("sheet %d has no header: %s", i, row)
				}
			default:
				want := fmt.Sprintf(`<row r="%d"><c r="A%d" s="`, last, last)
				_, value, _ := strings.Cut(row, "<v>")
				number, _, _ := strings.Cut(value, "<")
				if !strings.Contains(row, want) || number != strconv.Itoa(rows) {
					t.Fatalf("sheet %d: row %d of the book is %s", i, rows, row)
				}
				rows++
			}
		})
		if m := dimensionOf.FindStringSubmatch(begin); m == nil || m[1] != strconv.Itoa(last) || last > limit {
			t.Errorf("sheet %d of %d rows has the dimension %v", i, last, m)
		}
		if m := totalOf.FindStringSubmatch(begin); m == nil || strings.Count(m[1], "!$C$3:$C$") != sheets {
			t.Errorf("sheet %d begins with the total %v, of %d sheets", i, m, sheets)
		}
		table := ""
		eachRow(t, parts[fmt.Sprintf("xl/tables/table%d.xml", i)], func(all string) { table += all })
		if m := tableOf.FindStringSubmatch(table); m == nil || m[2]+m[3] != strconv.Itoa(last) {
			t.Errorf("sheet %d of %d rows has the table %s", i, last, table)
		}
	}
	return rows
}

// eachRow gives the rows of a sheet, or a part without rows as a whole.
func eachRow(t *testing.T, f *zip.File, row func(string)) {
	t.Helper()
	if f == nil {
		t.Fatal("a part is missing")
	}
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	s.Split(upTo([]byte("</row>")))
	for s.Scan() {
		if bytes.Contains(s.Bytes(), []byte("<row")) || strings.Contains(f.Name, "tables") {
			row(s.Text())
		}
	}
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
}
