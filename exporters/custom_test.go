package exporters

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// tableInput is a user-defined export with a cell and a filter that failed, two
// currencies, a customer whose name is a formula, and every type.
func tableInput(t testing.TB) Input {
	in := smallInput(t)
	in.Name = "nach-kunde"
	number := func(s string) billing.Decimal {
		d, err := billing.ParseDecimal(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	row := func(label, customer, open, hours string, days int64, due string, late bool, part int64) plan.TableRow {
		return plan.TableRow{Label: label, Groups: []plan.Value{{Text: customer}}, Values: []plan.Value{
			{Text: label}, {Text: customer}, {Money: amount(t, open)}, {Number: number(hours)}, {Int: days}, {Date: day(t, due)}, {Yes: late}, {Part: part, Of: 8},
		}}
	}
	in.Table = plan.Table{
		From: "invoices", Where: "invoice.open > eur(0)", Of: 7,
		Columns: []plan.TableColumn{
			{Title: "Rechnung", Type: plan.TextValue, Value: "invoice.number", Width: 12}, {Title: "Kunde", Type: plan.TextValue, Value: "customer.name"},
			{Title: "Offen", Type: plan.MoneyValue, Sum: true, Value: "invoice.open"}, {Title: "Stunden", Type: plan.NumberValue, Sum: true, Value: `invoice.custom_number("Stunden")`},
			{Title: "Tage", Type: plan.IntValue, Sum: true, Value: "invoice.days_overdue"}, {Title: "Fällig", Type: plan.DateValue, Value: "invoice.due"},
			{Title: "Spät", Type: plan.BoolValue, Value: "invoice.overdue"}, {Title: "Anteil", Type: plan.PercentValue, Value: "share(invoice.paid, invoice.gross)"},
		},
		Groups: []plan.TableColumn{{Title: "Kunde", Type: plan.TextValue, Value: "customer.name"}},
		Rows: []plan.TableRow{
			row("R1", "Isar Digital GmbH", "100.10 EUR", "7.5", 3, "2026-11-15", true, 1),
			row("R2", "=SUMME AG", "200.20 CHF", "0.25", 0, "", false, 0),
			row("R3", "Isar Digital GmbH", "-0.10 EUR", "1", 12, "2026-11-01", true, 8),
			row("R4", "=SUMME AG", "50.00 EUR", "2", 1, "2026-11-20", true, 2),
			row("R5", "Isar Digital GmbH", "1.00 CHF", "0", 0, "2026-12-24", false, 4),
		},
		Unfiltered: []plan.TableProblem{{Row: "R6", Reason: "a date is missing"}},
		Settings:   []plan.Fact{{Name: "params.min_days", Value: "30"}},
	}
	return in
}

// failing is tableInput with an amount that could not be computed.
func failing(t testing.TB) Input {
	in := tableInput(t)
	in.Table.Rows[3].Values[2] = plan.Value{Failed: "the amount is too large"}
	in.Table.Failed = []plan.TableProblem{{Row: "R4", Column: "Offen", Reason: "the amount is too large"}}
	return in
}

// ungrouped is tableInput as one list.
func ungrouped(t testing.TB) Input {
	in := tableInput(t)
	in.Table.Groups = nil
	for i := range in.Table.Rows {
		in.Table.Rows[i].Groups = nil
	}
	return in
}

// withoutAmounts has no column that is an amount.
func withoutAmounts(t testing.TB) Input {
	in := tableInput(t)
	in.Table.Columns = append(in.Table.Columns[:2:2], in.Table.Columns[3:]...)
	for i, r := range in.Table.Rows {
		in.Table.Rows[i].Values = append(r.Values[:2:2], r.Values[3:]...)
	}
	return in
}

func tableInputs(t testing.TB) map[string]Input {
	empty := tableInput(t)
	empty.Table.Rows, empty.Table.Of = nil, 1
	return map[string]Input{"all": tableInput(t), "failing": failing(t), "ungrouped": ungrouped(t), "numbers": withoutAmounts(t), "empty": empty}
}

func madeTable(t testing.TB, in Input, name string) File {
	t.Helper()
	f, err := Build(t.Context(), in, plan.Export{Name: in.Name, Template: Custom, File: name, To: []string{"dir:x"}}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A user-defined export keeps what every book promises, in every format.
func TestCustomBooks(t *testing.T) {
	t.Parallel()
	for name, in := range tableInputs(t) {
		for _, l := range []billing.Language{billing.German, billing.English} {
			in.Language = l
			b, err := Make(Custom, in)
			if err != nil {
				t.Fatal(err)
			}
			if name != "failing" { // a failed cell is a text in a column of amounts
				checkBook(t, b)
			}
		}
		for _, format := range Formats() {
			f := madeTable(t, in, "a"+format.Suffix)
			if again := madeTable(t, in, "a"+format.Suffix); f.Rows != len(in.Table.Rows) || again.SHA256 != f.SHA256 {
				t.Errorf("%s as %s: %+v", name, format.Suffix, f)
			}
		}
	}
}

func TestCustomGolden(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	u := unzip(t, madeTable(t, failing(t), "a.xlsx").Path)
	sheets := u.sheets(t)
	for _, n := range u.names(t) {
		fmt.Fprintf(&b, "== %s\n", n)
		s := sheets[n]
		s.dump(&b)
	}
	const golden = "testdata/custom.golden"
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
		t.Errorf("-want +got (go test -run Golden -update rewrites it):\n%s", d)
	}
}

// JSON Lines give back exactly what went in.
func TestJSONLRoundTrip(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(madeTable(t, failing(t), "a.jsonl").Path)
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	for line := range strings.Lines(string(data)) {
		var row map[string]any
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		got = append(got, row)
	}
	row := func(number, customer, open, code, hours string, days float64, due any, late bool, part string, group float64) map[string]any {
		return map[string]any{
			"Rechnung": number, "Kunde": customer, "Offen": open, "Offen Whg.": code, "Stunden": hours, "Tage": days, "Fällig": due, "Spät": late, "Anteil": part, "Gruppe": group,
		}
	}
	want := []map[string]any{
		row("R1", "Isar Digital GmbH", "100.10", "EUR", "7.5", 3, "2026-11-15", true, "0.1250", 2),
		row("R2", "=SUMME AG", "200.20", "CHF", "0.25", 0, nil, false, "0.0000", 1),
		row("R3", "Isar Digital GmbH", "-0.10", "EUR", "1", 12, "2026-11-01", true, "1.0000", 2),
		row("R4", "=SUMME AG", "", "", "2", 1, "2026-11-20", true, "0.2500", 1),
		row("R5", "Isar Digital GmbH", "1.00", "CHF", "0", 0, "2026-12-24", false, "0.5000", 2),
	}
	want[3]["Offen"] = map[string]any{"error": "#FEHLER: the amount is too large"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	// A file with another amount is noticed.
	broken := strings.Replace(string(data), `"7.5"`, `"7.5","x":1`, 1)
	b, err := Make(Custom, failing(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readJSONL(strings.NewReader(broken), int64(len(broken)), b); err == nil {
		t.Error("a column too many was not noticed")
	}
}

// TestLibreOfficeOpensOwnExports compares the values beside the formulas with
// what LibreOffice makes of the formulas.
func TestLibreOfficeOpensOwnExports(t *testing.T) {
	t.Parallel()
	shows, calculates := newOffice(t, ""), newOffice(t, alwaysRecalculate)
	var files []string
	for name, in := range tableInputs(t) {
		files = append(files, madeTable(t, in, name+".xlsx").Path)
	}
	calculated := calculates.sheets(t, false, files...)
	if d := cmp.Diff(calculated, shows.sheets(t, false, files...)); d != "" {
		t.Errorf("-calculated +written\n%s", d)
	}
	for name, rows := range calculates.sheets(t, true, files...) {
		for _, r := range rows {
			if text := strings.Join(r, "|"); strings.Contains(text, "###") || strings.Contains(text, "#REF") || strings.Contains(text, "#NAME") {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
}
