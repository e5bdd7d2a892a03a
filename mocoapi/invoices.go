package mocoapi

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// Invoice is a bill to a customer. Lists leave out what Get gives: items, payments,
// reminders, the texts (docs: sections/invoices.md).
type Invoice struct {
	ID                      billing.ID            `json:"id"`
	CustomerID              billing.ID            `json:"customer_id,omitzero"`
	ProjectID               billing.ID            `json:"project_id,omitzero"`
	OfferID                 billing.ID            `json:"offer_id,omitzero"`
	Identifier              string                `json:"identifier,omitzero"` // empty for drafts, and where MOCO numbers
	Date                    billing.Date          `json:"date,omitzero"`
	DueDate                 billing.Date          `json:"due_date,omitzero"`
	ServicePeriod           string                `json:"service_period,omitzero"`
	ServicePeriodFrom       billing.Date          `json:"service_period_from,omitzero"`
	ServicePeriodTo         billing.Date          `json:"service_period_to,omitzero"`
	Status                  billing.InvoiceStatus `json:"status,omitzero"`
	Reversed                bool                  `json:"reversed"` // was cancelled
	ReversalInvoiceID       billing.ID            `json:"reversal_invoice_id,omitzero"`
	Reversal                bool                  `json:"reversal"` // is the cancelling one
	ReversedInvoiceID       billing.ID            `json:"reversed_invoice_id,omitzero"`
	Title                   string                `json:"title,omitzero"`
	RecipientAddress        string                `json:"recipient_address,omitzero"`
	Currency                string                `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	NetTotal                billing.Decimal       `json:"net_total"`
	Tax                     *billing.Decimal      `json:"tax,omitempty"` // per cent; nil: none
	VAT                     VATCodeSale           `json:"vat,omitzero"`
	GrossTotal              *billing.Decimal      `json:"gross_total,omitempty"`        // nil: none
	Discount                *billing.Decimal      `json:"discount,omitempty"`           // per cent; nil: none
	CashDiscount            *billing.Decimal      `json:"cash_discount,omitempty"`      // per cent; nil: none
	CashDiscountDays        *billing.Decimal      `json:"cash_discount_days,omitempty"` // in days; nil: none
	CreditorReference       string                `json:"creditor_reference,omitzero"`  // for QR bills
	DebitNumber             *int                  `json:"debit_number,omitzero"`        // nil: none
	CreditNumber            *int                  `json:"credit_number,omitzero"`       // nil: none
	Locked                  bool                  `json:"locked"`                       // can't be changed any more
	CustomProperties        CustomProperties      `json:"custom_properties,omitzero"`
	Tags                    []string              `json:"tags,omitzero"`
	LetterPaperID           billing.ID            `json:"letter_paper_id,omitzero"`
	WithoutLetterPaper      bool                  `json:"without_letter_paper"`
	User                    UserRef               `json:"user,omitzero"`
	FileURL                 string                `json:"file_url,omitzero"` // works for a short time: download it at once
	DebtCollectionProcedure DebtCollection        `json:"debt_collection_procedure,omitzero"`
	CreatedAt               billing.Timestamp     `json:"created_at,omitzero"`
	UpdatedAt               billing.Timestamp     `json:"updated_at,omitzero"`
	CreatedOn               billing.Date          `json:"created_on,omitzero"`
	UpdatedOn               billing.Date          `json:"updated_on,omitzero"`
	Salutation              string                `json:"salutation,omitzero"`
	Footer                  string                `json:"footer,omitzero"`
	Items                   []InvoiceItem         `json:"items,omitzero"`
	Payments                []InvoiceItemPayment  `json:"payments,omitzero"`
	Reminders               []InvoiceItemReminder `json:"reminders,omitzero"`
	InternalContact         UserRef               `json:"internal_contact,omitzero"`
	ActivityHoursModified   *bool                 `json:"activity_hours_modified,omitzero"` // nil: none
	Extra
}

// DebtCollection says that an invoice was handed to a collection agency. ID 0: it was not.
type DebtCollection struct {
	ID        billing.ID        `json:"id"`
	User      UserRef           `json:"user,omitzero"`
	Note      string            `json:"note,omitzero"`
	CreatedAt billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// InvoiceItem is a line of an invoice or of an offer.
type InvoiceItem struct {
	ID              billing.ID       `json:"id"`
	Type            ItemType         `json:"type,omitzero"`
	Title           string           `json:"title,omitzero"`
	RevenueCategory RevenueCategory  `json:"revenue_category,omitzero"`
	Description     string           `json:"description,omitzero"`
	Quantity        *billing.Decimal `json:"quantity,omitempty"` // nil: none
	Unit            string           `json:"unit,omitzero"`
	UnitPrice       *billing.Decimal `json:"unit_price,omitempty"` // nil: none
	NetTotal        billing.Decimal  `json:"net_total"`
	Optional        bool             `json:"optional"`
	ServiceType     ServiceType      `json:"service_type,omitzero"`
	ExpenseIDs      []billing.ID     `json:"expense_ids,omitzero"`
	SubtotalType    SubtotalType     `json:"subtotal_type,omitzero"`
	Extra
}

// InvoiceItemPayment is a payment as an invoice shows it.
type InvoiceItemPayment struct {
	ID        billing.ID      `json:"id"`
	Date      billing.Date    `json:"date,omitzero"`
	PaidTotal billing.Decimal `json:"paid_total"`
	Currency  string          `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	CreatedOn billing.Date    `json:"created_on,omitzero"`
	UpdatedOn billing.Date    `json:"updated_on,omitzero"`
	Extra
}

