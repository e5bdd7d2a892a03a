package actions

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// quiet is how long a message that is ready at a moment has to wait for the end
// of the quiet hours, and the reason in words; 0 if it is not quiet.
func (env *Env) quiet(at time.Time) (time.Duration, string) {
	if env.Delivery.Quiet == nil {
		return 0, ""
	}
	end := env.Delivery.Quiet(at)
	if !end.After(at) {
		return 0, ""
	}
	return end.Sub(at), "waits until " + end.Format("Mon 15:04") + " (slack.quiet_hours)"
}

// Wait keeps an alert out of the quiet hours, unless its route ignores them.
func (h notify) Wait(ctx context.Context, e ledger.Entry) (time.Duration, string) {
	if e.Params.(plan.Notify).Digest {
		return 0, ""
	}
	p, err := h.env.planOf(ctx, e)
	if err != nil || h.env.alert(p, e).Loud {
		return 0, ""
	}
	return h.env.quiet(h.env.Delivery.Now())
}

// Wait keeps the request out of the quiet hours.
func (h ask) Wait(context.Context, ledger.Entry) (time.Duration, string) {
	return h.env.quiet(h.env.Delivery.Now())
}

// Wait lets a file that goes to a channel wait for the digest that it belongs
// to, and for the end of the quiet hours.
func (h export) Wait(ctx context.Context, e ledger.Entry) (time.Duration, string) {
	channels := slices.DeleteFunc(slices.Clone(e.Params.(plan.Export).To), func(to string) bool { return !strings.HasPrefix(to, "#") && !strings.HasPrefix(to, "C") })
	if len(channels) == 0 {
		return 0, ""
	}
	if d, ok := h.env.digestOf(ctx, e); ok && d.State.Open() && slices.Contains(channels, d.Params.(plan.Digest).Channel) {
		if now, err := h.env.Ledger.Now(ctx); err == nil && d.NextAt.After(now) && d.IntentAt.IsZero() {
			return d.NextAt.Sub(now) + time.Second, strings.Replace(d.Reason, "waits", "waits with the digest", 1)
		}
	}
	return h.env.quiet(h.env.Delivery.Now())
}
