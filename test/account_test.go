package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// zone is the zone of every configuration here.
var zone = berlin()

func berlin() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // a machine without zones can't run these tests
	}
	return loc
}

// bill is one invoice of a small account. The zero value of a field is the
// ordinary case.
type bill struct {
	number   string
	gross    string // "1190.00"; empty: 119.00
	late     int    // days past due; negative: still to come
	customer int    // 0: one of its own
	status   string // empty: overdue if late, else sent
	tags     []string
}

// threeBills are three late invoices of three customers that each get their
// first letter, and one that is not due.
func threeBills() []bill {
	return []bill{
		{number: "R-1", gross: "1190.00", late: 20},
		{number: "R-2", gross: "2380.00", late: 25},
		{number: "R-3", gross: "357.50", late: 30},
		{number: "R-4", gross: "500.00", late: -10},
	}
}

// accountFile is an account in the form in which MOCO sends its objects.
func accountFile(t *testing.T, bills []bill) *bytes.Reader {
	t.Helper()
	companies, invoices := []map[string]any{}, []map[string]any{}
	known := map[int]bool{}
	for i, b := range bills {
		id := b.customer
		if id == 0 {
			id = 100 + i
		}
		if !known[id] {
			known[id] = true
			companies = append(companies, company(id))
		}
		invoices = append(invoices, b.object(9001+i, id))
	}
	users := []map[string]any{{"id": 1, "firstname": "Anna", "lastname": "Beispiel", "active": true, "extern": false, "email": "anna@beispiel.example"}}
	data, err := json.Marshal(map[string]any{"users": users, "companies": companies, "invoices": invoices})
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(data)
}

// someTimeAgo is when everything of a small account was written.
func someTimeAgo() string { return time.Now().AddDate(0, 0, -60).UTC().Format(time.RFC3339) }

func company(id int) map[string]any {
	at := someTimeAgo()
	return map[string]any{
		"id": id, "type": "customer", "name": fmt.Sprintf("Kunde %d GmbH", id), "identifier": fmt.Sprint(10000 + id), "currency": "EUR",
		"email": fmt.Sprintf("rechnung@kunde%d.example", id), "country_code": "DE", "tags": []string{}, "intern": false, "active": true,
		"default_invoice_due_days": 14, "custom_properties": map[string]any{}, "created_at": at, "updated_at": at,
	}
}

func (b bill) object(id, customer int) map[string]any {
	today := time.Now().In(zone)
	due, at := today.AddDate(0, 0, -b.late), someTimeAgo()
	if b.gross == "" {
		b.gross = "119.00"
	}
	if b.status == "" {
		b.status = "sent"
		if b.late > 0 {
			b.status = "overdue"
		}
	}
	if b.tags == nil {
		b.tags = []string{}
	}
	date := due.AddDate(0, 0, -14)
	return map[string]any{
		"id": id, "customer_id": customer, "identifier": b.number, "date": day(date), "due_date": day(due), "status": b.status,
		"title": "Leistung " + b.number, "currency": "EUR", "gross_total": json.Number(b.gross), "net_total": json.Number(b.gross), "tax": 0,
		"reversed": false, "reversal": false, "discount": 0, "cash_discount": 0, "cash_discount_days": 0, "locked": false,
		"custom_properties": map[string]any{}, "tags": b.tags, "items": []any{}, "payments": []any{}, "reminders": []any{},
		"created_at": at, "updated_at": at, "created_on": day(date), "updated_on": day(date), "recipient_address": "Kunde",
	}
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
