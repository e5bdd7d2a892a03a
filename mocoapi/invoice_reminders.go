package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// InvoiceReminder is a reminder of a bill (docs: sections/invoice_reminders.md).
type InvoiceReminder struct {
	ID        billing.ID             `json:"id"`
	Title     string                 `json:"title,omitzero"`
	Text      string                 `json:"text,omitzero"`
	Fee       *billing.Decimal       `json:"fee,omitempty"` // in the invoice's currency; nil: none
	Date      billing.Date           `json:"date,omitzero"`
	DueDate   billing.Date           `json:"due_date,omitzero"`
	Status    billing.ReminderStatus `json:"status,omitzero"`
	FileURL   string                 `json:"file_url,omitzero"` // works for a short time: download it at once
	Invoice   ReminderInvoice        `json:"invoice,omitzero"`
	CreatedAt billing.Timestamp      `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp      `json:"updated_at,omitzero"`
	Extra
}

// ReminderInvoice names the invoice of a reminder.
type ReminderInvoice struct {
	ID           billing.ID `json:"id"`
	Identifier   string     `json:"identifier,omitzero"`
	Title        string     `json:"title,omitzero"`
	DunningLevel int        `json:"dunning_level"` // how many reminders were sent
	Extra
}

// NewReminder is a reminder to be made. Everything but the fee is required:
// what is left out MOCO fills in by itself, and for title and text it takes
// those of the next level. The fee is always sent, also when it is 0.
type NewReminder struct {
	InvoiceID billing.ID      `json:"invoice_id"`
	Title     string          `json:"title"`
	Text      string          `json:"text"`
	Fee       billing.Decimal `json:"fee"` // in the invoice's currency
	Date      billing.Date    `json:"date"`
	DueDate   billing.Date    `json:"due_date"`
}

func (n NewReminder) problem() string {
	switch {
	case n.InvoiceID <= 0:
		return "a reminder needs an invoice"
	case n.Title == "" || n.Text == "":
		return "a reminder needs a title and a text: MOCO would take those of the next level"
	case n.Date.IsZero() || n.DueDate.IsZero():
		return "a reminder needs a date and a due date"
	case n.Fee.Sign() < 0:
		return "a reminder's fee must not be negative"
	}
	return ""
}

var reminders = resource[InvoiceReminder]{"reminder", "/invoice_reminders"}

// ReminderQuery filters the list of reminders. Zero fields do not filter.
type ReminderQuery struct {
	Global
	InvoiceID billing.ID   `url:"invoice_id"`
	DateFrom  billing.Date `url:"date_from"`
	DateTo    billing.Date `url:"date_to"`
}

// InvoiceReminderReader reads reminders.
type InvoiceReminderReader struct{ *conn }

// List lists reminders.
//
//moco:operation GET /invoice_reminders
func (s InvoiceReminderReader) List(ctx context.Context, q ReminderQuery) iter.Seq2[Row[InvoiceReminder], error] {
	return reminders.list(ctx, s.conn, q)
}

// Get reads one reminder.
//
//moco:operation GET /invoice_reminders/{id}
func (s InvoiceReminderReader) Get(ctx context.Context, id billing.ID) (InvoiceReminder, error) {
	return reminders.get(ctx, s.conn, id)
}

// InvoiceReminderService reads and writes reminders.
type InvoiceReminderService struct{ InvoiceReminderReader }

// Delete deletes a reminder. One that does not exist (any more) is
// fault.Gone.
//
//moco:operation DELETE /invoice_reminders/{id}
func (s InvoiceReminderService) Delete(ctx context.Context, id billing.ID) error {
	return reminders.delete(ctx, s.conn, id)
}

// Create makes a reminder, which is not mailed yet.
//
//moco:operation POST /invoice_reminders
func (s InvoiceReminderService) Create(ctx context.Context, n NewReminder) (InvoiceReminder, error) {
	return createReminder(ctx, s.conn, reminders, n, func(r InvoiceReminder) billing.ID { return r.Invoice.ID })
}

// SendEmail has MOCO mail a reminder to the customer, and gives back the mail as
// MOCO confirms it: the recipients that it chose. The result is zero if MOCO
// confirms without naming them.
//
//moco:operation POST /invoice_reminders/{id}/send_email
func (s InvoiceReminderService) SendEmail(ctx context.Context, id billing.ID, m Mail) (Mail, error) {
	return reminders.sendEmail(ctx, s.conn, m, id)
}

// createReminder makes a reminder and refuses an answer about another invoice.
func createReminder[T any](ctx context.Context, c *conn, r resource[T], n NewReminder, invoice func(T) billing.ID) (T, error) {
	made, err := r.create(ctx, c, n)
	if of := invoice(made); err == nil && of != 0 && of != n.InvoiceID {
		var none T
		k := call{method: http.MethodPost, path: r.path}
		return none, k.refused(fault.Unsure, at("the answer is about a reminder of invoice %d", of), nil)
	}
	return made, err
}
