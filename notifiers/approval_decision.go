package notifiers

import (
	"time"

	"github.com/mocowork/mocowork/billing"
)

// DecisionState says whether a request is still open.
type DecisionState string

// The states of a request.
const (
	DecisionOpen     DecisionState = ""
	DecisionApproved DecisionState = "approved"
	DecisionRejected DecisionState = "rejected"
	DecisionExpired  DecisionState = "expired"
)

// Decision is what became of a request.
type Decision struct {
	State  DecisionState
	By     string    // who decided
	At     time.Time // when, in the configuration's zone
	Reason string    // why it was rejected
	// Letters are those that were released, with how far they have come.
	Letters []Letter
}

// decided says who decided what, and how far it has come.
func (a ApprovalRequest) decided(l billing.Language) Rich {
	d := a.Decision
	by := bold(name(d.By))
	var at string
	if !d.At.IsZero() {
		at = ", " + clock(d.At)
	}
	switch d.State {
	case DecisionApproved:
		head := Rich{by, say(pick(l, " hat freigegeben", " approved") + at)}
		return join(" · ", head, summary(l, d.Letters))
	case DecisionRejected:
		out := Rich{say(pick(l, "abgelehnt von ", "rejected by ")), by, say(at)}
		if d.Reason != "" {
			out = append(out, say(": "+clip(clean(d.Reason), 300)))
		}
		return out
	}
	return Rich{say(pick(l, "Niemand hat rechtzeitig zugestimmt; es wurde nichts verschickt", "Nobody said yes in time; nothing was sent"))}
}
