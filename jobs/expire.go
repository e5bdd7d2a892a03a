package jobs

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// until is the end of the time in which a line may be released: its group's,
// or the plan's.
func (e *Engine) until(p plan.Plan, l plan.Line) time.Time {
	if at := e.groupUntil(p, l.Approve); !at.IsZero() {
		return at
	}
	return p.ExpiresAt
}

// groupUntil is when no answer of a group is a no; zero if that has no time of
// its own.
func (e *Engine) groupUntil(p plan.Plan, group string) time.Time {
	d := e.Policy.Groups[group].Expires
	if group == "" || d <= 0 {
		return time.Time{}
	}
	return e.Calendar.AddWorking(p.CreatedAt, d, e.Zone)
}

// expires is when the last of these lines can't be released any more; without
// any, the plan's own time.
func (e *Engine) expires(p plan.Plan, lines []plan.Line) time.Time {
	if len(lines) == 0 {
		return p.ExpiresAt.In(e.Zone)
	}
	var last time.Time
	for _, l := range lines {
		if at := e.until(p, l); at.After(last) {
			last = at
		}
	}
	return last.In(e.Zone)
}

// Lapsed is a plan with lines that nobody has approved in time.
type Lapsed struct {
	Run   ledger.Run
	Plan  plan.Plan
	Group string // who was asked; "" for anybody who may apply plans
	Lines []plan.Line
}

// Lapse ends the requests for approval whose time is over: people are told,
// then the lines are closed for good, and their runs stand without them. A
// request that can't be told about is tried again at the next call. However
// many workers call it, one tells.
func (e *Engine) Lapse(ctx context.Context) error {
	runs, err := e.Ledger.RunsWaiting(ctx)
	if err != nil {
		return err
	}
	for _, run := range runs {
		if err := e.lapseRun(ctx, run); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) lapseRun(ctx context.Context, run ledger.Run) error {
	p, err := e.Ledger.Plan(ctx, run.Plan)
	if err != nil {
		return err
	}
	states, err := e.Ledger.LineStates(ctx, p.ID)
	if err != nil {
		return err
	}
	open := map[int]bool{}
	for _, s := range states {
		open[s.N] = s.State == "open"
	}
	byGroup := map[string][]plan.Line{}
	for _, l := range p.New() {
		if open[l.N] && !l.Internal() && e.Now().After(e.until(p, l)) {
			byGroup[l.Approve] = append(byGroup[l.Approve], l)
		}
	}
	for _, group := range slices.Sorted(maps.Keys(byGroup)) {
		if err := e.lapse(ctx, Lapsed{Run: run, Plan: p, Group: group, Lines: byGroup[group]}); err != nil {
			return err
		}
	}
	if len(byGroup) == 0 {
		return nil
	}
	_, err = e.Close(ctx, run.ID)
	return err
}

func (e *Engine) lapse(ctx context.Context, x Lapsed) error {
	numbers := make([]int, len(x.Lines))
	for i, l := range x.Lines {
		numbers[i] = l.N
	}
	// What a later plan has sent meanwhile is nothing to tell about.
	inHand, err := e.Ledger.InHand(ctx, x.Lines)
	if err != nil {
		return err
	}
	x.Lines = slices.DeleteFunc(x.Lines, func(l plan.Line) bool { return inHand[l.Key] != "" })
	key := "lapsed|" + x.Plan.ID + "|" + x.Group
	first, err := e.Ledger.AlertOnce(ctx, key, "told")
	if err != nil {
		return err
	}
	if first && e.Lapsed != nil && len(x.Lines) > 0 {
		if err := e.Lapsed(ctx, x); err != nil {
			_ = e.Ledger.AlertFailed(context.WithoutCancel(ctx), key, "told") // at worst nobody is told twice
			return err
		}
	}
	_, err = e.Ledger.Expire(ctx, x.Plan, numbers)
	return err
}
