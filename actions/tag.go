package actions

import (
	"context"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/plan"
)

// tag puts tags on an invoice. MOCO keeps the ones that are there and makes
// unknown ones, so doing it twice does no harm.
type tag struct{ env *Env }

func (tag) Trait() Trait { return Trait{MOCO: true, Repeatable: true} }

// Check decides again on the fresh invoice.
func (h tag) Check(ctx context.Context, e ledger.Entry) (Checked, error) {
	p := e.Params.(plan.Tag)
	f, _, skip, err := h.env.mark(ctx, e, p.InvoiceID, func(inv billing.Invoice) string {
		if slices.ContainsFunc(p.Tags, func(t string) bool { return !slices.Contains(inv.Tags, t) }) {
			return ""
		}
		return "the invoice has the tags already"
	})
	if err != nil || skip != "" {
		return Checked{Skip: skip}, err
	}
	return Checked{Evidence: evidenceOf(f), At: f.at}, nil
}

// Write adds the tags.
func (h tag) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	p := e.Params.(plan.Tag)
	after, err := h.env.MOCO.AddTags(ctx, mocoapi.TagInvoice, p.InvoiceID, p.Tags...)
	return Written{Evidence: map[string]any{"tags": after}}, err
}

// Reconcile is not needed: tag may repeat.
func (tag) Reconcile(context.Context, ledger.Entry) (Finding, error) { return Finding{}, nil }
