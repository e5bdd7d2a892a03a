package actions

import (
	"context"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/plan"
)

// tag puts tags on an invoice, or takes them off. MOCO keeps the ones that are
// there and makes unknown ones, so doing it twice does no harm.
type tag struct{ env *Env }

func (tag) Trait() Trait { return Trait{MOCO: true, Repeatable: true} }

// Check decides again on the fresh invoice.
func (h tag) Check(ctx context.Context, e ledger.Entry) (Checked, error) {
	p := e.Params.(plan.Tag)
	there := ""
	f, _, skip, err := h.env.mark(ctx, e, p.InvoiceID, func(inv billing.Invoice) string {
		there = tagsThere(p, inv.Tags)
		return there
	})
	switch {
	case err != nil:
		return Checked{}, err
	case skip != "" && skip == there && (p.Remove || !e.IntentAt.IsZero()):
		// Off is off, whoever took it off; and one that our own earlier request
		// has put on is ours.
		return Checked{Made: &Written{Note: there}}, nil
	case skip != "":
		return Checked{Skip: skip}, nil
	}
	return Checked{Evidence: evidenceOf(f), At: f.at}, nil
}

// Write adds the tags, or takes them off.
func (h tag) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	p := e.Params.(plan.Tag)
	write, note := h.env.MOCO.AddTags, "tagged "
	if p.Remove {
		write, note = h.env.MOCO.RemoveTags, "untagged "
	}
	after, err := write(ctx, mocoapi.TagInvoice, p.InvoiceID, p.Tags...)
	return Written{Evidence: map[string]any{"tags": after}, Note: note + strings.Join(p.Tags, ", ")}, err
}

// Reconcile is not needed: tag may repeat.
func (tag) Reconcile(context.Context, ledger.Entry) (Finding, error) { return Finding{}, nil }

// tagsThere says why the tags need no change; "" if they do.
func tagsThere(p plan.Tag, tags []string) string {
	has := func(t string) bool { return slices.Contains(tags, t) }
	switch {
	case p.Remove && !slices.ContainsFunc(p.Tags, has):
		return "the invoice does not have the tags any more"
	case !p.Remove && !slices.ContainsFunc(p.Tags, func(t string) bool { return !has(t) }):
		return "the invoice has the tags already"
	}
	return ""
}
