package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Billing is an account in the terms of package billing: the same operations as
// the services', with the types that the rules know. Those have amounts with
// their currency where MOCO sends a number, and leave out what no rule needs.
type Billing struct{ *Client }

// Invoices lists invoices. Rows carry no payments and no reminders; Invoice
// does.
func (b Billing) Invoices(ctx context.Context, q InvoiceQuery) iter.Seq2[Row[billing.Invoice], error] {
	return as[billing.Invoice](invoices).list(ctx, b.conn, q)
}

// LockedInvoices lists invoices that can't be changed any more.
func (b Billing) LockedInvoices(ctx context.Context, q LockedInvoiceQuery) iter.Seq2[Row[billing.Invoice], error] {
	return as[billing.Invoice](lockedInvoices).list(ctx, b.conn, q)
}

// Invoice reads one invoice with its payments and reminders. The reminders in
// it have no status and no title; list them for those.
func (b Billing) Invoice(ctx context.Context, id billing.ID) (billing.Invoice, error) {
	return as[billing.Invoice](invoices).get(ctx, b.conn, id)
}

// Timesheet lists the activities that an invoice bills.
func (b Billing) Timesheet(ctx context.Context, invoice billing.ID) iter.Seq2[Row[billing.TimesheetActivity], error] {
	return as[billing.TimesheetActivity](timesheets).list(ctx, b.conn, nil, invoice)
}

// Payments lists invoice payments.
func (b Billing) Payments(ctx context.Context, q PaymentQuery) iter.Seq2[Row[billing.Payment], error] {
	return as[billing.Payment](payments).list(ctx, b.conn, q)
}

// Payment reads one payment.
func (b Billing) Payment(ctx context.Context, id billing.ID) (billing.Payment, error) {
	return as[billing.Payment](payments).get(ctx, b.conn, id)
}

// CreatePayment books a payment. MOCO then sets the invoice's status by itself;
// the answer does not show it.
func (b Billing) CreatePayment(ctx context.Context, n NewPayment) (billing.Payment, error) {
	return as[billing.Payment](payments).create(ctx, b.conn, n)
}

// Reminders lists reminders with their status.
func (b Billing) Reminders(ctx context.Context, q ReminderQuery) iter.Seq2[Row[billing.Reminder], error] {
	return as[billing.Reminder](reminders).list(ctx, b.conn, q)
}

// Reminder reads one reminder.
func (b Billing) Reminder(ctx context.Context, id billing.ID) (billing.Reminder, error) {
	return as[billing.Reminder](reminders).get(ctx, b.conn, id)
}

// Companies lists companies.
func (b Billing) Companies(ctx context.Context, q CompanyQuery) iter.Seq2[Row[billing.Company], error] {
	return as[billing.Company](companies).list(ctx, b.conn, q)
}

// Company reads one company.
func (b Billing) Company(ctx context.Context, id billing.ID) (billing.Company, error) {
	return as[billing.Company](companies).get(ctx, b.conn, id)
}

// Projects lists projects.
func (b Billing) Projects(ctx context.Context, q ProjectQuery) iter.Seq2[Row[billing.Project], error] {
	return as[billing.Project](projects).list(ctx, b.conn, q)
}

// Project reads one project.
func (b Billing) Project(ctx context.Context, id billing.ID) (billing.Project, error) {
	return as[billing.Project](projects).get(ctx, b.conn, id)
}

// PaymentSchedules lists the planned billings of all projects.
func (b Billing) PaymentSchedules(ctx context.Context, q PaymentScheduleQuery) iter.Seq2[Row[billing.PaymentSchedule], error] {
	return as[billing.PaymentSchedule](allPaymentSchedules).list(ctx, b.conn, q)
}

// Users lists users.
func (b Billing) Users(ctx context.Context, q UserQuery) iter.Seq2[Row[billing.User], error] {
	return as[billing.User](users).list(ctx, b.conn, q)
}

// User reads one user.
func (b Billing) User(ctx context.Context, id billing.ID) (billing.User, error) {
	return as[billing.User](users).get(ctx, b.conn, id)
}

// Comments lists comments.
func (b Billing) Comments(ctx context.Context, q CommentQuery) iter.Seq2[Row[billing.Comment], error] {
	return as[billing.Comment](comments).list(ctx, b.conn, q)
}

// CreateComment puts a note on an object.
func (b Billing) CreateComment(ctx context.Context, n NewComment) (billing.Comment, error) {
	return as[billing.Comment](comments).create(ctx, b.conn, n)
}

// CreateReminder makes a reminder, which is not mailed yet.
func (b Billing) CreateReminder(ctx context.Context, n NewReminder) (billing.Reminder, error) {
	return createReminder(ctx, b.conn, as[billing.Reminder](reminders), n, func(r billing.Reminder) billing.ID { return r.Invoice.ID })
}

// SendReminder has MOCO mail a reminder; see ReminderService.SendEmail.
func (b Billing) SendReminder(ctx context.Context, id billing.ID, m Mail) (Mail, error) {
	return b.InvoiceReminders.SendEmail(ctx, id, m)
}

// DeleteReminder deletes a reminder; see ReminderService.Delete.
func (b Billing) DeleteReminder(ctx context.Context, id billing.ID) error {
	return b.InvoiceReminders.Delete(ctx, id)
}

// UpdateInvoiceStatus sets an invoice's status; see InvoiceService.UpdateStatus.
func (b Billing) UpdateInvoiceStatus(ctx context.Context, id billing.ID, status billing.InvoiceStatus) error {
	return b.Client.Invoices.UpdateStatus(ctx, id, status)
}

// AddTags puts tags on an object; see TaggingService.Add.
func (b Billing) AddTags(ctx context.Context, entity Taggable, id billing.ID, tags ...string) ([]string, error) {
	return b.Taggings.Add(ctx, entity, id, tags...)
}

// RemoveTags takes tags off an object; see TaggingService.Remove.
func (b Billing) RemoveTags(ctx context.Context, entity Taggable, id billing.ID, tags ...string) ([]string, error) {
	return b.Taggings.Remove(ctx, entity, id, tags...)
}
