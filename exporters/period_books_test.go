package exporters

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/race"
)

// periodBooks are the workbooks about a period that this file tests.
var periodBooks = []string{"payments", "reminders", "invoices"}

// madeOf builds a file of a template.
func madeOf(t testing.TB, template string, in Input, name string) File {
	t.Helper()
	f, err := Build(t.Context(), in, plan.Export{Name: template, Template: template, File: name, To: []string{"dir:exports"}}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestPeriodBooksGolden(t *testing.T) {
	t.Parallel()
	for _, template := range periodBooks {
		for name, in := range map[string]Input{template + "-de": periodSet(t), template + "-en": english(periodSet(t)), template + "-0": smallInput(t)} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				u := unzip(t, madeOf(t, template, in, "a.xlsx").Path)
				var b strings.Builder
				sheets := u.sheets(t)
				for _, n := range u.names(t) {
					fmt.Fprintf(&b, "== %s\n", n)
					s := sheets[n]
					s.dump(&b)
				}
				golden := filepath.Join("testdata", name+".golden")
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
			})
		}
	}
}

// TestLibreOfficeAgreesOnPeriodBooks opens the books with LibreOffice: what it
// calculates is what is written, and no number is too wide.
func TestLibreOfficeAgreesOnPeriodBooks(t *testing.T) {
	t.Parallel()
	shows, calculates := newOffice(t, ""), newOffice(t, alwaysRecalculate)
	var files []string
	for _, template := range periodBooks {
		files = append(files,
			madeOf(t, template, periodSet(t), template+".xlsx").Path,
			madeOf(t, template, english(onlyEuro(periodSet(t))), template+"-eur.xlsx").Path,
			madeOf(t, template, smallInput(t), template+"-0.xlsx").Path,
			madeOf(t, template, randomPeriod(t, rand.New(rand.NewPCG(11, 4))), template+"-random.xlsx").Path,
		)
	}
	split, err := Make("payments", periodSet(t))
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, written(t, xlsx{maxRows: 6, maxLinks: maxLinks}, split)) // book.xlsx, its data spread over several sheets
	written := shows.sheets(t, false, files...)
	if d := cmp.Diff(calculates.sheets(t, false, files...), written); d != "" {
		t.Errorf("-calculated +written\n%s", d)
	}
	if len(written) != 4*len(files)+4 {
		t.Errorf("%d sheets came out", len(written))
	}
	checkControls(t, written)
	errorValue := regexp.MustCompile(`###|#(REF|NAME|VALUE|DIV/0|N/A)|Err:\d`)
	for name, rows := range shows.sheets(t, true, files[0], files[4], files[8]) {
		if text := fmt.Sprint(rows); errorValue.MatchString(text) {
			t.Errorf("%s shows %s", name, errorValue.FindString(text))
		}
	}
}

// checkControls demands 0 in every control row of all books.
func checkControls(t *testing.T, sheets map[string][][]string) {
	t.Helper()
	found := 0
	for name, rows := range sheets {
		for _, row := range rows {
			if strings.HasSuffix(name, "bersicht") || strings.HasSuffix(name, "Overview") {
				if strings.Contains(row[0], " − ") {
					found++
					if row[1] != "0" {
						t.Errorf("%s: %s is %s", name, row[0], row[1])
					}
				}
			}
		}
	}
	if found < 60 {
		t.Errorf("looked at %d controls only", found)
	}
}

// onlyEuro leaves out what is of another currency.
func onlyEuro(in Input) Input {
	s := in.Snapshot
	in.Snapshot.Payments, in.Snapshot.Invoices, in.Snapshot.Reminders = nil, nil, nil
	for _, p := range s.Payments {
		if p.Currency == "EUR" {
			in.Snapshot.Payments = append(in.Snapshot.Payments, p)
		}
	}
	for _, i := range s.Invoices {
		if i.Currency == "EUR" {
			in.Snapshot.Invoices = append(in.Snapshot.Invoices, i)
		}
	}
	for _, r := range s.Reminders {
		if r.Invoice.ID != 3 {
			in.Snapshot.Reminders = append(in.Snapshot.Reminders, r)
		}
	}
	return in
}

