package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

type runsCmd struct {
	Args  []string `arg:"" optional:"" name:"show" help:"Nothing for the list; 'show' or 'settle' and a run's id for one run."`
	Job   string   `help:"Only runs of this job."`
	Limit int      `default:"20" help:"How many."`
}

// Run lists runs, shows one, or asks MOCO again about one.
func (c *runsCmd) Run(ctx context.Context, w *World, f *flags) error {
	show := len(c.Args) == 2 && c.Args[0] == "show"
	settle := len(c.Args) == 2 && c.Args[0] == "settle"
	if len(c.Args) > 0 && !show && !settle {
		return &exit{ExitUsage, fmt.Errorf("want '%s runs', '%s runs show r_8f31' or '%s runs settle r_8f31'", w.Exe, w.Exe, w.Exe)}
	}
	if c.Limit < 1 {
		return &exit{ExitUsage, fmt.Errorf("--limit must be 1 or more")}
	}
	p := newProgress(w, f)
	a, err := f.open(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	switch {
	case show:
		return showRun(ctx, w, f, a, c.Args[1])
	case settle:
		if _, err := a.Ledger.Run(ctx, c.Args[1]); err != nil {
			return err
		}
		if _, err := a.Ledger.Hasten(ctx, c.Args[1], w.who()); err != nil {
			return err
		}
		r, err := a.Engine.Finish(ctx, c.Args[1])
		p.end()
		return ended(w, f, a, r, err)
	}
	f.warnStale(ctx, w, a)
	return c.list(ctx, w, f, a)
}

// list shows the latest runs, and the times of schedules at which none was
// made.
func (c *runsCmd) list(ctx context.Context, w *World, f *flags, a *app.App) error {
	runs, err := a.Ledger.Runs(ctx, c.Job, c.Limit)
	if err != nil {
		return err
	}
	skipped, err := a.Ledger.Skipped(ctx, c.Job, c.Limit)
	if err != nil {
		return err
	}
	if len(runs)+len(skipped) == 0 && !f.JSON {
		fmt.Fprintf(w.Stdout, "No runs yet. Begin with: %s plan\n", w.Exe)
		return nil
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	if !f.JSON {
		fmt.Fprintln(t, "RUN\tJOB\tSTARTED\tSTATUS\tASKED BY\tPLAN\t")
	}
	for n := 0; n < c.Limit && len(runs)+len(skipped) > 0; n++ {
		var err error
		if len(runs) == 0 || len(skipped) > 0 && skipped[0].At.After(runs[0].CreatedAt) {
			err = listTick(t, w, f, a, skipped[0])
			skipped = skipped[1:]
		} else {
			err = listRun(t, w, f, a, runs[0])
			runs = runs[1:]
		}
		if err != nil {
			return err
		}
	}
	return t.Flush()
}

func listRun(t io.Writer, w *World, f *flags, a *app.App, r ledger.Run) error {
	if f.JSON {
		return emit(w.Stdout, "run", r)
	}
	status := statusWord(r.Status)
	if r.PlanOnly && len(r.Summary.Actions) == 0 { // a person may have released it since
		status += ", plan only"
	}
	_, err := fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.Job, clock(a, r.CreatedAt), status, r.AskedBy, r.Plan, r.Error)
	return err
}

func listTick(t io.Writer, w *World, f *flags, a *app.App, k ledger.Tick) error {
	if f.JSON {
		return emit(w.Stdout, "tick", k)
	}
	_, err := fmt.Fprintf(t, "–\t%s\t%s\t%s\tschedule\t\t%s\n", k.Schedule, clock(a, k.At), k.Status, k.Reason)
	return err
}

func clock(a *app.App, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(a.Config.Timezone).Format("Mon 02 Jan 15:04:05")
}

// showRun shows one run: its steps and what became of each action.
func showRun(ctx context.Context, w *World, f *flags, a *app.App, id string) error {
	run, err := a.Ledger.Run(ctx, id)
	if err != nil {
		return err
	}
	entries, err := a.Ledger.Entries(ctx, ledger.Filter{Run: id})
	if err != nil {
		return err
	}
	deliveries, err := a.Ledger.Deliveries(ctx, id, "")
	if err != nil {
		return err
	}
	if f.JSON {
		if err := emit(w.Stdout, "run", run); err != nil {
			return err
		}
		for _, e := range entries {
			if err := emit(w.Stdout, "action", actionJSON(e)); err != nil {
				return err
			}
		}
		if err := showDeliveries(w, f, a, deliveries); err != nil {
			return err
		}
		return votesOfRun(ctx, w, f, a, run)
	}
	fmt.Fprintf(w.Stdout, "%s · %s · %s · asked by %s · %s\n", run.ID, run.Job, statusWord(run.Status), run.AskedBy, clock(a, run.CreatedAt))
	if run.Error != "" {
		fmt.Fprintf(w.Stdout, "  failed: %s\n", run.Error)
	}
	if run.Plan != "" {
		fmt.Fprintf(w.Stdout, "  plan    %s\n", run.Plan)
	}
	for _, n := range run.Summary.Notes {
		fmt.Fprintf(w.Stdout, "  note    %s\n", n)
	}
	if err := votesOfRun(ctx, w, f, a, run); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\n", clock(a, e.UpdatedAt), e.State, e.Action, plan.Plain(plan.Label(e.Subject)), plan.Plain(e.Subject.Name), plan.Plain(e.Reason))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return showDeliveries(w, f, a, deliveries)
}

// votesOfRun shows what people said to the lines of a run's plan.
func votesOfRun(ctx context.Context, w *World, f *flags, a *app.App, run ledger.Run) error {
	if run.Plan == "" {
		return nil
	}
	p, err := a.Ledger.Plan(ctx, run.Plan)
	if err != nil {
		return err
	}
	return printVotes(ctx, w, f, a, p)
}

// actionJSON is an entry for programs.
func actionJSON(e ledger.Entry) any {
	return map[string]any{
		"id": e.ID, "key": e.Key, "action": e.Action, "rule": e.Rule, "subject": e.Subject, "run": e.Run, "plan": e.Plan, "line": e.Line,
		"state": e.State, "reason": e.Reason, "attempts": e.Attempts, "remote_id": e.RemoteID, "approved_by": e.ApprovedBy,
		"evidence": e.Evidence, "created_at": e.CreatedAt, "updated_at": e.UpdatedAt,
	}
}

type auditCmd struct {
	RunID  string `name:"run" placeholder:"ID" help:"Only this run."`
	Limit  int    `default:"50" help:"The latest so many; 0 for all."`
	Verify bool   `help:"Check that nothing was changed or cut off."`
	Head   string `placeholder:"HASH" help:"With --verify: also look for this end of the audit, as a digest or a workbook's Info sheet noted it."`
}

// Run shows the events, oldest first, or verifies their chain.
func (c *auditCmd) Run(ctx context.Context, w *World, f *flags) error {
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Verify {
		return c.verify(ctx, w, f, a)
	}
	if c.Head != "" {
		return &exit{ExitUsage, errors.New("--head goes with --verify")}
	}
	events, err := a.Ledger.Events(ctx, c.RunID, "", c.Limit)
	if err != nil {
		return err
	}
	if len(events) == 0 && !f.JSON {
		fmt.Fprintln(w.Stdout, "Nothing has happened yet.")
		return nil
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	names := map[string]ledger.Entry{}
	for _, e := range events {
		if f.JSON {
			if err := emit(w.Stdout, "event", e); err != nil {
				return err
			}
			continue
		}
		what := "run"
		switch {
		case e.Run == "":
			what = "ledger"
		case e.IsVote():
			what = "vote"
		}
		if e.Entry != "" {
			entry, ok := names[e.Entry]
			if !ok {
				if entry, err = a.Ledger.Entry(ctx, e.Entry); err != nil {
					return err
				}
				names[e.Entry] = entry
			}
			what = entry.Action + " " + plan.Plain(plan.Label(entry.Subject))
		}
		from := string(e.From)
		if from != "" {
			from += " → "
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s%s\t%s\t%s\n", e.Seq, clock(a, e.At), e.Run, what, from, e.To, e.Actor, reasonOf(e))
	}
	return t.Flush()
}

// reasonOf is the reason in an event's detail, "" if it has none.
func reasonOf(e ledger.Event) string {
	var d struct{ Reason string }
	if err := json.Unmarshal([]byte(e.Detail), &d); err != nil {
		return ""
	}
	return plan.Plain(d.Reason)
}

func (c *auditCmd) verify(ctx context.Context, w *World, f *flags, a *app.App) error {
	n, err := a.Ledger.Verify(ctx)
	if err == nil {
		err = a.Ledger.VerifyRows(ctx)
	}
	if err == nil && c.Head != "" {
		_, err = a.Ledger.VerifyHead(ctx, c.Head)
	}
	head, headErr := a.Ledger.Head(ctx)
	if headErr != nil {
		return headErr
	}
	if f.JSON {
		if e := emit(w.Stdout, "audit", map[string]any{"events": n, "whole": err == nil, "head": head}); e != nil {
			return e
		}
	}
	if err != nil {
		return fmt.Errorf("the audit is not whole: %w", err)
	}
	if !f.JSON {
		fmt.Fprintf(w.Stdout, "%d events, unbroken. The last one is %.16s\n", n, head)
	}
	return nil
}

type configCmd struct {
	Show     string `arg:"" optional:"" enum:"show," default:"" hidden:""`
	Resolved bool   `help:"As understood, with defaults. This is what is shown in any case."`
	Origin   bool   `help:"Say where each value comes from."`
}

// Run shows the configuration without its secrets.
func (c *configCmd) Run(_ context.Context, w *World, f *flags) error {
	checked, err := app.Check(f.path(w), w.Env)
	if err != nil {
		return err
	}
	if f.JSON {
		for _, s := range checked.Config.Settings() {
			if err := emit(w.Stdout, "setting", s); err != nil {
				return err
			}
		}
		return nil
	}
	_, err = fmt.Fprint(w.Stdout, checked.Config.Show(c.Origin))
	return err
}

type versionCmd struct{}

// Run prints what a bug report needs.
func (versionCmd) Run(w *World, f *flags) error {
	if f.JSON {
		return emit(w.Stdout, "version", map[string]string{"version": Version(), "go": goVersion()})
	}
	_, err := fmt.Fprintf(w.Stdout, "mocowork %s, %s\n", Version(), goVersion())
	return err
}

// jobsDone is used by doctor to show what is scheduled next.
func nextRuns(e *jobs.Engine, now time.Time) []string {
	var out []string
	for _, j := range e.Jobs {
		if !j.Scheduled {
			continue
		}
		next := j.Schedule.Cron.Next(now, e.Zone)
		out = append(out, fmt.Sprintf("%s %s", j.Name, next.Format("Mon 02 Jan 15:04")))
	}
	return out
}
