package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// snooze keeps an invoice back for some days.
func (a *App) snooze(ctx context.Context, s *Server, p notifiers.Press, id billing.ID, rest string) reply {
	days, err := strconv.Atoi(strings.TrimSuffix(rest, "d"))
	if err != nil || days < 1 || days > 90 {
		return refusedPress("the value can't be read", a.pick("Diesen Knopf kennt diese Version nicht.", "This version does not know that button."))
	}
	r := a.keepBack(ctx, s, p, id, a.Engine.Today().AddDays(days), a.pick("in Slack ruhen gelassen", "put to rest in Slack"))
	if p.Action == notifiers.ActionSnooze && r.note != "" {
		r.gone = []string{notifiers.ActionSnooze}
	}
	return r
}

// handsOff keeps an invoice back until somebody ends the hold.
func (a *App) handsOff(ctx context.Context, s *Server, p notifiers.Press, id billing.ID) reply {
	return a.keepBack(ctx, s, p, id, billing.Date{}, a.pick("in Slack: nicht automatisch mahnen", "in Slack: no automatic reminders"))
}

// keepBack adds a hold on one invoice; one that lasts as long is enough.
func (a *App) keepBack(ctx context.Context, s *Server, p notifiers.Press, id billing.ID, until billing.Date, reason string) reply {
	m, _, err := a.ResolveHold(ctx, plan.Matcher{Invoices: []string{strconv.FormatInt(int64(id), 10)}})
	if err != nil {
		return failed(err)
	}
	number := m.Invoices[0]
	holds, err := a.Ledger.Holds(ctx, false)
	if err != nil {
		return failed(err)
	}
	for _, h := range holds {
		if h.Matcher.String() == m.String() && h.Active(a.Engine.Today()) && lastsAsLong(h, until) {
			return reply{how: ledger.PressDone, why: "held before: " + h.ID, say: said(a.heldWords(number, h))}
		}
	}
	h, err := a.Ledger.AddHold(ctx, plan.Hold{
		Kind: plan.HoldPlain, Matcher: m, Author: a.person(ctx, p.User), Reason: reason, From: a.Engine.Today(), Until: until,
	})
	if err != nil {
		return failed(err)
	}
	r := done("hold " + h.ID + ": " + m.String())
	r.note = fmt.Sprintf("%s (%s, %s)", a.heldWords(number, h), h.By(), a.pressedAt())
	return r
}

// lastsAsLong reports whether a hold ends no earlier than a day; the zero day is
// never.
func lastsAsLong(h plan.Hold, until billing.Date) bool {
	return h.Until.IsZero() || !until.IsZero() && !h.Until.Before(until)
}

// heldWords is "R2609-014 ruht bis 30.11.2026".
func (a *App) heldWords(number string, h plan.Hold) string {
	if h.Until.IsZero() {
		return number + a.pick(" wird nicht automatisch gemahnt: Mahnsperre ", " gets no automatic reminders: hold ") + h.ID
	}
	return number + a.pick(" ruht bis ", " rests until ") + h.Until.Format(a.Config.Language()) + a.pick(": Mahnsperre ", ": hold ") + h.ID
}

// retry starts a run's job again.
func (a *App) retry(ctx context.Context, s *Server, p notifiers.Press) reply {
	before, err := a.Ledger.Run(ctx, p.Value)
	if err != nil {
		return failed(err)
	}
	last, err := a.Ledger.Runs(ctx, before.Job, 1)
	if err != nil {
		return failed(err)
	}
	// The same press never starts two runs.
	sum := sha256.Sum256([]byte(p.ID))
	id := "r_" + hex.EncodeToString(sum[:3])
	if len(last) > 0 && last[0].ID != id && !last[0].Status.Ended() {
		return reply{how: ledger.PressDone, why: "run " + last[0].ID + " is under way",
			say: said(fmt.Sprintf(a.pick("%s läuft gerade: %s", "%s is running: %s"), before.Job, last[0].ID))}
	}
	run, err := a.Engine.Start(ctx, jobs.Ask{ID: id, Job: before.Job, Origin: "request", By: a.person(ctx, p.User)})
	if err != nil {
		return failed(err)
	}
	if err := s.queue.WakeRun(ctx, run.ID); err != nil {
		s.log.Warn("queue", "run", run.ID, "error", err) // the sweeper wakes it
	}
	r := done("run " + run.ID)
	r.note = fmt.Sprintf(a.pick("%s hat neu gestartet, %s: Lauf %s", "%s has started it again, %s: run %s"), a.chat.PersonName(ctx, p.User), a.pressedAt(), run.ID)
	r.gone = []string{notifiers.ActionRetry}
	return r
}

