package actions

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// EditPaid edits the alerts of earlier runs whose invoices are paid by what a
// plan has read: the message says so, and nobody is told anew. What can't be
// edited now is tried again after the next run.
func (env *Env) EditPaid(ctx context.Context, p plan.Plan) error {
	open, err := env.Told.EditableMessages(ctx, "alert")
	if err != nil || len(open) == 0 || env.Delivery.Notifier == nil {
		return err
	}
	paid := map[billing.ID]bool{}
	for _, v := range p.Verdicts {
		paid[v.InvoiceID] = v.Status == billing.StatusPaid
	}
	var on map[billing.ID]billing.Date // read when it is needed
	var errs []error
	for _, m := range open {
		entries, news, err := env.alertsPaid(ctx, m, paid)
		if err != nil || news == 0 {
			errs = append(errs, err)
			continue
		}
		if on == nil {
			snap, err := env.Mirror.Snapshot(ctx, p.Today)
			if err != nil {
				return errors.Join(append(errs, err)...)
			}
			on = lastPayments(snap)
		}
		errs = append(errs, env.editPaid(ctx, m, entries, paid, on, p.Today))
	}
	return errors.Join(errs...)
}

// alertsPaid are the entries of an alert, and how many of their invoices are
// paid.
func (env *Env) alertsPaid(ctx context.Context, m ledger.Message, paid map[billing.ID]bool) (entries []ledger.Entry, n int, err error) {
	var body alertBody
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return nil, 0, err
	}
	for _, id := range body.Entries {
		x, err := env.Told.Entry(ctx, id)
		if err != nil {
			return nil, 0, err
		}
		if paid[x.Params.(plan.Notify).InvoiceID] {
			n++
		}
		entries = append(entries, x)
	}
	return entries, n, nil
}

// editPaid edits one alert. It is edited again as long as one of its invoices
// is open.
func (env *Env) editPaid(ctx context.Context, m ledger.Message, entries []ledger.Entry, paid map[billing.ID]bool, on map[billing.ID]billing.Date, today billing.Date) error {
	p, err := env.planOf(ctx, entries[0])
	if err != nil {
		return err
	}
	left := 0
	done := map[string]notifiers.Alert{}
	for _, x := range entries {
		id := x.Params.(plan.Notify).InvoiceID
		switch day := on[id]; {
		case !paid[id]:
			left++
		case day.IsZero():
			done[x.ID] = notifiers.Alert{PaidOn: today}
		default:
			done[x.ID] = notifiers.Alert{PaidOn: day}
		}
	}
	words, body := env.alerts(ctx, p, entries, done)
	_, err = env.Publish(ctx, Said{Name: m.Name, Kind: m.Kind, Body: body, Editable: left > 0}, words)
	return err
}
