package cli

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

type reconcileCmd struct {
	List       bool `help:"Only show what was found before; ask MOCO nothing."`
	AcceptDrop bool `help:"Believe MOCO although a list is suddenly much shorter."`
}

// Run compares the reminders in MOCO with our ledger, now.
func (c *reconcileCmd) Run(ctx context.Context, w *World, f *flags) error {
	p := newProgress(w, f)
	a, err := f.open(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	var r jobs.Reconciled
	if c.List {
		r.Open, err = a.Ledger.Findings(ctx)
	} else {
		a.Engine.AcceptDrop = c.AcceptDrop
		if r, err = a.Reconcile(ctx, 0); err == nil {
			err = a.TellUntold(ctx)
		}
	}
	p.end()
	if err != nil {
		return err
	}
	if err := showFindings(w, f, a, r, c.List); err != nil {
		return err
	}
	if len(r.Open) > 0 {
		return &exit{code: ExitPartly}
	}
	return nil
}

// showFindings prints what is open, and what is new without being open.
func showFindings(w *World, f *flags, a *app.App, r jobs.Reconciled, list bool) error {
	shown := r.Open
	for _, x := range r.News {
		if !x.Open() {
			shown = append(shown, x)
		}
	}
	if f.JSON {
		return findingsJSON(w, r, shown, list)
	}
	if !list {
		fmt.Fprintf(w.Stdout, "Compared %d reminders in MOCO, %d of them with our reference, with our ledger.\n", r.Reminders, r.Ours)
	}
	if len(shown) == 0 {
		_, err := fmt.Fprintln(w.Stdout, "Nothing is open.")
		return err
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, x := range shown {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", standOf(x), plan.Plain(x.Identifier), clock(a, x.FirstAt), plan.Plain(x.Text))
	}
	return t.Flush()
}

// standOf is how a finding stands, in a word.
func standOf(f ledger.Finding) string {
	switch {
	case f.Open():
		return string(f.Kind)
	case f.Notice:
		return "noted"
	}
	return "settled"
}

func findingsJSON(w *World, r jobs.Reconciled, shown []ledger.Finding, list bool) error {
	var errs []error
	for _, x := range shown {
		errs = append(errs, emit(w.Stdout, "finding", map[string]any{
			"kind": x.Kind, "state": map[bool]string{true: "open", false: standOf(x)}[x.Open()], "invoice": x.Identifier, "invoice_id": x.InvoiceID,
			"level": x.Level, "text": x.Text, "first_at": x.FirstAt, "last_at": x.LastAt, "resolved_at": x.ResolvedAt,
		}))
	}
	if !list {
		errs = append(errs, emit(w.Stdout, "reconciled", map[string]any{
			"open": len(r.Open), "news": len(r.News), "reminders": r.Reminders, "ours": r.Ours, "letters": r.Letters, "requests": r.Requests,
		}))
	}
	return errors.Join(errs...)
}