// why says to the person why an invoice stands in the digest.
func (a *App) why(ctx context.Context, p notifiers.Press, id billing.ID) reply {
	e, err := a.Explain(ctx, a.explainingJob(p), strconv.FormatInt(int64(id), 10), a.Engine.Today())
	if err != nil {
		return failed(err)
	}
	r := done(fmt.Sprintf("explained invoice %d", id))
	r.say = a.explained(e)
	return r
}

// explainingJob is the job of the message, or the first with rules.
func (a *App) explainingJob(p notifiers.Press) string {
	var m struct {
		Metadata struct {
			Payload struct {
				Job string `json:"job"`
			} `json:"event_payload"`
		} `json:"metadata"`
	}
	_ = json.Unmarshal(p.Message, &m) // a message without it says nothing about its job
	for _, j := range a.Engine.Jobs {
		if j.Name == m.Metadata.Payload.Job && a.checked.Sets[j.Name] != nil {
			return j.Name
		}
	}
	for _, j := range a.Engine.Jobs {
		if a.checked.Sets[j.Name] != nil {
			return j.Name
		}
	}
	return ""
}

// explained puts an explanation into words for people who don't write rules.
func (a *App) explained(e rules.Explanation) []notifiers.Part {
	l, v := a.Config.Language(), e.Verdict
	var head, body strings.Builder
	fmt.Fprintf(&head, "%s · %s", cmp.Or(v.Identifier, fmt.Sprintf("#%d", v.InvoiceID)), v.Customer)
	if v.Open.Known() {
		fmt.Fprintf(&body, a.pick("%s offen", "%s open"), v.Open.Format(l))
	}
	if !v.Due.IsZero() {
		fmt.Fprintf(&body, a.pick(" · fällig war %s", " · was due on %s"), v.Due.Format(l))
		if v.DaysOverdue > 0 {
			fmt.Fprintf(&body, a.pick(" (%d Tage überfällig)", " (%d days overdue)"), v.DaysOverdue)
		}
	}
	if v.Level > 0 {
		fmt.Fprintf(&body, a.pick(" · Mahnstufe %d", " · reminded to level %d"), v.Level)
		if !v.LastSent.IsZero() {
			fmt.Fprintf(&body, a.pick(", zuletzt %s", ", last on %s"), v.LastSent.Format(l))
		}
	}
	fmt.Fprintf(&body, "\n%s%s", outcomeWord(a, v.Outcome), plan.ReasonIn(l, v.Reason))
	if v.NextLevel > 0 && v.NextOn.After(e.Today) {
		fmt.Fprintf(&body, a.pick("\nStufe %d frühestens am %s, wenn sie dann noch offen ist", "\nlevel %d on %s at the earliest, if still open"), v.NextLevel, v.NextOn.Format(l))
	}
	for _, r := range e.Rules {
		if words := a.ruleWords(r); words != "" {
			body.WriteString("\n" + words)
		}
	}
	if !e.ReadAt.IsZero() {
		fmt.Fprintf(&body, a.pick("\nStand MOCO %s", "\nMOCO as of %s"), e.ReadAt.In(a.Config.Timezone).Format("02.01. 15:04"))
	}
	return []notifiers.Part{notifiers.Paragraph{Text: notifiers.Rich{
		{Text: plan.Plain(head.String()), Style: notifiers.Bold}, {Text: "\n" + body.String()},
	}}}
}

// outcomeWord begins the sentence about what happens with an invoice.
func outcomeWord(a *App, o plan.Outcome) string {
	words := map[plan.Outcome][2]string{
		plan.OutcomeLetter: {"Eine Mahnung ist dran: ", "A reminder is due: "}, plan.OutcomeLeftAlone: {"Keine Mahnung: ", "No reminder: "},
		plan.OutcomeHold: {"Angehalten: ", "Held: "}, plan.OutcomeOut: {"Keine Forderung: ", "No claim: "},
		plan.OutcomeNoRule: {"Keine Regel will mahnen: ", "No rule wants a reminder: "},
	}[o]
	return a.pick(words[0], words[1])
}

// ruleWords says what a rule answered, if it is worth saying.
func (a *App) ruleWords(r rules.RuleExplanation) string {
	switch r.Answer {
	case "yes":
		return fmt.Sprintf(a.pick("Regel %s: trifft zu", "rule %s: applies"), r.Rule)
	case "failed":
		return fmt.Sprintf(a.pick("Regel %s: fehlgeschlagen (%s)", "rule %s: failed (%s)"), r.Rule, r.Error)
	}
	for _, u := range r.Unless {
		if u.Value {
			return fmt.Sprintf(a.pick("Regel %s: nicht, weil %s", "rule %s: not, because %s"), r.Rule, u.Say)
		}
	}
	return ""
}
