package sim

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/mocoapi"
)

// client is MOCO's API as one process sees it: an actions.MOCO whose requests
// take time and go wrong. Like the real client it gives up after a time-out,
// sends nothing when the context has ended, and calls every write without a
// clear answer unsure.
//
// Not simulated: a process that is stopped between its last look at the
// deadline and the first byte on the wire. No protocol can see that.
type client struct {
	w     *world
	actor string
}

// patience is the client's own time-out.
const patience = 30 * time.Second

// look makes one read. view is called at the moment that MOCO answers for.
func (c *client) look(ctx context.Context, invoice billing.ID, sees string, view func(t *truth)) error {
	c.w.token()
	c.w.pass(150 * time.Millisecond)
	c.w.mayPay(int64(invoice))
	if err := ctx.Err(); err != nil {
		return &mocoapi.Error{Method: "GET", Kind: fault.Temporary, Text: err.Error(), Err: err}
	}
	if c.w.roll("read failed", c.w.odds.read) {
		return &mocoapi.Error{Method: "GET", Kind: fault.Temporary, Status: 503}
	}
	c.w.mu.Lock()
	c.w.truth.note(event{what: read, actor: c.actor, invoice: int64(invoice), sees: sees})
	view(c.w.truth)
	c.w.mu.Unlock()
	c.w.mayPay(int64(invoice))
	c.w.pass(50 * time.Millisecond)
	return nil
}

// write makes one request that changes something: request notes that it came
// in, commit does it. The chances decide what becomes of it and of its answer.
func (c *client) write(ctx context.Context, method string, request event, commit func(t *truth) (done bool)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c.w.pass(100 * time.Millisecond)
	c.w.mayPay(request.invoice)
	if err := ctx.Err(); err != nil {
		return &mocoapi.Error{Method: method, Kind: fault.Temporary, Text: err.Error(), Err: err}
	}
	if c.w.roll("gate closed", c.w.odds.gate) {
		return &fault.Error{Kind: fault.Throttled, After: time.Minute, Err: errors.New("MOCO asked everybody to wait; nothing was sent")}
	}
	request.actor = c.actor
	c.w.locked(func(t *truth) { t.note(request) })
	c.w.mayPay(request.invoice)
	do := func() (done bool) {
		c.w.locked(func(t *truth) { done = commit(t) })
		return done
	}
	switch c.w.fate() {
	case throttled:
		return &mocoapi.Error{Method: method, Kind: fault.Throttled, Status: 429, After: 30 * time.Second}
	case keyRefused:
		return &mocoapi.Error{Method: method, Kind: fault.Auth, Status: 401}
	case refused:
		return &mocoapi.Error{Method: method, Kind: fault.Invalid, Status: 422, Text: "no recipient"}
	case lostBefore:
		return unanswered(ctx, method)
	case lostAfter:
		do()
		return unanswered(ctx, method)
	case halfway:
		if c.w.roll("5xx committed", 0.5) {
			do()
		}
		return &mocoapi.Error{Method: method, Kind: fault.Unsure, Status: 502}
	case late:
		time.AfterFunc(c.w.upTo(c.w.latest), func() { do() })
		return unanswered(ctx, method)
	}
	c.w.mayDie(c.actor, "sending")
	done := do()
	c.w.mayDie(c.actor, "answering")
	c.w.pass(300 * time.Millisecond)
	switch {
	case ctx.Err() != nil:
		return &mocoapi.Error{Method: method, Kind: fault.Unsure, Text: ctx.Err().Error(), Err: ctx.Err()}
	case !done:
		return &mocoapi.Error{Method: method, Kind: fault.Gone, Status: 404}
	}
	return nil
}

// unanswered waits until the client gives up.
func unanswered(ctx context.Context, method string) error {
	<-ctx.Done()
	return &mocoapi.Error{Method: method, Kind: fault.Unsure, Text: ctx.Err().Error(), Err: ctx.Err()}
}

// Invoice reads an invoice with its payments and reminders.
func (c *client) Invoice(ctx context.Context, id billing.ID) (inv billing.Invoice, err error) {
	err = c.look(ctx, id, seesInvoice, func(t *truth) { inv = t.claim(int64(id)).invoice() })
	return inv, err
}

// Company reads a customer; each has one invoice.
func (c *client) Company(ctx context.Context, id billing.ID) (billing.Company, error) {
	err := c.look(ctx, id-customer(0), seesOther, func(*truth) {})
	return billing.Company{ID: id, Email: "rechnung@example.com"}, err
}

