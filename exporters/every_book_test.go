package exporters

import (
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
)

// everyBook is what another program must find in a workbook.
type everyBook struct {
	in       func(testing.TB) Input
	pages    int // of the German print
	controls int // rows that must be 0
	// sums are the sums of the German book, added up from the input alone.
	sums func(testing.TB, Input) sums
	// left says why a template is not looked at.
	left string
}

// everyBooks has a line for each template: TestEveryBook fails for one that is
// missing.
var everyBooks = map[string]everyBook{
	"open-items":   {in: smallSet, pages: 5, controls: 9, sums: openSums},
	"payments":     {in: periodSet, pages: 5, controls: 9, sums: paymentSums},
	"reminders":    {in: periodSet, pages: 5, controls: 9, sums: reminderSums},
	"invoices":     {in: periodSet, pages: 5, controls: 15, sums: invoiceSums},
	"invoice-pdfs": {left: "an archive of PDFs; exporters/zip_test.go reads it"},
	"revenue":      {in: moneySet, pages: 5, controls: 8, sums: revenueSums},
	"finance":      {in: moneySet, pages: 4, controls: 4, sums: financeSums},
	"cashflow":     {in: moneySet, pages: 4, controls: 4, sums: cashflowSums},
	"utilisation":  {in: hoursSet, pages: 31, controls: 8, sums: hourSums},
	"absences":     {in: hoursSet, pages: 4, controls: 3, sums: leaveSums},
}

// sums are exact figures by sheet, first cell of the row, and column title.
type sums map[[3]string]*big.Rat

func (s sums) add(sheet, row, column string, d billing.Decimal) {
	s.plus(sheet, row, column, rational(d))
}

func (s sums) count(sheet, row, column string, n int64) {
	s.plus(sheet, row, column, new(big.Rat).SetInt64(n))
}

func (s sums) plus(sheet, row, column string, r *big.Rat) {
	key := [3]string{sheet, row, column}
	if s[key] == nil {
		s[key] = new(big.Rat)
	}
	s[key].Add(s[key], r)
}

func rational(d billing.Decimal) *big.Rat {
	r, ok := new(big.Rat).SetString(d.String())
	if !ok {
		panic("not a number: " + d.String())
	}
	return r
}

// TestEveryBook opens each workbook with LibreOffice, which calculates all
// formulas again: the sums are those of the input, the controls are zero, every
// number fits its cell, the header rows are whole, and the print has its pages.
func TestEveryBook(t *testing.T) {
	t.Parallel()
	calculates, shows := newOffice(t, alwaysRecalculate), newOffice(t, "")
	var files []string
	for _, template := range Templates() {
		b, known := everyBooks[template.Name]
		switch {
		case !known:
			t.Errorf("nobody opens the workbook %s with another program", template.Name)
		case b.left == "":
			files = append(files, madeOf(t, template.Name, b.in(t), template.Name+".xlsx").Path, madeOf(t, template.Name, english(b.in(t)), template.Name+"-en.xlsx").Path)
		}
	}
	calculated := calculates.sheets(t, false, files...)
	checkHeaders(t, calculated)
	bad := regexp.MustCompile(`###|#(REF|NAME|VALUE|DIV/0|N/A)|Err:\d`)
	for name, rows := range shows.sheets(t, true, files...) {
		for i, row := range rows {
			if field := strings.Join(row, ";"); bad.MatchString(field) {
				t.Errorf("%s, row %d shows %q", name, i+1, field)
			}
		}
	}
	prints := shows.convert(t, "pdf", files...)
	for name, b := range everyBooks {
		if b.left != "" {
			continue
		}
		german := sheetsOf(calculated, name+"-")
		checkSums(t, name, german, b.sums(t, b.in(t)))
		for _, sheets := range []map[string][][]string{german, sheetsOf(calculated, name+"-en-")} {
			if n := zeroControls(t, name, sheets); n != b.controls {
				t.Errorf("%s has %d controls, want %d", name, n, b.controls)
			}
		}
		if got := pagesOf(t, filepath.Join(prints, name+".pdf")); got != b.pages {
			t.Errorf("the print of %s has %d pages, want %d", name, got, b.pages)
		}
	}
}

