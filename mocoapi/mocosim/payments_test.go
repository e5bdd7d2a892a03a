package mocosim_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestPaymentsMoveTheStatus(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2026-11-23T08:00:00Z")})
	pay := func(amount string) int64 {
		return decode[struct{ ID int64 }](t, c.do("POST", "/invoices/payments",
			`{"invoice_id":80699,"date":"2026-11-23","paid_total":`+amount+`}`).want(t, 200)).ID
	}
	status := func(want, changed string) {
		t.Helper()
		c.get("/invoices/80699").want(t, 200, `"status":"`+want+`"`, `"updated_at":"`+changed+`"`)
	}
	status("overdue", "2026-10-25T02:59:00Z")
	a, b := pay("0.01"), pay(`"12399.98"`)
	status("partially_paid", "2026-11-23T08:00:00Z")
	last := pay("0.01")
	status("paid", "2026-11-23T08:00:00Z")
	c.do("DELETE", fmt.Sprintf("/invoices/payments/%d", last), "").want(t, 204)
	status("partially_paid", "2026-11-23T08:00:00Z")
	c.do("PUT", fmt.Sprintf("/invoices/payments/%d", b), `{"paid_total":12399.99}`).want(t, 200, `"paid_total":12399.99`)
	status("paid", "2026-11-23T08:00:00Z")
	for _, id := range []int64{a, b} {
		c.do("DELETE", fmt.Sprintf("/invoices/payments/%d", id), "").want(t, 204)
	}
	status("overdue", "2026-11-23T08:00:00Z")
	c.get(fmt.Sprintf("/invoices/payments/%d", a)).want(t, 404)
}

// A second part payment changes nothing about the invoice that a list of changes could show.
func TestSecondPartPaymentDoesNotTouchTheInvoice(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2026-11-23T08:00:00Z")})
	c.do("POST", "/invoices/payments", `{"invoice_id":80612,"date":"2026-11-23","paid_total":1}`).want(t, 200)
	c.get("/invoices?updated_after=2026-11-22T00:00:00Z").is(t, "[]")
	c.get("/invoices/payments?updated_after=2026-11-22T00:00:00Z").want(t, 200, `"paid_total":1.0`)
}

func TestPaymentAnswer(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2026-11-23T08:00:00Z")})
	chf := c.sim.Account().Invoice("R2610-031")
	a := c.do("POST", "/invoices/payments", fmt.Sprintf(`{"invoice_id":%d,"date":"2026-11-22","paid_total":100}`, chf)).want(t, 200)
	id := decode[struct{ ID int64 }](t, a).ID
	want := fmt.Sprintf(`{"id":%d,"date":"2026-11-22","invoice":{"id":%d,"identifier":"R2610-031","title":"Gipfelkampagne"},`+
		`"paid_total":100.0,"paid_total_in_account_currency":105.0,"currency":"CHF","description":null,`+
		`"created_at":"2026-11-23T08:00:00Z","updated_at":"2026-11-23T08:00:00Z"}`, id, chf)
	if a.body != want {
		t.Errorf("answer\n got %s\nwant %s", a.body, want)
	}
	c.do("POST", "/invoices/payments", `{"date":"2026-11-22","paid_total":5,"description":"Zinsen"}`).
		want(t, 200, `"invoice":null`, `"currency":"EUR","description":"Zinsen"`)
}

func TestPaymentsRefused(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	before := len(c.sim.Account().All("invoice_payments"))
	for body, want := range map[string]string{
		`{"invoice_id":80699,"paid_total":1}`:                                `{"date":["muss ausgefüllt werden"]}`,
		`{"invoice_id":80699,"date":"23.11.2026","paid_total":1}`:            `{"date":["muss ausgefüllt werden"]}`,
		`{"invoice_id":80699,"date":"2026-11-23"}`:                           `{"paid_total":["ist keine Zahl"]}`,
		`{"invoice_id":80699,"date":"2026-11-23","paid_total":"1e99999999"}`: `{"paid_total":["ist keine Zahl"]}`,
		`{"invoice_id":7,"date":"2026-11-23","paid_total":1}`:                `{"invoice":["muss ausgefüllt werden"]}`,
		`{"date":"2026-11-23","paid_total":1}`:                               `{"invoice":["muss ausgefüllt werden"]}`,
	} {
		c.do("POST", "/invoices/payments", body).want(t, 422, want)
	}
	c.do("PUT", "/invoices/payments/61000", `{"date":"x"}`).want(t, 422, `{"date":`)
	c.do("PUT", "/invoices/payments/61000", `{"paid_total":"x"}`).want(t, 422, `{"paid_total":`)
	if now := len(c.sim.Account().All("invoice_payments")); now != before {
		t.Errorf("%d payments, want %d as before", now, before)
	}
}

func TestBulkPayments(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	good := `{"invoice_id":80699,"date":"2026-11-23","paid_total":6200}`
	rows := decode[[]json.RawMessage](t, c.do("POST", "/invoices/payments/bulk", `{"bulk_data":[`+good+`,`+good+`]}`).want(t, 200))
	if len(rows) != 2 {
		t.Errorf("%d rows, want 2", len(rows))
	}
	c.get("/invoices/80699").want(t, 200, `"status":"paid"`)
	before := len(c.sim.Account().All("invoice_payments"))
	c.do("POST", "/invoices/payments/bulk", `{"bulk_data":[`+good+`,{"date":"2026-11-23","paid_total":1}]}`).want(t, 422, `{"invoice":`)
	c.do("POST", "/invoices/payments/bulk", `{"bulk_data":[`+good+`,{"invoice_id":80699,"paid_total":1}]}`).want(t, 422, `{"date":`)
	c.do("POST", "/invoices/payments/bulk", `{"bulk_data":[]}`).want(t, 422, `{"message":"Invalid payload"}`)
	c.do("POST", "/invoices/payments/bulk", `{"bulk_data":[7]}`).want(t, 422, `{"message":"Invalid payload"}`)
	if now := len(c.sim.Account().All("invoice_payments")); now != before {
		t.Errorf("a refused bulk left %d payments behind", now-before)
	}
}

func TestPaymentUpdateKeepsTheInvoice(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	id := c.get("/invoices/payments?invoice_id=80612").ids(t)[0]
	c.do("PATCH", fmt.Sprintf("/invoices/payments/%d", id),
		`{"invoice_id":80699,"date":"2026-11-05","currency":"CHF","paid_total":200,"description":"Teil"}`).
		want(t, 200, `"invoice":{"id":80612,`, `"date":"2026-11-05"`, `"paid_total_in_account_currency":210.0`, `"description":"Teil"`)
	// a payment in another currency pays nothing of the invoice
	c.get("/invoices/80612").want(t, 200, `"status":"overdue"`)
}

func TestIgnoredInvoicesStayIgnored(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	id := c.sim.Account().Invoice("R2602-008")
	c.do("POST", "/invoices/payments", fmt.Sprintf(`{"invoice_id":%d,"date":"2026-11-23","paid_total":297.5}`, id)).want(t, 200)
	c.get("/invoices/"+itoa(id)).want(t, 200, `"status":"ignored"`)
}
