package actions

import (
	"context"
	"slices"

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
	f, err := h.env.readFor(ctx, p.InvoiceID)
	if err != nil {
		return Checked{}, err
	}
	missing := func(t string) bool { return !slices.Contains(f.invoice().Tags, t) }
	if !slices.ContainsFunc(p.Tags, missing) {
		return Checked{Skip: "the invoice has the tags already"}, nil
	}
	_, skip, err := h.env.mark(ctx, e, f)
	return Checked{Skip: skip, Evidence: evidenceOf(f), At: f.at}, err
}

// Write adds the tags.
func (h tag) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	p := e.Params.(plan.Tag)
	after, err := h.env.MOCO.AddTags(ctx, mocoapi.TagInvoice, p.InvoiceID, p.Tags...)
	return Written{Evidence: map[string]any{"tags": after}}, err
}

// Reconcile is not needed: tag may repeat.
func (tag) Reconcile(context.Context, ledger.Entry) (Finding, error) { return Finding{}, nil }
