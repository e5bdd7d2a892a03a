package actions

import (
	"context"
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// setStatus sets an invoice's status. Setting the same status twice does no
// harm.
type setStatus struct{ env *Env }

func (setStatus) Trait() Trait { return Trait{MOCO: true, Repeatable: true} }

// Check demands that the invoice still has the status that the rule saw.
func (h setStatus) Check(ctx context.Context, e ledger.Entry) (Checked, error) {
	p := e.Params.(plan.SetStatus)
	f, _, skip, err := h.env.mark(ctx, e, p.InvoiceID, func(inv billing.Invoice) string {
		switch {
		case inv.Status == p.Target:
			return fmt.Sprintf("the invoice is %s already", p.Target)
		case p.From != "" && inv.Status != p.From:
			return fmt.Sprintf("the invoice is %s now, it was %s", inv.Status, p.From)
		}
		return ""
	})
	if err != nil || skip != "" {
		return Checked{Skip: skip}, err
	}
	return Checked{Evidence: evidenceOf(f), At: f.at}, nil
}

// Write sets the status. MOCO answers 204 without a body.
func (h setStatus) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	p := e.Params.(plan.SetStatus)
	return Written{Note: "status " + string(p.Target)}, h.env.MOCO.UpdateInvoiceStatus(ctx, p.InvoiceID, p.Target)
}

// Reconcile is not needed: setStatus may repeat.
func (setStatus) Reconcile(context.Context, ledger.Entry) (Finding, error) { return Finding{}, nil }

// readFor reads an invoice whose customer is not known from the entry.
func (env *Env) readFor(ctx context.Context, id billing.ID) (fresh, error) {
	inv, err := env.MOCO.Invoice(ctx, id)
	if err != nil {
		return fresh{}, err
	}
	return env.read(ctx, id, inv.CustomerID)
}
