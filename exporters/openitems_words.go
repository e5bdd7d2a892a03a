package exporters

import (
	"fmt"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// statusWord is MOCO's status for people. A status that we don't know is shown
// as MOCO writes it.
func statusWord(l billing.Language, s billing.InvoiceStatus) string {
	switch s {
	case billing.StatusDraft:
		return say(l, "Entwurf", "draft")
	case billing.StatusCreated:
		return say(l, "erstellt", "created")
	case billing.StatusSent:
		return say(l, "versendet", "sent")
	case billing.StatusPartiallyPaid:
		return say(l, "teilweise bezahlt", "partially paid")
	case billing.StatusPaid:
		return say(l, "bezahlt", "paid")
	case billing.StatusOverdue:
		return say(l, "überfällig", "overdue")
	case billing.StatusIgnored:
		return say(l, "ignoriert", "ignored")
	case billing.StatusDisregarded:
		return say(l, "nicht berücksichtigt", "disregarded")
	}
	return string(s)
}

// nextStep says what happens next with a receivable, or why nothing does:
// "Stufe 1 heute", "Stufe 2 am 26.11.", or the reason.
func (d *debts) nextStep(v *plan.Verdict) string {
	reason := plan.ReasonIn(d.Language, v.Reason)
	if v.Detail != "" && reason != "" {
		reason += " (" + plan.ReasonIn(d.Language, v.Detail) + ")"
	}
	switch {
	case v.Outcome == plan.OutcomeLetter:
		return d.letter(v)
	case v.Hold != "" && v.Outcome == plan.OutcomeHold:
		return plan.ReasonIn(d.Language, v.Reason)
	case v.Outcome == plan.OutcomeHold:
		return strings.TrimSuffix(d.say("bitte prüfen: ", "please check: ")+reason, ": ")
	}
	step, day := "", d.shortDate(v.NextOn)
	if v.NextLevel > 0 && v.NextOn.After(d.Today) {
		step = fmt.Sprintf(d.say("Stufe %d am %s", "level %d on %s"), v.NextLevel, day)
	}
	switch {
	case reason == "" && step != "":
		return step
	case reason == "":
		return d.outcomeWord(v.Outcome)
	case step != "" && !strings.Contains(reason, day):
		return reason + fmt.Sprintf(d.say(" (Stufe %d ab %s)", " (level %d from %s)"), v.NextLevel, day)
	}
	return reason
}

// letter is the next step of an invoice whose reminder is planned or in hand.
func (d *debts) letter(v *plan.Verdict) string {
	level := v.NextLevel
	if level == 0 {
		level = v.Level + 1
	}
	if v.NextOn.After(d.Today) {
		return fmt.Sprintf(d.say("Stufe %d am %s", "level %d on %s"), level, d.shortDate(v.NextOn))
	}
	return fmt.Sprintf(d.say("Stufe %d heute", "level %d today"), level)
}

func (d *debts) outcomeWord(o plan.Outcome) string {
	switch o {
	case plan.OutcomeNotDue:
		return d.say("noch nicht fällig", "not due yet")
	case plan.OutcomeNoRule:
		return d.say("keine Regel mahnt sie", "no rule chases it")
	}
	return d.say("heute nichts", "nothing today")
}

// shortDate leaves out the year if it is the as-of date's.
func (d *debts) shortDate(on billing.Date) string {
	switch {
	case on.Year != d.Today.Year:
		return on.Format(d.Language)
	case d.Language == billing.English:
		return on.In(time.UTC).Format("02 Jan")
	}
	return fmt.Sprintf("%02d.%02d.", on.Day, on.Month)
}

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
