package exporters

import (
	"fmt"
	"testing"

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

// BenchmarkXLSX builds, writes and reads back a workbook of 50,000 rows; see
// B/op for memory, of which the input's own is not part.
func BenchmarkXLSX(b *testing.B) {
	in := manyRows(b, 50_000)
	export := plan.Export{Name: "open-items", Template: "open-items", File: "many.xlsx"}
	dir := b.TempDir()
	b.ReportAllocs()
	for b.Loop() {
		f, err := Build(b.Context(), in, export, dir)
		if err != nil {
			b.Fatal(err)
		}
		if f.Rows != 50_000 {
			b.Fatalf("%d rows", f.Rows)
		}
		b.ReportMetric(float64(f.Size)/1e6, "MB/file")
	}
}