// Payments lists the payments of an invoice.
func (c *client) Payments(ctx context.Context, q mocoapi.PaymentQuery) iter.Seq2[mocoapi.Row[billing.Payment], error] {
	var all []billing.Payment
	err := c.look(ctx, q.InvoiceID, seesPayments, func(t *truth) { all = t.claim(int64(q.InvoiceID)).payments() })
	return rows(all, err)
}

// Reminders lists the reminders of an invoice, with their status.
func (c *client) Reminders(ctx context.Context, q mocoapi.ReminderQuery) iter.Seq2[mocoapi.Row[billing.Reminder], error] {
	var all []billing.Reminder
	err := c.look(ctx, q.InvoiceID, seesReminders, func(t *truth) {
		x := t.claim(int64(q.InvoiceID))
		for _, l := range x.letters {
			all = append(all, l.reminder(x))
		}
	})
	return rows(all, err)
}

func rows[T any](all []T, err error) iter.Seq2[mocoapi.Row[T], error] {
	return func(yield func(mocoapi.Row[T], error) bool) {
		if err != nil {
			yield(mocoapi.Row[T]{}, err)
			return
		}
		for _, v := range all {
			if !yield(mocoapi.Row[T]{Value: v}, nil) {
				return
			}
		}
	}
}

// home is the invoice of a reminder that existed at some time.
func (c *client) home(id billing.ID) (invoice int64) {
	c.w.locked(func(t *truth) { invoice = t.homes[int64(id)].id })
	return invoice
}

// Reminder reads one reminder.
func (c *client) Reminder(ctx context.Context, id billing.ID) (r billing.Reminder, err error) {
	home := c.home(id)
	found := false
	err = c.look(ctx, billing.ID(home), seesReminders, func(t *truth) {
		if l := t.letter(int64(id)); l != nil {
			r, found = l.reminder(t.claim(home)), true
		}
	})
	if err == nil && !found {
		err = &mocoapi.Error{Method: "GET", Kind: fault.Gone, Status: 404}
	}
	return r, err
}

// CreateReminder makes a reminder.
func (c *client) CreateReminder(ctx context.Context, n mocoapi.NewReminder) (billing.Reminder, error) {
	answer := make(chan billing.Reminder, 1) // nobody may wait for it any more
	err := c.write(ctx, "POST", event{what: askCreate, invoice: int64(n.InvoiceID)}.says(n.Text), func(t *truth) bool {
		l := t.make(c.actor, n)
		answer <- l.reminder(t.claim(int64(n.InvoiceID)))
		c.w.people(l)
		return true
	})
	if err != nil {
		return billing.Reminder{}, err
	}
	return <-answer, nil
}

// SendReminder mails a reminder.
func (c *client) SendReminder(ctx context.Context, id billing.ID, m mocoapi.Mail) (mocoapi.Mail, error) {
	err := c.write(ctx, "POST", event{what: askMail, invoice: c.home(id), reminder: int64(id)}, func(t *truth) bool {
		return t.mail(c.actor, int64(id))
	})
	return m, err
}

// DeleteReminder deletes a reminder.
func (c *client) DeleteReminder(ctx context.Context, id billing.ID) error {
	return c.write(ctx, "DELETE", event{what: askDelete, invoice: c.home(id), reminder: int64(id)}, func(t *truth) bool {
		return t.delete(c.actor, int64(id))
	})
}

// UpdateInvoiceStatus is not asked for by letters.
func (c *client) UpdateInvoiceStatus(context.Context, billing.ID, billing.InvoiceStatus) error {
	return errors.ErrUnsupported
}

// RemoveTags is not asked for by letters.
func (c *client) RemoveTags(context.Context, mocoapi.Taggable, billing.ID, ...string) ([]string, error) {
	return nil, errors.ErrUnsupported
}

// AddTags is not asked for by letters.
func (c *client) AddTags(context.Context, mocoapi.Taggable, billing.ID, ...string) ([]string, error) {
	return nil, errors.ErrUnsupported
}

// Comments is not asked for by letters.
func (c *client) Comments(context.Context, mocoapi.CommentQuery) iter.Seq2[mocoapi.Row[billing.Comment], error] {
	return rows[billing.Comment](nil, errors.ErrUnsupported)
}

// CreateComment is not asked for by letters.
func (c *client) CreateComment(context.Context, mocoapi.NewComment) (billing.Comment, error) {
	return billing.Comment{}, errors.ErrUnsupported
}