// randomPeriod is a random year.
func randomPeriod(t testing.TB, r *rand.Rand) Input {
	t.Helper()
	in := smallInput(t)
	currencies := []string{"EUR", "CHF", "JPY", "KWD"}[:1+r.IntN(4)]
	s := &in.Snapshot
	some := func() billing.Date { return in.Today.AddDays(-r.IntN(500)) }
	for i := range r.IntN(60) {
		c := currencies[r.IntN(len(currencies))]
		gross := billing.Money{Minor: r.Int64N(900_000) - 50_000, Currency: c}
		s.Invoices = append(s.Invoices, billing.Invoice{
			ID: billing.ID(i + 1), Identifier: fmt.Sprint("R", i), CustomerID: billing.ID(1 + r.IntN(8)), Currency: c, Date: some(), DueDate: some(),
			GrossTotal: gross, NetTotal: gross, Status: billing.InvoiceStatuses()[r.IntN(8)],
		})
	}
	for i := range r.IntN(90) {
		m := billing.Money{Minor: r.Int64N(500_000) - 20_000, Currency: currencies[r.IntN(len(currencies))]}
		s.Payments = append(s.Payments, billing.Payment{ID: billing.ID(i + 1), Date: some(), Currency: m.Currency, PaidTotal: m, Invoice: billing.InvoiceRef{ID: billing.ID(r.IntN(70))}})
	}
	for i := range r.IntN(50) {
		s.Reminders = append(s.Reminders, billing.Reminder{
			ID: billing.ID(i + 1), Date: some(), DueDate: some(), Status: []billing.ReminderStatus{billing.ReminderSent, billing.ReminderSent, billing.ReminderCreated}[r.IntN(3)],
			Invoice: billing.InvoiceRef{ID: billing.ID(r.IntN(70))},
		})
	}
	return in
}

// TestRandomPeriods holds what must be true of every book about a period: it can
// be made and read back, in every format with the same rows and sums, and what
// is in it and what is not is all that there is.
func TestRandomPeriods(t *testing.T) {
	t.Parallel()
	for seed := range uint64(25 / race.Part(5)) {
		in := randomPeriod(t, rand.New(rand.NewPCG(seed, 9)))
		for template, all := range map[string]int{"payments": len(in.Snapshot.Payments), "reminders": len(in.Snapshot.Reminders), "invoices": len(in.Snapshot.Invoices)} {
			b, err := Make(template, in)
			if err != nil {
				t.Fatalf("seed %d, %s: %v", seed, template, err)
			}
			checkBook(t, b)
			if got := named(b, "contained") + named(b, "left-out"); got != int64(all) || named(b, "moco") != int64(all) {
				t.Errorf("seed %d, %s: %d of %d", seed, template, got, all)
			}
			csv, xlsx := madeOf(t, template, in, "a.csv"), madeOf(t, template, in, "a.xlsx")
			if csv.Rows != xlsx.Rows || csv.Totals.Format("") != xlsx.Totals.Format("") {
				t.Errorf("seed %d, %s: the formats differ", seed, template)
			}
		}
	}
}

// named is the number in the cell with a name.
func named(b Book, name string) int64 {
	for _, s := range b.Sheets {
		for _, block := range s.Blocks {
			for _, row := range block.Rows {
				for _, c := range row {
					if c.Name == name {
						return c.Int
					}
				}
			}
		}
	}
	return -1
}

// TestTextsOfPeriodBooksAreNoFormulas puts every hostile text into every text,
// and looks for it in the files.
func TestTextsOfPeriodBooksAreNoFormulas(t *testing.T) {
	t.Parallel()
	in := periodSet(t)
	s := &in.Snapshot
	texts := shortHostile()
	for i := range s.Invoices {
		s.Invoices[i].Identifier, s.Invoices[i].Title, s.Invoices[i].Tags = texts[i%len(texts)], texts[(i+1)%len(texts)], []string{texts[(i+2)%len(texts)]}
	}
	for i := range s.Payments {
		s.Payments[i].Description = texts[i%len(texts)]
	}
	for i := range in.Letters {
		in.Letters[i].Rule, in.Letters[i].To, in.Letters[i].ApprovedBy = texts[i], []string{texts[i+1]}, texts[i+2]
	}
	for _, template := range periodBooks {
		b, err := Make(template, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range newLayout(b, maxSheetRows).parts {
			for _, f := range formulasOf(b, p) {
				for _, s := range texts {
					if len(s) > 3 && strings.Contains(f, s) && !strings.Contains("TRUE", s) {
						t.Errorf("%s: %q is in the formula %s", template, s, f)
					}
				}
			}
		}
		sheets := unzip(t, madeOf(t, template, in, "a.xlsx").Path).sheets(t)
		for name, sheet := range sheets {
			for _, r := range sheet.Rows {
				for _, c := range r.Cells {
					if c.Type == "str" || c.Type == "inlineStr" && c.Formula != nil {
						t.Errorf("%s, %s: %s is a text with a formula", template, name, c.Ref)
					}
				}
			}
		}
	}
}
