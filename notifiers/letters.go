package notifiers

import (
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// LetterState says how far a letter of a run has come.
type LetterState string

// The states, with the ledger's words where it has one.
const (
	LetterPlanned LetterState = "planned" // shown only: nothing is sent at this setting
	LetterWaiting LetterState = "waiting" // needs a person's yes
	LetterStopped LetterState = "stopped" // by a limit: the rules or the limit must change
	LetterRunning LetterState = "running" // released, not finished
	LetterDone    LetterState = "done"
	LetterSkipped LetterState = "skipped" // not sent, for a reason, such as a payment
	LetterFailed  LetterState = "failed"
	LetterExpired LetterState = "expired" // nobody said yes in time
	LetterReview  LetterState = "review"  // unclear whether it was sent: a person must look
)

// letterStates is the order in which people read them, with their words: for
// several letters, for one letter of a level.
var letterStates = []struct {
	state      LetterState
	many, one  string // German
	manyE, onE string
	urgent     bool // a person has to do something
}{
	{LetterDone, "verschickt", "heute verschickt", "sent", "sent today", false},
	{LetterRunning, "unterwegs", "unterwegs", "on the way", "on the way", false},
	{LetterWaiting, "warten auf Freigabe", "wartet auf Freigabe", "wait for approval", "waits for approval", true},
	{LetterStopped, "von einer Grenze angehalten", "von einer Grenze angehalten", "stopped by a limit", "stopped by a limit", true},
	{LetterReview, "unklar, bitte prüfen", "unklar, bitte prüfen", "unclear, please check", "unclear, please check", true},
	{LetterFailed, "fehlgeschlagen", "fehlgeschlagen", "failed", "failed", true},
	{LetterSkipped, "nicht verschickt", "nicht verschickt", "not sent", "not sent", false},
	{LetterExpired, "verfallen", "verfallen", "expired", "expired", false},
	{LetterPlanned, "nur geplant", "nur geplant", "planned only", "planned only", false},
}

// Letter is one reminder of a run and what became of it.
type Letter struct {
	InvoiceID billing.ID
	Level     int
	Open      billing.Money
	State     LetterState
	// Reason says why it was skipped, failed or is unclear; "" if it is plain.
	Reason string
}

// summary is "4 verschickt (21.490,00 EUR) · 2 warten auf Freigabe (…)". It is
// empty without letters.
func summary(l billing.Language, all []Letter) Rich {
	var parts []Rich
	for _, s := range letterStates {
		var t Tally
		for _, letter := range all {
			if letter.State == s.state {
				t = t.Plus(letter.Open)
			}
		}
		if t.Count > 0 {
			words := number(l, t.Count) + " " + pick(l, s.many, s.manyE)
			parts = append(parts, Rich{bold(words), say(" (" + t.Amount(l) + ")")})
		}
	}
	return join(" · ", parts...)
}

// counts is the summary without sums, for one sentence.
func counts(l billing.Language, all []Letter) string {
	var parts []Rich
	for _, s := range letterStates {
		n := 0
		for _, letter := range all {
			if letter.State == s.state {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, Rich{say(number(l, n) + " " + pick(l, s.many, s.manyE))})
		}
	}
	return join(", ", parts...).Plain()
}

// words is "Stufe 3 wartet auf Freigabe".
func (x Letter) words(l billing.Language) string {
	out := pick(l, "Stufe ", "level ") + number(l, x.Level)
	for _, s := range letterStates {
		if s.state == x.State {
			out += " " + pick(l, s.one, s.onE)
		}
	}
	if x.Reason != "" {
		out += ": " + clip(name(plan.ReasonIn(l, x.Reason)), maxName)
	}
	return out
}

// urgent reports whether a person has to do something about the letter.
func (x Letter) urgent() bool {
	for _, s := range letterStates {
		if s.state == x.State {
			return s.urgent
		}
	}
	return false
}
