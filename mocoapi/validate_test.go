package mocoapi

import (
	"context"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// TestRefusedHere lists calls that are refused without a request: each would
// make MOCO fill in something by itself, or is certain to fail.
func TestRefusedHere(t *testing.T) {
	t.Parallel()
	with := func(change func(*NewReminder)) func(context.Context, Billing) error {
		return func(ctx context.Context, c Billing) error {
			n := letter
			change(&n)
			_, err := c.CreateReminder(ctx, n)
			return err
		}
	}
	mail := func(m Mail) func(context.Context, Billing) error {
		return func(ctx context.Context, c Billing) error { _, err := c.SendReminder(ctx, 1, m); return err }
	}
	pay := func(n NewPayment) func(context.Context, Billing) error {
		return func(ctx context.Context, c Billing) error { _, err := c.CreatePayment(ctx, n); return err }
	}
	eur5 := billing.Money{Minor: 500, Currency: "EUR"}
	tests := []struct {
		name string
		call func(context.Context, Billing) error
		text string
	}{
		{"reminder without invoice", with(func(n *NewReminder) { n.InvoiceID = 0 }), "POST /invoice_reminders: a reminder needs an invoice"},
		{"reminder without title", with(func(n *NewReminder) { n.Title = "" }), "MOCO would take those of the next level"},
		{"reminder without text", with(func(n *NewReminder) { n.Text = "" }), "MOCO would take those of the next level"},
		{"reminder without date", with(func(n *NewReminder) { n.Date = billing.Date{} }), "a date and a due date"},
		{"reminder without due date", with(func(n *NewReminder) { n.DueDate = billing.Date{} }), "a date and a due date"},
		{"negative fee", with(func(n *NewReminder) { n.Fee = billing.NewDecimal(-1, 0) }), "fee must not be negative"},
		{"mail without subject", mail(Mail{Text: "t"}), "a mail needs a subject and a text"},
		{"mail without text", mail(Mail{Subject: "s"}), "a mail needs a subject and a text"},
		{"header in the subject", mail(Mail{Subject: "s\r\nBcc: x@example.com", Text: "t"}), "subject must be one line"},
		{"two recipients in one", mail(Mail{Subject: "s", Text: "t", To: []string{"a@example.com;b@example.com"}}), "single addresses"},
		{"comma", mail(Mail{Subject: "s", Text: "t", To: []string{"a@example.com,b@example.com"}}), "single addresses"},
		{"no address", mail(Mail{Subject: "s", Text: "t", To: []string{"a@example.com"}, CC: []string{"none"}}), "single addresses"},
		{"empty address", mail(Mail{Subject: "s", Text: "t", To: []string{""}}), "single addresses"},
		{"CC only", mail(Mail{Subject: "s", Text: "t", CC: []string{"a@example.com"}}), "needs a To as well"},
		{"mail of no reminder", func(ctx context.Context, c Billing) error {
			_, err := c.SendReminder(ctx, 0, Mail{Subject: "s", Text: "t"})
			return err
		}, "0 is not a valid reminder id"},
		{"delete nothing", func(ctx context.Context, c Billing) error { return c.DeleteReminder(ctx, -1) }, "-1 is not a valid reminder id"},
		{"payment without date", pay(NewPayment{InvoiceID: 1, PaidTotal: eur5}), "a payment needs a date"},
		{"payment without amount", pay(NewPayment{InvoiceID: 1, Date: jan1}), "an amount with a currency"},
		{"payment for nothing", pay(NewPayment{Date: jan1, PaidTotal: eur5}), "an invoice or a description"},
		{"status of payments", func(ctx context.Context, c Billing) error { return c.UpdateInvoiceStatus(ctx, 1, billing.StatusPaid) }, `"paid" (created, sent, overdue, ignored)`},
		{"status of nothing", func(ctx context.Context, c Billing) error { return c.UpdateInvoiceStatus(ctx, 0, billing.StatusSent) }, "0 is not a valid invoice id"},
		{"empty comment", func(ctx context.Context, c Billing) error {
			_, err := c.CreateComment(ctx, NewComment{CommentableID: 1, CommentableType: "Invoice"})
			return err
		}, "a comment needs an object, its type and a text"},
		{"tags of a payment", func(ctx context.Context, c Billing) error {
			_, err := c.Taggings.List(ctx, "../session", 1)
			return err
		}, `"../session" can't have tags`},
		{"tags of nothing", func(ctx context.Context, c Billing) error { _, err := c.Taggings.List(ctx, TagInvoice, 0); return err }, "0 is not a valid Invoice id"},
		{"empty tag", func(ctx context.Context, c Billing) error {
			_, err := c.Taggings.Add(ctx, TagInvoice, 1, "a", "")
			return err
		}, "a tag must not be empty"},
		{"invoice 0", func(ctx context.Context, c Billing) error { _, err := c.Invoice(ctx, 0); return err }, "0 is not a valid invoice id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var p pacer
			o := options("http://127.0.0.1:1")
			o.Pacer = &p
			wantError(t, tt.call(t.Context(), newClient(t, o)), fault.Invalid, tt.text)
			if len(p.waits) != 0 {
				t.Error("a token was taken for it")
			}
		})
	}
}

func TestPaymentWithoutInvoice(t *testing.T) {
	t.Parallel()
	c := serve(t, answer(200, `{"id":1,"invoice":null}`))
	p, err := c.CreatePayment(t.Context(), NewPayment{Date: jan1, PaidTotal: billing.Money{Minor: 1, Currency: "JPY"}, Description: "Zinsen"})
	if err != nil || p.ID != 1 || p.Invoice.ID != 0 {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestSendReminderWithoutEcho(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"empty": "", "object": "{}", "other shape": `{"emails_to":7}`} {
		m, err := serve(t, answer(200, body)).SendReminder(t.Context(), 1, Mail{Subject: "s", Text: "t"})
		if err != nil || len(m.To) != 0 {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

func TestObjectOfAnotherID(t *testing.T) {
	t.Parallel()
	_, err := serve(t, answer(200, `{"id":8}`)).Invoice(t.Context(), 7)
	wantError(t, err, fault.Permanent, "GET /invoices/7: MOCO answered 200: the answer is about invoice 8")
}

func TestObjectThatIsBroken(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"id":"7"}`:   `invoice: id: "7" is no positive integer`,
		`{"name":"x"}`: "invoice: no id",
		`{"id":7,"currency":"eur","gross_total":1}`:     `invoice 7: gross_total: "eur" is not a currency code`,
		`{"id":7,"due_date":"2026-02-30"}`:              "invoice 7: ",
		`{"id":7,"currency":"EUR","gross_total":1e400}`: "invoice 7: ",
	} {
		_, err := serve(t, answer(200, body)).Invoice(t.Context(), 7)
		wantError(t, err, fault.Permanent, want)
	}
}

func TestPDFThatIsNone(t *testing.T) {
	t.Parallel()
	for _, h := range map[string]func() (string, string){
		"JSON": func() (string, string) { return mediaJSON, "{}" }, "empty": func() (string, string) { return mediaPDF, "" },
		"HTML called PDF": func() (string, string) { return mediaPDF, "<html>" },
	} {
		media, body := h()
		_, err := serve(t, typed(media, body)).Client.Invoices.PDF(t.Context(), 7, PDFOptions{})
		wantError(t, err, fault.Temporary, "the answer is no PDF")
	}
}
