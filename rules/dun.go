package rules

import (
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// dun gives a claim its verdict: the first rule with a letter whose "when"
// matches decides, its "unless" lines, then the ladder. The other actions of
// such a rule go with its letter.
func (r *run) dun(c *claim, s *subject) ([]ranked, []failure) {
	if !c.verdict.Receivable || c.verdict.Outcome != "" {
		return nil, nil
	}
	first := r.firstLadder()
	if first != nil {
		c.forecast(*first)
	}
	discount := c.cashDiscount()
	switch due := c.verdict.Due; {
	case !c.verdict.Overdue && discount == (stop{}):
		c.end(stop{plan.OutcomeNotDue, "not due yet", "due on " + due.Format(billing.English)})
		return nil, nil
	case !r.DunFrom.IsZero() && due.Before(r.DunFrom):
		c.end(stop{plan.OutcomeLeftAlone, fmt.Sprintf("due before %s (dun_from)", r.DunFrom), ""})
		c.verdict.NextLevel, c.verdict.NextOn = 0, billing.Date{}
		return nil, nil
	case discount != (stop{}):
		c.end(discount)
		c.verdict.NextLevel, c.verdict.NextOn = 0, billing.Date{}
		return nil, nil
	}
	i, a, failed := r.chooseRule(c, s)
	if i < 0 {
		c.end(stop{plan.OutcomeNoRule, r.whyNoRule(s), ""})
		c.verdict.NextLevel, c.verdict.NextOn = 0, billing.Date{}
		return nil, failed
	}
	ru := &r.set.rules[i]
	c.verdict.Rule = ru.name
	c.forecast(ru.remind.ladder)
	if a.reason != nil {
		c.end(stop{plan.OutcomeLeftAlone, a.reason.say, a.reason.fact(s.world)})
		return nil, failed
	}
	letter, why := c.climb(ru.remind)
	if why != (stop{}) {
		c.end(why)
		return nil, failed
	}
	lines, err := r.send(i, c, s, letter)
	if err != nil {
		return nil, append(failed, failure{ru.name, err.Error()})
	}
	return lines, failed
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

// send makes the letter's line and those of the rule's other actions.
func (r *run) send(i int, c *claim, s *subject, letter plan.Remind) ([]ranked, error) {
	ru := &r.set.rules[i]
	line := plan.Line{
		Key: letter.Key(r.Account), Action: letter.Action(), Rule: ru.name,
		Subject: s.Subject, Approve: ru.remind.ladder.rungs[letter.Level-1].approve, Params: letter,
	}
	if err := letter.Validate(); err != nil {
		return nil, err
	}
	s.letter = &letter
	more, err := r.act(i, ru, s)
	s.letter = nil
	if err != nil {
		return nil, err
	}
	reason := fmt.Sprintf("level %d, %s", letter.Level, letter.LevelName)
	if c.standing.inHand == letter.Level {
		reason = "letter in hand"
	}
	c.end(stop{plan.OutcomeLetter, reason, ""})
	return append([]ranked{{Line: line, level: letter.Level, age: letter.DaysOverdue, rule: i}}, more...), nil
}

func (r *run) firstLadder() *ladder {
	for i := range r.set.rules {
		if a := r.set.rules[i].remind; a != nil {
			return &a.ladder
		}
	}
	return nil
}

// whyNoRule names what is false in the first rule with letters.
func (r *run) whyNoRule(s *subject) string {
	for i := range r.set.rules {
		ru := &r.set.rules[i]
		if ru.remind == nil {
			continue
		}
		for _, t := range ru.terms {
			if yes, err := r.evaluate(t.cond, s.world); err == nil && !yes {
				return fmt.Sprintf("when: %s is false", t.text)
			}
		}
		return "when is false"
	}
	return "no rule sends reminders"
}

// fact is what stands behind a reason that holds.
func (a *reason) fact(world any) string {
	for _, t := range a.terms {
		if f := t.fact(world); f != "" {
			return f
		}
	}
	return ""
}
