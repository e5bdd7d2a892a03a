package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

type planCmd struct {
	Args     []string `arg:"" name:"job" optional:"" help:"The job, or 'show' and a plan's id. May be left out if there is one job only."`
	Letters  bool     `help:"With show: read the letters."`
	Why      bool     `help:"With show: name every invoice of every reason."`
	ExitCode bool     `name:"exit-code" help:"Exit with 10 if the plan has actions."`
	Accept   bool     `name:"accept-drop" help:"Believe MOCO although its list is suddenly much shorter."`
}

// Run plans a job, or shows a plan.
func (c *planCmd) Run(ctx context.Context, w *World, f *flags) error {
	if len(c.Args) > 0 && c.Args[0] == "show" {
		if len(c.Args) != 2 {
			return &exit{ExitUsage, fmt.Errorf("want one plan: %s plan show p_2c9e", w.Exe)}
		}
		return c.show(ctx, w, f, c.Args[1])
	}
	if len(c.Args) > 1 {
		return &exit{ExitUsage, fmt.Errorf("want one job, got %d", len(c.Args))}
	}
	job := ""
	if len(c.Args) == 1 {
		job = c.Args[0]
	}
	p := newProgress(w, f)
	a, err := f.open(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	a.Engine.AcceptDrop = c.Accept
	r, err := c.plan(ctx, a, w, job)
	p.end()
	if err != nil {
		return err
	}
	if f.JSON {
		err = emit(w.Stdout, "plan", r.Plan)
	} else {
		printPlan(w, a, r.Plan, c.Why)
	}
	if err == nil && c.ExitCode && len(r.Plan.New()) > 0 {
		return &exit{code: ExitActions}
	}
	return err
}

func (c *planCmd) plan(ctx context.Context, a *app.App, w *World, job string) (jobs.Result, error) {
	name, err := jobName(a, job)
	if err != nil {
		return jobs.Result{}, err
	}
	run, err := a.Engine.Start(ctx, jobs.Ask{Job: name, Origin: "person", By: w.who(), PlanOnly: true})
	if err != nil {
		return jobs.Result{}, err
	}
	return a.Engine.Run(ctx, run.ID)
}

// jobName is the job that is meant: the named one, or the only one.
func jobName(a *app.App, name string) (string, error) {
	if name == "" && len(a.Engine.Jobs) == 1 {
		return a.Engine.Jobs[0].Name, nil
	}
	j, err := a.Engine.Job(name)
	return j.Name, err
}

// printPlan shows a fresh plan and the next commands.
func printPlan(w *World, a *app.App, p plan.Plan, why bool) {
	pr := printer(a, why)
	pr.Print(w.Stdout, p)
	if len(p.New()) == 0 {
		return
	}
	fmt.Fprintf(w.Stdout, "\nSaved as %s, good until %s. Nothing was sent.\n", p.ID, p.ExpiresAt.In(a.Config.Timezone).Format("Mon 02 Jan 15:04"))
	letters := slices.ContainsFunc(p.New(), func(l plan.Line) bool { return !l.Internal() })
	switch ok, why := a.CanWrite(); {
	case p.Stopped && letters:
		fmt.Fprintln(w.Stdout, "It can't be applied: a limit stops it (limits.on_exceed: approve would let a person decide).")
	case !ok && letters:
		fmt.Fprintf(w.Stdout, "It can't be applied: %s.\n", why)
	default:
		fmt.Fprintf(w.Stdout, "  %s apply %-24s do exactly this\n", w.Exe, p.ID)
	}
	if len(p.Letters()) > 0 {
		fmt.Fprintf(w.Stdout, "  %s plan show %s --letters   read the letters first\n", w.Exe, p.ID)
	}
}

func printer(a *app.App, why bool) plan.Printer {
	return plan.Printer{Zone: a.Config.Timezone, Host: a.Host(), Why: why}
}

func (c *planCmd) show(ctx context.Context, w *World, f *flags, id string) error {
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := a.Ledger.Plan(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case f.JSON:
		if err := emit(w.Stdout, "plan", p); err != nil {
			return err
		}
		return printVotes(ctx, w, f, a, p)
	case c.Letters:
		printer(a, false).PrintLetters(w.Stdout, p)
		return nil
	}
	printer(a, c.Why).Print(w.Stdout, p)
	states, err := a.Ledger.LineStates(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Stdout, "\n%s: %s\n", p.ID, linesText(states))
	return printVotes(ctx, w, f, a, p)
}

// linesText says what became of a plan's lines: "4 used, 2 open".
func linesText(states []ledger.LineState) string {
	n := map[string]int{}
	for _, s := range states {
		n[s.State]++
	}
	text := ""
	for _, state := range []string{"used", "rejected", "expired", "open"} {
		if n[state] == 0 {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%d %s", n[state], state)
	}
	if text == "" {
		return "it has no new lines"
	}
	return "of its new lines " + text
}
