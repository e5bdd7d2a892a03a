package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// InvoiceBookkeepingExport is a set of invoices that was handed to the bookkeeping (docs: sections/invoice_bookkeeping_exports.md).
type InvoiceBookkeepingExport struct {
	ID         billing.ID        `json:"id"`
	From       billing.Date      `json:"from,omitzero"`
	To         billing.Date      `json:"to,omitzero"`
	InvoiceIDs []billing.ID      `json:"invoice_ids,omitzero"`
	Comment    string            `json:"comment,omitzero"`
	User       UserRef           `json:"user,omitzero"`
	Status     string            `json:"status,omitzero"`
	CreatedAt  billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt  billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// NewInvoiceBookkeepingExport is an export to be made. InvoiceIDs are required.
type NewInvoiceBookkeepingExport struct {
	InvoiceIDs []billing.ID `json:"invoice_ids"`
	Comment    string       `json:"comment,omitzero"`
	// TriggerSubmission hands the export to the bookkeeping at once. MOCO's own
	// default is yes; here it is no, and it is always sent.
	TriggerSubmission bool `json:"trigger_submission"`
}

func (n NewInvoiceBookkeepingExport) problem() string {
	if len(n.InvoiceIDs) == 0 {
		return "a bookkeeping export needs invoices"
	}
	return ""
}

var invoiceBookkeepingExports = resource[InvoiceBookkeepingExport]{"bookkeeping export", "/invoices/bookkeeping_exports"}

// InvoiceBookkeepingExportReader reads bookkeeping exports of invoices.
type InvoiceBookkeepingExportReader struct{ *conn }

// List lists bookkeeping exports of invoices.
//
//moco:operation GET /invoices/bookkeeping_exports
func (s InvoiceBookkeepingExportReader) List(ctx context.Context, q Global) iter.Seq2[Row[InvoiceBookkeepingExport], error] {
	return invoiceBookkeepingExports.list(ctx, s.conn, q)
}

// Get reads one bookkeeping export.
//
//moco:operation GET /invoices/bookkeeping_exports/{id}
func (s InvoiceBookkeepingExportReader) Get(ctx context.Context, id billing.ID) (InvoiceBookkeepingExport, error) {
	return invoiceBookkeepingExports.get(ctx, s.conn, id)
}

// InvoiceBookkeepingExportService reads and writes bookkeeping exports of invoices.
type InvoiceBookkeepingExportService struct{ InvoiceBookkeepingExportReader }

// Create makes a bookkeeping export. It is submitted, such as to DATEV,
// if TriggerSubmission says so and not otherwise.
//
//moco:operation POST /invoices/bookkeeping_exports
func (s InvoiceBookkeepingExportService) Create(ctx context.Context, n NewInvoiceBookkeepingExport) (InvoiceBookkeepingExport, error) {
	return invoiceBookkeepingExports.create(ctx, s.conn, n)
}
