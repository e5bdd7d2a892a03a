package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Vote is a person's answer to a request for approval, from wherever it came.
type Vote struct {
	Plan string
	// Hash begins with what the person saw of the plan's hash; "" from the
	// command line, which shows the plan as it is.
	Hash  string
	Group string // whose lines are meant; "" for those that no group answers for
	// Every means the lines of all groups, whatever Group says: the command
	// line.
	Every bool
	By    Voter
	// Only names lines: by an invoice's number or id, which means all lines of
	// that invoice, or by a line's number, "#3" or, where no invoice is called
	// so, "3". nil means all of the group's open lines.
	Only   []string
	Yes    bool
	Reason string
	// Snooze keeps the invoices of rejected lines back for that long, counted
	// in whole days; 0 for none.
	Snooze time.Duration
}

// Outcome is what became of a vote.
type Outcome struct {
	Plan plan.Plan
	// Released are the new entries; whoever voted carries them out with
	// Engine.Finish, or leaves that to a worker that serves.
	Released ledger.Released
	Lines    []int // the numbers of the lines that were released
	Rejected []int // those of the lines that were closed for good
	// Waiting is how many more people must agree before something is sent: the
	// most of any line; 0 if no line of this vote waits.
	Waiting int
	// Dropped are lines that were meant and that the vote did not change.
	Dropped []Undecided
	// Hold keeps back what was rejected; its ID is "" if there is none.
	Hold plan.Hold
}

// Undecided is a line that a vote could not change.
type Undecided struct {
	Line   plan.Line
	Reason string
}

// StaleError says that a person saw another content than the plan has.
type StaleError struct{ Plan string }

// Error says what to do instead.
func (e *StaleError) Error() string {
	return fmt.Sprintf("the message is of an older plan than %s as it stands; look at the newest one", e.Plan)
}

// VotedError says that a person has agreed before, and that others must.
type VotedError struct {
	Voter   Voter
	Plan    string
	Waiting int // how many more people must agree
}

// Error says how many others are needed.
func (e *VotedError) Error() string {
	more := "somebody else must agree, too"
	if e.Waiting > 1 {
		more = fmt.Sprintf("%d others must agree, too", e.Waiting)
	}
	return fmt.Sprintf("%s has agreed to plan %s before; %s", e.Voter, e.Plan, more)
}

// Vote records what a person says to lines of a plan, and carries it out: the
// last yes that is needed releases a line, a no closes it for good. However many
// people vote at once, a line is released once. The errors are
// ledger.ErrNotFound, *ExpiredError, *ledger.UsedError when nothing is left to
// decide, *StaleError, *NotApproverError, *SelfApprovalError, *VotedError,
// *LimitError, and *NotApprovedError for every other reason; then nothing was
// recorded.
func (e *Engine) Vote(ctx context.Context, v Vote) (Outcome, error) {
	p, err := e.Usable(ctx, v.Plan)
	out := Outcome{Plan: p}
	if err != nil {
		return out, err
	}
	hash, err := e.Ledger.PlanHash(ctx, p.ID)
	if err != nil {
		return out, err
	}
	if !strings.HasPrefix(hash, v.Hash) {
		return out, &StaleError{Plan: p.ID}
	}
	j, err := e.Job(p.Job)
	if err != nil {
		return out, err
	}
	open, err := e.openLines(ctx, p)
	if err != nil {
		return out, err
	}
	if v.Yes {
		if open, err = e.releasable(p, j, open); err != nil {
			return out, err
		}
	}
	c, err := e.choose(ctx, j, p, open, v)
	if err != nil {
		return out, err
	}
	out.Dropped = c.dropped
	return e.cast(ctx, j, v, hash, c, out)
}

// releasable are the open lines that the job and its limits let a person
// release.
func (e *Engine) releasable(p plan.Plan, j Job, open []plan.Line) ([]plan.Line, error) {
	if !p.LimitsKept() && j.OnExceed == ExceedStop {
		return nil, &LimitError{Plan: p}
	}
	can, why := e.CanWrite()
	if can && j.Write != plan.WriteOff {
		return open, nil
	}
	if can {
		why = "write: off"
	}
	// What stays in the house needs no key. A digest alone is nothing that
	// anybody has asked for.
	open = slices.DeleteFunc(open, func(l plan.Line) bool { return !l.Internal() || l.Action == "digest" })
	if len(open) == 0 {
		return nil, &NotApprovedError{Reason: "nothing can be sent: " + why}
	}
	return open, nil
}

