package actions

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/plan"
)

// fresh is one invoice as MOCO shows it right now, with all that decides about
// it.
type fresh struct {
	snapshot  billing.Snapshot // its first invoice is the one; others only beside a letter that names them
	reminders []billing.Reminder
	others    []billing.Reminder // of the other invoices
	at        time.Time
}

func (f fresh) invoice() billing.Invoice { return f.snapshot.Invoices[0] }

// ids are the reminders that exist, for the baseline.
func (f fresh) ids() []billing.ID {
	ids := make([]billing.ID, len(f.reminders))
	for i, r := range f.reminders {
		ids[i] = r.ID
	}
	return ids
}

// read reads one invoice and its customer afresh.
func (env *Env) read(ctx context.Context, id, customer billing.ID) (fresh, error) {
	return env.readWith(ctx, id, func(f *fresh) error {
		company, err := env.MOCO.Company(ctx, customer)
		if fault.KindOf(err) == fault.Gone {
			// The invoice is another matter: it, and its reminders, may be there.
			return fault.New(fault.Permanent, fmt.Errorf("the invoice's customer can't be read: %w", err))
		}
		f.snapshot.Companies = []billing.Company{company}
		return err
	})
}

// readWith reads one invoice afresh, and something more before it. The invoice
// comes last, because it is the part that a payment changes. The reminders come
// from their own list: those inside an invoice carry no status.
func (env *Env) readWith(ctx context.Context, id billing.ID, more func(*fresh) error) (fresh, error) {
	var f fresh
	var err error
	if f.at, err = env.Ledger.Now(ctx); err != nil {
		return f, err
	}
	if f.reminders, err = collect(env.MOCO.Reminders(ctx, mocoapi.ReminderQuery{InvoiceID: id})); err != nil {
		return f, err
	}
	f.reminders = slices.DeleteFunc(f.reminders, func(r billing.Reminder) bool { return r.Invoice.ID != 0 && r.Invoice.ID != id })
	for i := range f.reminders {
		// The list was asked for this invoice; a row that names none is its.
		f.reminders[i].Invoice.ID = id
	}
	if err := more(&f); err != nil {
		return f, err
	}
	inv, err := env.MOCO.Invoice(ctx, id)
	if err != nil {
		return f, err
	}
	if f.reminders, err = env.allReminders(ctx, f.reminders, inv); err != nil {
		return f, err
	}
	payments, err := env.payments(ctx, inv)
	f.snapshot = billing.Snapshot{
		Account: env.Account, Today: env.Today(), ReadAt: f.at,
		Invoices: []billing.Invoice{inv}, Payments: payments, Reminders: f.reminders, Companies: f.snapshot.Companies,
	}
	return f, err
}

// readLetter reads the invoice of a letter afresh, and the other invoices that
// the letter names: those first, so that the letter's own is the last again.
func (env *Env) readLetter(ctx context.Context, p plan.Remind) (fresh, error) {
	var others []fresh
	for _, o := range p.Others {
		f, err := env.readWith(ctx, o.InvoiceID, func(*fresh) error { return nil })
		switch {
		case fault.KindOf(err) == fault.Gone:
			continue // deleted: the rules will find one fewer
		case err != nil:
			return f, err
		}
		others = append(others, f)
	}
	f, err := env.read(ctx, p.InvoiceID, p.CustomerID)
	if err != nil || len(others) == 0 {
		return f, err
	}
	f.at = others[0].at
	for _, o := range others {
		f.snapshot.Invoices = append(f.snapshot.Invoices, o.snapshot.Invoices...)
		f.snapshot.Payments = append(f.snapshot.Payments, o.snapshot.Payments...)
		f.others = append(f.others, o.reminders...)
	}
	f.snapshot.Reminders = slices.Concat(f.reminders, f.others)
	return f, nil
}

// allReminders adds the reminders that only the invoice itself shows: somebody
// made them since the list was read. They carry no status there, so each is
// read by itself. One that can't be found so was deleted in between, or MOCO
// contradicts itself: either way everything is read again.
func (env *Env) allReminders(ctx context.Context, listed []billing.Reminder, inv billing.Invoice) ([]billing.Reminder, error) {
	for _, r := range inv.Reminders {
		if slices.ContainsFunc(listed, func(q billing.Reminder) bool { return q.ID == r.ID }) {
			continue
		}
		found, err := env.look(ctx, r.ID, inv.ID)
		switch {
		case err != nil:
			return nil, err
		case len(found) == 0:
			return nil, fault.New(fault.Temporary, fmt.Errorf("reminder %d: MOCO shows it with its invoice and has no such reminder; reading again", r.ID))
		}
		listed = append(listed, found...)
	}
	return listed, nil
}

