package actions

import (
	"context"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// notify tells people about one subject at once. What belongs into the digest
// is said there; its entry only remembers that it was said.
type notify struct {
	inside
	env *Env
}

// Write sends the alert, or leaves it to the digest.
func (h notify) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	n := e.Params.(plan.Notify)
	if n.Digest {
		return Written{Note: "in the digest"}, nil
	}
	p, err := h.env.planOf(ctx, e)
	if err != nil {
		return Written{}, err
	}
	alert, why := h.env.Delivery.Router.Address(notifiers.Alert{
		Origin: h.env.origin(p), Kind: "rule", Rule: e.Rule, Subject: e.Subject, Notify: n,
	})
	w, err := h.env.send(ctx, e, alert.Message(h.env.Delivery.Language))
	w.Evidence = map[string]string{"route": why}
	return w, err
}