// slate are the lines that a vote means and may decide.
type slate struct {
	lines   []plan.Line
	needed  map[int]int
	groups  []string // who answers for the lines
	dropped []Undecided
}

// choose picks the lines that a vote means and may decide. The error is why
// there is none.
func (e *Engine) choose(ctx context.Context, j Job, p plan.Plan, open []plan.Line, v Vote) (slate, error) {
	c := slate{needed: map[int]int{}}
	run, err := e.Ledger.Run(ctx, p.Run)
	if err != nil {
		return c, err
	}
	only, err := named(p, open, v.Only)
	if err != nil {
		return c, err
	}
	answers := map[string]error{}
	var refused error
	for _, l := range open {
		if only != nil && !slices.Contains(only, l.N) {
			continue
		}
		group := e.groupOf(p, j, l)
		why, known := answers[group]
		if !known {
			why = e.answers(ctx, group, l, v, run)
			answers[group] = why
		}
		if at := e.until(p, l); why == nil && e.Now().After(at) {
			why = &NotApprovedError{Reason: fmt.Sprintf("the time to approve %s ended on %s. Plan again: worker plan %s", plan.Label(l.Subject), at.In(e.Zone).Format(moment), p.Job)}
		}
		if why != nil {
			refused = why
			c.dropped = append(c.dropped, Undecided{l, why.Error()})
			continue
		}
		c.lines = append(c.lines, l)
		if group != "" && !slices.Contains(c.groups, group) {
			c.groups = append(c.groups, group)
		}
		c.needed[l.N] = e.needed(p, e.Policy.Groups[group], l)
	}
	switch {
	case len(c.lines) > 0:
		return c, nil
	case refused != nil:
		return c, refused
	}
	return c, &NotApprovedError{Reason: fmt.Sprintf("plan %s has nothing to release", p.ID)}
}

// moment is how errors write a time.
const moment = "Mon 02 Jan 2006, 15:04"

// answers is nil if the voter may decide lines like l of a group.
func (e *Engine) answers(ctx context.Context, group string, l plan.Line, v Vote, run ledger.Run) error {
	if !v.Every && v.Group != group {
		if group == "" {
			return &NotApprovedError{Reason: fmt.Sprintf("%s does not wait for %s", plan.Label(l.Subject), v.Group)}
		}
		return &NotApprovedError{Reason: fmt.Sprintf("%s needs the approval of %s: worker approve %s", plan.Label(l.Subject), group, run.Plan)}
	}
	g, err := e.group(group)
	if err != nil {
		return err
	}
	if err := e.mayAnswer(ctx, group, g, v.By); err != nil {
		return err
	}
	if v.Yes && group != "" && !g.SelfApproval && e.started(v.By, run) {
		return &SelfApprovalError{Voter: v.By, Group: group, Label: plan.Label(l.Subject)}
	}
	return nil
}

// groupOf is the group that answers for a line. A plan may be older than
// approve_by.
func (e *Engine) groupOf(p plan.Plan, j Job, l plan.Line) string {
	if _, held := e.held(p, j, l); held {
		return cmp.Or(l.Approve, e.Policy.ApproveBy)
	}
	return l.Approve
}

// cast hands the vote to the ledger and reads what came of it.
func (e *Engine) cast(ctx context.Context, j Job, v Vote, hash string, c slate, out Outcome) (Outcome, error) {
	numbers := make([]int, len(c.lines))
	for i, l := range c.lines {
		numbers[i] = l.N
	}
	r, err := e.bounded(ctx, j, out.Plan, numbers, v.By.String())
	if err != nil {
		return out, err
	}
	b := ledger.Ballot{
		Release: r, Person: e.person(v.By.ID), Group: strings.Join(c.groups, ", "), Hash: hash, Yes: v.Yes, Reason: oneLine(v.Reason), Needed: c.needed,
	}
	if !v.Yes {
		b.Hold = e.snooze(v, b.Reason)
	}
	n, err := e.Ledger.Cast(ctx, b)
	e.point("release.after_commit")
	var crowded *ledger.CrowdedError
	if errors.As(err, &crowded) {
		return out, &LimitError{Plan: out.Plan, Since: crowded}
	}
	if err != nil {
		return out, err
	}
	out.take(n, c.lines)
	if err := out.nothing(v, n); err != nil {
		return out, err
	}
	return out, e.afterVote(ctx, out)
}

