package actions

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/plan"
)

// remind makes a reminder in MOCO. Mailing it is an entry of its own, which
// comes to life together with the reminder's confirmation.
type remind struct{ env *Env }

func (remind) Trait() Trait { return Trait{MOCO: true} }

// Check reads the invoice and decides again. The letter's dates and texts are
// those of today.
func (h remind) Check(ctx context.Context, e ledger.Entry) (Checked, error) {
	p := e.Params.(plan.Remind)
	f, err := h.env.readLetter(ctx, p)
	if err != nil {
		return Checked{}, err
	}
	if !e.IntentAt.IsZero() {
		// An earlier write got no answer, and nothing was seen of it until
		// now. If it has come up since, it is ours.
		switch found := h.find(e, p, f.reminders); {
		case found.Made:
			return Checked{Made: &found.Result}, nil
		case found.Review != "":
			return Checked{Review: found.Review, Evidence: evidenceOf(f)}, nil
		}
	}
	line, skip, err := h.env.again(ctx, e, f)
	if err != nil || skip != "" {
		return Checked{Skip: skip, Evidence: evidenceOf(f)}, err
	}
	return Checked{Params: line.Params, Baseline: f.ids(), Evidence: evidenceOf(f), At: f.at}, nil
}

// evidence is what a write relied on, for the audit: ids and amounts, no names.
type evidence struct {
	ReadAt    string                `json:"read_at"`
	Status    billing.InvoiceStatus `json:"status"`
	Open      string                `json:"open"`
	Payments  int                   `json:"payments"`
	Reminders []billing.ID          `json:"reminders"`
}

func evidenceOf(f fresh) evidence {
	item := billing.OpenItem{Invoice: f.invoice(), Payments: ownPayments(f)}
	ev := evidence{ReadAt: f.at.UTC().Format("2006-01-02T15:04:05Z"), Status: f.invoice().Status, Payments: len(ownPayments(f)), Reminders: f.ids()}
	if open, err := item.Open(); err == nil {
		ev.Open = open.String()
	}
	return ev
}

// ownPayments are those of the invoice itself.
func ownPayments(f fresh) []billing.Payment {
	return slices.DeleteFunc(slices.Clone(f.snapshot.Payments), func(p billing.Payment) bool { return p.Invoice.ID != f.invoice().ID })
}

// Write makes the reminder. Title, text and dates are always ours: without
// them MOCO takes those of the next level.
func (h remind) Write(ctx context.Context, e ledger.Entry, c Checked) (Written, error) {
	p := e.Params.(plan.Remind)
	today := h.env.Today()
	r, err := h.env.MOCO.CreateReminder(ctx, mocoapi.NewReminder{
		InvoiceID: p.InvoiceID, Title: p.Title, Text: p.Text, Fee: p.Fee.Decimal(), Date: today, DueDate: today.AddDays(p.PayWithin),
	})
	switch {
	case err != nil:
		return Written{}, err
	case slices.Contains(c.Baseline, r.ID):
		return Written{}, fault.New(fault.Unsure, fmt.Errorf("MOCO answered with reminder %d, which was there before", r.ID))
	}
	return made(e, p, r), nil
}

// made is the result of a reminder that exists, whether MOCO said so at once
// or it was found later.
func made(e ledger.Entry, p plan.Remind, r billing.Reminder) Written {
	w := Written{RemoteID: strconv.FormatInt(int64(r.ID), 10), Note: fmt.Sprintf("reminder %d made", r.ID)}
	if !p.Draft {
		mail := plan.Email{ReminderID: r.ID, Letter: p}
		w.Follow = []ledger.Entry{{Key: mail.Key(e.Account), Action: "email", Rule: e.Rule, Subject: e.Subject, Params: mail, Deadline: e.Deadline}}
	}
	return w
}

// Reconcile looks for our reference among the reminders that came after the
// intent. One is adopted, unless another installation has signed it: two that
// mail the same reminder can't see each other. Several, or one that is not
// ours, are a person's business.
func (h remind) Reconcile(ctx context.Context, e ledger.Entry) (Finding, error) {
	p := e.Params.(plan.Remind)
	all, err := collect(h.env.MOCO.Reminders(ctx, mocoapi.ReminderQuery{InvoiceID: p.InvoiceID}))
	if err != nil {
		return Finding{}, err
	}
	return h.find(e, p, all), nil
}

// isOurs reports whether a reminder is the letter that this installation asked
// for. One that nobody has signed is taken for it.
func isOurs(r billing.Reminder, p plan.Remind) bool {
	level, mark := r.Referenced(p.Identifier)
	return level == p.Level && (mark == "" || billing.Sign(billing.Reference(p.Identifier, level), mark) == p.Reference)
}

// find sorts the reminders that came after the intent.
func (h remind) find(e ledger.Entry, p plan.Remind, all []billing.Reminder) Finding {
	var ours, others []billing.Reminder
	for _, r := range all {
		switch {
		case slices.Contains(e.Baseline, r.ID), r.Invoice.ID != 0 && r.Invoice.ID != p.InvoiceID:
		case isOurs(r, p):
			ours = append(ours, r)
		case r.ReferencedLevel(p.Identifier) == p.Level:
			// Another installation's: it mails it, or takes it away.
		default:
			others = append(others, r)
		}
	}
	switch {
	case len(ours) == 1:
		w := made(e, p, ours[0])
		w.Note = fmt.Sprintf("reminder %d found in MOCO by its reference %s", ours[0].ID, p.Reference)
		return Finding{Made: true, Result: w}
	case len(ours) > 1:
		return Finding{Review: fmt.Sprintf("%d reminders with the reference %s exist: %d and %d", len(ours), p.Reference, ours[0].ID, ours[1].ID)}
	case len(others) > 0:
		return Finding{Review: fmt.Sprintf("reminder %d came up meanwhile and does not carry our reference", others[0].ID)}
	}
	return Finding{}
}
