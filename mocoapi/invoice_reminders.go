package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// ReminderQuery filters the list of reminders. Zero fields do not filter.
type ReminderQuery struct {
	Global
	InvoiceID billing.ID
	DateFrom  billing.Date
	DateTo    billing.Date
}

// Reminders lists reminders with their status (docs:
// sections/invoice_reminders.md).
//
//moco:operation GET /invoice_reminders
func (c *Client) Reminders(ctx context.Context, q ReminderQuery) iter.Seq2[Row[billing.Reminder], error] {
	p := q.Global.params()
	p.id("invoice_id", q.InvoiceID)
	p.date("date_from", q.DateFrom)
	p.date("date_to", q.DateTo)
	return list[billing.Reminder](ctx, c, nounReminder, "/invoice_reminders", p.values())
}

// Reminder reads one reminder.
//
//moco:operation GET /invoice_reminders/{id}
func (c *Client) Reminder(ctx context.Context, id billing.ID) (billing.Reminder, error) {
	return object[billing.Reminder](ctx, c, nounReminder, at("/invoice_reminders/%d", id), id)
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

// CreateReminder makes a reminder, which is not mailed yet.
//
//moco:operation POST /invoice_reminders
func (c *Client) CreateReminder(ctx context.Context, n NewReminder) (billing.Reminder, error) {
	const path = "/invoice_reminders"
	k := call{method: http.MethodPost, path: path}
	if text := n.problem(); text != "" {
		return billing.Reminder{}, k.refused(fault.Invalid, text, nil)
	}
	made, err := create(ctx, c, nounReminder, path, n, func(id billing.ID) billing.Reminder { return billing.Reminder{ID: id} })
	if err == nil && made.Invoice.ID != 0 && made.Invoice.ID != n.InvoiceID {
		return billing.Reminder{}, k.refused(fault.Unsure, at("the answer is about a reminder of invoice %d", made.Invoice.ID), nil)
	}
	return made, err
}

// DeleteReminder deletes a reminder. One that does not exist (any more) is
// fault.Gone.
//
//moco:operation DELETE /invoice_reminders/{id}
func (c *Client) DeleteReminder(ctx context.Context, id billing.ID) error {
	path := at("/invoice_reminders/%d", id)
	if id <= 0 {
		return call{method: http.MethodDelete, path: path}.refused(fault.Invalid, noID(id, nounReminder), nil)
	}
	_, err := c.acknowledged(ctx, http.MethodDelete, path, nil)
	return err
}

// SendReminder has MOCO mail a reminder, and gives back the mail as MOCO
// confirms it: the recipients that it chose. The result is zero if MOCO
// confirms without naming them.
//
//moco:operation POST /invoice_reminders/{id}/send_email
func (c *Client) SendReminder(ctx context.Context, id billing.ID, m Mail) (Mail, error) {
	path := at("/invoice_reminders/%d/send_email", id)
	k := call{method: http.MethodPost, path: path}
	if id <= 0 {
		return Mail{}, k.refused(fault.Invalid, noID(id, nounReminder), nil)
	}
	if text := m.problem(); text != "" {
		return Mail{}, k.refused(fault.Invalid, text, nil)
	}
	r, err := c.acknowledged(ctx, http.MethodPost, path, m.body())
	if err != nil {
		return Mail{}, err
	}
	return confirmed(r.body), nil
}
