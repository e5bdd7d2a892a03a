package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
)

type backfillCmd struct {
	Job       string `arg:"" help:"The job. It needs a period, such as previous_month."`
	From      string `required:"" placeholder:"PERIOD" help:"The first period, such as 2026-01."`
	To        string `placeholder:"PERIOD" help:"The last one; --from if left out."`
	Overwrite bool   `help:"Make files again that were delivered before, but for those of locked periods."`
	Yes       bool   `help:"Do not ask."`
}

// Run makes the files of past periods, one run for each.
func (c *backfillCmd) Run(ctx context.Context, w *World, f *flags) error {
	from, err := billing.ParsePeriod(c.From)
	if err != nil {
		return &exit{ExitUsage, fmt.Errorf("--from: %w", err)}
	}
	to := from
	if c.To != "" {
		if to, err = billing.ParsePeriod(c.To); err != nil {
			return &exit{ExitUsage, fmt.Errorf("--to: %w", err)}
		}
	}
	p := newProgress(w, f)
	a, err := f.openChecked(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Engine.Backfill(ctx, c.Job, from, to, c.Overwrite)
	if err != nil {
		return err
	}
	todo, made, kept := pending(all)
	if !f.JSON {
		c.announce(w, a, all, made, kept)
	}
	if len(todo) == 0 {
		if !f.JSON {
			fmt.Fprintln(w.Stdout, "Nothing to do: all of them were delivered. --overwrite makes them again.")
		}
		return nil
	}
	if err := c.confirm(w); err != nil {
		return err
	}
	return c.carryOut(ctx, w, f, a, p, todo, kept)
}

// pending are the periods with something to make, and the numbers of files to
// make and to keep.
func pending(all []jobs.Past) (todo []jobs.Past, made, kept int) {
	for _, past := range all {
		before := made
		for _, x := range past.Files {
			if x.Kept == "" {
				made++
			} else {
				kept++
			}
		}
		if made > before {
			todo = append(todo, past)
		}
	}
	return todo, made, kept
}

// announce says what is going to happen, and what is not.
func (c *backfillCmd) announce(w *World, a *app.App, all []jobs.Past, made, kept int) {
	first, last := all[0], all[len(all)-1]
	fmt.Fprintf(w.Stderr, "%s: %s to %s.\n\n", number(len(all), "period", "periods"), first.Period.Name(), last.Period.Name())
	fmt.Fprintln(w.Stderr, "  letters, status changes   never in a backfill")
	slack := "no digests, no alerts; one summary at the end"
	if a.Notifier == nil {
		slack = "nobody is told: slack.bot_token is not set"
	}
	fmt.Fprintf(w.Stderr, "  Slack                     %s\n", slack)
	for i, x := range first.Files {
		fmt.Fprintf(w.Stderr, "  %-25s %s … %s → %s\n", x.Export.Name, x.Export.File, last.Files[i].Export.File, strings.Join(x.Export.To, ", "))
	}
	fmt.Fprintf(w.Stderr, "  files                     %d to make, %d kept", made, kept)
	if kept > 0 && !c.Overwrite {
		fmt.Fprint(w.Stderr, " (--overwrite makes them again)")
	}
	fmt.Fprint(w.Stderr, "\n\n")
	if c.Overwrite {
		for _, past := range all {
			for _, x := range past.Files {
				if x.Kept != "" {
					fmt.Fprintf(w.Stderr, "  %s is kept: %s\n", x.Export.File, x.Kept)
				}
			}
		}
	}
}

func (c *backfillCmd) confirm(w *World) error {
	if c.Yes {
		return nil
	}
	if !w.Terminal {
		return &exit{ExitUsage, fmt.Errorf("where nobody can be asked, say --yes")}
	}
	fmt.Fprint(w.Stderr, "Go on? [y/N] ")
	answer, err := bufio.NewReader(w.Stdin).ReadString('\n')
	if word := strings.ToLower(strings.TrimSpace(answer)); err != nil || word != "y" && word != "yes" {
		return &exit{ExitFailed, fmt.Errorf("nothing was made")}
	}
	return nil
}

// carryOut makes one run per period. A run that fails does not stop the others.
func (c *backfillCmd) carryOut(ctx context.Context, w *World, f *flags, a *app.App, p *progress, todo []jobs.Past, kept int) error {
	code, made := ExitOK, 0
	var first error
	for _, past := range todo {
		run, err := a.Engine.Start(ctx, jobs.Ask{Job: c.Job, Origin: ledger.OriginBackfill, By: w.who(), Tick: jobs.PastTick(past.Period, c.Overwrite)})
		if err != nil {
			return err
		}
		r, err := a.Engine.Run(ctx, run.ID)
		p.end()
		if ctx.Err() != nil {
			return err
		}
		if f.JSON {
			if err := emit(w.Stdout, "run", runJSON(r)); err != nil {
				return err
			}
		}
		n, problem := filesOf(r)
		made += n
		if err == nil && problem != "" {
			err = fmt.Errorf("%s", problem)
		}
		if !f.JSON {
			printPast(w, past, r, n, err)
		}
		if err != nil && first == nil {
			code, first = ExitPartly, err
		}
		if err := a.Ledger.Told(context.WithoutCancel(ctx), told(r)...); err != nil {
			return err
		}
	}
	if err := a.TellBackfill(ctx, c.Job, todo[0].Period, todo[len(todo)-1].Period, made, kept); err != nil {
		fmt.Fprintf(w.Stderr, "warning: nobody could be told: %v\n", err)
		code = max(code, ExitPartly)
	}
	if code != ExitOK {
		if made == 0 {
			return first
		}
		return &exit{code: code}
	}
	return nil
}

// filesOf counts the files that a run has delivered, and says what went wrong.
func filesOf(r jobs.Result) (n int, problem string) {
	for _, x := range r.Entries {
		switch {
		case x.Action != "export":
		case x.State == ledger.Done:
			n++
		default:
			problem = x.Reason
		}
	}
	return n, problem
}

func printPast(w *World, past jobs.Past, r jobs.Result, n int, err error) {
	if err != nil {
		fmt.Fprintf(w.Stdout, "  %s  ✗ %s  (%s)\n", past.Period.Name(), err, r.Run.ID)
		return
	}
	fmt.Fprintf(w.Stdout, "  %s  ✓ %s\n", past.Period.Name(), number(n, "file", "files"))
}
