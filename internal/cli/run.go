package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

type runCmd struct {
	Job    string `arg:"" optional:"" help:"The job. May be left out if there is one job only."`
	DryRun bool   `name:"dry-run" help:"The same as plan."`
	Accept bool   `name:"accept-drop" help:"Believe MOCO although its list is suddenly much shorter."`
}

// Run carries a job through in this terminal.
func (c *runCmd) Run(ctx context.Context, w *World, f *flags) error {
	if c.DryRun {
		p := planCmd{Accept: c.Accept}
		if c.Job != "" {
			p.Args = []string{c.Job}
		}
		return p.Run(ctx, w, f)
	}
	p := newProgress(w, f)
	a, err := f.openChecked(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	a.Engine.AcceptDrop = c.Accept
	name, err := jobName(a, c.Job)
	if err != nil {
		return err
	}
	run, err := a.Engine.Start(ctx, jobs.Ask{Job: name, Origin: "person", By: w.who()})
	if err != nil {
		return err
	}
	if !f.JSON && !f.Quiet {
		fmt.Fprintf(w.Stderr, "%s · run %s · %s · as of %s %s\n", name, run.ID, a.Host(), w.Now().In(a.Config.Timezone).Format("Mon 02 Jan 2006, 15:04"), a.Config.Timezone)
	}
	r, err := a.Engine.Run(ctx, run.ID)
	p.end()
	return ended(w, f, a, r, err)
}

// ended says how a run stands, and what to do next.
func ended(w *World, f *flags, a *app.App, r jobs.Result, err error) error {
	if f.JSON && r.Run.ID != "" {
		if e := emit(w.Stdout, "run", runJSON(r)); e != nil {
			return e
		}
	}
	if err != nil {
		return err
	}
	if !f.JSON {
		printRun(w.Stdout, w, a, r)
	}
	// Whoever reads this has heard of it.
	if err := a.Ledger.Told(context.Background(), told(r)...); err != nil {
		return err
	}
	if code := codeOfRun(r.Run.Status); code != ExitOK {
		return &exit{code: code}
	}
	return nil
}

// told are the actions whose bad end this terminal shows.
func told(r jobs.Result) []string {
	var out []string
	for _, e := range r.Entries {
		if e.State == ledger.Failed || e.State == ledger.Review || e.State == ledger.Expired {
			out = append(out, e.ID)
		}
	}
	return out
}

// runJSON is a run for programs.
func runJSON(r jobs.Result) any {
	st := app.StatusOf(r)
	return struct {
		ledger.Run
		Letters int `json:"letters"`
		Sent    int `json:"sent"`
		Dropped int `json:"dropped"`
		Failed  int `json:"failed"`
		Unclear int `json:"unclear"`
		Waiting int `json:"waiting"`
	}{r.Run, st.Letters, st.Sent, st.Dropped, st.Failed, st.Unclear, st.Waiting}
}

// printRun is the closing lines of a run.
func printRun(out io.Writer, w *World, a *app.App, r jobs.Result) {
	letters := actions.Letters(r.Plan, r.Entries)
	n := map[notifiers.LetterState]int{}
	for _, l := range letters {
		n[l.State]++
	}
	var parts []string
	for _, s := range []struct {
		state notifiers.LetterState
		word  string
	}{
		{notifiers.LetterDone, "sent"}, {notifiers.LetterSkipped, "dropped"}, {notifiers.LetterRunning, "on the way"}, {notifiers.LetterWaiting, "waiting for approval"},
		{notifiers.LetterStopped, "not sent"},
		{notifiers.LetterReview, "unclear"}, {notifiers.LetterFailed, "failed"}, {notifiers.LetterExpired, "expired"}, {notifiers.LetterPlanned, "planned only"},
	} {
		if n[s.state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[s.state], s.word))
		}
	}
	if len(parts) == 0 {
		parts = []string{"no letters due"}
	}
	fmt.Fprintf(out, "%s is %s: %s.\n", r.Run.ID, statusWord(r.Run.Status), strings.Join(parts, " · "))
	for _, e := range r.Entries {
		if e.State == ledger.Failed || e.State == ledger.Review || e.State == ledger.Expired {
			fmt.Fprintf(out, "  ! %s  %s  %s: %s\n", plan.Plain(plan.Label(e.Subject)), e.Action, e.State, plan.Plain(e.Reason))
		}
	}
	for _, note := range r.Run.Summary.Notes {
		fmt.Fprintf(out, "  %s\n", note)
	}
	if n := r.Plan.Held(); n > 0 {
		fmt.Fprintf(out, "  %s on hold, a person must look: %s plan show %s --why\n", number(n, "invoice is", "invoices are"), w.Exe, r.Plan.ID)
	}
	if r.Run.Status == ledger.RunWaiting || r.Run.Summary.Waiting > 0 {
		fmt.Fprintf(out, "  %s plan show %s --letters   read them\n  %s approve %-22s send %d\n", w.Exe, r.Plan.ID, w.Exe, r.Plan.ID, r.Run.Summary.Waiting)
	}
	if r.Run.Status == ledger.RunPartly {
		fmt.Fprintf(out, "  %s runs show %-21s what happened, step by step\n", w.Exe, r.Run.ID)
		if slices.ContainsFunc(r.Entries, func(e ledger.Entry) bool { return e.State == ledger.Intent }) {
			fmt.Fprintf(out, "  %s runs settle %-19s ask MOCO again about it; sends nothing twice\n", w.Exe, r.Run.ID)
		}
	}
}

