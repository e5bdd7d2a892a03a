package exporters

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/test/race"
)

// alwaysRecalculate makes LibreOffice calculate every formula when it opens a
// file. Its standard is to show the values that are written beside them.
const alwaysRecalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

// office is a LibreOffice with a profile of its own.
type office struct {
	bin, profile string
}

// newOffice finds LibreOffice. Without it the test is skipped, or fails if
// MOCOWORK_TEST_SERVERS=require.
func newOffice(t *testing.T, settings string) office {
	t.Helper()
	race.Skip(t, "LibreOffice is a process of its own, and the same files were looked at without the detector")
	o := office{profile: t.TempDir()}
	for _, name := range []string{"soffice", "libreoffice"} {
		if bin, err := exec.LookPath(name); err == nil {
			o.bin = bin
			break
		}
	}
	if o.bin == "" {
		if os.Getenv("MOCOWORK_TEST_SERVERS") == "require" {
			t.Fatal("there is no LibreOffice, and MOCOWORK_TEST_SERVERS=require")
		}
		t.Skip("there is no LibreOffice")
	}
	if settings != "" {
		if err := os.Mkdir(filepath.Join(o.profile, "user"), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(o.profile, "user", "registrymodifications.xcu"), settings, 0o644)
	}
	return o
}

// convert converts files in one go, and gives the folder with what came out.
// Options of its own may stand before the files.
func (o office) convert(t *testing.T, to string, files ...string) string {
	t.Helper()
	out := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	args := append([]string{"-env:UserInstallation=file://" + o.profile, "--headless", "--convert-to", to, "--outdir", out}, files...)
	b, err := exec.CommandContext(ctx, o.bin, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, b)
	}
	if len(filesIn(t, out)) == 0 {
		t.Fatalf("%v: nothing came out\n%s", args, b)
	}
	return out
}

// sheets converts workbooks to one CSV a sheet: rows of fields by the name of
// file and sheet, such as "a-Info". Shown is what a person sees instead of the
// plain values.
func (o office) sheets(t *testing.T, shown bool, files ...string) map[string][][]string {
	t.Helper()
	asShown := map[bool]string{true: "true", false: "false"}[shown]
	dir := o.convert(t, "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,"+asShown+",false,false,-1", files...)
	out := map[string][][]string{}
	for _, name := range filesIn(t, dir) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(string(b)))
		r.Comma, r.FieldsPerRecord, r.LazyQuotes = ';', -1, true
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[strings.TrimSuffix(name, ".csv")] = rows
	}
	return out
}

// TestLibreOfficeCalculatesTheSame compares the values that we write beside
// the formulas with what LibreOffice makes of the formulas.
func TestLibreOfficeCalculatesTheSame(t *testing.T) {
	t.Parallel()
	shows, calculates := newOffice(t, ""), newOffice(t, alwaysRecalculate)
	files := []string{
		made(t, smallSet(t), "currencies.xlsx").Path,
		made(t, onlyEUR(english(smallSet(t))), "one.xlsx").Path,
		made(t, smallInput(t), "nothing.xlsx").Path,
		made(t, hostileInput(t, shortHostile()), "hostile.xlsx").Path,
		written(t, xlsx{maxRows: 6, maxLinks: maxLinks}, bookOf(t, smallSet(t))), // book.xlsx, of several sheets
	}
	calculated := calculates.sheets(t, false, files...)
	if len(calculated) != 5*4+4 {
		t.Errorf("%d sheets came out", len(calculated))
	}
	if d := cmp.Diff(calculated, shows.sheets(t, false, files...)); d != "" {
		t.Errorf("-calculated +written\n%s", d)
	}
	// The comparison can fail: a book with wrong values beside its formulas.
	wrong := wrongValues(t)
	if cmp.Equal(calculates.sheets(t, false, wrong), shows.sheets(t, false, wrong)) {
		t.Error("wrong values beside the formulas were not noticed")
	}
}

// shortHostile leaves out the longest texts: LibreOffice takes half a minute to
// lay them out.
func shortHostile() []string {
	return slices.DeleteFunc(hostile(), func(s string) bool { return len(s) > 1000 })
}

// wrongValues is a workbook whose written total is a cent too high.
func wrongValues(t *testing.T) string {
	t.Helper()
	b := bookOf(t, onlyEUR(smallSet(t)))
	for i, s := range b.Sheets {
		if s.Key == "items" {
			b.Sheets[i].Totals[0][11].Money.Minor++
		}
	}
	return written(t, xlsx{maxRows: maxSheetRows}, b)
}

