package exporters

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// lateBook is a book of a few payments.
func lateBook(rows ...[]Cell) Book {
	s := Sheet{Key: "data", Columns: []Column{
		{Key: "number", Title: "Rechnung", Type: Link}, {Key: "customer", Title: "Kunde", Type: Text}, {Key: "on", Title: "Datum", Type: Date},
		{Key: "amount", Title: "Betrag", Type: Money}, {Key: "currency", Title: "Whg.", Type: Text}, {Key: "age", Title: "Tage", Type: Int, Moves: true},
	}, Rows: slices.Values(rows)}
	b := Book{Sheets: []Sheet{s}, Check: Check{Sheet: "data", Amount: "amount", Currency: "currency", Rows: len(rows)}}
	for _, r := range rows {
		b.Check.Totals, _ = b.Check.Totals.Plus(r[3].Money)
	}
	return b
}

func lateRow(number, customer string, day int, minor int64, age int) []Cell {
	return []Cell{
		{Type: Link, Text: number}, text(customer), date(billing.Date{Year: 2026, Month: 10, Day: day}),
		money(billing.Money{Minor: minor, Currency: "EUR"}), text("EUR"), count(age),
	}
}

// TestLate compares two states of a book: equal rows are nothing, whatever
// their order and their age; the same invoice twice is told apart.
func TestLate(t *testing.T) {
	t.Parallel()
	old := lateBook(
		lateRow("R-1", "Änne & Söhne", 1, 1000, 10), lateRow("R-2", "Alpenblick AG", 2, 2000, 9),
		lateRow("R-2", "Alpenblick AG", 3, 500, 8), lateRow("R-3", "=1+1", 4, 700, 7),
	)
	packed, err := old.pack()
	if err != nil {
		t.Fatal(err)
	}
	same, err := lateBook(
		lateRow("R-3", "=1+1", 4, 700, 70), lateRow("R-2", "Alpenblick AG", 3, 500, 80),
		lateRow("R-2", "Alpenblick AG", 2, 2000, 90), lateRow("R-1", "Änne & Söhne", 1, 1000, 100),
	).late(packed)
	if err != nil || !same.None() {
		t.Errorf("only the days went by: %+v, %v", same, err)
	}
	got, err := lateBook(
		lateRow("R-1", "Änne & Söhne", 1, 1000, 20), lateRow("R-2", "Alpenblick AG", 2, 2500, 19),
		lateRow("R-2", "Alpenblick AG", 3, 500, 18), lateRow("R-4", "Neu GmbH", 5, 300, 16),
	).late(packed)
	if err != nil {
		t.Fatal(err)
	}
	eur := func(minor int64) billing.Money { return billing.Money{Minor: minor, Currency: "EUR"} }
	want := plan.Late{
		Added:   []plan.LateRow{{Label: "R-4 · Neu GmbH", Amount: eur(300)}},
		Removed: []plan.LateRow{{Label: "R-3 · =1+1", Amount: eur(700)}},
		Changed: []plan.LateRow{{Label: "R-2 · Alpenblick AG", Amount: eur(2500), Fields: []plan.LateField{{Column: "Betrag", Before: "20.00", After: "25.00"}}}},
		Rows:    [2]int{4, 4}, Before: billing.Totals{eur(4200)}, After: billing.Totals{eur(4300)}, Counted: "Betrag",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got.File = "zahlungen_2026-10.xlsx"
	got.At = billing.Date{Year: 2026, Month: 11, Day: 3}.In(time.UTC)
	if words := got.Words(billing.German); words != "zahlungen_2026-10.xlsx: 3 Zeilen anders seit dem 03.11.2026, 43,00 EUR statt 42,00 EUR" {
		t.Error(words)
	}
	if list := got.List(billing.German, 2); list != "+ R-4 · Neu GmbH  3,00 EUR\n– R-3 · =1+1  7,00 EUR\n… und 1 weitere" {
		t.Error(list)
	}
}

// TestLateOfOldPack reads what an earlier version has kept: a column that is
// new since then is not compared, one that is gone is not missed.
func TestLateOfOldPack(t *testing.T) {
	t.Parallel()
	old := lateBook(lateRow("R-1", "A", 1, 1000, 1))
	s := &old.Sheets[0]
	rows := s.Rows
	s.Columns = append([]Column{{Key: "gone", Title: "Weg", Type: Text}}, s.Columns[0], s.Columns[2], s.Columns[3], s.Columns[4])
	s.Rows = func(yield func([]Cell) bool) {
		for r := range rows {
			if !yield([]Cell{text("x"), r[0], r[2], r[3], r[4]}) {
				return
			}
		}
	}
	packed, err := old.pack()
	if err != nil {
		t.Fatal(err)
	}
	if late, err := lateBook(lateRow("R-1", "B", 1, 1000, 1)).late(packed); err != nil || late.Count() != 0 {
		t.Errorf("%+v, %v", late, err)
	}
	for _, bad := range []string{"", "x", packed[:len(packed)/2]} {
		if _, err := lateBook().late(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
