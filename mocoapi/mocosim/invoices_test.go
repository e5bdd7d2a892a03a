package mocosim_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestListLeavesTheDetailOut(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	row := decode[[]map[string]json.RawMessage](t, c.get("/invoices?ids=80612"))[0]
	for _, key := range []string{"salutation", "footer", "items", "payments", "reminders"} {
		if _, has := row[key]; has {
			t.Errorf("the list has %s", key)
		}
	}
	if string(row["gross_total"]) != "9520.0" {
		t.Errorf("gross_total %s, want 9520.0", row["gross_total"])
	}
}

func TestDetailJoinsPaymentsAndReminders(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.get("/invoices/80612").want(t, 200, `"salutation":`, `"items":[{`,
		`"payments":[{"id":`, `"date":"2026-11-04","paid_total":4000.0,"currency":"EUR","created_on":"2026-11-04","updated_on":"2026-11-04"}]`,
		`"reminders":[{"id":`, `"date":"2026-10-26","due_date":"2026-11-05","fee":0.0,"text":"<div>`)
	embedded := decode[struct{ Reminders []map[string]json.RawMessage }](t, c.get("/invoices/80612")).Reminders[0]
	for _, key := range []string{"title", "status", "created_at"} {
		if _, has := embedded[key]; has {
			t.Errorf("an embedded reminder has %s", key)
		}
	}
	c.get("/invoices/80699").want(t, 200, `"payments":[]`)
	c.get("/invoices/1").want(t, 404)
}

func TestLocked(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.get("/invoices/locked?identifier=R2602-008").want(t, 200, `"R2602-008"`)
	c.get("/invoices/locked?identifier=R2610-003").is(t, `[]`)
}

func TestUpdateStatus(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2026-11-23T08:15:00Z")})
	a := c.do("PUT", "/invoices/80699/update_status", `{"status":"ignored"}`).want(t, 204)
	if a.body != "" || a.Header.Get("Content-Type") != "" {
		t.Errorf("204 with %q of type %q", a.body, a.Header.Get("Content-Type"))
	}
	c.get("/invoices/80699").want(t, 200, `"status":"ignored"`, `"updated_at":"2026-11-23T08:15:00Z"`)
	c.do("PUT", "/invoices/80699/update_status", `{"status":"paid"}`).want(t, 422, `{"status":["ist kein gültiger Wert"]}`)
	draft := c.get("/invoices?status=draft").ids(t)[0]
	c.do("PUT", "/invoices/"+itoa(draft)+"/update_status", `{"status":"sent"}`).want(t, 403, `{"errors":["Access denied"]}`)
}

func TestMailInvoice(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	id := itoa(c.sim.Account().Invoice("R2611-018"))
	c.get("/invoices/"+id).want(t, 200, `"status":"created"`)
	c.do("POST", "/invoices/"+id+"/send_email", `{"subject":"Rechnung","text":"anbei"}`).
		want(t, 200, `{"emails_to":"post@aare.example","emails_cc":null,"emails_bcc":null,"subject":"Rechnung","text":"anbei"}`)
	c.get("/invoices/"+id).want(t, 200, `"status":"sent"`)
	c.do("POST", "/invoices/"+id+"/send_email", `{"text":"anbei"}`).want(t, 422, `{"subject":["muss ausgefüllt werden"]}`)
	draft := itoa(c.get("/invoices?status=draft").ids(t)[0])
	c.do("POST", "/invoices/"+draft+"/send_email", `{"subject":"s","text":"t"}`).want(t, 422, "Entwurf")
	if n := len(c.sim.Emails()); n != 1 {
		t.Errorf("%d e-mails, want 1", n)
	}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	a := c.get("/invoices/80699.pdf").want(t, 200, "R2610-022  12400.0 EUR", "startxref")
	if a.Header.Get("Content-Type") != "application/pdf" || a.Header.Get("Content-Encoding") != "" || a.Header.Get("Cache-Control") != "private" {
		t.Errorf("headers of the document: %v", a.Header)
	}
	want := `attachment; filename="R2610-022 Retainer Q4.pdf"; filename*=UTF-8''R2610-022%20Retainer%20Q4.pdf`
	if got := a.Header.Get("Content-Disposition"); got != want {
		t.Errorf("Content-Disposition %s, want %s", got, want)
	}
	hours := decode[[]map[string]json.RawMessage](t, c.get("/invoices/80699/timesheet").want(t, 200))
	if _, has := hours[0]["seconds"]; len(hours) != 5 || has {
		t.Errorf("timesheet: %d rows, seconds %v; want 5 without", len(hours), has)
	}
	c.get("/invoices/80699/expenses").want(t, 200, `"title":"Bildlizenzen"`)
	c.get("/invoices/80699/timesheet.pdf").want(t, 200, "%PDF-1.4")
	none := c.get("/invoices/80612/timesheet.pdf").want(t, 404)
	if none.body != "" || none.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("no hours: %q of type %q, want an empty PDF", none.body, none.Header.Get("Content-Type"))
	}
}

