package mocoapi

import (
	"context"
	"fmt"

	"github.com/mocowork/mocowork/billing"
)

func writeEndpoints() []endpoint {
	return []endpoint{
		{op: "PUT /invoices/{id}/update_status", path: "/invoices/7/update_status", body: `{"status":"sent"}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return "", Billing{c}.UpdateInvoiceStatus(ctx, 7, billing.StatusSent)
			}},
		{op: "POST /invoices/payments", path: "/invoices/payments", answer: `{"id":4,"paid_total":500.0,"currency":"EUR"}`, want: "500.00 EUR",
			body: `{"invoice_id":7,"date":"2026-01-01","paid_total":500.05,"currency":"EUR","partially_paid":true,"description":"bar"}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				p, err := Billing{c}.CreatePayment(ctx, NewPayment{InvoiceID: 7, Date: jan1, PaidTotal: billing.Money{Minor: 50005, Currency: "EUR"}, PartiallyPaid: true, Description: "bar"})
				return p.PaidTotal.String(), err
			}},
		{op: "POST /invoice_reminders", path: "/invoice_reminders", answer: `{"id":4,"status":"created","invoice":{"id":7}}`, want: "4 created",
			body: `{"invoice_id":7,"title":"M","text":"\u003cb\u003ex\u003c/b\u003e","fee":2.5,"date":"2026-01-01","due_date":"2026-12-31"}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				r, err := Billing{c}.CreateReminder(ctx, NewReminder{InvoiceID: 7, Title: "M", Text: "<b>x</b>", Fee: billing.NewDecimal(25, 1), Date: jan1, DueDate: dec31})
				return fmt.Sprint(r.ID, " ", r.Status), err
			}},
		{op: "DELETE /invoice_reminders/{id}", path: "/invoice_reminders/4", answer: `{"id":4}`,
			call: func(ctx context.Context, c *Client) (any, error) { return "", Billing{c}.DeleteReminder(ctx, 4) }},
		{op: "POST /invoice_reminders/{id}/send_email", path: "/invoice_reminders/4/send_email",
			body:   `{"emails_to":"a@example.com;b@example.com","emails_cc":"c@example.com","subject":"M","text":"T"}`,
			answer: `{"emails_to":"a@example.com; b@example.com","emails_cc":null,"emails_bcc":["d@example.com"],"subject":"M"}`,
			want:   "{[a@example.com b@example.com] [] [d@example.com] M }",
			call: func(ctx context.Context, c *Client) (any, error) {
				return Billing{c}.SendReminder(ctx, 4, Mail{To: []string{"a@example.com", "b@example.com"}, CC: []string{"c@example.com"}, Subject: "M", Text: "T"})
			}},
		{op: "POST /comments", path: "/comments", body: `{"commentable_id":7,"commentable_type":"Invoice","text":"x"}`, answer: `{"id":9}`, want: "9",
			call: func(ctx context.Context, c *Client) (any, error) {
				o, err := Billing{c}.CreateComment(ctx, NewComment{7, "Invoice", "x"})
				return o.ID, err
			}},
		{op: "PATCH /taggings/{entity}/{entity_id}", path: "/taggings/Invoice/7", body: `{"tags":["a","b, c"]}`, answer: `["a","b, c"]`, want: "[a b, c]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Taggings.Add(ctx, TagInvoice, 7, "a", "b, c")
			}},
		{op: "PUT /taggings/{entity}/{entity_id}", path: "/taggings/Invoice/7", body: `{"tags":[]}`, answer: `[]`, want: "[]",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Taggings.Replace(ctx, TagInvoice, 7) }},
		{op: "DELETE /taggings/{entity}/{entity_id}", path: "/taggings/User/7", body: `{"tags":["a"]}`, answer: `["b"]`, want: "[b]",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Taggings.Remove(ctx, TagUser, 7, "a") }},
	}
}
