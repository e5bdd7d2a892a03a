package notifiers

import (
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/plan"
)

// JobFailure says that a job failed, what was sent nevertheless, and what to
// do. Later attempts update the same message; Recovered ends it well.
type JobFailure struct {
	Origin
	Channel string
	Kind    fault.Kind // what the error means; it chooses the advice
	Cause   string     // the error, in words; no secret is in it
	Advice  string     // what to do; "" takes the kind's own
	Step    string     // where it happened, "pull invoices, Seite 1"
	// Attempt is the number of this attempt, Attempts how many there will be
	// at most; 0 leaves them out.
	Attempt, Attempts int
	NextAt            time.Time // of the next attempt; zero: there is none
	Since             time.Time // of the first failure
	LastGood          time.Time // of the last success; zero: never, or not known
	// Letters are those of the run; without any, nothing was sent.
	Letters     []Letter
	Consequence string // what is missing now, "Digest 07:30 entfällt"
	// Recovered is when a later attempt succeeded; zero while it fails.
	Recovered time.Time
}

// Alert is the failure as routes see it: of kind "job", critical, with the job
// as its subject.
func (f JobFailure) Alert() Alert {
	return Alert{
		Origin: f.Origin, Kind: "job", Subject: plan.Subject{Kind: "job", Label: f.Job},
		Notify: plan.Notify{Severity: plan.Critical, Channel: f.Channel, Title: f.Cause},
	}
}

// Message puts the failure into words: first the job and what was sent, then
// what it means and what to do.
func (f JobFailure) Message(l billing.Language) Message {
	m := Message{Kind: KindFailure, Channel: f.Channel, Language: l, Text: f.sentence(l), Data: f.data()}
	m.Data["fault"] = f.Kind.String()
	if !f.Recovered.IsZero() {
		m.Parts = []Part{Paragraph{Rich{say("✅ "), bold(f.recovered(l))}}, Note{f.line(l)}}
		return m
	}
	advice := clean(f.Advice)
	if advice == "" {
		advice = f.advice(l)
	}
	m.Parts = []Part{
		Paragraph{Rich{say("❌ "), bold(name(f.Job) + pick(l, " ist fehlgeschlagen", " failed")), say(" — "), bold(f.sent(l))}},
		Paragraph{Rich{
			say(clip(clean(f.Cause), 1000) + "\n"), bold(pick(l, "Was tun: ", "What to do: ")), say(clip(advice, 1000)),
		}},
	}
	if facts := f.circumstances(l); len(facts) > 0 {
		m.Parts = append(m.Parts, facts)
	}
	m.Parts = append(m.Parts, f.buttons(l)...)
	m.Parts = append(m.Parts, Note{join(" · ", f.line(l), Rich{say(f.Kind.String())})})
	return m
}

// sentence is "Job overdue-daily fehlgeschlagen: MOCO antwortet 401. Nichts
// wurde verschickt. Nächster Versuch 07:15."
func (f JobFailure) sentence(l billing.Language) string {
	if !f.Recovered.IsZero() {
		return f.recovered(l) + "."
	}
	s := fmt.Sprintf(pick(l, "Job %s fehlgeschlagen: %s. ", "Job %s failed: %s. "), name(f.Job), clip(name(f.Cause), 200))
	s += upperFirst(f.sent(l)) + "."
	if !f.NextAt.IsZero() {
		s += pick(l, " Nächster Versuch ", " Next attempt ") + f.at(l, f.NextAt) + "."
	}
	return s
}

// sent says what reached customers: nothing, or how many letters.
func (f JobFailure) sent(l billing.Language) string {
	if words := counts(l, f.Letters); words != "" {
		return pick(l, "Mahnungen: ", "reminders: ") + words
	}
	return pick(l, "es wurde nichts verschickt", "nothing was sent")
}

func (f JobFailure) recovered(l billing.Language) string {
	s := name(f.Job) + pick(l, " läuft wieder seit ", " works again since ") + f.at(l, f.Recovered)
	if !f.Since.IsZero() {
		minutes := int(f.Recovered.Sub(f.Since).Round(time.Minute) / time.Minute)
		s += fmt.Sprintf(pick(l, ", Ausfall %d Minuten", ", down for %d minutes"), max(1, minutes))
	}
	return s
}

// at is a clock time, with the day if it is not that of the first failure.
func (f JobFailure) at(l billing.Language, t time.Time) string {
	if f.Since.IsZero() {
		return shortMoment(l, t)
	}
	t = t.In(f.Since.Location())
	if billing.DateOf(f.Since) != billing.DateOf(t) {
		return shortMoment(l, t)
	}
	return clock(t)
}

func (f JobFailure) circumstances(l billing.Language) Facts {
	var facts Facts
	add := func(german, english, value string) {
		if value != "" {
			facts = append(facts, Fact{pick(l, german, english), Rich{say(value)}})
		}
	}
	add("Schritt", "Step", name(f.Step))
	add("Versuch", "Attempt", f.attempt(l))
	add("Seit", "Since", f.since(l))
	add("Folge", "Consequence", clip(clean(f.Consequence), 500))
	return facts
}

func (f JobFailure) attempt(l billing.Language) string {
	var s string
	if f.Attempt > 0 {
		s = number(l, f.Attempt)
		if f.Attempts > 0 {
			s += pick(l, " von ", " of ") + number(l, f.Attempts)
		}
	}
	switch {
	case f.NextAt.IsZero() && s != "":
		return s + pick(l, ", kein weiterer", ", no other")
	case f.NextAt.IsZero():
		return ""
	case s == "":
		return pick(l, "nächster ", "next ") + f.at(l, f.NextAt)
	}
	return s + pick(l, ", nächster ", ", next ") + f.at(l, f.NextAt)
}

func (f JobFailure) since(l billing.Language) string {
	if f.Since.IsZero() {
		return ""
	}
	s := shortMoment(l, f.Since)
	if !f.LastGood.IsZero() {
		s += pick(l, ", letzter Erfolg ", ", last success ") + shortMoment(l, f.LastGood.In(f.Since.Location()))
	}
	return s
}

// advice is what to do about an error of that kind.
func (f JobFailure) advice(l billing.Language) string {
	switch f.Kind {
	case fault.Auth:
		return pick(l, "Der Schlüssel wird abgelehnt: prüfen, ob er noch gilt, dann worker doctor.",
			"The key is refused: check whether it is still valid, then run worker doctor.")
	case fault.Throttled, fault.Temporary:
		return pick(l, "Nichts, wenn der nächste Versuch gelingt. Sonst worker doctor.",
			"Nothing if the next attempt succeeds. Otherwise worker doctor.")
	case fault.Unsure:
		return pick(l, "Mit worker runs show "+f.Run+" nachsehen, was in MOCO steht; nichts von Hand wiederholen.",
			"See with worker runs show "+f.Run+" what MOCO holds; repeat nothing by hand.")
	}
	return pick(l, "Mit worker runs show "+f.Run+" nachsehen und die Ursache beheben, dann den Job neu starten.",
		"Look with worker runs show "+f.Run+", remove the cause, then start the job again.")
}
