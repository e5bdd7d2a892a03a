package exporters

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/race"
)

// randomInput is an input of random invoices: currencies with 0, 2 and 3
// places, credits, invoices without an item, and some that are no receivables.
func randomInput(t testing.TB, r *rand.Rand) Input {
	t.Helper()
	in := smallInput(t)
	currencies := []string{"EUR", "CHF", "JPY", "KWD"}[:1+r.IntN(4)]
	for i := range r.IntN(80) {
		id := billing.ID(i + 1)
		m := billing.Money{Minor: r.Int64N(9_000_000) - 500_000, Currency: currencies[r.IntN(len(currencies))]}
		days := r.IntN(150) - 20
		v := plan.Verdict{
			InvoiceID: id, Identifier: fmt.Sprintf("R%03d", r.IntN(60)), CustomerID: billing.ID(r.IntN(9)), Customer: fmt.Sprintf("Kunde %d", r.IntN(5)),
			Status: billing.InvoiceStatuses()[r.IntN(8)], Gross: billing.Money{Minor: m.Minor + r.Int64N(1000), Currency: m.Currency}, Open: m,
			Due: in.Today.AddDays(-days), DaysOverdue: max(0, days), Receivable: r.IntN(4) > 0, Outcome: plan.OutcomeLeftAlone,
		}
		v.Overdue = v.Receivable && days > 0
		in.Verdicts = append(in.Verdicts, v)
		if r.IntN(5) > 0 {
			in.Items = append(in.Items, billing.OpenItem{Invoice: billing.Invoice{ID: id}})
		}
	}
	in.Total = len(in.Verdicts)
	return in
}

// TestRandomBooks holds what must be true of every book: buckets, customers
// and rows add up to the same per currency, every verdict is in the book or
// counted as left out, and the formats agree with each other.
func TestRandomBooks(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40 / race.Part(8)) {
		in := randomInput(t, rand.New(rand.NewPCG(seed, 1)))
		d := &debts{frame: frame{Input: in}}
		d.sort()
		if err := d.add(); err != nil {
			t.Fatal(err)
		}
		if len(d.rows)+len(d.out) != len(in.Verdicts) {
			t.Fatalf("seed %d: %d + %d of %d verdicts", seed, len(d.rows), len(d.out), len(in.Verdicts))
		}
		for _, c := range d.currencies {
			var buckets, customers, overdue int64
			rows := 0
			for i, b := range c.buckets {
				buckets, rows = buckets+b.sum.Minor, rows+b.rows
				if i > 0 {
					overdue += b.sum.Minor
				}
			}
			for _, k := range c.customers {
				customers += k.open.Minor
			}
			if buckets != c.open.Minor || customers != c.open.Minor || rows != c.rows || overdue != c.overdue.Minor || c.gross.Minor-c.paid.Minor != c.open.Minor {
				t.Errorf("seed %d: %+v does not add up", seed, c)
			}
			if !slices.IsSortedFunc(c.customers, func(a, b *perCustomer) int { return int(b.open.Minor - a.open.Minor) }) {
				t.Errorf("seed %d: the customers are not sorted by what they owe", seed)
			}
		}
		xlsx, csv := made(t, in, "a.xlsx"), made(t, in, "a.rfc4180.csv")
		if xlsx.Rows != len(d.rows) || csv.Rows != xlsx.Rows || !slices.Equal(xlsx.Totals, csv.Totals) {
			t.Errorf("seed %d: %d rows %v, %d rows %v", seed, xlsx.Rows, xlsx.Totals, csv.Rows, csv.Totals)
		}
	}
}

func TestOldestFirst(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		d := &debts{frame: frame{Input: randomInput(t, rand.New(rand.NewPCG(seed, 2)))}}
		d.sort()
		for i := 1; i < len(d.rows); i++ {
			if d.rows[i].days > d.rows[i-1].days {
				t.Errorf("seed %d: row %d is older than the one before", seed, i)
			}
		}
	}
}

// TestInputStaysAsItIs builds a book and compares the input with a copy.
func TestInputStaysAsItIs(t *testing.T) {
	t.Parallel()
	in := randomInput(t, rand.New(rand.NewPCG(1, 3)))
	before := fmt.Sprintf("%+v", in)
	made(t, in, "a.xlsx")
	if fmt.Sprintf("%+v", in) != before {
		t.Error("building changed the input")
	}
}
