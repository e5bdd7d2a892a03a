package billing_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

func decode[T any](t testing.TB, s string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

const invoiceJSON = `{
	"id": 4711, "customer_id": 77, "project_id": null, "identifier": "R2610-022", "status": "partially_paid",
	"date": "2026-10-05", "due_date": "2026-11-04", "service_period_from": null, "currency": "EUR",
	"net_total": 1000.0, "gross_total": "1190.00", "tax": 19.0, "reversal_invoice_id": null, "reversed": false,
	"custom_properties": {"Mahnsperre": "1", "Sparten": ["A", "B"], "Limit": 100.00, "Konto": 12345678901234567890, "Leer": null, "X": {"a": true}},
	"tags": ["vip"], "user": null, "internal_contact": {"id": 5, "firstname": "Anna", "lastname": "Berg"},
	"payments": [{"id": 9, "date": "2026-11-10", "paid_total": 190.0, "currency": "EUR", "created_on": "2026-11-10"}],
	"reminders": [{"id": 3, "title": "Zahlungserinnerung", "text": "<div>R2610-022&#x2F;M1</div>", "fee": 5.0, "date": "2026-11-12"}],
	"created_at": "2026-10-05T08:00:00Z", "updated_at": "2026-11-12T10:30:00+01:00", "something_new": {"a": 1}}`

func TestInvoiceDecode(t *testing.T) {
	t.Parallel()
	inv := decode[billing.Invoice](t, invoiceJSON)
	if inv.ID != 4711 || inv.ProjectID != 0 || inv.Status != billing.StatusPartiallyPaid || inv.GrossTotal != eur(119000) || inv.NetTotal != eur(100000) ||
		inv.DueDate != date(2026, 11, 4) || !inv.ServicePeriodFrom.IsZero() || inv.Tax.String() != "19" || inv.User.Name() != "" || inv.InternalContact.Name() != "Anna Berg" {
		t.Errorf("got %+v", inv)
	}
	equal(t, "custom properties", inv.CustomProperties, billing.CustomProperties{
		"Mahnsperre": "1", "Sparten": "A, B", "Limit": "100.00", "Konto": "12345678901234567890", "Leer": "", "X": `{"a":true}`,
	})
	ref := billing.InvoiceRef{ID: 4711, Identifier: "R2610-022"}
	if p := inv.Payments[0]; p.PaidTotal != eur(19000) || p.Invoice != ref || p.Date != date(2026, 11, 10) {
		t.Errorf("payment %+v", p)
	}
	if r := inv.Reminders[0]; r.Invoice != ref || r.FeeMoney != eur(500) || r.Status != "" {
		t.Errorf("reminder %+v", r)
	}
	if want := time.Date(2026, 11, 12, 9, 30, 0, 0, time.UTC); inv.UpdatedAt.Time != want {
		t.Errorf("updated at %s, want %s", inv.UpdatedAt, want)
	}
	nulls := decode[billing.Invoice](t, `{"id": 1, "gross_total": null, "net_total": null, "date": null, "due_date": "", "currency": "EUR", "tags": null,
		"custom_properties": null, "payments": null, "updated_at": null, "debt_collection_procedure": null}`)
	if nulls.GrossTotal.Known() || nulls.NetTotal.Known() || !nulls.DueDate.IsZero() || !nulls.UpdatedAt.IsZero() || nulls.DebtCollection.ID != 0 {
		t.Errorf("nulls: %+v", nulls)
	}
}

// What can't be understood names the object and the field; nothing is guessed.
func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"id": 7, "currency": "EUR", "gross_total": "1.234,56"}`:                  `invoice 7: gross_total: "1.234,56" is not a decimal`,
		`{"id": 7, "currency": "EUR", "gross_total": 1190.005}`:                    "invoice 7: gross_total: 1190.005 EUR has more than 2 decimal places",
		`{"id": 7, "currency": "EUR", "net_total": 1e17}`:                          "invoice 7: net_total: 100000000000000000 EUR is too large",
		`{"id": 7, "currency": "euro", "net_total": 1}`:                            `invoice 7: net_total: "euro" is not a currency code`,
		`{"id": 7, "gross_total": 1}`:                                              `invoice 7: gross_total: "" is not a currency code`,
		`{"id": 7, "due_date": "2026-02-30"}`:                                      `invoice 7: due_date: "2026-02-30" is not a date (want YYYY-MM-DD)`,
		`{"currency": "EUR"}`:                                                      "invoice without an id",
		`{"id": -1}`:                                                               "invoice without an id",
		`{"id": 7, "payments": [{"id": 9, "currency": "EUR", "paid_total": "x"}]}`: `invoice 7: payments: payment 9: paid_total: "x" is not a decimal`,
		`{"id": 7, "payments": [{"id": 9, "currency": "", "paid_total": 1}]}`:      `invoice 7: payments: payment 9: paid_total: "" is not a currency code`,
		`{"id": 7, "currency": "EUR", "reminders": [{"id": 3, "fee": 1.555}]}`:     "invoice 7: reminders[0].fee: 1.555 EUR has more than 2 decimal places",
		`{"id": 7, "reminders": [{"id": 3, "date": "gestern"}]}`:                   `invoice 7: reminders: reminder 3: date: "gestern" is not a date (want YYYY-MM-DD)`,
		`{"id": "x"}`: "invoice: json: cannot unmarshal string into Go struct field plain.id of type billing.ID",
	} {
		var inv billing.Invoice
		err := json.Unmarshal([]byte(in), &inv)
		if err == nil || err.Error() != want && !strings.HasPrefix(want, "invoice: json") {
			t.Errorf("%s:\ngot  %v\nwant %s", in, err, want)
		}
	}
	var p billing.Payment
	wantErr(t, json.Unmarshal([]byte(`{"id": 9, "paid_total": 5}`), &p), `payment 9: paid_total: "" is not a currency code`)
	var r billing.Reminder
	wantErr(t, json.Unmarshal([]byte(`{"id": 3, "fee": "fünf"}`), &r), `reminder 3: fee: "fünf" is not a decimal`)
	var at billing.Timestamp
	if err := json.Unmarshal([]byte(`"2026-11-12"`), &at); err == nil {
		t.Error("a date became a moment")
	}
}

// No input makes decoding panic, and what decodes has an id.
func FuzzInvoice(f *testing.F) {
	f.Add([]byte(`{"id":1,"currency":"EUR","gross_total":"1.00"}`))
	f.Add([]byte(`{"id":1,"payments":[{"id":2,"currency":"EUR","paid_total":null}],"reminders":[{}]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var inv billing.Invoice
		if err := json.Unmarshal(b, &inv); err == nil && string(b) != "null" && inv.ID <= 0 {
			t.Errorf("%q became an invoice without an id", b)
		}
	})
}

func TestPaymentDecode(t *testing.T) {
	t.Parallel()
	p := decode[billing.Payment](t, `{"id": 9, "date": "2026-11-10", "invoice": null, "description": "Anzahlung", "paid_total": "200.50", "currency": "CHF",
		"paid_total_in_account_currency": 190.1}`)
	if p.PaidTotal != money(20050, "CHF") || p.Invoice.ID != 0 || p.PaidTotalInAccountCurrency.String() != "190.1" {
		t.Errorf("got %+v", p)
	}
	if p := decode[billing.Payment](t, `{"id": 9, "paid_total": null, "currency": "EUR"}`); p.PaidTotal.Known() {
		t.Errorf("null became %v", p.PaidTotal)
	}
}

func TestInvoiceStatuses(t *testing.T) {
	t.Parallel()
	seen := map[billing.InvoiceStatus]bool{}
	for _, s := range billing.InvoiceStatuses() {
		seen[s] = true
	}
	if len(seen) != 8 || seen["disputed"] || !seen["partially_paid"] {
		t.Errorf("known statuses: %v", seen)
	}
	billing.InvoiceStatuses()[0] = "x"
	if billing.InvoiceStatuses()[0] != billing.StatusDraft {
		t.Error("the list can be changed from outside")
	}
}
