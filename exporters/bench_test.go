package exporters

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// manyRows is an input of n open invoices of n/10 customers.
func manyRows(t testing.TB, n int) Input {
	t.Helper()
	in := smallInput(t)
	for i := range n {
		id := billing.ID(i + 1)
		gross := billing.Money{Minor: int64(100_00 + i*37%90_000_00), Currency: "EUR"}
		due := in.Today.AddDays(-(i % 120))
		number := fmt.Sprintf("R26-%06d", i)
		customer := billing.Company{ID: billing.ID(1 + i%(n/10+1)), Identifier: fmt.Sprint(10000 + i%(n/10+1)), Name: fmt.Sprintf("Kunde %05d GmbH & Co. KG", i%(n/10+1))}
		in.Verdicts = append(in.Verdicts, plan.Verdict{
			InvoiceID: id, Identifier: number, CustomerID: customer.ID, Customer: customer.Name, Status: billing.StatusSent,
			Gross: gross, Open: gross, Due: due, DaysOverdue: i % 120, Receivable: true, Overdue: i%120 > 0,
			Outcome: plan.OutcomeLeftAlone, Reason: "vor weniger als 10 Tagen gemahnt", NextLevel: 2, NextOn: in.Today.AddDays(3),
		})
		in.Items = append(in.Items, billing.OpenItem{
			Invoice:  billing.Invoice{ID: id, Identifier: number, Date: due.AddDays(-14), DueDate: due, GrossTotal: gross, Currency: "EUR", Tags: []string{"wichtig"}},
			Customer: customer, Project: billing.Project{Name: "Relaunch 2026"},
		})
	}
	in.Total = n
	return in
}

// BenchmarkXLSX builds, writes and reads back a workbook of 50,000 rows. The peak
// is the heap's, without the input.
func BenchmarkXLSX(b *testing.B) {
	in := manyRows(b, 50_000)
	dir := b.TempDir()
	peak := watchHeap(b)
	for b.Loop() {
		f, err := Build(b.Context(), in, export("many.xlsx"), dir)
		if err != nil {
			b.Fatal(err)
		}
		if f.Rows != 50_000 {
			b.Fatalf("%d rows", f.Rows)
		}
		b.ReportMetric(float64(f.Size)/1e6, "MB/file")
	}
	b.ReportMetric(peak(), "MB/peak")
}

// watchHeap reports the highest heap above the one at the start. Garbage is
// collected early, so that the figure is what is needed, not what is left over.
func watchHeap(b *testing.B) (peak func() float64) {
	b.Helper()
	percent := debug.SetGCPercent(5)
	b.Cleanup(func() { debug.SetGCPercent(percent) })
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	start, high, stop := m.HeapAlloc, uint64(0), make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				runtime.ReadMemStats(&m)
				high = max(high, m.HeapAlloc)
			}
		}
	}()
	return func() float64 {
		close(stop)
		<-done
		return float64(high-min(start, high)) / 1e6
	}
}

// BenchmarkCSV is the same as CSV.
func BenchmarkCSV(b *testing.B) {
	in := manyRows(b, 50_000)
	dir := b.TempDir()
	peak := watchHeap(b)
	for b.Loop() {
		if _, err := Build(b.Context(), in, export("many.csv"), dir); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(peak(), "MB/peak")
}
