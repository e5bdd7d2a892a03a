package mocosim_test

import (
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestReminderIsCreatedThenMailed(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2026-11-23T08:00:00Z")})
	a := c.do("POST", "/invoice_reminders", `{"invoice_id":80699,"title":"1. Mahnung","text":"Bitte & danke\nR2610-022/M2 <b>","fee":5,"date":"2026-11-23","due_date":"2026-12-03"}`)
	a.want(t, 200)
	want := `{"id":2309,"title":"1. Mahnung","text":"<div>Bitte &amp; danke<br>R2610-022/M2 &lt;b&gt;</div>","fee":5.0,` +
		`"date":"2026-11-23","due_date":"2026-12-03","status":"created","file_url":"https://beispiel.mocoapp.com/invoice_reminders/2309.pdf",` +
		`"invoice":{"id":80699,"identifier":"R2610-022","title":"Retainer Q4"},"created_at":"2026-11-23T08:00:00Z","updated_at":"2026-11-23T08:00:00Z"}`
	if a.body != want {
		t.Errorf("answer\n got %s\nwant %s", a.body, want)
	}
	c.get("/invoices/80699").want(t, 200, `"status":"overdue"`, `"updated_at":"2026-10-25T02:59:00Z"`)
	c.do("POST", "/invoice_reminders/2309/send_email", `{"emails_to":" a@x.example ; b@x.example;","emails_cc":"c@x.example","subject":"Mahnung","text":"bitte"}`).
		want(t, 200, `{"emails_to":"a@x.example;b@x.example","emails_cc":"c@x.example","emails_bcc":null,"subject":"Mahnung","text":"bitte"}`)
	c.get("/invoice_reminders/2309").want(t, 200, `"status":"sent"`)
	mails := c.sim.Emails()
	if len(mails) != 1 || mails[0].Reminder != 2309 || mails[0].Invoice != 80699 || mails[0].To != "a@x.example;b@x.example" || mails[0].CC != "c@x.example" {
		t.Errorf("e-mails: %+v", mails)
	}
}

// The trap: what a request leaves out comes from the stage that is next, so the same request three times escalates.
func TestOmittedTextsEscalate(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	id := itoa(c.sim.Account().Invoice("R2611-001"))
	for _, want := range []string{"Zahlungserinnerung", "1. Mahnung", "2. Mahnung", "2. Mahnung"} {
		c.do("POST", "/invoice_reminders", `{"invoice_id":`+id+`}`).
			want(t, 200, `"title":"`+want+`"`, `"text":"<div>Guten Tag<br>`, `"date":"2026-11-23"`, `"status":"created"`)
	}
	c.do("POST", "/invoice_reminders", `{"invoice_id":`+id+`,"fee":0}`).want(t, 200, `"fee":0.0`)
}

func TestHTMLTextStays(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("POST", "/invoice_reminders", `{"invoice_id":80699,"text":"<div>schon <strong>HTML</strong></div>"}`).
		want(t, 200, `"text":"<div>schon <strong>HTML</strong></div>"`)
}

func TestDefaultRecipients(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	mute := itoa(c.sim.Account().Invoice("R2611-022")) // of the customer without e-mail
	c.do("POST", "/invoice_reminders", `{"invoice_id":`+mute+`,"text":"x"}`).want(t, 200, `"id":2309`)
	c.do("POST", "/invoice_reminders/2309/send_email", `{"subject":"s","text":"t"}`).want(t, 422, `{"errors":["Es gibt keinen Empfänger"]}`)
	c.do("POST", "/invoice_reminders/2309/send_email", `{"subject":"s","text":"t","emails_cc":"c@x.example"}`).want(t, 422, `{"errors":`)
	c.do("POST", "/invoice_reminders/2309/send_email", `{"subject":"","text":"t"}`).want(t, 422, `{"subject":["muss ausgefüllt werden"]}`)
	c.get("/invoice_reminders/2309").want(t, 200, `"status":"created"`)
	if n := len(c.sim.Emails()); n != 0 {
		t.Errorf("%d e-mails, want none", n)
	}
	c.do("POST", "/invoice_reminders", `{"invoice_id":80699,"text":"x"}`).want(t, 200, `"id":2310`)
	// with a copy asked for, nobody is filled in
	c.do("POST", "/invoice_reminders/2310/send_email", `{"subject":"s","text":"t","emails_bcc":"c@x.example"}`).want(t, 422, `{"errors":`)
	c.do("POST", "/invoice_reminders/2310/send_email", `{"subject":"s","text":"t"}`).want(t, 200, `"emails_to":"rechnungen@hansa-logistik.example"`)
	// a project's own addresses come first
	if err := c.sim.Account().Change("projects", 945892012, map[string]any{"billing_email_to": "projekt@hansa-logistik.example"}); err != nil {
		t.Fatal(err)
	}
	c.do("POST", "/invoice_reminders/2310/send_email", `{"subject":"s","text":"t"}`).want(t, 200, `"emails_to":"projekt@hansa-logistik.example"`)
	if n := len(c.sim.Emails()); n != 2 {
		t.Errorf("%d e-mails, want 2: MOCO does not stop a second one", n)
	}
}

func TestDeleteReminder(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("POST", "/invoice_reminders", `{"invoice_id":80699,"text":"x"}`).want(t, 200, `"id":2309`)
	c.do("DELETE", "/invoice_reminders/2309", "").want(t, 200, `"id":2309`, `"status":"created"`)
	c.get("/invoice_reminders/2309").want(t, 404)
	c.do("DELETE", "/invoice_reminders/2309", "").want(t, 404)
	c.do("DELETE", "/invoice_reminders/2288", "").want(t, 422, `{"errors":`)
	c.do("POST", "/invoice_reminders", `{"invoice_id":80699,"text":"x"}`).want(t, 200, `"id":2310`)
}

func TestRemindersRefused(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	for body, want := range map[string]string{
		`{"text":"x"}`: `{"invoice":["muss ausgefüllt werden"]}`,
		`{"invoice_id":80699,"due_date":"3.12.2026"}`: `{"due_date":["ist kein gültiges Datum"]}`,
		`{"invoice_id":80699,"fee":"viel"}`:           `{"fee":["ist keine Zahl"]}`,
	} {
		c.do("POST", "/invoice_reminders", body).want(t, 422, want)
	}
	c.do("PUT", "/invoice_reminders/2288", `{"status":"created"}`).want(t, 405)
}
