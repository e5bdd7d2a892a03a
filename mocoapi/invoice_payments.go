package mocoapi

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// InvoicePayment is money received from a customer (docs: sections/invoice_payments.md).
type InvoicePayment struct {
	ID                         billing.ID        `json:"id"`
	Date                       billing.Date      `json:"date,omitzero"`
	Invoice                    DocumentRef       `json:"invoice,omitzero"`
	PaidTotal                  billing.Decimal   `json:"paid_total"`                     // in the payment's currency; a text or a number on the wire
	PaidTotalInAccountCurrency billing.Decimal   `json:"paid_total_in_account_currency"` // converted
	Currency                   string            `json:"currency,omitzero"`              // ISO 4217, such as "EUR"
	Description                string            `json:"description,omitzero"`
	CreatedAt                  billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt                  billing.Timestamp `json:"updated_at,omitzero"`
	Extra
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

// MarshalJSON writes what MOCO takes: the amount and its currency apart.
func (n NewPayment) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		InvoiceID     billing.ID      `json:"invoice_id,omitzero"`
		Date          billing.Date    `json:"date"`
		PaidTotal     billing.Decimal `json:"paid_total"`
		Currency      string          `json:"currency"`
		PartiallyPaid bool            `json:"partially_paid,omitzero"`
		Description   string          `json:"description,omitzero"`
	}{n.InvoiceID, n.Date, n.PaidTotal.Decimal(), n.PaidTotal.Currency, n.PartiallyPaid, n.Description})
}

var payments = resource[InvoicePayment]{"payment", "/invoices/payments"}

// PaymentQuery filters the list of payments. Zero fields do not filter.
type PaymentQuery struct {
	Global
	InvoiceID billing.ID   `url:"invoice_id"`
	DateFrom  billing.Date `url:"date_from"`
	DateTo    billing.Date `url:"date_to"`
}

// InvoicePaymentReader reads payments of customers.
type InvoicePaymentReader struct{ *conn }

// List lists payments of customers.
//
//moco:operation GET /invoices/payments
func (s InvoicePaymentReader) List(ctx context.Context, q PaymentQuery) iter.Seq2[Row[InvoicePayment], error] {
	return payments.list(ctx, s.conn, q)
}

// Get reads one payment.
//
//moco:operation GET /invoices/payments/{id}
func (s InvoicePaymentReader) Get(ctx context.Context, id billing.ID) (InvoicePayment, error) {
	return payments.get(ctx, s.conn, id)
}

// InvoicePaymentService reads and writes payments of customers.
type InvoicePaymentService struct{ InvoicePaymentReader }

// Create makes a payment. MOCO then sets the invoice's status
// by itself; the answer does not show it.
//
//moco:operation POST /invoices/payments
func (s InvoicePaymentService) Create(ctx context.Context, n NewPayment) (InvoicePayment, error) {
	return payments.create(ctx, s.conn, n)
}

// Delete deletes a payment.
//
//moco:operation DELETE /invoices/payments/{id}
func (s InvoicePaymentService) Delete(ctx context.Context, id billing.ID) error {
	return payments.delete(ctx, s.conn, id)
}

// CreateBulk books payments, all or none. Each needs an invoice.
//
//moco:operation POST /invoices/payments/bulk
func (s InvoicePaymentService) CreateBulk(ctx context.Context, list []NewPayment) ([]InvoicePayment, error) {
	return payments.createAll(ctx, s.conn, len(list), paymentBulk{list})
}

type paymentBulk struct {
	Payments []NewPayment `json:"bulk_data"`
}

func (b paymentBulk) problem() string { return firstProblem(b.Payments) }

// InvoicePaymentUpdate changes a payment, whose invoice can't be changed. What
// is left out stays.
type InvoicePaymentUpdate struct {
	Date          Opt[billing.Date]    `json:"date,omitzero"`
	PaidTotal     Opt[billing.Decimal] `json:"paid_total,omitzero"` // in Currency
	Currency      Opt[string]          `json:"currency,omitzero"`
	PartiallyPaid Opt[bool]            `json:"partially_paid,omitzero"`
	Description   Opt[string]          `json:"description,omitzero"`
}

// Update changes a payment.
//
//moco:operation PUT /invoices/payments/{id}
//moco:operation PATCH /invoices/payments/{id}
func (s InvoicePaymentService) Update(ctx context.Context, id billing.ID, u InvoicePaymentUpdate) (InvoicePayment, error) {
	return payments.update(ctx, s.conn, u, id)
}
