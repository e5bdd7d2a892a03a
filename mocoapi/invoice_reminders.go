package mocoapi

import (
	"context"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// ReminderQuery filters the list of reminders. Zero fields do not filter.
type ReminderQuery struct {
	Global
	InvoiceID billing.ID   `url:"invoice_id"`
	DateFrom  billing.Date `url:"date_from"`
	DateTo    billing.Date `url:"date_to"`
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

var reminders = resource[billing.Reminder]{nounReminder, "/invoice_reminders"}

// ReminderReader reads reminders.
type ReminderReader struct{ *conn }

// ReminderService reads and writes reminders.
type ReminderService struct{ ReminderReader }

// Delete deletes a reminder. One that does not exist (any more) is fault.Gone.
//
//moco:operation DELETE /invoice_reminders/{id}
func (s ReminderService) Delete(ctx context.Context, id billing.ID) error {
	return reminders.delete(ctx, s.conn, id)
}

// SendEmail has MOCO mail a reminder, and gives back the mail as MOCO confirms
// it: the recipients that it chose. The result is zero if MOCO confirms without
// naming them.
//
//moco:operation POST /invoice_reminders/{id}/send_email
func (s ReminderService) SendEmail(ctx context.Context, id billing.ID, m Mail) (Mail, error) {
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
