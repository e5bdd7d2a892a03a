package exporters

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

// inputs are the inputs that every template must take.
func inputs(t testing.TB) map[string]Input {
	t.Helper()
	return map[string]Input{
		"small":   smallSet(t),
		"empty":   smallInput(t),
		"random":  randomInput(t, rand.New(rand.NewPCG(7, 7))),
		"hostile": hostileInput(t, hostile()),
		"period":  periodSet(t),
		"bare":    {Today: day(t, "2026-11-23")},
	}
}

// TestEveryTemplate holds what every book promises to the formats.
func TestEveryTemplate(t *testing.T) {
	t.Parallel()
	for _, template := range Templates() {
		if template.About == "" {
			t.Errorf("%s says nothing about itself", template.Name)
		}
		for name, in := range inputs(t) {
			for _, l := range []billing.Language{"", billing.German, billing.English} {
				in.Language = l
				b, err := Make(template.Name, in)
				if err != nil {
					t.Errorf("%s, %s: %v", template.Name, name, err)
					continue
				}
				t.Run(fmt.Sprint(template.Name, " ", name, " ", l), func(t *testing.T) {
					t.Parallel()
					checkBook(t, b)
				})
			}
		}
	}
}

// checkBook demands names that are unique, rows as wide as their columns, cells
// of their column's type, and the data that Check speaks of.
func checkBook(t *testing.T, b Book) {
	t.Helper()
	if b.Title == "" || b.Summary == "" || b.Control == "" || b.Template == "" || b.Language == "" {
		t.Errorf("the book does not say what it is: %+v", b)
	}
	keys, names := map[string]bool{}, map[string]bool{}
	for _, s := range b.Sheets {
		if keys[s.Key] || keys[s.Name] {
			t.Errorf("two sheets %s", s.Key)
		}
		keys[s.Key], keys[s.Name] = true, true
		if (len(s.Columns) > 0) == (len(s.Blocks) > 0) {
			t.Errorf("%s is neither a table nor blocks", s.Key)
		}
		for _, block := range s.Blocks {
			for _, row := range block.Rows {
				for _, c := range row {
					if c.Name != "" && names[c.Name] {
						t.Errorf("two cells %s", c.Name)
					}
					names[c.Name] = true
				}
			}
			if c := block.Chart; c.Title != "" && !(names[c.Series] && names[c.Labels[0]] && names[c.Labels[1]] && names[c.Values[0]] && names[c.Values[1]]) {
				t.Errorf("%s: a chart of cells that do not exist: %+v", s.Key, c)
			}
		}
		checkTable(t, s)
	}
	data := b.sheet(b.Check.Sheet)
	if data.column(b.Check.Amount) < 0 || (data.column(b.Check.Currency) < 0) != (b.Check.Currency == "") {
		t.Fatalf("no columns to add up: %+v", b.Check)
	}
	sums := Check{Currency: b.Check.Currency}
	for row := range data.Rows {
		amount, code := row[data.column(b.Check.Amount)], ""
		shown := rfc4180().field(amount)
		if b.Check.Currency != "" {
			shown, code = amount.Money.Number(), row[data.column(b.Check.Currency)].Text
		}
		if err := sums.add(shown, code); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Check.same(sums); err != nil {
		t.Error(err)
	}
	for _, p := range newLayout(b, maxSheetRows).parts {
		for _, ref := range formulasOf(b, p) {
			if strings.Contains(ref, "#REF!") {
				t.Errorf("%s: %s", p.name, ref)
			}
		}
	}
}

func checkTable(t *testing.T, s Sheet) {
	t.Helper()
	titles := map[string]bool{}
	for _, c := range s.Columns {
		if titles[c.Title] || titles["key "+c.Key] || c.Title == "" || c.Type == Empty {
			t.Errorf("%s: column %+v", s.Key, c)
		}
		titles[c.Title], titles["key "+c.Key] = true, true
	}
	if s.Rows == nil {
		return
	}
	for _, row := range slices.Concat(s.Totals, slices.Collect(s.Rows)) {
		if len(row) != len(s.Columns) {
			t.Fatalf("%s: %d cells for %d columns", s.Key, len(row), len(s.Columns))
		}
	}
	for row := range s.Rows {
		for i, c := range row {
			want := s.Columns[i].Type
			if c.Type != want && c.Type != Empty && !(want == Link && c.Type == Text) {
				t.Errorf("%s: a cell of type %d in column %s of type %d", s.Key, c.Type, s.Columns[i].Key, want)
			}
		}
	}
	again := slices.Collect(s.Rows)
	for i, row := range slices.Collect(s.Rows) {
		if fmt.Sprint(row) != fmt.Sprint(again[i]) {
			t.Errorf("%s: row %d is different the second time", s.Key, i)
		}
	}
}

// formulasOf are all formulas of a part as they stand in the file.
func formulasOf(b Book, p part) []string {
	l := newLayout(b, maxSheetRows)
	var out []string
	add := func(row []Cell) {
		for _, c := range row {
			if c.Formula != nil {
				out = append(out, c.Formula.a1(at{layout: l, part: p, row: 9}))
			}
		}
	}
	for _, block := range p.sheet.Blocks {
		for _, row := range block.Rows {
			add(row)
		}
	}
	for _, row := range p.sheet.Totals {
		add(row)
	}
	if p.sheet.Rows != nil {
		for row := range p.sheet.Rows {
			add(row)
		}
	}
	return out
}

// TestEveryFormat builds every input in every format, and reads it back.
func TestEveryFormat(t *testing.T) {
	t.Parallel()
	for _, format := range Formats() {
		if format.About == "" {
			t.Errorf("%s says nothing about itself", format.Suffix)
		}
		for name, in := range inputs(t) {
			t.Run(format.Suffix+" "+name, func(t *testing.T) {
				t.Parallel()
				f := made(t, in, "a"+format.Suffix)
				receivable := 0
				for _, v := range in.Verdicts {
					if v.Receivable {
						receivable++
					}
				}
				if f.Rows != receivable || f.Size == 0 && f.Name != "a.jsonl" || (len(f.Sheets) > 0) != format.whole {
					t.Errorf("%+v", f)
				}
				if again := made(t, in, "a"+format.Suffix); again.SHA256 != f.SHA256 {
					t.Error("another file the second time")
				}
			})
		}
	}
}

// TestSuffixesAreReached demands that no format hides behind a shorter suffix.
func TestSuffixesAreReached(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		got, err := formatOf("Bericht" + strings.ToUpper(f.Suffix))
		if err != nil || got.Suffix != f.Suffix {
			t.Errorf("%s leads to %q (%v)", f.Suffix, got.Suffix, err)
		}
	}
}
