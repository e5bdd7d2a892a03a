package exporters

import (
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/mocowork/mocowork/billing"
)

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
	if d := data.Ignored; len(d) != 1 || d[0].Range != "A4:S12" || d[0].Text == "" {
		t.Errorf("numbers as texts would be marked: %+v", d)
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