// sheetsOf are the sheets of one file by their own name.
func sheetsOf(all map[string][][]string, prefix string) map[string][][]string {
	out := map[string][][]string{}
	for name, rows := range all {
		if sheet, ok := strings.CutPrefix(name, prefix); ok && !strings.HasPrefix(sheet, "en-") && !strings.HasPrefix(sheet, "pdfs-") {
			out[sheet] = rows
		}
	}
	return out
}

func pagesOf(t *testing.T, pdf string) int {
	t.Helper()
	b, err := os.ReadFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(b, -1))
}

// zeroControls counts the rows of the overview that say what is taken from
// what, and demands 0 of each.
func zeroControls(t *testing.T, book string, sheets map[string][][]string) (n int) {
	t.Helper()
	for _, row := range slices.Concat(sheets["Übersicht"], sheets["Overview"]) {
		if strings.Contains(row[0], " − ") {
			n++
			if row[1] != "0" {
				t.Errorf("%s: %s is %s", book, row[0], row[1])
			}
		}
	}
	return n
}

// totalRow begins a row of sums.
var totalRow = regexp.MustCompile(`^(Summe|Gesamt|Offen gesamt|Eingegangen gesamt|Total|All$)`)

// checkSums compares each sum with the input's, and demands that there is none
// that nobody has added up.
func checkSums(t *testing.T, book string, sheets map[string][][]string, want sums) {
	t.Helper()
	got := map[[3]string]string{}
	for sheet, rows := range sheets {
		for i, row := range rows {
			if sheet == "Info" || len(row) < 2 {
				continue
			}
			header := headerOf(rows, i)
			block := ""
			if sheet == "Übersicht" && len(header) > 0 {
				block = header[0] + ": "
			}
			for j, field := range row[1:] {
				if j+1 < len(header) && isNumber(field) {
					key := [3]string{sheet, block + row[0], header[j+1]}
					if _, twice := got[key]; twice { // the other currency's block has the same names
						key[1] += " (2)"
					}
					if want[key] != nil || totalRow.MatchString(row[0]) {
						got[key] = field
					}
				}
			}
		}
	}
	expected := map[[3]string]string{}
	for key, r := range want {
		expected[key] = plainly(r)
	}
	if d := cmp.Diff(expected, got); d != "" {
		t.Errorf("%s: -input +LibreOffice\n%s", book, d)
	}
}

// headerOf is the header that a row belongs to: of a table below its sums, of a
// block the first row after an empty one.
func headerOf(rows [][]string, i int) []string {
	if totalRow.MatchString(rows[0][0]) { // a table
		for _, row := range rows {
			if !totalRow.MatchString(row[0]) {
				return row
			}
		}
	}
	for i > 0 && strings.Join(rows[i-1], "") != "" {
		i--
	}
	return rows[i]
}

func isNumber(field string) bool {
	_, ok := new(big.Rat).SetString(field)
	return ok
}

// plainly writes a figure to the cent, as LibreOffice writes it without a
// format; amounts that end in half a cent round away from zero.
func plainly(r *big.Rat) string {
	s := r.FloatString(2)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// checkHeaders holds the whole header text of every sheet, in both languages.
func checkHeaders(t *testing.T, sheets map[string][][]string) {
	t.Helper()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(sheets)) {
		if strings.HasSuffix(name, "-Info") {
			continue
		}
		before := ""
		for i, row := range sheets[name] {
			header := strings.TrimRight(strings.Join(headerOf(sheets[name], i), "|"), "|")
			if overview := strings.HasSuffix(name, "-Übersicht") || strings.HasSuffix(name, "-Overview"); overview && before != "" || totalRow.MatchString(row[0]) && !overview {
				before = strings.Join(row, "")
				continue
			}
			before = strings.Join(row, "")
			if header == "" || header != strings.TrimRight(strings.Join(row, "|"), "|") {
				continue
			}
			fmt.Fprintf(&b, "%s: %s\n", name, header)
		}
	}
	golden := filepath.Join("testdata", "headers.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("headers -want +got:\n%s", d)
	}
}
