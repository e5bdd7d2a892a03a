package actions

import (
	"context"
	"fmt"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// notify tells people about one subject at once, or about several in one
// message. What belongs into the digest is said there; its entry only remembers
// that it was Said.
type notify struct {
	inside
	env *Env
}

// Check finds the alerts that are said in the same message.
func (h notify) Check(ctx context.Context, e ledger.Entry) (Checked, error) {
	p, err := h.env.planOf(ctx, e)
	if err != nil {
		return Checked{}, err
	}
	with, err := h.env.group(ctx, p, e)
	return Checked{With: with}, err
}

// Write sends the alert, or leaves it to the digest.
func (h notify) Write(ctx context.Context, e ledger.Entry, c Checked) (Written, error) {
	if e.Params.(plan.Notify).Digest {
		return Written{Note: "in the digest"}, nil
	}
	p, err := h.env.planOf(ctx, e)
	if err != nil {
		return Written{}, err
	}
	m, body := h.env.alerts(ctx, p, append([]ledger.Entry{e}, c.With...), nil)
	w, err := h.env.publish(ctx, e, Said{Name: "alert|" + e.ID, Kind: "alert", Body: body, Editable: len(body.Entries) > 0}, m)
	evidence := map[string]any{"route": h.env.alert(p, e).Why}
	if n := len(c.With); n > 0 {
		w.Note += fmt.Sprintf(", together with %d more", n)
		evidence["together"] = n + 1
	}
	w.Evidence = evidence
	return w, err
}

// alertBody is what the edit of an alert has to know: the entries that it tells
// of, if they are about invoices and all of them are shown.
type alertBody struct {
	Entries []string `json:"entries,omitempty"`
}

// alerts is the message about entries of one group, in which invoices may be
// paid by now.
func (env *Env) alerts(ctx context.Context, p plan.Plan, entries []ledger.Entry, paid map[string]notifiers.Alert) (notifiers.Message, alertBody) {
	var body alertBody
	var group []notifiers.Alert
	for _, x := range entries {
		a := env.alert(p, x).Alert
		a.PaidOn = paid[x.ID].PaidOn
		group = append(group, a)
		if a.Notify.InvoiceID > 0 {
			body.Entries = append(body.Entries, x.ID)
		}
	}
	most := env.Delivery.Group.most()
	if len(body.Entries) != len(entries) || len(entries) > most {
		body.Entries = nil // it is not edited
	}
	if len(group) > 1 {
		return notifiers.Together(group, most, env.Delivery.Language), body
	}
	return env.Known(ctx, p, group[0]).Message(env.Delivery.Language), body
}