func statusWord(s ledger.RunStatus) string {
	switch s {
	case ledger.RunPartly:
		return "partly done"
	case ledger.RunWaiting:
		return "waiting for approval"
	case ledger.RunStopped:
		return "stopped by a limit"
	}
	return string(s)
}

type applyCmd struct {
	Plan string `arg:"" help:"The plan, such as p_2c9e."`
	Yes  bool   `help:"Do not ask. Needed where nobody can be asked."`
}

// Run releases a plan's lines and carries them out.
func (c *applyCmd) Run(ctx context.Context, w *World, f *flags) error {
	p := newProgress(w, f)
	a, err := f.openChecked(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	saved, err := a.Engine.Usable(ctx, c.Plan)
	if err != nil {
		return goOn(ctx, w, f, a, p, saved, err)
	}
	if err := c.confirm(w, saved); err != nil {
		return err
	}
	return carryOut(ctx, w, f, a, p, jobs.Vote{Plan: c.Plan, By: jobs.Voter{ID: w.who()}, Yes: true})
}

// confirm asks for the number of letters: a yes is typed too easily.
func (c *applyCmd) confirm(w *World, p plan.Plan) error {
	now, later := 0, 0
	for _, l := range p.New() {
		switch {
		case l.Internal():
		case l.Approve != "":
			later++
		default:
			now++
		}
	}
	if c.Yes || now == 0 {
		return nil
	}
	if !w.Terminal {
		return &exit{ExitUsage, fmt.Errorf("%d letters would go to customers. Where nobody can be asked, say --yes", now)}
	}
	fmt.Fprintf(w.Stderr, "%d letters go to customers now, by e-mail from MOCO.", now)
	if later > 0 {
		fmt.Fprintf(w.Stderr, " %d more wait for approval.", later)
	}
	fmt.Fprint(w.Stderr, "\nType the number of letters to go on: ")
	answer, err := bufio.NewReader(w.Stdin).ReadString('\n')
	if err != nil {
		return &exit{ExitFailed, fmt.Errorf("nothing was sent: no answer")}
	}
	if n, err := strconv.Atoi(strings.TrimSpace(answer)); err != nil || n != now {
		return &exit{ExitFailed, fmt.Errorf("nothing was sent: %q is not %d", strings.TrimSpace(answer), now)}
	}
	return nil
}

// goOn carries out what is left of a plan that was released before: whoever did
// so may have been stopped in the middle. With nothing left, it is the error.
func goOn(ctx context.Context, w *World, f *flags, a *app.App, p *progress, saved plan.Plan, cause error) error {
	var used *ledger.UsedError
	if !errors.As(cause, &used) {
		return cause
	}
	open, err := a.Ledger.Entries(ctx, ledger.Filter{Plan: saved.ID, States: []ledger.State{ledger.Planned, ledger.Claimed, ledger.Intent}})
	if err != nil || len(open) == 0 {
		return errors.Join(cause, err)
	}
	fmt.Fprintf(w.Stderr, "  %v; going on with what is left\n", used)
	r, err := a.Engine.Finish(ctx, saved.Run)
	p.end()
	return ended(w, f, a, r, err)
}