// The name of a document can't break out of its header.
func TestDocumentNames(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	if err := c.sim.Account().Change("invoices", 80699, map[string]any{"title": "a\"; x=\r\nSet-Cookie: ü (1)"}); err != nil {
		t.Fatal(err)
	}
	a := c.get("/invoices/80699.pdf").want(t, 200)
	if got := a.Header.Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="R2610-022 a?; x=??Set-Cookie: ? (1).pdf";`) || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("Content-Disposition %s, Set-Cookie %q", got, a.Header.Get("Set-Cookie"))
	}
}

func TestRecordedAccount(t *testing.T) {
	t.Parallel()
	raw := shared(t, "moco/real-account.json")
	s := mocosim.New(mocosim.Options{Rate: mocosim.Rate{Off: true}})
	if err := s.Load(bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	c := serve(t, s)
	var file map[string][]json.RawMessage
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	for kind, path := range map[string]string{"companies": "/companies/", "projects": "/projects/", "users": "/users/",
		"comments": "/comments/", "invoice_payments": "/invoices/payments/", "payment_schedules": "/projects/945892373/payment_schedules/",
		"contacts": "/contacts/people/", "deal_categories": "/deal_categories/", "deals": "/deals/", "employments": "/users/employments/",
		"holidays": "/users/holidays/", "presences": "/users/presences/"} {
		for _, object := range file[kind] {
			var o struct{ ID int64 }
			if err := json.Unmarshal(object, &o); err != nil {
				t.Fatal(err)
			}
			if got := c.get(path+itoa(o.ID)).want(t, 200).body; got != compact(t, object) {
				t.Errorf("%s %d:\n got %s\nwant %s", kind, o.ID, got, compact(t, object))
			}
		}
	}
	for _, object := range file["invoices"] { // payments are joined from the payments beside them
		var o struct{ ID int64 }
		if err := json.Unmarshal(object, &o); err != nil {
			t.Fatal(err)
		}
		got := c.get("/invoices/"+itoa(o.ID)).want(t, 200).body
		if o.ID != 2229491 && got != compact(t, object) {
			t.Errorf("invoice %d:\n got %s\nwant %s", o.ID, got, compact(t, object))
		}
		if o.ID == 2229491 && strings.Count(got, `"paid_total":`) != 6 {
			t.Errorf("invoice %d does not show its 6 payments: %s", o.ID, got)
		}
	}
	c.get("/report/absences").want(t, 200, `"total_vacation_days":0.0`)
	if err := s.Load(strings.NewReader(`{"unheard_of":[{"id":7,"a":""}]}`)); err != nil {
		t.Fatal(err)
	}
	if raw, ok := s.Account().Get("unheard_of", 7); !ok || string(raw) != `{"id":7,"a":""}` {
		t.Errorf("a kind without a path was not kept: %s", raw)
	}
}

func compact(t *testing.T, raw []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
