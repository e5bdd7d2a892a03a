package exporters

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/mocowork/mocowork/billing"
)

func TestRowsBeyondTheLimitGoToFurtherSheets(t *testing.T) {
	t.Parallel()
	b := bookOf(t, onlyEUR(smallSet(t)))
	u := unzip(t, written(t, xlsx{maxRows: 6, maxLinks: maxLinks}, b))
	if d := cmp.Diff([]string{"Übersicht", "Fälligkeit", "Fälligkeit 2", "Offene Posten", "Offene Posten 2", "Info"}, u.names(t)); d != "" {
		t.Error(d)
	}
	sheets := u.sheets(t)
	first, second := sheets["Offene Posten"], sheets["Offene Posten 2"]
	if len(first.Rows) != 6 || len(second.Rows) != 5 {
		t.Errorf("%d and %d rows, want 6 and 5", len(first.Rows), len(second.Rows))
	}
	if first.Dimension.Ref != "A1:S6" || second.Dimension.Ref != "A1:S5" {
		t.Errorf("dimensions %s and %s", first.Dimension.Ref, second.Dimension.Ref)
	}
	if got := second.cell("A2").text(); got != "Rechnung" || second.cell("L1").Value != first.cell("L1").Value {
		t.Errorf("the second sheet begins with %q and has the total %q", got, second.cell("L1").Value)
	}
	if got, want := *sheets["Übersicht"].cell("B5").Formula, "SUM('Offene Posten'!$L$3:$L$6)+SUM('Offene Posten 2'!$L$3:$L$5)"; got != want {
		t.Errorf("the total is %s, want %s", got, want)
	}
	if got, want := *first.cell("L1").Formula, "SUBTOTAL(109,'Offene Posten'!$L$3:$L$6,'Offene Posten 2'!$L$3:$L$5)"; got != want {
		t.Errorf("the total row is %s, want %s", got, want)
	}
	tables := strings.Join([]string{u["xl/tables/table1.xml"], u["xl/tables/table2.xml"]}, "")
	if !strings.Contains(tables, `name="tblOffenePosten"`) || !strings.Contains(tables, `name="tblOffenePosten2"`) {
		t.Errorf("the tables' names: %s", tables)
	}
	// Everything is there once, in the same order.
	var numbers []string
	for _, r := range slices.Concat(first.Rows[2:], second.Rows[2:]) {
		numbers = append(numbers, r.Cells[0].text())
	}
	want := []string{"R2608-002", "R2609-014", "R2610-003", "R2610-022", "R2610-019", "R2611-001", "R2611-020"}
	if d := cmp.Diff(want, numbers); d != "" {
		t.Errorf("-want +got:\n%s", d)
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
