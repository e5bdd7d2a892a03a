package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// PurchasePayment is money paid to a supplier (docs: sections/purchase_payments.md).
type PurchasePayment struct {
	ID                 billing.ID        `json:"id"`
	Date               billing.Date      `json:"date,omitzero"`
	Purchase           DocumentRef       `json:"purchase,omitzero"`
	Total              billing.Decimal   `json:"total"`             // in the payment's currency; a text or a number on the wire
	Currency           string            `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	RemittanceExportID billing.ID        `json:"remittance_export_id,omitzero"`
	CreatedAt          billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt          billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var purchasePayments = resource[PurchasePayment]{"payment to a supplier", "/purchases/payments"}

// PurchasePaymentQuery filters the list of payments to suppliers. Zero fields do not filter.
type PurchasePaymentQuery struct {
	Global
	PurchaseID billing.ID   `url:"purchase_id"`
	DateFrom   billing.Date `url:"date_from"`
	DateTo     billing.Date `url:"date_to"`
}

// PurchasePaymentReader reads payments to suppliers.
type PurchasePaymentReader struct{ *conn }

// List lists payments to suppliers.
//
//moco:operation GET /purchases/payments
func (s PurchasePaymentReader) List(ctx context.Context, q PurchasePaymentQuery) iter.Seq2[Row[PurchasePayment], error] {
	return purchasePayments.list(ctx, s.conn, q)
}

// Get reads one payment to a supplier.
//
//moco:operation GET /purchases/payments/{id}
func (s PurchasePaymentReader) Get(ctx context.Context, id billing.ID) (PurchasePayment, error) {
	return purchasePayments.get(ctx, s.conn, id)
}

// PurchasePaymentService reads and writes payments to suppliers.
type PurchasePaymentService struct{ PurchasePaymentReader }

// NewPurchasePayment is a payment to a supplier to be made. Date, PurchaseID and Total are required.
type NewPurchasePayment struct {
	Date             billing.Date    `json:"date"`
	PurchaseID       billing.ID      `json:"purchase_id"`
	Total            billing.Decimal `json:"total"` // in the payment's currency; a text or a number on the wire
	Description      string          `json:"description,omitzero"`
	Currency         string          `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	PaymentAccountID billing.ID      `json:"payment_account_id,omitzero"`
	PartiallyPaid    Opt[bool]       `json:"partially_paid,omitzero"`
}

func (n NewPurchasePayment) problem() string {
	if n.Date.IsZero() || n.PurchaseID <= 0 {
		return "a payment to a supplier needs a date and a purchase"
	}
	return ""
}

// Create makes a payment to a supplier.
//
//moco:operation POST /purchases/payments
func (s PurchasePaymentService) Create(ctx context.Context, n NewPurchasePayment) (PurchasePayment, error) {
	return purchasePayments.create(ctx, s.conn, n)
}

// PurchasePaymentUpdate changes a payment to a supplier. What is left out stays.
type PurchasePaymentUpdate struct {
	Date             Opt[billing.Date]    `json:"date,omitzero"`
	Total            Opt[billing.Decimal] `json:"total,omitzero"` // in the payment's currency; a text or a number on the wire
	PurchaseID       Opt[billing.ID]      `json:"purchase_id,omitzero"`
	Description      Opt[string]          `json:"description,omitzero"`
	Currency         Opt[string]          `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	PaymentAccountID Opt[billing.ID]      `json:"payment_account_id,omitzero"`
	PartiallyPaid    Opt[bool]            `json:"partially_paid,omitzero"`
}

// Update changes a payment to a supplier.
//
//moco:operation PUT /purchases/payments/{id}
//moco:operation PATCH /purchases/payments/{id}
func (s PurchasePaymentService) Update(ctx context.Context, id billing.ID, u PurchasePaymentUpdate) (PurchasePayment, error) {
	return purchasePayments.update(ctx, s.conn, u, id)
}

// Delete deletes a payment to a supplier.
//
//moco:operation DELETE /purchases/payments/{id}
func (s PurchasePaymentService) Delete(ctx context.Context, id billing.ID) error {
	return purchasePayments.delete(ctx, s.conn, id)
}

// CreateBulk books payments to suppliers, all or none.
//
//moco:operation POST /purchases/payments/bulk
func (s PurchasePaymentService) CreateBulk(ctx context.Context, list []NewPurchasePayment) ([]PurchasePayment, error) {
	return purchasePayments.createAll(ctx, s.conn, len(list), purchasePaymentBulk{list})
}

type purchasePaymentBulk struct {
	Payments []NewPurchasePayment `json:"bulk_data"`
}

func (b purchasePaymentBulk) problem() string { return firstProblem(b.Payments) }