// InvoiceItemReminder is a reminder as an invoice shows it: without status and title.
type InvoiceItemReminder struct {
	ID        billing.ID      `json:"id"`
	Date      billing.Date    `json:"date,omitzero"`
	DueDate   billing.Date    `json:"due_date,omitzero"`
	Fee       billing.Decimal `json:"fee"`
	Text      string          `json:"text,omitzero"`
	CreatedOn billing.Date    `json:"created_on,omitzero"`
	UpdatedOn billing.Date    `json:"updated_on,omitzero"`
	Extra
}

var (
	lockedInvoices  = resource[Invoice]{"invoice", "/invoices/locked"}
	timesheets      = resource[Activity]{"activity", "/invoices/%d/timesheet"}
	invoiceExpenses = resource[ProjectExpense]{"expense", "/invoices/%d/expenses"}
)

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

// ItemType is the kind of a line.
type ItemType string

// The values of ItemType.
const (
	ItemTypeTitle       ItemType = "title"
	ItemTypeDescription ItemType = "description"
	ItemTypeItem        ItemType = "item"
	ItemTypeSubtotal    ItemType = "subtotal"
	ItemTypePageBreak   ItemType = "page-break"
	ItemTypeSeparator   ItemType = "separator"
	ItemTypeImage       ItemType = "image" // of offers
)

func (x ItemType) known() bool {
	switch x {
	case ItemTypeTitle, ItemTypeDescription, ItemTypeItem, ItemTypeSubtotal, ItemTypePageBreak, ItemTypeSeparator, ItemTypeImage:
		return true
	}
	return false
}

// ServiceType says where a line comes from.
type ServiceType string

// The values of ServiceType.
const (
	ServiceTypeService ServiceType = "service"
	ServiceTypeExpense ServiceType = "expense"
)

func (x ServiceType) known() bool {
	switch x {
	case ServiceTypeService, ServiceTypeExpense:
		return true
	}
	return false
}

// SubtotalType says what a subtotal sums up.
type SubtotalType string

// The values of SubtotalType.
const (
	SubtotalTypePartTotal SubtotalType = "part_total"
	SubtotalTypeSubTotal  SubtotalType = "sub_total"
)

func (x SubtotalType) known() bool {
	switch x {
	case SubtotalTypePartTotal, SubtotalTypeSubTotal:
		return true
	}
	return false
}

// InvoiceCategory says whether an invoice is a partial one.
type InvoiceCategory string

// The values of InvoiceCategory.
const (
	InvoiceCategoryDefault InvoiceCategory = "default"
	InvoiceCategoryPartial InvoiceCategory = "partial"
	InvoiceCategoryFinal   InvoiceCategory = "final"
)

func (x InvoiceCategory) known() bool {
	switch x {
	case InvoiceCategoryDefault, InvoiceCategoryPartial, InvoiceCategoryFinal:
		return true
	}
	return false
}

