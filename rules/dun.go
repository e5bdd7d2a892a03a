package rules

import (
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// dun gives a claim its verdict: the first rule with a letter whose "when"
// matches decides, its "unless" lines, then the ladder. The other actions of
// such a rule go with its letter. Where a customer gets one letter for all,
// the claim waits for the others.
func (r *run) dun(c *claim, s *subject) ([]ranked, []failure) {
	if !c.verdict.Receivable || c.verdict.Outcome != "" {
		return nil, nil
	}
	d := &dunning{claim: c, subject: s, standing: c.standing}
	if why := d.ask(); why != (stop{}) {
		c.end(why)
		return nil, d.failed
	}
	if d.remind.ladder.perCustomer {
		c.passed = d
		return nil, d.failed
	}
	lines, err := r.send(d, nil)
	if err != (stop{}) {
		c.end(err)
	}
	return lines, d.failed
}

func (d *dunning) notDue() stop {
	if d.verdict.Overdue || d.shortByDiscount() != (stop{}) {
		return stop{}
	}
	if len(d.run.ladders) > 0 {
		d.climb(*d.run.ladders[0])
	}
	return stop{plan.OutcomeNotDue, "not due yet", "due on " + d.verdict.Due.Format(billing.English)}
}

// beforeGoLive leaves alone what was due before the product was there.
func (d *dunning) beforeGoLive() stop {
	if from := d.run.DunFrom; !from.IsZero() && d.verdict.Due.Before(from) {
		return stop{plan.OutcomeLeftAlone, fmt.Sprintf("due before %s (dun_from)", from), ""}
	}
	return stop{}
}

// chosen finds the rule that decides, and its ladder.
func (d *dunning) chosen() stop {
	i, a, failed := d.run.chooseRule(d.claim, d.subject)
	d.failed = failed
	if i < 0 {
		return stop{plan.OutcomeNoRule, d.run.whyNoRule(d.subject), ""}
	}
	ru := &d.run.set.rules[i]
	d.rule, d.remind, d.verdict.Rule = i, ru.remind, ru.name
	d.climb(ru.remind.ladder)
	if a.reason != nil {
		return stop{plan.OutcomeLeftAlone, a.reason.say, a.reason.fact(d.subject.world)}
	}
	return stop{}
}

// chooseRule is the first rule that wants to remind the invoice; -1 if there
// is none. Later ones that want it too are noted.
func (r *run) chooseRule(c *claim, s *subject) (chosen int, a answer, failed []failure) {
	chosen = -1
	for i := range r.set.rules {
		ru := &r.set.rules[i]
		if ru.remind == nil {
			continue
		}
		got := r.ask(ru, s.world)
		switch {
		case got.err != nil:
			failed = append(failed, failure{ru.name, got.err.Error()})
		case got.matched && chosen < 0:
			chosen, a = i, got
		case got.matched:
			pair := [2]string{r.set.rules[chosen].name, ru.name}
			r.rivals[pair] = append(r.rivals[pair], s.Label)
		}
	}
	return chosen, a, failed
}

// send makes the letter's line and those of the rule's other actions. others
// are the invoices that the letter names beside its own.
func (r *run) send(d *dunning, others []*dunning) ([]ranked, stop) {
	ru, c := &r.set.rules[d.rule], d.claim
	letter, err := d.letter(d.remind, d.remind.ladder.rungs[d.standing.level], others)
	if err != nil {
		return nil, hold("", "%s", err)
	}
	more, err := r.beside(d, letter)
	if err != nil {
		d.failed = append(d.failed, failure{ru.name, err.Error()})
		return nil, stop{}
	}
	line := plan.Line{
		Key: letter.Key(r.Account), Action: letter.Action(), Rule: ru.name,
		Subject: d.subject.Subject, Approve: ru.remind.ladder.rungs[letter.Level-1].approve, Params: letter,
	}
	reason := fmt.Sprintf("level %d, %s", letter.Level, letter.LevelName)
	if d.standing.inHand == letter.Level {
		reason = "letter in hand"
	}
	c.end(stop{plan.OutcomeLetter, reason, letter.Note})
	return append([]ranked{{Line: line, level: letter.Level, age: letter.DaysOverdue, rule: d.rule}}, more...), stop{}
}

// beside carries out the rule's other actions, which go with its letter.
func (r *run) beside(d *dunning, letter plan.Remind) ([]ranked, error) {
	if err := letter.Validate(); err != nil {
		return nil, err
	}
	d.subject.letter = &letter
	defer func() { d.subject.letter = nil }()
	return r.act(d.rule, &r.set.rules[d.rule], d.subject)
}

// whyNoRule names what is false in the first rule with letters.
func (r *run) whyNoRule(s *subject) string {
	for i := range r.set.rules {
		ru := &r.set.rules[i]
		if ru.remind == nil {
			continue
		}
		for _, t := range ru.terms() {
			if yes, err := r.evaluate(ru, t.cond, s.world); err == nil && !yes {
				return fmt.Sprintf("when: %s is false", t.text)
			}
		}
		return "when is false"
	}
	return "no rule sends reminders"
}

// fact is what stands behind a reason that holds.
func (a *reason) fact(world any) string {
	for _, t := range a.terms() {
		if f := t.fact(world); f != "" {
			return f
		}
	}
	return ""
}
