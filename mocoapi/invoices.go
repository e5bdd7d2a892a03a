package mocoapi

import (
	"context"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// InvoiceQuery filters the list of invoices. Zero fields do not filter.
type InvoiceQuery struct {
	Global
	Status             []billing.InvoiceStatus `url:"status"`
	IncludeDisregarded bool                    `url:"include_disregarded"`
	NotBooked          bool                    `url:"not_booked"` // not yet part of a bookkeeping export
	DateFrom           billing.Date            `url:"date_from"`
	DateTo             billing.Date            `url:"date_to"`
	ServicePeriodFrom  billing.Date            `url:"service_period_from"`
	ServicePeriodTo    billing.Date            `url:"service_period_to"`
	Tags               []string                `url:"tags"`
	Identifier         string                  `url:"identifier"`
	Term               string                  `url:"term"` // search
	CompanyIDs         []billing.ID            `url:"company_id"`
	ProjectIDs         []billing.ID            `url:"project_id"`
}

// LockedInvoiceQuery filters the list of locked invoices.
type LockedInvoiceQuery struct {
	Status     billing.InvoiceStatus `url:"status"` // one only
	DateFrom   billing.Date          `url:"date_from"`
	DateTo     billing.Date          `url:"date_to"`
	Identifier string                `url:"identifier"`
}

// PaperOptions choose the paper of a PDF.
type PaperOptions struct {
	LetterPaperID billing.ID `url:"letter_paper_id"` // 0: the default one
}

// PDFOptions choose the paper of an invoice's PDF.
type PDFOptions struct {
	PaperOptions
	Blank bool `url:"blank"` // without letter paper
}

var (
	invoices       = resource[billing.Invoice]{nounInvoice, "/invoices"}
	lockedInvoices = resource[billing.Invoice]{nounInvoice, "/invoices/locked"}
	timesheets     = resource[billing.TimesheetActivity]{"activity", "/invoices/%d/timesheet"}
)

// InvoiceReader reads invoices.
type InvoiceReader struct{ *conn }

// PDF is the invoice as a PDF.
//
//moco:operation GET /invoices/{id}.pdf
func (s InvoiceReader) PDF(ctx context.Context, id billing.ID, o PDFOptions) ([]byte, error) {
	return invoices.pdf(ctx, s.conn, ".pdf", o, id)
}

// TimesheetPDF is the timesheet of an invoice. Without billed hours the error
// is fault.Gone. The default paper is MOCO's for timesheets.
//
//moco:operation GET /invoices/{id}/timesheet.pdf
func (s InvoiceReader) TimesheetPDF(ctx context.Context, id billing.ID, o PaperOptions) ([]byte, error) {
	return invoices.pdf(ctx, s.conn, "/timesheet.pdf", o, id)
}

// InvoiceService reads and writes invoices.
type InvoiceService struct{ InvoiceReader }

// UpdateStatus sets the status to created, sent, overdue or ignored; the others
// follow from payments. MOCO refuses drafts. The answer is empty: read the
// invoice to see the result.
//
//moco:operation PUT /invoices/{id}/update_status
func (s InvoiceService) UpdateStatus(ctx context.Context, id billing.ID, status billing.InvoiceStatus) error {
	return invoices.order(ctx, s.conn, http.MethodPut, "/update_status", invoiceStatusUpdate{status}, id)
}

type invoiceStatusUpdate struct {
	Status billing.InvoiceStatus `json:"status"`
}

func (u invoiceStatusUpdate) problem() string {
	switch u.Status {
	case billing.StatusCreated, billing.StatusSent, billing.StatusOverdue, billing.StatusIgnored:
		return ""
	}
	return at("MOCO can't be told that an invoice is %q (created, sent, overdue, ignored)", u.Status)
}
