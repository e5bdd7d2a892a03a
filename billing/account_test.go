package billing_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

// realAccount reads what a real MOCO account answered, where that is at hand.
func realAccount(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		b, err := os.ReadFile(filepath.Join(dir, "..", "shared", "moco", "real-account.json"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		return decode[map[string]json.RawMessage](t, string(b))
	}
	t.Skip("no recording of a real account")
	return nil
}

// rows decodes a data set and insists on every row.
func rows[T any](t *testing.T, account map[string]json.RawMessage, name string, want int) []T {
	t.Helper()
	out := decode[[]T](t, string(account[name]))
	if len(out) != want {
		t.Errorf("%d %s, want %d", len(out), name, want)
	}
	return out
}

func TestRealAccount(t *testing.T) {
	t.Parallel()
	account := realAccount(t)
	s := billing.Snapshot{
		Invoices: rows[billing.Invoice](t, account, "invoices", 7), Payments: rows[billing.Payment](t, account, "invoice_payments", 6),
		Companies: rows[billing.Company](t, account, "companies", 33), Projects: rows[billing.Project](t, account, "projects", 22),
		Users: rows[billing.User](t, account, "users", 10), Schedules: rows[billing.PaymentSchedule](t, account, "payment_schedules", 5),
	}
	var total billing.Totals
	for _, item := range s.OpenItems() {
		open, err := item.Open()
		if err != nil {
			t.Fatalf("%s: %v", item.Invoice.Identifier, err)
		}
		if item.Customer.ID == 0 || item.Invoice.DueDate.IsZero() || item.Invoice.UpdatedAt.IsZero() {
			t.Errorf("%s: customer %d, due %s, updated %s", item.Invoice.Identifier, item.Customer.ID, item.Invoice.DueDate, item.Invoice.UpdatedAt)
		}
		if item.Invoice.Identifier == "R220007" {
			equal(t, "gross of R220007", item.Invoice.GrossTotal, eur(238000))
			equal(t, "open of R220007", open, eur(133000))
		}
		if item.Invoice.Status == billing.StatusIgnored {
			continue
		}
		if total, err = total.Plus(open); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "open of the six", total, billing.Totals{eur(203200)})
	for _, u := range s.Users {
		if u.ID == 0 || u.Name() == "" || u.Unit.Name == "" {
			t.Errorf("user %+v", u)
		}
	}
	for _, p := range s.Schedules {
		if p.NetTotal.Sign() <= 0 || p.Date.IsZero() || p.Project.ID == 0 {
			t.Errorf("payment schedule %+v", p)
		}
	}
	for _, p := range s.Projects {
		if p.Customer.ID == 0 || p.Currency != "EUR" || p.Leader.Name() == "" {
			t.Errorf("project %+v", p)
		}
	}
}
