package jobs

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Waiting are lines of one plan that wait for the same people.
type Waiting struct {
	Run   ledger.Run
	Plan  plan.Plan
	Group string // "" for anybody who may apply plans
	Lines []plan.Line
	// Needed is how many people must agree to the line that needs most, and
	// Agreed who has said yes to one of them so far.
	Needed int
	Agreed []string
	Until  time.Time // no answer by then is a no
}

// Waiting lists what waits for an answer, the oldest run first.
func (e *Engine) Waiting(ctx context.Context) ([]Waiting, error) {
	runs, err := e.Ledger.RunsWaiting(ctx)
	if err != nil {
		return nil, err
	}
	var out []Waiting
	for _, run := range runs {
		some, err := e.waitingIn(ctx, run)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

func (e *Engine) waitingIn(ctx context.Context, run ledger.Run) ([]Waiting, error) {
	p, err := e.Ledger.Plan(ctx, run.Plan)
	if err != nil {
		return nil, err
	}
	j, err := e.Job(p.Job)
	if err != nil {
		return nil, nil // the job is gone; nobody can answer for it
	}
	states, err := e.Ledger.LineStates(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	votes, err := e.Ledger.Votes(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	byGroup := map[string]*Waiting{}
	for _, l := range p.New() {
		_, held := e.held(p, j, l)
		open := slices.ContainsFunc(states, func(s ledger.LineState) bool { return s.N == l.N && s.State == "open" })
		if !held || !open || e.Now().After(e.until(p, l)) {
			continue
		}
		group := e.groupOf(p, j, l)
		w := byGroup[group]
		if w == nil {
			w = &Waiting{Run: run, Plan: p, Group: group}
			byGroup[group] = w
		}
		w.Lines = append(w.Lines, l)
		w.Needed = max(w.Needed, e.needed(p, e.Policy.Groups[group], l))
		w.Until = e.expires(p, w.Lines)
		for _, v := range votes {
			if v.Line == l.N && v.Yes && !slices.Contains(w.Agreed, v.Voter) {
				w.Agreed = append(w.Agreed, v.Voter)
			}
		}
	}
	var out []Waiting
	for _, group := range slices.Sorted(maps.Keys(byGroup)) {
		out = append(out, *byGroup[group])
	}
	return out, nil
}