// TestLibreOfficeSums compares what LibreOffice calculates with sums of the
// verdicts, and every control with 0.
func TestLibreOfficeSums(t *testing.T) {
	t.Parallel()
	in := smallSet(t)
	sheets := newOffice(t, alwaysRecalculate).sheets(t, false, made(t, in, "a.xlsx").Path)
	var open billing.Totals
	for _, v := range in.Verdicts {
		if v.Receivable {
			var err error
			if open, err = open.Plus(v.Open); err != nil {
				t.Fatal(err)
			}
		}
	}
	currency, totals, controls := "", 0, 0
	for _, row := range sheets["a-Übersicht"] {
		switch {
		case row[0] == "EUR" || row[0] == "CHF":
			currency = row[0]
		case row[0] == "Offen gesamt" || row[0] == "Summe":
			totals++
			if want := open.In(currency).Decimal().String(); row[1] != want {
				t.Errorf("%s %s is %s, want %s", currency, row[0], row[1], want)
			}
		case strings.Contains(row[0], " − "):
			controls++
			if row[1] != "0" {
				t.Errorf("%s %s is %s", currency, row[0], row[1])
			}
		}
	}
	if totals != 4 || controls != 9 {
		t.Errorf("found %d totals and %d controls", totals, controls)
	}
	for sheet, column := range map[string]int{"Offene Posten": 11, "Fälligkeit": 8} {
		for i, currency := range []string{"EUR", "CHF"} {
			if got, want := sheets["a-"+sheet][i][column], open.In(currency).Decimal().String(); got != want {
				t.Errorf("%s: the total in %s is %s, want %s", sheet, currency, got, want)
			}
		}
	}
}

// TestLibreOfficeShows looks at what a person sees: no ### for a number that
// does not fit, no error value; and the book prints.
func TestLibreOfficeShows(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "")
	in := smallSet(t)
	in.Verdicts[2].Gross.Minor, in.Verdicts[2].Open.Minor = 999_999_999_999_99, 999_999_999_999_99
	f := made(t, in, "a.xlsx")
	errorValue := regexp.MustCompile(`###|#(REF|NAME|VALUE|DIV/0|N/A)|Err:\d`)
	for name, rows := range o.sheets(t, true, f.Path) {
		for i, row := range rows {
			for _, field := range row {
				if errorValue.MatchString(field) {
					t.Errorf("%s, row %d shows %q", name, i+1, field)
				}
			}
		}
	}
	pdf, err := os.ReadFile(filepath.Join(o.convert(t, "pdf", f.Path), "a.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	// One page for each sheet; Info takes two, and so does the report with amounts this wide.
	if got := len(regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(pdf, -1)); got < 4 || got > 6 {
		t.Errorf("the print has %d pages", got)
	}
}

// TestLibreOfficeFindsNoFormulaInTexts lets LibreOffice open hostile texts,
// save them as its own kind of file, and save that again: no text may become a
// formula on the way, and none may change.
func TestLibreOfficeFindsNoFormulaInTexts(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "")
	in := hostileInput(t, shortHostile())
	for name, options := range map[string][]string{
		"a.xlsx":        nil,
		"a.csv":         {"--infilter=CSV:59,34,76,1"},
		"a.rfc4180.csv": {"--infilter=CSV:44,34,76,1"},
	} {
		file := made(t, in, name).Path
		var want []int // by sheet
		if name == "a.xlsx" {
			// Ageing has seven a customer and six in its totals; the data sheet has
			// three totals, Info one. The overview has those that we wrote.
			want = []int{formulasIn(t, file)[0], 6*len(in.Verdicts) + 6, 3, 1}
			if want[0] < 10 || want[0] > 60 {
				t.Errorf("the overview has %d formulas", want[0])
			}
		} else {
			want = []int{0}
		}
		ods := only(t, o.convert(t, "ods", append(slices.Clone(options), file)...))
		all := 0
		for _, n := range want {
			all += n
		}
		if got := strings.Count(contentOf(t, ods), " table:formula="); got != all {
			t.Errorf("%s as ods: %d formulas, want %d", name, got, all)
		}
		back := only(t, o.convert(t, "xlsx", ods))
		if d := cmp.Diff(want, formulasIn(t, back)); d != "" {
			t.Errorf("%s as xlsx: formulas by sheet\n%s", name, d)
		}
		if name == "a.xlsx" {
			// LibreOffice itself writes "_x0041_" wrongly into an XLSX; its own kind
			// of file keeps all texts, but for a tab at the beginning.
			before, after := o.sheets(t, false, file), o.sheets(t, false, ods)
			untabbed := cmp.Transformer("untabbed", func(s string) string { return strings.TrimLeft(s, "\t") })
			if d := cmp.Diff(before, after, untabbed); d != "" || len(before) != len(want) {
				t.Errorf("%s: texts changed on the way through ods\n%s", name, d)
			}
		}
	}
}

// formulasIn counts the formulas of each sheet of a workbook.
func formulasIn(t *testing.T, path string) []int {
	t.Helper()
	u := unzip(t, path)
	var out []int
	for _, sheet := range u.names(t) {
		n := 0
		for _, r := range u.sheets(t)[sheet].Rows {
			for _, c := range r.Cells {
				if c.Formula != nil {
					n++
				}
			}
		}
		out = append(out, n)
	}
	return out
}

// only is the one file of a folder.
func only(t *testing.T, dir string) string {
	t.Helper()
	files := filesIn(t, dir)
	if len(files) != 1 {
		t.Fatalf("%d files came out: %v", len(files), files)
	}
	return filepath.Join(dir, files[0])
}

// contentOf is what a workbook of LibreOffice says, as XML.
func contentOf(t *testing.T, ods string) string {
	t.Helper()
	z, err := zip.OpenReader(ods)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
