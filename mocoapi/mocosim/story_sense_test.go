package mocosim_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// Nobody pays before the invoice, is reminded before it is due or after it is paid, and nothing lies in the future.
func TestStoryMakesSense(t *testing.T) {
	t.Parallel()
	for seed := range int64(4) {
		s := storyOf(t, seed)
		invoices := map[int64]storyInvoice{}
		for _, inv := range all[storyInvoice](t, s, "invoices") {
			invoices[inv.ID] = inv
		}
		settled := map[int64]string{}
		for _, p := range all[storyPayment](t, s, "invoice_payments") {
			if p.Invoice == nil {
				continue
			}
			inv := invoices[p.Invoice.ID]
			if p.Date <= inv.Date || p.Date >= mocosim.StoryDay {
				t.Errorf("seed %d: payment %d of %s on the invoice of %s", seed, p.ID, p.Date, inv.Date)
			}
			if inv.Status == "paid" {
				settled[inv.ID] = max(settled[inv.ID], p.Date)
			}
		}
		for _, r := range all[storyReminder](t, s, "invoice_reminders") {
			inv := invoices[r.Invoice.ID]
			if r.Date <= *inv.DueDate || r.Date >= mocosim.StoryDay || settled[inv.ID] != "" && r.Date >= settled[inv.ID] {
				t.Errorf("seed %d: reminder %d of %s, due %s, paid %s", seed, r.ID, r.Date, *inv.DueDate, settled[inv.ID])
			}
		}
	}
}

// What an object points at is there.
func TestStoryReferences(t *testing.T) {
	t.Parallel()
	s := storyOf(t, 1)
	known := map[string]map[int64]bool{}
	for _, kind := range []string{"invoices", "companies", "projects", "users"} {
		known[kind] = map[int64]bool{}
		for _, o := range all[struct{ ID int64 }](t, s, kind) {
			known[kind][o.ID] = true
		}
	}
	type reference struct{ ID int64 }
	type pointing struct {
		ID              int64
		Invoice         *reference
		Project         *reference
		Customer        *reference
		User            *reference
		CustomerID      int64  `json:"customer_id"`
		ProjectID       *int64 `json:"project_id"`
		CompanyID       int64  `json:"company_id"`
		UserID          int64  `json:"user_id"`
		InvoiceID       int64  `json:"invoice_id"`
		CommentableID   int64  `json:"commentable_id"`
		CommentableType string `json:"commentable_type"`
	}
	check := func(kind, on string, id int64) {
		if !known[on][id] {
			t.Errorf("%s points at %d in %s", kind, id, on)
		}
	}
	for _, kind := range []string{"invoices", "invoice_payments", "invoice_reminders", "projects", "comments", "payment_schedules",
		"activities", "project_expenses", "report_cashflow", "report_finance", "report_utilization", "report_planned_vs_tracked"} {
		for _, o := range all[pointing](t, s, kind) {
			for on, ref := range map[string]*reference{"invoices": o.Invoice, "projects": o.Project, "companies": o.Customer, "users": o.User} {
				if ref != nil {
					check(kind, on, ref.ID)
				}
			}
			for on, id := range map[string]int64{"companies": o.CustomerID + o.CompanyID, "users": o.UserID, "invoices": o.InvoiceID} {
				if id != 0 {
					check(kind, on, id)
				}
			}
			if o.ProjectID != nil {
				check(kind, "projects", *o.ProjectID)
			}
			if on := map[string]string{"Company": "companies", "Invoice": "invoices"}[o.CommentableType]; on != "" {
				check(kind, on, o.CommentableID)
			}
		}
	}
}

// The reports fit the invoices: the same net sum of the year, eight hours on each workday.
func TestStoryReports(t *testing.T) {
	t.Parallel()
	s := storyOf(t, 1)
	var want, got int64
	for _, inv := range all[storyInvoice](t, s, "invoices") {
		if inv.Status != "draft" && inv.Status != "ignored" && inv.Currency == "EUR" && inv.Date >= "2026" {
			want += hundredths(t, inv.Net)
		}
	}
	currency := map[int64]string{}
	for _, inv := range all[storyInvoice](t, s, "invoices") {
		currency[inv.ID] = inv.Currency
	}
	for _, row := range all[struct {
		RecordID int64       `json:"record_id"`
		Net      json.Number `json:"net_amount_in_account_currency"`
		Kind     string
		Date     string
	}](t, s, "report_finance") {
		if row.Kind == "invoice_created" && row.Date >= "2026" && currency[row.RecordID] == "EUR" {
			got += hundredths(t, row.Net)
		}
	}
	if got != want {
		t.Errorf("the report of the year has %d, the invoices %d", got, want)
	}
	for _, row := range all[struct {
		Date       string
		Target     json.Number `json:"target_hours"`
		Billable   json.Number `json:"billable_hours"`
		Unbillable json.Number `json:"unbillable_hours"`
		Seconds    int64       `json:"billable_seconds"`
	}](t, s, "report_utilization") {
		day, err := time.Parse(time.DateOnly, row.Date)
		if err != nil || day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			t.Errorf("a row of %s", row.Date)
		}
		b, u := hundredths(t, row.Billable), hundredths(t, row.Unbillable)
		if b+u != hundredths(t, row.Target) || row.Seconds != b*36 {
			t.Errorf("%s: %d and %d of %s, %d seconds", row.Date, b, u, row.Target, row.Seconds)
		}
	}
}

// Hansa Logistik pays after 41 days on average, and has two more invoices open over 3,310.00.
func TestStoryOfTheWhale(t *testing.T) {
	t.Parallel()
	s := storyOf(t, 9)
	names := customerNames(t, s)
	var open int64
	var count int
	for _, o := range openItems(t, s) {
		if names[o.CustomerID] == "Hansa Logistik GmbH" && o.late <= 0 {
			open += o.open
			count++
		}
	}
	if count != 2 || open != 331000 {
		t.Errorf("%d more open over %d, want 2 over 331000", count, open)
	}
	invoices := map[int64]storyInvoice{}
	for _, inv := range all[storyInvoice](t, s, "invoices") {
		if names[inv.CustomerID] == "Hansa Logistik GmbH" {
			invoices[inv.ID] = inv
		}
	}
	var days []int
	for _, p := range all[storyPayment](t, s, "invoice_payments") {
		if p.Invoice == nil || invoices[p.Invoice.ID].Date == "" {
			continue
		}
		from, _ := time.Parse(time.DateOnly, invoices[p.Invoice.ID].Date)
		to, _ := time.Parse(time.DateOnly, p.Date)
		days = append(days, int(to.Sub(from).Hours()/24))
	}
	if !slices.Equal(days, []int{39, 41, 43}) {
		t.Errorf("paid after %v days, want 39, 41, 43", days)
	}
}
