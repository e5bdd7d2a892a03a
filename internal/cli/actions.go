package cli

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

type actionsCmd struct {
	List  actionsListCmd  `cmd:"" default:"withargs" help:"What a person must look at, or what is open."`
	Show  actionsShowCmd  `cmd:"" help:"One action with every step that it took."`
	Retry actionsRetryCmd `cmd:"" aliases:"release" help:"Let a worker try an action in review again. It reads MOCO first. Also: release."`
	Done  actionsDoneCmd  `cmd:"" help:"Say that an action in review was carried out."`
	Drop  actionsDropCmd  `cmd:"" help:"Say that an action in review is not needed any more."`
}

type actionsListCmd struct {
	All bool `help:"All actions, also those that are finished."`
}

// Run lists actions: those in review and those that are open.
func (c *actionsListCmd) Run(ctx context.Context, w *World, f *flags) error {
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	filter := ledger.Filter{Unsettled: true}
	if c.All {
		filter = ledger.Filter{}
	}
	entries, err := a.Ledger.Entries(ctx, filter)
	if err != nil {
		return err
	}
	if len(entries) == 0 && !f.JSON {
		fmt.Fprintln(w.Stdout, "Nothing is open, and nothing needs a person.")
		return nil
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		if f.JSON {
			if err := emit(w.Stdout, "action", actionJSON(e)); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", e.ID, e.State, e.Action, plan.Plain(plan.Label(e.Subject)), plan.Plain(e.Subject.Name), plan.Plain(e.Reason))
	}
	return t.Flush()
}

type actionsShowCmd struct {
	ID string `arg:"" help:"The action, such as a_81c0b2d4e5f6."`
}

// Run shows one action and its events.
func (c *actionsShowCmd) Run(ctx context.Context, w *World, f *flags) error {
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	e, err := a.Ledger.Entry(ctx, c.ID)
	if err != nil {
		return err
	}
	events, err := a.Ledger.Events(ctx, "", c.ID, 0)
	if err != nil {
		return err
	}
	if f.JSON {
		if err := emit(w.Stdout, "action", actionJSON(e)); err != nil {
			return err
		}
		for _, ev := range events {
			if err := emit(w.Stdout, "event", ev); err != nil {
				return err
			}
		}
		return nil
	}
	fmt.Fprintf(w.Stdout, "%s  %s  %s  %s  %s\n  %s\n", e.ID, e.State, e.Action, plan.Plain(plan.Label(e.Subject)), plan.Plain(e.Subject.Name), plan.Plain(e.Reason))
	fmt.Fprintf(w.Stdout, "  run %s, plan %s line %d, rule %s, released by %s\n", e.Run, e.Plan, e.Line, e.Rule, e.ApprovedBy)
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, ev := range events {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", clock(a, ev.At), ev.To, ev.Actor, plan.Plain(reasonOf(ev)))
	}
	return t.Flush()
}

// resolve are the arguments of the verbs that settle an action in review.
type resolve struct {
	ID     string `arg:"" help:"The action, such as a_81c0b2d4e5f6."`
	Reason string `help:"Why; it goes to the audit."`
}

type (
	actionsRetryCmd struct{ resolve }
	actionsDoneCmd  struct{ resolve }
	actionsDropCmd  struct{ resolve }
)

// Run lets a worker try again.
func (c *actionsRetryCmd) Run(ctx context.Context, w *World, f *flags) error {
	return c.settle(ctx, w, f, ledger.Planned)
}

// Run believes the person that it was carried out.
func (c *actionsDoneCmd) Run(ctx context.Context, w *World, f *flags) error {
	return c.settle(ctx, w, f, ledger.Done)
}

// Run gives the action up.
func (c *actionsDropCmd) Run(ctx context.Context, w *World, f *flags) error {
	return c.settle(ctx, w, f, ledger.Skipped)
}

// settle ends a review by a person's word.
func (c *resolve) settle(ctx context.Context, w *World, f *flags, to ledger.State) error {
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	reason := c.Reason
	if reason == "" {
		reason = "as " + w.who() + " says"
	}
	e, err := a.Ledger.Resolve(ctx, c.ID, to, w.who(), reason)
	if err != nil {
		return err
	}
	// A worker that is busy with the run closes it itself.
	if _, err := a.Engine.Close(ctx, e.Run); err != nil && !errors.Is(err, ledger.ErrLost) {
		return err
	}
	if f.JSON {
		return emit(w.Stdout, "action", actionJSON(e))
	}
	_, err = fmt.Fprintf(w.Stdout, "%s is %s now: %s\n", e.ID, e.State, plan.Plain(e.Reason))
	return err
}
