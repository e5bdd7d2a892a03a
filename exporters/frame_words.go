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
func (f *frame) nextStep(v *plan.Verdict) string {
	reason := f.reason(v)
	switch {
	case v.Outcome == plan.OutcomeLetter:
		return f.letter(v)
	case v.Hold != "" && v.Outcome == plan.OutcomeHold:
		return plan.ReasonIn(f.Language, v.Reason)
	case v.Outcome == plan.OutcomeHold:
		return strings.TrimSuffix(f.say("bitte prüfen: ", "please check: ")+reason, ": ")
	}
	step, day := "", f.shortDate(v.NextOn)
	if v.NextLevel > 0 && v.NextOn.After(f.Today) {
		step = fmt.Sprintf(f.say("Stufe %d am %s", "level %d on %s"), v.NextLevel, day)
	}
	switch {
	case reason == "" && step != "":
		return step
	case reason == "":
		return f.outcomeWord(v.Outcome)
	case step != "" && !strings.Contains(reason, day):
		return reason + fmt.Sprintf(f.say(" (Stufe %d ab %s)", " (level %d from %s)"), v.NextLevel, day)
	}
	return reason
}

// reason is why a verdict came out, with its detail.
func (f *frame) reason(v *plan.Verdict) string {
	reason := plan.ReasonIn(f.Language, v.Reason)
	if v.Detail != "" && reason != "" {
		reason += " (" + plan.ReasonIn(f.Language, v.Detail) + ")"
	}
	return reason
}

// letter is the next step of an invoice whose reminder is planned or in hand.
func (f *frame) letter(v *plan.Verdict) string {
	level := v.NextLevel
	if level == 0 {
		level = v.Level + 1
	}
	if v.NextOn.After(f.Today) {
		return fmt.Sprintf(f.say("Stufe %d am %s", "level %d on %s"), level, f.shortDate(v.NextOn))
	}
	return fmt.Sprintf(f.say("Stufe %d heute", "level %d today"), level)
}

func (f *frame) outcomeWord(o plan.Outcome) string {
	switch o {
	case plan.OutcomeNotDue:
		return f.say("noch nicht fällig", "not due yet")
	case plan.OutcomeNoRule:
		return f.say("keine Regel mahnt sie", "no rule chases it")
	}
	return f.say("heute nichts", "nothing today")
}

// shortDate leaves out the year if it is the as-of date's.
func (f *frame) shortDate(on billing.Date) string {
	switch {
	case on.Year != f.Today.Year:
		return on.Format(f.Language)
	case f.Language == billing.English:
		return on.In(time.UTC).Format("02 Jan")
	}
	return fmt.Sprintf("%02d.%02d.", on.Day, on.Month)
}