// ChangeAddress says what else gets the address.
type ChangeAddress string

// The values of ChangeAddress.
const (
	ChangeAddressInvoice  ChangeAddress = "invoice"
	ChangeAddressProject  ChangeAddress = "project"
	ChangeAddressCustomer ChangeAddress = "customer"
)

func (x ChangeAddress) known() bool {
	switch x {
	case ChangeAddressInvoice, ChangeAddressProject, ChangeAddressCustomer:
		return true
	}
	return false
}

var invoices = resource[Invoice]{"invoice", "/invoices"}

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

// InvoiceReader reads invoices.
type InvoiceReader struct{ *conn }

// List lists invoices.
//
//moco:operation GET /invoices
func (s InvoiceReader) List(ctx context.Context, q InvoiceQuery) iter.Seq2[Row[Invoice], error] {
	return invoices.list(ctx, s.conn, q)
}

// Get reads one invoice.
//
//moco:operation GET /invoices/{id}
func (s InvoiceReader) Get(ctx context.Context, id billing.ID) (Invoice, error) {
	return invoices.get(ctx, s.conn, id)
}

// Locked lists invoices that can't be changed any more.
//
//moco:operation GET /invoices/locked
func (s InvoiceReader) Locked(ctx context.Context, q LockedInvoiceQuery) iter.Seq2[Row[Invoice], error] {
	return lockedInvoices.list(ctx, s.conn, q)
}

// PDF is the invoice as a PDF.
//
//moco:operation GET /invoices/{id}.pdf
func (s InvoiceReader) PDF(ctx context.Context, id billing.ID, o PDFOptions) ([]byte, error) {
	return invoices.pdf(ctx, s.conn, ".pdf", o, id)
}

// WritePDF is PDF, streamed to w. If there is an error, part of the document may
// be written already.
func (s InvoiceReader) WritePDF(ctx context.Context, w io.Writer, id billing.ID, o PDFOptions) (Document, error) {
	return invoices.writePDF(ctx, s.conn, w, ".pdf", o, id)
}

// Timesheet lists the activities that an invoice bills.
//
//moco:operation GET /invoices/{id}/timesheet
func (s InvoiceReader) Timesheet(ctx context.Context, id billing.ID) iter.Seq2[Row[Activity], error] {
	return timesheets.list(ctx, s.conn, nil, id)
}

// TimesheetPDF is the timesheet of an invoice. Without billed hours the error
// is fault.Gone. The default paper is MOCO's for timesheets.
//
//moco:operation GET /invoices/{id}/timesheet.pdf
func (s InvoiceReader) TimesheetPDF(ctx context.Context, id billing.ID, o PaperOptions) ([]byte, error) {
	return invoices.pdf(ctx, s.conn, "/timesheet.pdf", o, id)
}

// Expenses lists the additional services that an invoice bills.
//
//moco:operation GET /invoices/{id}/expenses
func (s InvoiceReader) Expenses(ctx context.Context, id billing.ID) iter.Seq2[Row[ProjectExpense], error] {
	return invoiceExpenses.list(ctx, s.conn, nil, id)
}

// InvoiceService reads and writes invoices.
type InvoiceService struct{ InvoiceReader }

// NewInvoiceItem is a line of an invoice to be made. Type is required.
type NewInvoiceItem struct {
	Type              ItemType             `json:"type,omitzero"`
	Title             string               `json:"title,omitzero"`
	Description       string               `json:"description,omitzero"`
	Quantity          Opt[billing.Decimal] `json:"quantity,omitzero"`
	Unit              string               `json:"unit,omitzero"`
	UnitPrice         Opt[billing.Decimal] `json:"unit_price,omitzero"`
	NetTotal          Opt[billing.Decimal] `json:"net_total,omitzero"`
	Part              Opt[bool]            `json:"part,omitzero"`
	SubtotalType      SubtotalType         `json:"subtotal_type,omitzero"`
	Additional        Opt[bool]            `json:"additional,omitzero"`
	Optional          Opt[bool]            `json:"optional,omitzero"`
	RevenueCategoryID billing.ID           `json:"revenue_category_id,omitzero"`
	ActivityIDs       []billing.ID         `json:"activity_ids,omitzero"`
	ExpenseIDs        []billing.ID         `json:"expense_ids,omitzero"`
}