// take reads what the ledger did.
func (o *Outcome) take(n ledger.Counted, lines []plan.Line) {
	o.Released, o.Lines, o.Rejected, o.Hold = n.Released, n.Lines, n.Rejected, n.Hold
	for _, more := range n.Waiting {
		o.Waiting = max(o.Waiting, more)
	}
	for _, g := range n.Gone {
		if i := slices.IndexFunc(lines, func(l plan.Line) bool { return l.N == g.N }); i >= 0 {
			o.Dropped = append(o.Dropped, Undecided{lines[i], gone(g)})
		}
	}
}

// gone says why a line can't be decided any more.
func gone(s ledger.LineState) string {
	switch s.State {
	case "expired":
		return "nobody approved it in time"
	case "rejected":
		return "rejected by " + s.By
	}
	return "released by " + s.By
}

// nothing is the error of a vote that has changed no line.
func (o *Outcome) nothing(v Vote, n ledger.Counted) error {
	switch {
	case len(n.Lines)+len(n.Rejected) > 0 || len(n.Waiting) > len(n.Repeated):
		return nil
	case len(n.Repeated) > 0:
		return &VotedError{Voter: v.By, Plan: o.Plan.ID, Waiting: o.Waiting}
	case len(n.Gone) > 0 && n.Gone[0].State == "expired":
		return &ExpiredError{Plan: o.Plan, At: n.Gone[0].At}
	case len(n.Gone) > 0:
		return &ledger.UsedError{Plan: o.Plan.ID, By: n.Gone[0].By, At: n.Gone[0].At}
	}
	return nil
}

// afterVote brings what people see of the run up to date: how it stands, and
// the messages that asked.
func (e *Engine) afterVote(ctx context.Context, o Outcome) error {
	if len(o.Released.Entries) > 0 {
		e.requests(ctx, o.Plan.ID)
		return nil // whoever carries them out closes the run
	}
	_, err := e.Close(ctx, o.Plan.Run)
	if errors.Is(err, ledger.ErrLost) {
		return nil // the worker that is busy with the run closes it
	}
	return err
}

// snooze is the hold that a no puts on its invoices; zero for none.
func (e *Engine) snooze(v Vote, reason string) plan.Hold {
	const day = 24 * time.Hour
	if v.Snooze <= 0 {
		return plan.Hold{}
	}
	if reason == "" {
		reason = "the letter was rejected"
	}
	days := int((v.Snooze + day - 1) / day)
	return plan.Hold{Kind: plan.HoldPlain, Author: v.By.String(), Reason: reason, From: e.Today(), Until: e.Today().AddDays(days)}
}

// maxReason bounds what a person says about his no, in characters.
const maxReason = 300

// oneLine is a person's text on one line, and not longer than a hold takes.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(plan.Plain(s)), " ")
	if r := []rune(s); len(r) > maxReason {
		s = string(r[:maxReason-1]) + "…"
	}
	return s
}

// named are the numbers of the open lines that a person names; nil if he names
// none, and so means all. It refuses what no open line has, and a number that
// two invoices share.
func named(p plan.Plan, open []plan.Line, only []string) ([]int, error) {
	if only == nil {
		return nil, nil
	}
	lines := []int{}
	for _, s := range only {
		found := slices.DeleteFunc(slices.Clone(open), func(l plan.Line) bool { return !meant(l, s) })
		if len(found) == 0 {
			found = slices.DeleteFunc(slices.Clone(open), func(l plan.Line) bool { return strings.TrimPrefix(s, "#") != strconv.Itoa(l.N) })
		}
		if len(found) == 0 {
			return nil, &NotApprovedError{Reason: fmt.Sprintf("plan %s has no open line for %s", p.ID, s)}
		}
		for _, l := range found {
			if l.Subject.ID != found[0].Subject.ID {
				return nil, &NotApprovedError{Reason: fmt.Sprintf("two invoices have the number %s; name the id: %d or %d", s, found[0].Subject.ID, l.Subject.ID)}
			}
			lines = append(lines, l.N)
		}
	}
	return lines, nil
}

// meant reports whether a person means this line: by the invoice's number, or
// by its id.
func meant(l plan.Line, only string) bool {
	return strings.EqualFold(only, l.Subject.Label) || only == strconv.FormatInt(int64(l.Subject.ID), 10)
}
