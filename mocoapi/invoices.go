package mocoapi

import (
	"context"
	"iter"
	"net/http"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// InvoiceQuery filters the list of invoices. Zero fields do not filter.
type InvoiceQuery struct {
	Global
	Status             []billing.InvoiceStatus
	IncludeDisregarded bool
	NotBooked          bool // not yet part of a bookkeeping export
	DateFrom           billing.Date
	DateTo             billing.Date
	ServicePeriodFrom  billing.Date
	ServicePeriodTo    billing.Date
	Tags               []string
	Identifier         string
	Term               string // search
	CompanyIDs         []billing.ID
	ProjectIDs         []billing.ID
}

func (q InvoiceQuery) params() params {
	p := q.Global.params()
	p.list("status", statusTexts(q.Status))
	p.flag("include_disregarded", q.IncludeDisregarded)
	p.flag("not_booked", q.NotBooked)
	p.date("date_from", q.DateFrom)
	p.date("date_to", q.DateTo)
	p.date("service_period_from", q.ServicePeriodFrom)
	p.date("service_period_to", q.ServicePeriodTo)
	p.list("tags", q.Tags)
	p.text("identifier", q.Identifier)
	p.text("term", q.Term)
	p.ids("company_id", q.CompanyIDs)
	p.ids("project_id", q.ProjectIDs)
	return p
}

func statusTexts(list []billing.InvoiceStatus) []string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = string(s)
	}
	return texts
}

// Invoices lists invoices. Rows carry no payments and no reminders; Invoice
// does (docs: sections/invoices.md).
//
//moco:operation GET /invoices
func (c *Client) Invoices(ctx context.Context, q InvoiceQuery) iter.Seq2[Row[billing.Invoice], error] {
	return list[billing.Invoice](ctx, c, nounInvoice, "/invoices", q.params().values())
}

// LockedInvoiceQuery filters the list of locked invoices.
type LockedInvoiceQuery struct {
	Status     billing.InvoiceStatus // one only
	DateFrom   billing.Date
	DateTo     billing.Date
	Identifier string
}

// LockedInvoices lists invoices that can't be changed any more (docs:
// sections/invoices.md).
//
//moco:operation GET /invoices/locked
func (c *Client) LockedInvoices(ctx context.Context, q LockedInvoiceQuery) iter.Seq2[Row[billing.Invoice], error] {
	p := params{}
	p.text("status", string(q.Status))
	p.date("date_from", q.DateFrom)
	p.date("date_to", q.DateTo)
	p.text("identifier", q.Identifier)
	return list[billing.Invoice](ctx, c, nounInvoice, "/invoices/locked", p.values())
}

// Invoice reads one invoice with its payments and reminders. The reminders in
// it have no status and no title; list them for those.
//
//moco:operation GET /invoices/{id}
func (c *Client) Invoice(ctx context.Context, id billing.ID) (billing.Invoice, error) {
	return object[billing.Invoice](ctx, c, nounInvoice, at("/invoices/%d", id), id)
}

// PDFOptions choose the paper of a PDF.
type PDFOptions struct {
	Blank         bool       // without letter paper
	LetterPaperID billing.ID // 0: the default one
}

// InvoicePDF is the invoice as a PDF.
//
//moco:operation GET /invoices/{id}.pdf
func (c *Client) InvoicePDF(ctx context.Context, id billing.ID, o PDFOptions) ([]byte, error) {
	p := params{}
	p.flag("blank", o.Blank)
	p.id("letter_paper_id", o.LetterPaperID)
	return c.pdf(ctx, at("/invoices/%d.pdf", id), p.values())
}

// Timesheet lists the activities that an invoice bills.
//
//moco:operation GET /invoices/{id}/timesheet
func (c *Client) Timesheet(ctx context.Context, id billing.ID) iter.Seq2[Row[billing.TimesheetActivity], error] {
	return list[billing.TimesheetActivity](ctx, c, "activity", at("/invoices/%d/timesheet", id), nil)
}

// TimesheetPDF is the timesheet of an invoice. Without billed hours the error
// is fault.Gone. letterPaper 0 is MOCO's default for timesheets.
//
//moco:operation GET /invoices/{id}/timesheet.pdf
func (c *Client) TimesheetPDF(ctx context.Context, id, letterPaper billing.ID) ([]byte, error) {
	p := params{}
	p.id("letter_paper_id", letterPaper)
	return c.pdf(ctx, at("/invoices/%d/timesheet.pdf", id), p.values())
}

// UpdateInvoiceStatus sets the status to created, sent, overdue or ignored; the
// others follow from payments. MOCO refuses drafts. The answer is empty: read
// the invoice to see the result.
//
//moco:operation PUT /invoices/{id}/update_status
func (c *Client) UpdateInvoiceStatus(ctx context.Context, id billing.ID, status billing.InvoiceStatus) error {
	path := at("/invoices/%d/update_status", id)
	settable := []billing.InvoiceStatus{
		billing.StatusCreated, billing.StatusSent, billing.StatusOverdue, billing.StatusIgnored,
	}
	k := call{method: http.MethodPut, path: path}
	switch {
	case id <= 0:
		return k.refused(fault.Invalid, noID(id, nounInvoice), nil)
	case !slices.Contains(settable, status):
		return k.refused(fault.Invalid, at("MOCO can't be told that an invoice is %q (created, sent, overdue, ignored)", status), nil)
	}
	_, err := c.acknowledged(ctx, http.MethodPut, path, map[string]any{"status": status})
	return err
}
