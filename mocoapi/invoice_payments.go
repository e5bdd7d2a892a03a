package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// PaymentQuery filters the list of payments. Zero fields do not filter.
type PaymentQuery struct {
	Global
	InvoiceID billing.ID
	DateFrom  billing.Date
	DateTo    billing.Date
}

// Payments lists invoice payments (docs: sections/invoice_payments.md).
//
//moco:operation GET /invoices/payments
func (c *Client) Payments(ctx context.Context, q PaymentQuery) iter.Seq2[Row[billing.Payment], error] {
	p := q.Global.params()
	p.id("invoice_id", q.InvoiceID)
	p.date("date_from", q.DateFrom)
	p.date("date_to", q.DateTo)
	return list[billing.Payment](ctx, c, nounPayment, "/invoices/payments", p.values())
}

// Payment reads one payment.
//
//moco:operation GET /invoices/payments/{id}
func (c *Client) Payment(ctx context.Context, id billing.ID) (billing.Payment, error) {
	return object[billing.Payment](ctx, c, nounPayment, at("/invoices/payments/%d", id), id)
}

// NewPayment is a payment to be booked. Date and PaidTotal are required, and
// InvoiceID or Description.
type NewPayment struct {
	InvoiceID     billing.ID
	Date          billing.Date
	PaidTotal     billing.Money
	PartiallyPaid bool // MOCO's flag; its effect is not documented
	Description   string
}

func (n NewPayment) problem() string {
	switch {
	case n.InvoiceID < 0, n.InvoiceID == 0 && n.Description == "":
		return "a payment needs an invoice or a description"
	case n.Date.IsZero():
		return "a payment needs a date"
	case !n.PaidTotal.Known():
		return "a payment needs an amount with a currency"
	}
	return ""
}

// CreatePayment books a payment. MOCO then sets the invoice's status by itself;
// the answer does not show it.
//
//moco:operation POST /invoices/payments
func (c *Client) CreatePayment(ctx context.Context, n NewPayment) (billing.Payment, error) {
	const path = "/invoices/payments"
	if text := n.problem(); text != "" {
		return billing.Payment{}, call{method: http.MethodPost, path: path}.refused(fault.Invalid, text, nil)
	}
	body := struct {
		InvoiceID     billing.ID      `json:"invoice_id,omitzero"`
		Date          billing.Date    `json:"date"`
		PaidTotal     billing.Decimal `json:"paid_total"`
		Currency      string          `json:"currency"`
		PartiallyPaid bool            `json:"partially_paid,omitzero"`
		Description   string          `json:"description,omitzero"`
	}{n.InvoiceID, n.Date, n.PaidTotal.Decimal(), n.PaidTotal.Currency, n.PartiallyPaid, n.Description}
	return create(ctx, c, nounPayment, path, body, func(id billing.ID) billing.Payment { return billing.Payment{ID: id} })
}
