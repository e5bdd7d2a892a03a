package actions

import (
	"context"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// ask asks people to release lines of a plan. Their answers are votes of
// package jobs; its message is edited to what becomes of it.
type ask struct {
	inside
	env *Env
}

// Write sends the request.
func (h ask) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	p, err := h.env.planOf(ctx, e)
	if err != nil {
		return Written{}, err
	}
	r, _, err := h.env.Request(ctx, p, e.Params.(plan.Ask))
	if err != nil {
		return Written{}, err
	}
	return h.env.send(ctx, e, r.Message(h.env.Delivery.Language))
}
