package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// InvoiceAttachment is a PDF that goes with an invoice (docs: sections/invoices.md).
type InvoiceAttachment struct {
	ID        billing.ID        `json:"id"`
	Title     string            `json:"title,omitzero"`
	CreatedAt billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var invoiceAttachments = resource[InvoiceAttachment]{"attachment", "/invoices/%d/attachments"}

// InvoiceAttachmentReader reads attachments of an invoice.
type InvoiceAttachmentReader struct{ *conn }

// List lists attachments of an invoice.
//
//moco:operation GET /invoices/{invoice_id}/attachments
func (s InvoiceAttachmentReader) List(ctx context.Context, invoice billing.ID) iter.Seq2[Row[InvoiceAttachment], error] {
	return invoiceAttachments.list(ctx, s.conn, nil, invoice)
}

// InvoiceAttachmentService reads and writes attachments of an invoice.
type InvoiceAttachmentService struct{ InvoiceAttachmentReader }

// Delete deletes an attachment.
//
//moco:operation DELETE /invoices/{invoice_id}/attachments/{id}
func (s InvoiceAttachmentService) Delete(ctx context.Context, invoice, id billing.ID) error {
	return invoiceAttachments.delete(ctx, s.conn, invoice, id)
}

// Create attaches a PDF.
//
//moco:operation POST /invoices/{invoice_id}/attachments
func (s InvoiceAttachmentService) Create(ctx context.Context, invoice billing.ID, f File) (InvoiceAttachment, error) {
	return invoiceAttachments.create(ctx, s.conn, attachment{f}, invoice)
}

// attachment is a file to be attached.
type attachment struct {
	File File `json:"attachment"`
}

func (a attachment) problem() string {
	if a.File.Filename == "" || len(a.File.Content) == 0 {
		return "an attachment needs a name and a content"
	}
	return ""
}
