package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// ExpiredError says that a plan is too old to be used.
type ExpiredError struct {
	Plan plan.Plan
	At   time.Time // when the last of its lines expired
}

// Error says what to do instead.
func (e *ExpiredError) Error() string {
	return fmt.Sprintf("plan %s expired on %s. Plan again: worker plan %s", e.Plan.ID, e.At.Format("Mon 02 Jan 2006, 15:04"), e.Plan.Job)
}

// releaseByItself releases what the job may do without asking: everything
// that stays inside the house, and under write: auto every other line that no
// step and no limit holds back.
// Lines that were released before are left alone, so a run that is taken up
// again may do it again.
func (e *Engine) releaseByItself(ctx context.Context, j Job, p plan.Plan) (ledger.Released, error) {
	states, err := e.Ledger.LineStates(ctx, p.ID)
	if err != nil {
		return ledger.Released{}, err
	}
	can, _ := e.CanWrite()
	var lines []int
	for _, l := range p.New() {
		if !slices.ContainsFunc(states, func(s ledger.LineState) bool { return s.N == l.N && s.State == "open" }) {
			continue
		}
		_, held := e.held(p, j, l)
		byItself := j.Write == plan.WriteAuto && can && !held && p.LimitsKept()
		if l.Internal() || byItself {
			lines = append(lines, l.N)
		}
	}
	if len(lines) == 0 {
		return ledger.Released{}, nil
	}
	return e.enter(ctx, j, p, lines, "job "+j.Name)
}

// enter releases lines in the name of a job.
func (e *Engine) enter(ctx context.Context, j Job, p plan.Plan, lines []int, by string) (ledger.Released, error) {
	r, err := e.bounded(ctx, j, p, lines, by)
	if err != nil {
		return ledger.Released{}, err
	}
	released, err := e.Ledger.Release(ctx, r)
	e.point("release.after_commit")
	return released, err
}

// bounded is a release of lines that fails if a customer would get more letters
// in a day than a limit allows that the plan had kept when it was made: others
// may have been released since. A limit that the plan breaks is a person's
// decision.
func (e *Engine) bounded(ctx context.Context, j Job, p plan.Plan, lines []int, by string) (ledger.Release, error) {
	chosen := slices.DeleteFunc(p.New(), func(l plan.Line) bool { return !slices.Contains(lines, l.N) })
	r := ledger.Release{Plan: p, Lines: lines, By: by, Within: e.expires(p, chosen).Sub(e.Now())}
	if !kept(p, "reminders_per_customer_per_day") {
		return r, nil
	}
	r.PerCustomer = j.Bounds.RemindersPerCustomerPerDay
	var err error
	r.Day, err = e.onLedger(ctx, e.Today().In(e.Zone))
	return r, err
}

// kept reports whether a plan kept a limit when it was made.
func kept(p plan.Plan, name string) bool {
	return slices.ContainsFunc(p.Limits, func(l plan.Limit) bool { return l.Name == name && l.Kept })
}

// NotApprovedError says why none of the lines could be released.
type NotApprovedError struct{ Reason string }

// Error is the reason.
func (e *NotApprovedError) Error() string { return e.Reason }

// LimitError says that a limit stops a plan, and that nobody can override it.
type LimitError struct {
	Plan plan.Plan
	// Since is what was released since the plan was made and is too much
	// together with it; nil if the plan itself breaks a limit.
	Since *ledger.CrowdedError
}

// Error names the limits that were broken.
func (e *LimitError) Error() string {
	if e.Since != nil {
		return fmt.Sprintf("a limit stops plan %s: %s. Nothing was sent. Plan again: worker plan %s", e.Plan.ID, e.Since, e.Plan.Job)
	}
	var broken []string
	for _, l := range e.Plan.Limits {
		if !l.Kept {
			broken = append(broken, l.Text)
		}
	}
	return fmt.Sprintf("a limit stops plan %s: %s. Nothing was sent; limits.on_exceed: approve would let a person decide", e.Plan.ID, strings.Join(broken, "; "))
}

// Usable reads a plan and refuses one that is too old, or of which nothing is
// left to release. The errors are ledger.ErrNotFound, *ExpiredError and
// *ledger.UsedError.
func (e *Engine) Usable(ctx context.Context, id string) (plan.Plan, error) {
	p, err := e.Ledger.Plan(ctx, id)
	if err != nil {
		return p, err
	}
	open, err := e.openLines(ctx, p)
	if err != nil {
		return p, err
	}
	if last := e.expires(p, open); e.Now().After(last) {
		return p, &ExpiredError{Plan: p, At: last}
	}
	return p, nil
}

// openLines are the lines that nobody has used yet. When there are none, the
// error says who used them.
func (e *Engine) openLines(ctx context.Context, p plan.Plan) ([]plan.Line, error) {
	states, err := e.Ledger.LineStates(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	var open []plan.Line
	last := ledger.LineState{}
	for _, s := range states {
		if s.State != "open" {
			if s.At.After(last.At) {
				last = s
			}
			continue
		}
		i := slices.IndexFunc(p.Lines, func(l plan.Line) bool { return l.N == s.N })
		if i >= 0 && p.Lines[i].Action != "ask" {
			open = append(open, p.Lines[i])
		}
	}
	if len(open) == 0 && last.State == "expired" {
		return nil, &ExpiredError{Plan: p, At: e.expires(p, p.New())}
	}
	if len(open) == 0 && last.By != "" {
		return nil, &ledger.UsedError{Plan: p.ID, By: last.By, At: last.At}
	}
	return open, nil
}
