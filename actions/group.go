package actions

import (
	"context"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// Grouping says how the alerts of one run are put together. The zero value
// groups by rule and currency from four alerts on, so that a storm of them is a
// handful of messages.
type Grouping struct {
	By  []string // rule, currency, customer; nil: rule and currency
	Max int      // how many a message shows; 0: ten
	// From is how many alerts of a kind become one message; 0: four.
	From int
}

// stormMessages is how many messages the alerts of a run may be, with those in
// threads. More of them are put together by channel alone (F93).
const stormMessages = 20

func (g Grouping) most() int {
	if g.Max == 0 {
		return 10
	}
	return g.Max
}

func (g Grouping) from() int {
	if g.From == 0 {
		return 4
	}
	return g.From
}

// key is what the alerts of one message have in common.
func (g Grouping) key(r notifiers.Routed) string {
	by := g.By
	if by == nil {
		by = []string{"rule", "currency"}
	}
	key := fmt.Sprintf("%s|%t", r.Notify.Channel, r.Loud)
	for _, word := range by {
		switch word {
		case "rule":
			key += "|" + r.Rule
		case "currency":
			key += "|" + r.Notify.Open.Currency
		case "customer":
			key += "|" + r.Subject.Name
		}
	}
	return key
}

// alert is a message that a rule asked for, on its way.
func (env *Env) alert(p plan.Plan, e ledger.Entry) notifiers.Routed {
	return env.Delivery.Router.Route(notifiers.Alert{
		Origin: env.origin(p), Kind: "rule", Rule: e.Rule, Subject: e.Subject, Notify: e.Params.(plan.Notify),
	})
}

// group are the other entries of the run that e speaks for. A rule's lines in
// the digest are one group too: there is nothing to send about them.
func (env *Env) group(ctx context.Context, p plan.Plan, e ledger.Entry) ([]ledger.Entry, error) {
	all, err := env.Ledger.Entries(ctx, ledger.Filter{Run: e.Run})
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(x ledger.Entry) bool { return x.Action != "notify" || x.Unreadable != nil })
	if e.Params.(plan.Notify).Digest {
		return slices.DeleteFunc(all, func(x ledger.Entry) bool {
			return !x.Params.(plan.Notify).Digest || x.ID == e.ID || x.State != ledger.Planned
		}), nil
	}
	all = slices.DeleteFunc(all, func(x ledger.Entry) bool { return x.Params.(plan.Notify).Digest })
	keyOf := env.keys(p, all)
	own, n := keyOf[e.ID], 0
	var out []ledger.Entry
	for _, x := range all {
		if keyOf[x.ID] != own {
			continue
		}
		n++
		if x.State == ledger.Planned && x.ID != e.ID {
			out = append(out, x)
		}
	}
	if n < env.Delivery.Group.from() {
		return nil, nil
	}
	return out, nil
}

// keys group the alerts of a run: as the configuration says, or by channel if
// that would be too many messages. It looks at all of the run's alerts, whatever
// has become of them, so that every one of them sees the same groups.
func (env *Env) keys(p plan.Plan, all []ledger.Entry) map[string]string {
	g := env.Delivery.Group
	fine, coarse, size := map[string]string{}, map[string]string{}, map[string]int{}
	for _, x := range all {
		r := env.alert(p, x)
		fine[x.ID], coarse[x.ID] = g.key(r), fmt.Sprintf("%s|%t", r.Notify.Channel, r.Loud)
		size[fine[x.ID]]++
	}
	messages := 0
	for _, n := range size {
		if n < g.from() {
			messages += n
			continue
		}
		messages += 1 + notifiers.Answers(n-g.most())
	}
	if messages > stormMessages {
		return coarse
	}
	return fine
}
