package exporters

import (
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// outReason says why an invoice is no receivable. MOCO's own facts come before
// the plan's words, so that the same thing has the same name on every run.
func (d *debts) outReason(x debt) string {
	v, inv := x.verdict, x.item.Invoice
	switch {
	case inv.IsReversal():
		return d.say("Stornorechnung", "reversal")
	case inv.WasReversed():
		return d.say("storniert", "reversed")
	case v.Outcome == plan.OutcomeHold:
		return strings.TrimSuffix(d.say("zu prüfen: ", "to be checked: ")+plan.ReasonIn(d.Language, v.Reason), ": ")
	case v.Status == billing.StatusDraft, v.Status == billing.StatusPaid,
		v.Status == billing.StatusIgnored, v.Status == billing.StatusDisregarded:
		return statusWord(d.Language, v.Status)
	case v.Reason != "":
		return plan.ReasonIn(d.Language, v.Reason)
	}
	return d.say("keine Forderung", "no claim")
}

// settled reports whether nobody misses the invoice on the list: it is a draft,
// paid, or cancelled. All others are named one by one.
func settled(x debt) bool {
	if x.verdict.Outcome == plan.OutcomeHold {
		return false
	}
	switch x.verdict.Status {
	case billing.StatusDraft, billing.StatusPaid, billing.StatusDisregarded:
		return true
	}
	return x.item.Invoice.WasReversed() || x.item.Invoice.IsReversal()
}
