package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

type approveCmd struct {
	Plan     string   `arg:"" optional:"" help:"The plan, such as p_2c9e; without it, what waits is listed."`
	Only     []string `placeholder:"INVOICE" help:"Only these invoices. May be repeated."`
	Reject   bool     `help:"Say no instead: the lines can never be sent, and their invoices are held back for 7 days."`
	Reason   string   `help:"With --reject: why. It stands in the hold and in the audit."`
	NoSnooze bool     `name:"no-snooze" help:"With --reject: no hold; the next run may plan the letters again."`
}

// snooze is how long a no holds its invoices back.
const snooze = 7 * 24 * time.Hour

// Run says yes or no to lines of a plan, or lists what waits.
func (c *approveCmd) Run(ctx context.Context, w *World, f *flags) error {
	switch {
	case c.Plan == "" && (len(c.Only) > 0 || c.Reject):
		return &exit{ExitUsage, fmt.Errorf("name the plan: '%s approve' alone lists those that wait", w.Exe)}
	case !c.Reject && (c.Reason != "" || c.NoSnooze):
		return &exit{ExitUsage, errors.New("--reason and --no-snooze go with --reject")}
	}
	p := newProgress(w, f)
	a, err := f.openChecked(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Plan == "" {
		return listWaiting(ctx, w, f, a)
	}
	v := jobs.Vote{Plan: c.Plan, By: jobs.Voter{ID: w.who()}, Only: c.Only, Every: true, Yes: !c.Reject, Reason: c.Reason}
	if !c.Reject {
		return carryOut(ctx, w, f, a, p, v)
	}
	if !c.NoSnooze {
		v.Snooze = snooze
	}
	return reject(ctx, w, f, a, v)
}

// reject says no, and what follows from it.
func reject(ctx context.Context, w *World, f *flags, a *app.App, v jobs.Vote) error {
	out, err := a.Engine.Vote(ctx, v)
	if err != nil {
		return err
	}
	if f.JSON {
		return emit(w.Stdout, "rejected", map[string]any{
			"plan": v.Plan, "lines": len(out.Rejected), "by": v.By.ID, "reason": v.Reason, "hold": out.Hold.ID, "until": day(out.Hold.Until), "dropped": droppedJSON(out),
		})
	}
	fmt.Fprintf(w.Stdout, "%d of the lines of %s are rejected and can't be sent any more.\n", len(out.Rejected), v.Plan)
	if out.Hold.ID != "" {
		fmt.Fprintf(w.Stdout, "%s keeps %s back until %s; %s hold end %s ends it before.\n",
			out.Hold.ID, plan.Plain(out.Hold.Matcher.String()), out.Hold.Until.Format(billing.English), w.Exe, out.Hold.ID)
	}
	sayDropped(w, out)
	return nil
}

func day(d billing.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// sayDropped names the lines that a vote could not decide.
func sayDropped(w *World, out jobs.Outcome) {
	for _, d := range out.Dropped {
		fmt.Fprintf(w.Stderr, "  – %s  %s: %s\n", plan.Plain(plan.Label(d.Line.Subject)), plan.Plain(d.Line.Subject.Name), plan.Plain(d.Reason))
	}
}

func droppedJSON(out jobs.Outcome) []any {
	list := []any{}
	for _, d := range out.Dropped {
		list = append(list, map[string]any{"line": d.Line.N, "subject": d.Line.Subject, "reason": d.Reason})
	}
	return list
}

// carryOut says yes to lines and carries out what that releases. A worker that
// serves the same store may take some of them: claims make sure that each is
// done once.
func carryOut(ctx context.Context, w *World, f *flags, a *app.App, p *progress, yes jobs.Vote) error {
	out, err := a.Engine.Vote(ctx, yes)
	if err != nil {
		return goOn(ctx, w, f, a, p, out.Plan, err)
	}
	if f.JSON {
		if err := emit(w.Stdout, "vote", voteJSON(yes, out)); err != nil {
			return err
		}
	}
	for _, n := range out.Released.InHand {
		fmt.Fprintf(w.Stderr, "  line %d is in hand or done already; nothing to do\n", n)
	}
	sayDropped(w, out)
	if out.Waiting > 0 && !f.JSON {
		fmt.Fprintf(w.Stdout, "Your yes to %s is recorded. %s must agree.\n", yes.Plan, number(out.Waiting, "more person", "more people"))
	}
	if len(out.Lines) == 0 {
		return &exit{code: ExitWaiting}
	}
	r, err := a.Engine.Finish(ctx, out.Plan.Run)
	p.end()
	return ended(w, f, a, r, err)
}

func voteJSON(v jobs.Vote, out jobs.Outcome) any {
	lines := out.Lines
	if lines == nil {
		lines = []int{}
	}
	return map[string]any{"plan": v.Plan, "by": v.By.ID, "released": lines, "more_needed": out.Waiting, "dropped": droppedJSON(out)}
}

// listWaiting shows what waits for an answer.
func listWaiting(ctx context.Context, w *World, f *flags, a *app.App) error {
	all, err := a.Engine.Waiting(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 && !f.JSON {
		fmt.Fprintln(w.Stdout, "Nothing waits for an approval.")
	}
	for _, x := range all {
		if f.JSON {
			err = emit(w.Stdout, "waiting", waitingJSON(x))
		} else {
			err = printWaiting(w, a, x)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func waitingJSON(x jobs.Waiting) any {
	lines := []any{}
	for _, l := range x.Lines {
		line := map[string]any{"line": l.N, "action": l.Action, "subject": l.Subject}
		if r, ok := l.Params.(plan.Remind); ok {
			line["level"], line["open"] = r.Level, r.Open
		}
		lines = append(lines, line)
	}
	agreed := x.Agreed
	if agreed == nil {
		agreed = []string{}
	}
	return map[string]any{
		"plan": x.Plan.ID, "run": x.Run.ID, "job": x.Plan.Job, "group": x.Group, "needed": x.Needed, "agreed": agreed, "until": x.Until, "lines": lines,
	}
}

// printWaiting is "p_2c9e  finance  2 letters, 19,635.00 EUR  until …" with a
// line for each.
func printWaiting(w *World, a *app.App, x jobs.Waiting) error {
	var sum billing.Totals
	letters := 0
	for _, l := range x.Lines {
		r, ok := l.Params.(plan.Remind)
		if !ok {
			continue
		}
		letters++
		if more, err := sum.Plus(r.Open); err == nil {
			sum = more
		}
	}
	what := number(len(x.Lines), "line", "lines")
	if letters > 0 {
		what = number(letters, "letter", "letters") + ", " + sum.Format(billing.English)
	}
	who := x.Group
	if who == "" {
		who = "anybody who may apply plans"
	}
	stand := ""
	if x.Needed > 1 {
		stand = fmt.Sprintf(" · %d of %d agreed", len(x.Agreed), x.Needed)
	}
	if len(x.Agreed) > 0 {
		stand += ": " + plan.Plain(strings.Join(x.Agreed, ", "))
	}
	_, err := fmt.Fprintf(w.Stdout, "%s  %s  %s · for %s · until %s%s\n", x.Plan.ID, x.Plan.Job, what, who, clock(a, x.Until), stand)
	for _, l := range x.Lines {
		if r, ok := l.Params.(plan.Remind); ok {
			fmt.Fprintf(w.Stdout, "  level %d  %s  %s  %s  %d days\n", r.Level, plan.Plain(plan.Label(l.Subject)), plan.Plain(l.Subject.Name), r.Open.Format(billing.English), r.DaysOverdue)
		} else {
			fmt.Fprintf(w.Stdout, "  %s  %s  %s\n", l.Action, plan.Plain(plan.Label(l.Subject)), plan.Plain(l.Subject.Name))
		}
	}
	fmt.Fprintf(w.Stdout, "  %s approve %s\n", w.Exe, x.Plan.ID)
	return err
}

// printVotes shows what people said to the lines of a plan.
func printVotes(ctx context.Context, w *World, f *flags, a *app.App, p plan.Plan) error {
	votes, err := a.Ledger.Votes(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, v := range votes {
		i := slices.IndexFunc(p.Lines, func(l plan.Line) bool { return l.N == v.Line })
		if i < 0 {
			continue
		}
		if err := printVote(w, f, a, p.Lines[i], v); err != nil {
			return err
		}
	}
	return nil
}

func printVote(w *World, f *flags, a *app.App, l plan.Line, v ledger.Vote) error {
	if f.JSON {
		return emit(w.Stdout, "line_vote", map[string]any{
			"line": v.Line, "subject": l.Subject, "by": v.Voter, "person": v.Person, "yes": v.Yes, "reason": v.Reason, "needed": v.Needed, "at": v.At,
		})
	}
	word := "yes"
	if !v.Yes {
		word = "no"
	}
	if v.Reason != "" {
		word += ": " + plan.Plain(v.Reason)
	}
	_, err := fmt.Fprintf(w.Stdout, "  vote    %s  %s  %s  %s: %s\n", clock(a, v.At), l.Action, plan.Plain(plan.Label(l.Subject)), plan.Plain(v.Voter), word)
	return err
}
