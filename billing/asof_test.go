package billing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
)

func TestSnapshotAsOf(t *testing.T) {
	t.Parallel()
	invoice := func(id billing.ID, day int, status billing.InvoiceStatus) billing.Invoice {
		return billing.Invoice{ID: id, Date: date(2026, 10, day), Status: status, Currency: "EUR", GrossTotal: eur(10000)}
	}
	pay := func(invoice billing.ID, month time.Month, day int, minor int64) billing.Payment {
		return billing.Payment{Invoice: billing.InvoiceRef{ID: invoice}, Date: date(2026, month, day), PaidTotal: eur(minor)}
	}
	reversed, reversal := invoice(6, 1, billing.StatusSent), invoice(7, 31, billing.StatusSent)
	reversed.Reversed, reversed.ReversalInvoiceID = true, 7
	reversal.Date, reversal.ReversedInvoiceID = date(2026, 11, 2), 6
	snap := billing.Snapshot{
		Today: date(2026, 11, 23),
		Invoices: []billing.Invoice{
			invoice(1, 1, billing.StatusPaid), invoice(2, 1, billing.StatusPartiallyPaid), invoice(3, 1, billing.StatusPaid), invoice(4, 31, billing.StatusOverdue),
			invoice(5, 1, billing.StatusPaid), reversed, reversal, invoice(8, 1, billing.StatusIgnored),
		},
		Payments: []billing.Payment{pay(1, 11, 1, 10000), pay(2, 10, 31, 4000), pay(2, 11, 1, 1000), pay(3, 10, 31, 10000), pay(8, 11, 5, 100)},
	}
	got := map[billing.ID]billing.InvoiceStatus{}
	open := map[billing.ID]int64{}
	past := snap.AsOf(date(2026, 10, 31))
	for _, o := range past.OpenItems() {
		got[o.Invoice.ID] = o.Invoice.Status
		m, err := o.Open()
		if err != nil {
			t.Fatal(err)
		}
		open[o.Invoice.ID] = m.Minor
		if o.Invoice.ID == 6 && o.Invoice.WasReversed() {
			t.Error("it was cancelled only later")
		}
	}
	want := map[billing.ID]billing.InvoiceStatus{
		1: billing.StatusSent, 2: billing.StatusPartiallyPaid, 3: billing.StatusPaid, 4: billing.StatusOverdue,
		5: billing.StatusPaid, 6: billing.StatusSent, 8: billing.StatusIgnored,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("status: -want +got\n%s", d)
	}
	if d := cmp.Diff(map[billing.ID]int64{1: 10000, 2: 6000, 3: 0, 4: 10000, 5: 10000, 6: 10000, 8: 10000}, open); d != "" {
		t.Errorf("open: -want +got\n%s", d)
	}
	if past.Today != date(2026, 10, 31) || len(snap.Invoices) != 8 || snap.Invoices[0].Status != billing.StatusPaid {
		t.Error("the snapshot itself has changed, or the day has not")
	}
	if n := len(snap.AsOf(date(2026, 10, 1)).Invoices); n != 6 {
		t.Errorf("%d invoices on the first", n)
	}
}
