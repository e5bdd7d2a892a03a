package actions

import (
	"context"
	"slices"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// ask asks people to release lines of a plan. The answer comes in by the
// command line.
type ask struct {
	inside
	env *Env
}

// Write sends the request.
func (h ask) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	a := e.Params.(plan.Ask)
	p, err := h.env.planOf(ctx, e)
	if err != nil {
		return Written{}, err
	}
	hash, err := p.Hash()
	if err != nil {
		return Written{}, err
	}
	r := notifiers.ApprovalRequest{Origin: h.env.origin(p), Channel: a.Channel, Plan: p.ID, Hash: hash, Group: a.Group, Expires: p.ExpiresAt}
	if !a.Until.IsZero() {
		r.Expires = a.Until
	}
	for _, l := range p.Lines {
		if slices.Contains(a.Lines, l.N) {
			r.Lines = append(r.Lines, l)
		}
	}
	return h.env.send(ctx, e, r.Message(h.env.Delivery.Language))
}