// NewInvoice is an invoice to be made. CustomerID, RecipientAddress, Date, DueDate, Title, Tax, Currency and Items are required.
type NewInvoice struct {
	CustomerID         billing.ID            `json:"customer_id"`
	RecipientAddress   string                `json:"recipient_address"`
	Date               billing.Date          `json:"date"`
	DueDate            billing.Date          `json:"due_date"`
	Title              string                `json:"title"`
	Tax                billing.Decimal       `json:"tax"`      // per cent
	Currency           string                `json:"currency"` // ISO 4217, such as "EUR"
	Items              []NewInvoiceItem      `json:"items"`
	Status             billing.InvoiceStatus `json:"status,omitzero"` // created, or draft
	OfferID            billing.ID            `json:"offer_id,omitzero"`
	ProjectID          billing.ID            `json:"project_id,omitzero"`
	Category           InvoiceCategory       `json:"category,omitzero"`
	Identifier         string                `json:"identifier,omitzero"` // empty for drafts, and where MOCO numbers
	ServicePeriodFrom  billing.Date          `json:"service_period_from,omitzero"`
	ServicePeriodTo    billing.Date          `json:"service_period_to,omitzero"`
	Salutation         string                `json:"salutation,omitzero"`
	Footer             string                `json:"footer,omitzero"`
	ChangeAddress      ChangeAddress         `json:"change_address,omitzero"` // what else gets the address
	Discount           Opt[billing.Decimal]  `json:"discount,omitzero"`       // per cent
	VATCodeID          billing.ID            `json:"vat_code_id,omitzero"`
	ContactID          billing.ID            `json:"contact_id,omitzero"`
	InternalContactID  billing.ID            `json:"internal_contact_id,omitzero"`
	CashDiscount       Opt[billing.Decimal]  `json:"cash_discount,omitzero"`      // per cent
	CashDiscountDays   Opt[int]              `json:"cash_discount_days,omitzero"` // in days
	PrintDetailColumns Opt[bool]             `json:"print_detail_columns,omitzero"`
	Tags               []string              `json:"tags,omitzero"`
	CustomProperties   CustomProperties      `json:"custom_properties,omitzero"`
	LetterPaperID      billing.ID            `json:"letter_paper_id,omitzero"`
	WithoutLetterPaper Opt[bool]             `json:"without_letter_paper,omitzero"`
}

func (n NewInvoice) problem() string {
	if n.CustomerID <= 0 || n.RecipientAddress == "" || n.Date.IsZero() || n.DueDate.IsZero() || n.Title == "" || n.Currency == "" || len(n.Items) == 0 {
		return "an invoice needs a customer, recipient address, a date, a due date, a title, a currency and an items"
	}
	return n.CustomProperties.problem()
}

// Create makes an invoice.
//
//moco:operation POST /invoices
func (s InvoiceService) Create(ctx context.Context, n NewInvoice) (Invoice, error) {
	return invoices.create(ctx, s.conn, n)
}

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

// InvoiceMail is an e-mail with an invoice.
type InvoiceMail struct {
	Mail
	LetterPaperID billing.ID // 0: the default one
}

// MarshalJSON writes what MOCO takes.
func (m InvoiceMail) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		mailBody
		LetterPaperID billing.ID `json:"letter_paper_id,omitzero"`
	}{mailBody{m.To, m.CC, m.BCC, m.Subject, m.Text}, m.LetterPaperID})
}

// SendEmail has MOCO mail an invoice to the customer, and gives back the mail as
// MOCO confirms it. The result is zero if MOCO confirms without naming anybody.
//
//moco:operation POST /invoices/{id}/send_email
func (s InvoiceService) SendEmail(ctx context.Context, id billing.ID, m InvoiceMail) (Mail, error) {
	return invoices.sendEmail(ctx, s.conn, m, id)
}

// Delete deletes an invoice, for a reason that MOCO keeps. Only a draft needs
// none.
//
//moco:operation DELETE /invoices/{id}
func (s InvoiceService) Delete(ctx context.Context, id billing.ID, reason string) error {
	body := struct {
		Reason string `json:"reason,omitzero"`
	}{reason}
	return invoices.order(ctx, s.conn, http.MethodDelete, "", body, id)
}