// look is one reminder as MOCO shows it; none if it is gone.
func (env *Env) look(ctx context.Context, id, invoice billing.ID) ([]billing.Reminder, error) {
	r, err := env.MOCO.Reminder(ctx, id)
	switch {
	case fault.KindOf(err) == fault.Gone:
		return nil, nil
	case err != nil:
		return nil, err
	}
	r.Invoice.ID = invoice
	return []billing.Reminder{r}, nil
}

// listed adds a reminder that MOCO has although its list does not show it (yet):
// one that was just made is not gone because a list is behind.
func (env *Env) listed(ctx context.Context, f *fresh, id billing.ID) error {
	if slices.ContainsFunc(f.reminders, func(r billing.Reminder) bool { return r.ID == id }) {
		return nil
	}
	found, err := env.look(ctx, id, f.invoice().ID)
	f.reminders = append(f.reminders, found...)
	return err
}

// payments are the invoice's payments, from the invoice itself and from their
// own list: one that is overlooked would be a letter too many (law 2). Each
// counts once; if the two disagree about an amount, nobody knows what is open.
func (env *Env) payments(ctx context.Context, inv billing.Invoice) ([]billing.Payment, error) {
	listed, err := collect(env.MOCO.Payments(ctx, mocoapi.PaymentQuery{InvoiceID: inv.ID}))
	if err != nil {
		return nil, err
	}
	listed = slices.DeleteFunc(listed, func(p billing.Payment) bool { return p.Invoice.ID != 0 && p.Invoice.ID != inv.ID })
	for i := range listed {
		listed[i].Invoice.ID = inv.ID
	}
	for _, p := range inv.Payments {
		i := slices.IndexFunc(listed, func(q billing.Payment) bool { return q.ID == p.ID })
		switch {
		case i < 0:
			listed = append(listed, p)
		case listed[i].PaidTotal != p.PaidTotal:
			return nil, fault.New(fault.Permanent, fmt.Errorf("MOCO shows payment %d with %s and with %s", p.ID, listed[i].PaidTotal, p.PaidTotal))
		}
	}
	return listed, nil
}

// collect reads a whole list. An object that can't be decoded fails it: what
// decides about a letter must be understood.
func collect[T any](rows iter.Seq2[mocoapi.Row[T], error]) ([]T, error) {
	var out []T
	for row, err := range rows {
		switch {
		case err != nil:
			return nil, err
		case row.Err != nil:
			return nil, row.Err
		}
		out = append(out, row.Value)
	}
	return out, nil
}

// again decides again about an entry's invoice. skip says in words why the
// action is not due any more; line is the action as it comes out now.
func (env *Env) again(ctx context.Context, e ledger.Entry, f fresh) (line plan.Line, skip string, err error) {
	line, verdict, found, err := env.Decide(ctx, e, f.snapshot)
	switch {
	case err != nil:
		return plan.Line{}, "", err
	case !found:
		return plan.Line{}, whyNot(e.Params, verdict), nil
	case !line.Params.Same(e.Params):
		return plan.Line{}, "changed since the plan: " + changed(e.Params, line.Params), nil
	}
	return line, "", nil
}

// whyNot says in words why the rules do not ask for what was planned any more.
func whyNot(was plan.Params, v plan.Verdict) string {
	letter, ok := was.(plan.Remind)
	switch {
	case ok && v.Outcome == plan.OutcomeLetter && v.NextLevel > 0 && v.NextLevel != letter.Level:
		return fmt.Sprintf("changed since the plan: level %d is due now, it was %d", v.NextLevel, letter.Level)
	case v.Reason == "":
		return "the rules do not ask for it any more"
	case v.Status == billing.StatusPaid:
		return "paid meanwhile"
	}
	if v.Detail != "" {
		return v.Reason + " (" + v.Detail + ")"
	}
	return v.Reason
}

// changed names the first difference between two letters in words.
func changed(was, is plan.Params) string {
	a, okA := was.(plan.Remind)
	b, okB := is.(plan.Remind)
	switch {
	case !okA || !okB:
		return "the rules ask for something else now"
	case a.Open != b.Open:
		return fmt.Sprintf("open is %s now, it was %s", b.Open, a.Open)
	case a.Level != b.Level:
		return fmt.Sprintf("level %d now, it was %d", b.Level, a.Level)
	case a.CustomerID != b.CustomerID:
		return "the invoice belongs to another customer now"
	case !slices.Equal(a.Others, b.Others):
		return "the customer's other invoices have changed"
	}
	return "the letter would be another one now"
}
