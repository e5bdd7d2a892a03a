package exporters

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/mocowork/mocowork/billing"
)

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a.xlsx", "a.csv", "a.rfc4180.csv"} {
		first := made(t, smallSet(t), name)
		for range 10 {
			again := made(t, smallSet(t), name)
			if again.SHA256 != first.SHA256 {
				t.Fatalf("%s: the same input gave %s and %s", name, first.SHA256, again.SHA256)
			}
		}
	}
}

func TestOtherInputOtherBytes(t *testing.T) {
	t.Parallel()
	first, in := made(t, smallSet(t), "a.xlsx"), smallSet(t)
	in.Verdicts[0].Open.Minor--
	if made(t, in, "a.xlsx").SHA256 == first.SHA256 {
		t.Error("a cent less gave the same file")
	}
}

func TestFixedTimes(t *testing.T) {
	t.Parallel()
	f := made(t, smallSet(t), "a.xlsx")
	zr, err := zip.OpenReader(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	var names []string
	for _, p := range zr.File {
		names = append(names, p.Name)
		if got := p.Modified; !got.Equal(time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s is of %v", p.Name, got)
		}
	}
	if !slices.IsSorted(names) || names[0] != "[Content_Types].xml" {
		t.Errorf("the parts are not sorted: %v", names)
	}
	core := unzip(t, f.Path)["docProps/core.xml"]
	for _, want := range []string{"2026-11-23T06:00:09Z</dcterms:created>", "2026-11-23T06:00:09Z</dcterms:modified>", "<dc:creator>mocowork</dc:creator>"} {
		if !strings.Contains(core, want) {
			t.Errorf("core.xml has no %s:\n%s", want, core)
		}
	}
}

// TestReadByExcelize reads the book with another reader than the golden files.
func TestReadByExcelize(t *testing.T) {
	t.Parallel()
	f, err := excelize.OpenFile(made(t, smallSet(t), "a.xlsx").Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if d := cmp.Diff([]string{"Übersicht", "Fälligkeit", "Offene Posten", "Info"}, f.GetSheetList()); d != "" {
		t.Error(d)
	}
	rows, err := f.GetRows("Offene Posten")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2+1+9 {
		t.Fatalf("%d rows", len(rows))
	}
	want := []string{
		"R2610-003", "Alpenblick AG", "00104", "Relaunch", "02.10.2026", "16.10.2026", "38", "31–60", "EUR",
		"9,520.00", "4,000.00", "5,520.00", "1", "16.11.2026", "teilweise bezahlt", "Änne Weiß",
		"vor weniger als 10 Tagen gemahnt (Stufe 2 ab 30.11.)", "", "904",
	}
	got := rows[6]
	for i := range got {
		got[i] = strings.TrimSpace(got[i])
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	ok, url, err := f.GetCellHyperLink("Offene Posten", "A4")
	if err != nil || !ok || url != "https://beispiel.mocoapp.com/invoices/9" {
		t.Errorf("the link of A4 is %v %q %v", ok, url, err)
	}
	tables, err := f.GetTables("Offene Posten")
	if err != nil || len(tables) != 1 || tables[0].Name != "tblOffenePosten" || tables[0].Range != "A3:S12" {
		t.Errorf("tables: %+v %v", tables, err)
	}
}

func TestSheetFurniture(t *testing.T) {
	t.Parallel()
	u := unzip(t, made(t, smallSet(t), "a.xlsx").Path)
	sheets := u.sheets(t)
	data := sheets["Offene Posten"]
	if data.Dimension.Ref != "A1:S12" {
		t.Errorf("dimension %q", data.Dimension.Ref)
	}
	if p := data.View.Pane; p.X != "2" || p.Y != "3" || p.State != "frozen" {
		t.Errorf("panes %+v", p)
	}
	if len(data.Links) != 9 || len(data.Tables) != 1 {
		t.Errorf("%d links, %d tables", len(data.Links), len(data.Tables))
	}
	if p := sheets["Fälligkeit"].View.Pane; p.X != "1" || p.Y != "3" {
		t.Errorf("panes of the ageing sheet: %+v", p)
	}
	if got := sheets["Übersicht"].View.Grid; got != "0" && got != "false" {
		t.Errorf("the overview's grid is %q", got)
	}
	if got := data.View.Grid; got == "0" || got == "false" {
		t.Error("the data sheet has no grid")
	}
	for name, s := range sheets {
		tall := map[bool]string{true: "1", false: "0"}[name == "Übersicht"]
		if s.Page.Orientation != "landscape" || s.Page.Paper != "9" || s.Page.Tall != tall {
			t.Errorf("%s: page %+v", name, s.Page)
		}
		if s.Footer != "&Lbeispiel&C&A&RSeite &P von &N" {
			t.Errorf("%s: footer %q", name, s.Footer)
		}
	}
	if book := u["xl/workbook.xml"]; !strings.Contains(book, "&#39;Offene Posten&#39;!$A:$B,&#39;Offene Posten&#39;!$3:$3</definedName>") {
		t.Errorf("no print titles: %s", book)
	}
	if got := len(u.parts("xl/charts/chart*.xml")); got != 2 {
		t.Errorf("%d charts, want one a currency", got)
	}
	chart := u["xl/charts/chart1.xml"]
	if !strings.Contains(chart, `$A$9:$A$13`) || !strings.Contains(chart, `$B$9:$B$13`) {
		t.Errorf("the chart shows other cells:\n%s", chart)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	sheets := unzip(t, made(t, smallSet(t), "a.xlsx").Path).sheets(t)
	found := func(sheet string) map[string]string {
		out := map[string]string{}
		for _, r := range sheets[sheet].Rules {
			for _, rule := range r.Rule {
				out[r.Range+" "+rule.Operator] += rule.Formula
			}
		}
		return out
	}
	if d := cmp.Diff(map[string]string{"G4:G12 greaterThan": "6030"}, found("Offene Posten")); d != "" {
		t.Errorf("data sheet: %s", d)
	}
	want := map[string]string{"F4:F10 greaterThan": "0", "G4:G10 greaterThan": "0", "H4:H10 greaterThan": "0"}
	if d := cmp.Diff(want, found("Fälligkeit")); d != "" {
		t.Errorf("ageing sheet: %s", d)
	}
	controls := found("Übersicht")
	for _, ref := range []string{"B17", "B18", "B19", "B20"} {
		if controls[ref+" notEqual"] != "0" {
			t.Errorf("%s is not red when it is not 0: %v", ref, controls)
		}
	}
}

// numberFormats are the formats of a sheet's cells by reference.
func numberFormats(t *testing.T, u unzipped, sheet string) map[string]string {
	t.Helper()
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Xfs []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	u.parse(t, "xl/styles.xml", &styles)
	codes := map[int]string{49: "@", 1: "0", 0: "General"}
	for _, f := range styles.Formats {
		codes[f.ID] = f.Code
	}
	out := map[string]string{}
	for _, r := range u.sheets(t)[sheet].Rows {
		for _, c := range r.Cells {
			out[c.Ref] = codes[styles.Xfs[c.Style].ID]
		}
	}
	return out
}

func TestNumberFormats(t *testing.T) {
	t.Parallel()
	in := smallSet(t)
	in.Verdicts[0].Gross, in.Verdicts[0].Open = billing.Money{Minor: 5000, Currency: "JPY"}, billing.Money{Minor: 5000, Currency: "JPY"}
	u := unzip(t, made(t, in, "a.xlsx").Path)
	data := numberFormats(t, u, "Offene Posten")
	for ref, want := range map[string]string{
		"A5": "@", "B5": "@", "C5": "@", "E5": "dd.mm.yyyy", "F5": "dd.mm.yyyy", "N6": "dd.mm.yyyy",
		"J5": `#,##0.00;[Red]-#,##0.00;"–"`, "L5": `#,##0.00;[Red]-#,##0.00;"–"`, "L1": `#,##0.00;[Red]-#,##0.00;"–"`,
		"L12": `#,##0;[Red]-#,##0;"–"`,
	} {
		if data[ref] != want {
			t.Errorf("%s has the format %q, want %q", ref, data[ref], want)
		}
	}
	overview := numberFormats(t, u, "Übersicht")
	if overview["C6"] != "0.0%" || overview["B17"] != "#,##0.00;[Red]-#,##0.00" {
		t.Errorf("overview: C6 %q, B17 %q", overview["C6"], overview["B17"])
	}
}

func TestValuesAreTyped(t *testing.T) {
	t.Parallel()
	s := unzip(t, made(t, smallSet(t), "a.xlsx").Path).sheets(t)["Offene Posten"]
	for ref, want := range map[string][2]string{
		"C7":  {"inlineStr", "00104"},     // a customer number is a text
		"F7":  {"", "46311"},              // 2026-10-16 is a day, counted from 1900
		"L4":  {"", "-50.25"},             // a negative amount is a number
		"L6":  {"", "18921.05"},           //
		"B6":  {"inlineStr", "=SUMME AG"}, // a text, whatever it looks like
		"R6":  {"inlineStr", "@klären, Anwalt"},
		"B10": {"inlineStr", "Beispiel & Söhne KG"},
		"S7":  {"", "904"},
	} {
		c := s.cell(ref)
		if c.Type != want[0] || c.text() != want[1] || c.Formula != nil {
			t.Errorf("%s is %q of type %q, want %q of type %q", ref, c.text(), c.Type, want[1], want[0])
		}
	}
	if c := s.cell("L1"); c.Type != "" || c.Formula == nil || c.Value != "41958.38" {
		t.Errorf("the total has no cached number: %+v", c)
	}
}

// TestFormulasAreOurs lists the functions that formulas may use, and demands
// that no text of the data stands in one.
func TestFormulasAreOurs(t *testing.T) {
	t.Parallel()
	in := smallSet(t)
	for i := range in.Verdicts {
		in.Verdicts[i].Customer = `"&HYPERLINK("http://evil.example")&"` + in.Verdicts[i].Customer
		in.Items[i].Project.Name = "Offene Posten'!A1"
	}
	name := regexp.MustCompile(`[A-Z]+\(`)
	for sheet, s := range unzip(t, made(t, in, "a.xlsx").Path).sheets(t) {
		for _, r := range s.Rows {
			for _, c := range r.Cells {
				if c.Formula == nil {
					continue
				}
				for _, f := range name.FindAllString(*c.Formula, -1) {
					if !slices.Contains([]string{"SUM(", "SUMIFS(", "COUNT(", "COUNTIFS(", "SUBTOTAL(", "ROUND(", "IF("}, f) {
						t.Errorf("%s!%s uses %s: %s", sheet, c.Ref, f, *c.Formula)
					}
				}
				if strings.Contains(*c.Formula, "evil") || strings.Contains(*c.Formula, "#REF!") {
					t.Errorf("%s!%s: %s", sheet, c.Ref, *c.Formula)
				}
			}
		}
	}
}

func TestRowsBeyondTheLimitGoToFurtherSheets(t *testing.T) {
	t.Parallel()
	b := bookOf(t, onlyEUR(smallSet(t)))
	u := unzip(t, written(t, xlsx{maxRows: 5, maxLinks: maxLinks}, b))
	if d := cmp.Diff([]string{"Übersicht", "Fälligkeit", "Fälligkeit 2", "Offene Posten", "Offene Posten 2", "Info"}, u.names(t)); d != "" {
		t.Error(d)
	}
	sheets := u.sheets(t)
	first, second := sheets["Offene Posten"], sheets["Offene Posten 2"]
	if len(first.Rows) != 5 || len(second.Rows) != 5 {
		t.Errorf("%d and %d rows, want 5 and 5", len(first.Rows), len(second.Rows))
	}
	if got := second.cell("A1").text(); got != "Rechnung" {
		t.Errorf("the second sheet begins with %q", got)
	}
	if got, want := *sheets["Übersicht"].cell("B5").Formula, "SUM('Offene Posten'!$L$3:$L$5)+SUM('Offene Posten 2'!$L$2:$L$5)"; got != want {
		t.Errorf("the total is %s, want %s", got, want)
	}
	if got, want := *first.cell("L1").Formula, "SUBTOTAL(109,'Offene Posten'!$L$3:$L$5,'Offene Posten 2'!$L$2:$L$5)"; got != want {
		t.Errorf("the total row is %s, want %s", got, want)
	}
	tables := strings.Join([]string{u["xl/tables/table1.xml"], u["xl/tables/table2.xml"]}, "")
	if !strings.Contains(tables, `name="tblOffenePosten"`) || !strings.Contains(tables, `name="tblOffenePosten2"`) {
		t.Errorf("the tables' names: %s", tables)
	}
	// Everything is there once, in the same order.
	var numbers []string
	for _, r := range slices.Concat(first.Rows[2:], second.Rows[1:]) {
		numbers = append(numbers, r.Cells[0].text())
	}
	want := []string{"R2608-002", "R2609-014", "R2610-003", "R2610-022", "R2610-019", "R2611-001", "R2611-020"}
	if d := cmp.Diff(want, numbers); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestLinksBeyondTheLimitAreLeftOut(t *testing.T) {
	t.Parallel()
	u := unzip(t, written(t, xlsx{maxRows: maxSheetRows, maxLinks: 4}, bookOf(t, smallSet(t))))
	if got := len(u.sheets(t)["Offene Posten"].Links); got != 4 {
		t.Errorf("%d links, want 4", got)
	}
}

func TestNoLinksWithoutAddress(t *testing.T) {
	t.Parallel()
	in := smallSet(t)
	in.BaseURL = ""
	if got := len(unzip(t, made(t, in, "a.xlsx").Path).sheets(t)["Offene Posten"].Links); got != 0 {
		t.Errorf("%d links", got)
	}
}

func TestLargeAmounts(t *testing.T) {
	t.Parallel()
	in := smallInput(t)
	addGiven(t, &in, given{number: "R1", id: 1, customer: "A", due: "2026-11-01", gross: "9999999999999.99 EUR", open: "9999999999999.99 EUR", status: billing.StatusSent, outcome: "left_alone"})
	s := unzip(t, made(t, in, "a.xlsx").Path).sheets(t)["Offene Posten"]
	if got := s.cell("L3").Value; got != "9999999999999.99" {
		t.Errorf("the amount came out as %s", got)
	}
	in = smallInput(t)
	addGiven(t, &in, given{number: "R1", id: 1, customer: "A", due: "2026-11-01", gross: "10000000000000.01 EUR", open: "10000000000000.01 EUR", status: billing.StatusSent, outcome: "left_alone"})
	dir := t.TempDir()
	_, err := Build(t.Context(), in, export("a.xlsx"), dir)
	if err == nil || !strings.Contains(err.Error(), "10,000,000,000,000.01 EUR has more than the 15 digits that a spreadsheet keeps") {
		t.Errorf("error is %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	// CSV has no such limit.
	if f := made(t, in, "a.csv"); f.Totals.Format(billing.English) != "10,000,000,000,000.01 EUR" {
		t.Errorf("CSV total %v", f.Totals)
	}
}

func TestBuildStopsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range []string{"a.xlsx", "a.csv"} {
		dir := t.TempDir()
		if _, err := Build(ctx, manyRows(t, 1100), export(name), dir); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

// TestEveryFlippedByteIsCaught changes bytes all over a finished file: reading
// it back must fail, or the hash differ.
func TestEveryFlippedByteIsCaught(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a.xlsx", "a.csv"} {
		f := made(t, smallSet(t), name)
		good, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := readBack(bytes.NewReader(good), int64(len(good)), f); err != nil {
			t.Fatalf("%s: the good file fails: %v", name, err)
		}
		for i := 0; i < len(good); i += max(1, len(good)/150) {
			bad := bytes.Clone(good)
			bad[i] ^= 0x10
			if err := readBack(bytes.NewReader(bad), int64(len(bad)), f); err == nil {
				t.Errorf("%s: byte %d flipped, and nothing noticed", name, i)
			}
		}
		short := good[:len(good)-100]
		if err := readBack(bytes.NewReader(short), int64(len(short)), f); err == nil {
			t.Errorf("%s: 100 bytes are missing, and nothing noticed", name)
		}
	}
}

// TestVerifyByContent changes the content, not the bytes: rows and sums alone
// must tell, without the hash.
func TestVerifyByContent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Book)
		want   string
	}{
		{"a row more", func(b *Book) { b.Check.Rows++ }, "the file holds 9 rows instead of 10"},
		{"a cent more", func(b *Book) { b.Check.Totals[1].Minor++ }, "the file's amounts add up to 1,030.25 CHF + 41,958.38 EUR instead of 1,030.25 CHF + 41,958.39 EUR"},
		{"a currency less", func(b *Book) { b.Check.Totals = b.Check.Totals[:1] }, "instead of 1,030.25 CHF"},
	}
	for _, tt := range tests {
		for _, name := range []string{"a.xlsx", "a.csv", "a.rfc4180.csv"} {
			b := bookOf(t, smallSet(t))
			tt.change(&b)
			format, err := formatOf(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			_, err = build(t.Context(), b, format, filepath.Join(dir, name))
			if err == nil || !strings.Contains(err.Error(), "export "+name+": reading it back: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s, %s: %v, want %q", tt.name, name, err, tt.want)
			}
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("%s: left behind: %v", tt.name, left)
			}
		}
	}
}

func TestReadXLSXRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	b := bookOf(t, smallSet(t))
	zipped := func(parts map[string]string) []byte {
		var buf bytes.Buffer
		zw := zip.NewWriter(&buf)
		for _, name := range []string{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"} {
			if body, ok := parts[name]; ok {
				w, _ := zw.Create(name)
				_, _ = w.Write([]byte(body))
			}
		}
		_ = zw.Close()
		return buf.Bytes()
	}
	const r = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	book := func(name string) string {
		return `<workbook ` + r + `><sheets><sheet name="` + name + `" r:id="rId1"/></sheets></workbook>`
	}
	rels := `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"no archive", []byte("hello"), "zip"},
		{"no workbook", zipped(nil), "xl/workbook.xml"},
		{"broken workbook", zipped(map[string]string{"xl/workbook.xml": "<a"}), "xl/workbook.xml"},
		{"no relations", zipped(map[string]string{"xl/workbook.xml": book("x")}), "workbook.xml.rels"},
		{"other sheet", zipped(map[string]string{"xl/workbook.xml": book("x"), "xl/_rels/workbook.xml.rels": rels}), `there is no sheet "Offene Posten"`},
		{"no header", zipped(map[string]string{"xl/workbook.xml": book("Offene Posten"), "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": "<worksheet/>"}), "there is no header row"},
		{"broken sheet", zipped(map[string]string{"xl/workbook.xml": book("Offene Posten"), "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": "<worksheet><row>"}), "sheet1.xml"},
		{
			"no number", zipped(map[string]string{
				"xl/workbook.xml": book("Offene Posten"), "xl/_rels/workbook.xml.rels": rels,
				"xl/worksheets/sheet1.xml": `<worksheet><row><c r="A1"><is><t>Rechnung</t></is></c></row><row><c r="A2"><v>1</v></c><c r="L2"><v>zwei</v></c></row></worksheet>`,
			}), `row 1: "zwei" is not a decimal`,
		},
	}
	for _, tt := range tests {
		_, err := readXLSX(bytes.NewReader(tt.file), int64(len(tt.file)), b)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestSheetName(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		number int
		want   string
	}{
		{"Offene Posten", 0, "Offene Posten"},
		{"Offene Posten", 1, "Offene Posten 2"},
		{"a[b]c:d*e?f/g\\h", 0, "a-b-c-d-e-f-g-h"},
		{"'quoted'", 0, "quoted"},
		{"tab\tnul\x00", 0, "tab-nul-"},
		{"", 0, "-"},
		{strings.Repeat("ä", 40), 0, strings.Repeat("ä", 31)},
		{strings.Repeat("x", 40), 11, strings.Repeat("x", 28) + " 12"},
		{strings.Repeat("😀", 20), 0, strings.Repeat("😀", 15)},
	}
	for _, tt := range tests {
		got := sheetName(tt.name, tt.number)
		if got != tt.want {
			t.Errorf("%q %d: %q, want %q", tt.name, tt.number, got, tt.want)
		}
		f := excelize.NewFile()
		if _, err := f.NewSheet(got); err != nil {
			t.Errorf("%q: %v", got, err)
		}
		_ = f.Close()
	}
}

func TestColumnOf(t *testing.T) {
	t.Parallel()
	for ref, want := range map[string]int{"A1": 0, "Z9": 25, "AA10": 26, "XFD1048576": 16383, "": -1} {
		cell := xml.StartElement{Attr: []xml.Attr{{Name: xml.Name{Local: "s"}, Value: "3"}, {Name: xml.Name{Local: "r"}, Value: ref}}}
		if got := columnOf(cell); got != want {
			t.Errorf("%s: %d, want %d", ref, got, want)
		}
	}
}

// TestColumnsAreWideEnough compares each number's printed length with its
// column's width; a narrow one would show ###.
func TestColumnsAreWideEnough(t *testing.T) {
	t.Parallel()
	in := smallSet(t)
	in.Verdicts[2].Gross.Minor, in.Verdicts[2].Open.Minor = 123_456_789_012_34, 123_456_789_012_34
	l := newLayout(bookOf(t, in), maxSheetRows)
	for _, p := range l.parts {
		if p.header == 0 {
			continue
		}
		rows := slices.Collect(p.sheet.Rows)
		for _, r := range slices.Concat(p.sheet.Totals, rows) {
			for i, c := range r {
				if c.Type == Money && float64(len(c.Money.Format(billing.English))-3) > p.widths[i] {
					t.Errorf("%s, column %d is %.1f wide, too narrow for %s", p.name, i, p.widths[i], c.Money)
				}
			}
		}
		for i, w := range p.widths {
			if w > maxColWidth {
				t.Errorf("%s, column %d is %.1f wide", p.name, i, w)
			}
		}
	}
}

func TestLinesOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		s     string
		width float64
		want  int
	}{
		{"", 10, 1}, {"kurz", 10, 1}, {strings.Repeat("x", 30), 10, 4}, {"a\nb\nc", 10, 3}, {"a\n" + strings.Repeat("x", 15), 10, 3},
	}
	for _, tt := range tests {
		if got := linesOf(tt.s, tt.width); got != tt.want {
			t.Errorf("%q in %.0f: %d lines, want %d", tt.s, tt.width, got, tt.want)
		}
	}
}

func TestLongTextsGetHigherRows(t *testing.T) {
	t.Parallel()
	in := smallSet(t)
	in.Items[0].Invoice.Tags = []string{strings.Repeat("lang ", 200)}
	u := unzip(t, made(t, in, "a.xlsx").Path)
	part := ""
	for i, name := range u.names(t) {
		if name == "Offene Posten" {
			part = u[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)]
		}
	}
	if !strings.Contains(part, fmt.Sprintf(`ht="%d" customHeight="1"`, maxLines*lineHeight)) {
		t.Error("no row has the greatest height")
	}
}
