package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// Receipt is something that a user has paid for the account (docs: sections/receipts.md).
type Receipt struct {
	ID            billing.ID      `json:"id"`
	Title         string          `json:"title,omitzero"`
	Date          billing.Date    `json:"date,omitzero"`
	Billable      bool            `json:"billable"`
	Pending       bool            `json:"pending"` // no refund was asked for yet
	GrossTotal    billing.Decimal `json:"gross_total"`
	Currency      string          `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	Items         []ReceiptItem   `json:"items,omitzero"`
	Project       ReceiptProject  `json:"project,omitzero"`
	Info          string          `json:"info,omitzero"`
	User          UserRef         `json:"user,omitzero"`
	RefundRequest RefundRequest   `json:"refund_request,omitzero"`
	AttachmentURL string          `json:"attachment_url,omitzero"` // works for a short time: download it at once
	Extra
}

// ReceiptItem is a line of a receipt.
type ReceiptItem struct {
	GrossTotal       billing.Decimal `json:"gross_total"`
	VAT              VATCodePurchase `json:"vat,omitzero"`
	PurchaseCategory Ref             `json:"purchase_category,omitzero"`
	Extra
}

// ReceiptProject names the project that a receipt belongs to.
type ReceiptProject struct {
	ID       billing.ID `json:"id"`
	Name     string     `json:"name,omitzero"`
	Billable bool       `json:"billable"`
	Company  Ref        `json:"company,omitzero"`
	Extra
}

// RefundRequest asks for the money back.
type RefundRequest struct {
	ID     billing.ID `json:"id"`
	Status string     `json:"status,omitzero"`
	Extra
}

var receipts = resource[Receipt]{"receipt", "/receipts"}

// ReceiptQuery filters the list of receipts. Zero fields do not filter.
type ReceiptQuery struct {
	Global
	UserID             billing.ID   `url:"user_id"`
	ProjectID          billing.ID   `url:"project_id"`
	From               billing.Date `url:"from"`
	To                 billing.Date `url:"to"`
	PurchaseCategoryID billing.ID   `url:"purchase_category_id"`
	Submitted          Choice       `url:"submitted"`
	RefundRequestIDs   []billing.ID `url:"refund_request_id"`
}

// ReceiptReader reads receipts.
type ReceiptReader struct{ *conn }

// List lists receipts.
//
//moco:operation GET /receipts
func (s ReceiptReader) List(ctx context.Context, q ReceiptQuery) iter.Seq2[Row[Receipt], error] {
	return receipts.list(ctx, s.conn, q)
}

// Get reads one receipt.
//
//moco:operation GET /receipts/{id}
func (s ReceiptReader) Get(ctx context.Context, id billing.ID) (Receipt, error) {
	return receipts.get(ctx, s.conn, id)
}

// ReceiptService reads and writes receipts.
type ReceiptService struct{ ReceiptReader }

// NewReceiptItem is a line of a receipt to be made. All fields are required.
type NewReceiptItem struct {
	PurchaseCategoryID billing.ID           `json:"purchase_category_id,omitzero"`
	GrossTotal         Opt[billing.Decimal] `json:"gross_total,omitzero"`
	VATCodeID          billing.ID           `json:"vat_code_id,omitzero"`
}

// NewReceipt is a receipt to be made. Date, Title, Currency and Items are required.
type NewReceipt struct {
	Date       billing.Date     `json:"date"`
	Title      string           `json:"title"`
	Currency   string           `json:"currency"` // ISO 4217, such as "EUR"
	Items      []NewReceiptItem `json:"items"`
	Billable   Opt[bool]        `json:"billable,omitzero"`
	Info       string           `json:"info,omitzero"`
	ProjectID  billing.ID       `json:"project_id,omitzero"`
	Attachment *File            `json:"attachment,omitzero"` // nil: none
}

func (n NewReceipt) problem() string {
	if n.Date.IsZero() || n.Title == "" || n.Currency == "" || len(n.Items) == 0 {
		return "a receipt needs a date, a title, a currency and an items"
	}
	return ""
}

// Create makes a receipt.
//
//moco:operation POST /receipts
func (s ReceiptService) Create(ctx context.Context, n NewReceipt) (Receipt, error) {
	return receipts.create(ctx, s.conn, n)
}

// ReceiptUpdate changes a receipt. What is left out stays.
// Items take the place of all that are there.
type ReceiptUpdate struct {
	Date       Opt[billing.Date]     `json:"date,omitzero"`
	Title      Opt[string]           `json:"title,omitzero"`
	Billable   Opt[bool]             `json:"billable,omitzero"`
	Info       Opt[string]           `json:"info,omitzero"`
	ProjectID  Opt[billing.ID]       `json:"project_id,omitzero"`
	Currency   Opt[string]           `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	Items      Opt[[]NewReceiptItem] `json:"items,omitzero"`
	Attachment *File                 `json:"attachment,omitzero"` // nil: none
}

// Update changes a receipt.
//
//moco:operation PATCH /receipts/{id}
//moco:operation PUT /receipts/{id}
func (s ReceiptService) Update(ctx context.Context, id billing.ID, u ReceiptUpdate) (Receipt, error) {
	return receipts.act(ctx, s.conn, http.MethodPatch, "", u, id)
}

// Delete deletes a receipt, which must not be in a refund request.
//
//moco:operation DELETE /receipts/{id}
func (s ReceiptService) Delete(ctx context.Context, id billing.ID) error {
	return receipts.delete(ctx, s.conn, id)
}
