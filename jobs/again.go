package jobs

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// Again decides again about one invoice, for an entry that is about to be
// written: with the rule text of the entry's own plan, today's date, and a
// history without the entry's own traces (law 2).
type Again struct {
	Engine *Engine
	// Load compiles stored rule texts.
	Load func(texts []ledger.RuleText) (*rules.Set, error)

	mu   sync.Mutex
	sets map[string]*rules.Set // by plan
}

// Decide is an actions.Decider.
func (a *Again) Decide(ctx context.Context, e ledger.Entry, snap billing.Snapshot) (plan.Line, plan.Verdict, bool, error) {
	set, err := a.set(ctx, e.Plan)
	if err != nil {
		return plan.Line{}, plan.Verdict{}, false, err
	}
	facts, err := a.Engine.Ledger.FactsFor(ctx, e)
	if err != nil {
		return plan.Line{}, plan.Verdict{}, false, err
	}
	d, err := set.Decide(a.Engine.input(snap, facts))
	if err != nil {
		return plan.Line{}, plan.Verdict{}, false, err
	}
	var verdict plan.Verdict
	if len(d.Verdicts) > 0 {
		verdict = d.Verdicts[0]
	}
	i := slices.IndexFunc(d.Lines, func(l plan.Line) bool { return l.Key == e.Key })
	if i < 0 {
		return plan.Line{}, verdict, false, nil
	}
	return d.Lines[i], verdict, true, nil
}

// set compiles the rules of a plan once.
func (a *Again) set(ctx context.Context, planID string) (*rules.Set, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if s, ok := a.sets[planID]; ok {
		return s, nil
	}
	p, err := a.Engine.Ledger.Plan(ctx, planID)
	if err != nil {
		return nil, err
	}
	texts, err := a.Engine.Ledger.RuleTexts(ctx, p.Rules)
	if err != nil {
		return nil, err
	}
	s, err := a.Load(texts)
	if err != nil {
		return nil, fault.New(fault.Permanent, fmt.Errorf("the rules of plan %s can't be read by this version: %w", planID, err))
	}
	if a.sets == nil {
		a.sets = map[string]*rules.Set{}
	}
	a.sets[planID] = s
	return s, nil
}
