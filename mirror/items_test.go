package mirror_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/mirror"
)

// withItems is the body of an invoice of a day, with one item.
func withItems(id int64, on string, changed time.Time) string {
	return fmt.Sprintf(`{"id":%d,"date":%q,"currency":"EUR","status":"sent","updated_at":%q,"items":[{"id":%d,"type":"item","net_total":"1.5","quantity":null}]}`,
		id, on, stamp(changed), id*10)
}

// TestItemsAreReadWhenTheyAreNew reads the invoices of the period by themselves:
// all at first, none the next time, and then the one that was changed. One that
// is deleted while it is read is no error.
func TestItemsAreReadWhenTheyAreNew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.fill(invoices, 6)
		for i := range a.lists[invoices] {
			a.lists[invoices][i].body = withItems(int64(i+1), "2026-10-05", a.now)
		}
		a.lists[invoices][5].body = withItems(6, "2025-10-05", a.now)
		m, year := mirror.New(d, "items"), billing.YearOf(billing.DateOf(a.now))
		read := func(want ...string) {
			t.Helper()
			a.asked = nil
			p := pull(t, m, a, mirror.PullOptions{Period: year}, mirror.Invoices, mirror.InvoiceItems)
			if got := p.ByKind[mirror.InvoiceItems].Requests; got != len(want) || p.Requests() != len(a.asked) {
				t.Errorf("%d requests, in all %d of %d, want %d", got, p.Requests(), len(a.asked), len(want))
			}
			if d := cmp.Diff(want, append([]string(nil), a.asked[len(a.asked)-len(want):]...)); d != "" {
				t.Errorf("asked -want +got\n%s", d)
			}
		}
		read("/invoices/5", "/invoices/4", "/invoices/3", "/invoices/2", "/invoices/1")
		read()
		a.now = a.now.Add(time.Hour)
		a.lists[invoices][2].body, a.lists[invoices][2].updated = withItems(3, "2026-10-06", a.now), a.now
		checkItems(t, m, year, 1, 2, 3, 4, 5)
		pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
		checkItems(t, m, year, 1, 2, 4, 5) // what was read of 3 is out of date
		read("/invoices/3")
		checkItems(t, m, year, 1, 2, 3, 4, 5)
		a.now = a.now.Add(time.Hour)
		a.lists[invoices][1].body, a.lists[invoices][1].updated = withItems(2, "2026-10-06", a.now), a.now
		a.between = func(string, int) { a.remove(invoices, 2) }
		read("/invoices/2")
	})
}

// checkItems demands the items of just these invoices in a snapshot.
func checkItems(t *testing.T, m *mirror.Mirror, period billing.Period, want ...billing.ID) {
	t.Helper()
	snap := billing.Snapshot{}
	for id := range billing.ID(7) {
		snap.Invoices = append(snap.Invoices, billing.Invoice{ID: id, Date: billing.Date{Year: 2026, Month: 10, Day: 5}})
	}
	if err := m.AddItems(t.Context(), &snap, period); err != nil {
		t.Fatal(err)
	}
	var got []billing.ID
	for _, i := range snap.Items {
		got = append(got, i.InvoiceID)
		if len(i.Items) != 1 || i.Items[0].NetTotal != billing.NewDecimal(15, 1) {
			t.Errorf("invoice %d has %+v", i.InvoiceID, i.Items)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("items -want +got\n%s", d)
	}
}

// TestItemsOfOnePullAreLimited reads no more invoices at once than take a few
// minutes, and goes on with the next pull.
func TestItemsOfOnePullAreLimited(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.fill(invoices, 310)
		for i := range a.lists[invoices] {
			a.lists[invoices][i].body = withItems(int64(i+1), "2026-10-05", a.now)
		}
		m, o := mirror.New(d, "many items"), mirror.PullOptions{Period: billing.YearOf(billing.DateOf(a.now))}
		for i, want := range []mirror.PulledKind{
			{Rows: 300, Changed: 300, Requests: 300, Total: 310},
			{Rows: 10, Changed: 10, Requests: 10, Total: 10, Complete: true},
		} {
			p := pull(t, m, a, o, mirror.Invoices, mirror.InvoiceItems)
			if d := cmp.Diff(want, p.ByKind[mirror.InvoiceItems]); d != "" {
				t.Errorf("pull %d: -want +got\n%s", i+1, d)
			}
		}
		if _, err := m.Pull(t.Context(), a, []string{mirror.InvoiceItems}, mirror.PullOptions{}); err == nil {
			t.Error("items were read without a period")
		}
	})
}

// TestItemsOfOneBadInvoice leaves an invoice that MOCO stumbles over to the next
// pull, and gives up when it stumbles over many.
func TestItemsOfOneBadInvoice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.fill(invoices, 5)
		for i := range a.lists[invoices] {
			a.lists[invoices][i].body = withItems(int64(i+1), "2026-10-05", a.now)
		}
		bad := map[string]bool{"/invoices/4": true}
		a.fail = func(path string, _ int) error {
			if bad[path] {
				return fault.New(fault.Temporary, errors.New("500"))
			}
			return nil
		}
		m, o := mirror.New(d, "bad"), mirror.PullOptions{Period: billing.YearOf(billing.DateOf(a.now))}
		got := pull(t, m, a, o, mirror.Invoices, mirror.InvoiceItems).ByKind[mirror.InvoiceItems]
		if d := cmp.Diff(mirror.PulledKind{Rows: 4, Changed: 4, Requests: 5, Total: 5}, got); d != "" {
			t.Errorf("-want +got\n%s", d)
		}
		a.now = a.now.Add(time.Hour)
		for i := range a.lists[invoices] {
			a.lists[invoices][i].body, a.lists[invoices][i].updated = withItems(int64(i+1), "2026-10-05", a.now), a.now
			bad[fmt.Sprintf("/invoices/%d", i+1)] = true
		}
		if _, err := m.Pull(t.Context(), a, []string{mirror.Invoices, mirror.InvoiceItems}, o); fault.KindOf(err) != fault.Temporary {
			t.Errorf("error %v", err)
		}
	})
}
