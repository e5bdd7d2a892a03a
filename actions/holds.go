package actions

import (
	"context"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// holdMark is mark for what shows a hold in MOCO. A person has decided it, not
// the rules, so the invoice alone is read, and what is decided again is whether
// the hold stands as it did.
func (env *Env) holdMark(ctx context.Context, e ledger.Entry, invoice billing.ID, there func(billing.Invoice) string) (f fresh, line plan.Line, skip string, err error) {
	if f.at, err = env.Ledger.Now(ctx); err != nil {
		return f, line, "", err
	}
	inv, err := env.MOCO.Invoice(ctx, invoice)
	if err != nil {
		return f, line, "", err
	}
	f.snapshot = billing.Snapshot{Account: env.Account, Today: env.Today(), ReadAt: f.at, Invoices: []billing.Invoice{inv}}
	if skip = there(inv); skip != "" {
		return f, line, skip, nil
	}
	line, skip, err = env.again(ctx, e, f)
	return f, line, skip, err
}
