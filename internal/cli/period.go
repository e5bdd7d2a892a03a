package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
)

type periodCmd struct {
	List    periodListCmd    `cmd:"" default:"1" help:"The files that were delivered for periods, and which periods are locked."`
	Changes periodChangesCmd `cmd:"" help:"What has changed in a period since its files were delivered."`
	Lock    periodLockCmd    `cmd:"" help:"Close a period: its files are not made again."`
	Unlock  periodUnlockCmd  `cmd:"" help:"Open a period again."`
}

type periodListCmd struct {
	Export string `placeholder:"NAME" help:"Only files of this export."`
}

// Run lists delivered files and locks.
func (c *periodListCmd) Run(ctx context.Context, w *World, f *flags) error {
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	files, err := a.Ledger.DeliveredFiles(ctx, c.Export)
	if err != nil {
		return err
	}
	locks, err := a.Ledger.PeriodLocks(ctx)
	if err != nil {
		return err
	}
	if f.JSON {
		return listPeriodsJSON(w, files, locks)
	}
	if len(files)+len(locks) == 0 {
		fmt.Fprintln(w.Stdout, "No file of a period was delivered yet, and no period is locked.")
		return nil
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, d := range files {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%.8s…\t%s\t%s\t%s\n", d.Period.Name(), d.Export, d.File, number(d.Rows, "row", "rows"), d.SHA256,
			clock(a, d.At), d.Run, lockedBy(locks, d.Period))
	}
	for _, k := range locks {
		if !slices.ContainsFunc(files, func(d ledger.Delivered) bool { return d.Period.Within(k.Period) }) {
			fmt.Fprintf(t, "%s\t\t\t\t\t\t\t%s\n", k.Period.Name(), lockedBy(locks, k.Period))
		}
	}
	return t.Flush()
}

func listPeriodsJSON(w *World, files []ledger.Delivered, locks []ledger.PeriodLock) error {
	for _, d := range files {
		if err := emit(w.Stdout, "delivered", d); err != nil {
			return err
		}
	}
	for _, k := range locks {
		if err := emit(w.Stdout, "period_lock", k); err != nil {
			return err
		}
	}
	return nil
}

// lockedBy says who has closed a period; "" if nobody has.
func lockedBy(locks []ledger.PeriodLock, p billing.Period) string {
	for _, k := range locks {
		if p.Within(k.Period) {
			return "locked by " + k.By + ": " + k.Reason
		}
	}
	return ""
}

type periodLockCmd struct {
	Period string `arg:"" help:"Such as 2026-10, 2026-Q4 or 2026."`
	Reason string `required:"" help:"Why, such as \"UStVA abgegeben\"; it stands in the audit."`
}

// Run closes a period.
func (c *periodLockCmd) Run(ctx context.Context, w *World, f *flags) error {
	return withPeriod(ctx, w, f, c.Period, c.Reason, func(a *app.App, p billing.Period) error {
		lock, made, err := a.Ledger.LockPeriod(ctx, p, w.who(), c.Reason)
		switch {
		case err != nil:
			return err
		case f.JSON:
			return emit(w.Stdout, "period_lock", lock)
		case !made:
			_, err = fmt.Fprintf(w.Stdout, "%s is locked already, by %s: %s\n", p.Name(), lock.By, lock.Reason)
			return err
		}
		_, err = fmt.Fprintf(w.Stdout, "%s is locked. Files that were delivered for it are not made again; later changes: %s period changes %s\n", p.Name(), w.Exe, p.Name())
		return err
	})
}

type periodUnlockCmd struct {
	Period string `arg:"" help:"As it was locked, such as 2026-10."`
	Reason string `required:"" help:"Why; it stands in the audit."`
}

// Run opens a period again.
func (c *periodUnlockCmd) Run(ctx context.Context, w *World, f *flags) error {
	return withPeriod(ctx, w, f, c.Period, c.Reason, func(a *app.App, p billing.Period) error {
		if err := a.Ledger.UnlockPeriod(ctx, p, w.who(), c.Reason); err != nil {
			return err
		}
		if f.JSON {
			return emit(w.Stdout, "period_unlocked", map[string]any{"period": p, "by": w.who(), "reason": c.Reason})
		}
		_, err := fmt.Fprintf(w.Stdout, "%s is open again.\n", p.Name())
		return err
	})
}

// withPeriod reads a period and a reason, and opens the store.
func withPeriod(ctx context.Context, w *World, f *flags, name, reason string, do func(*app.App, billing.Period) error) error {
	p, err := billing.ParsePeriod(name)
	if err != nil {
		return &exit{ExitUsage, err}
	}
	if strings.TrimSpace(reason) == "" {
		return &exit{ExitUsage, errors.New("--reason is empty")}
	}
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a, p)
}

type periodChangesCmd struct {
	Period string `arg:"" optional:"" help:"Such as 2026-10. Without it, all periods with a delivered file."`
	Export string `placeholder:"NAME" help:"Only files of this export."`
	NoPull bool   `name:"no-pull" help:"Compare with what was read from MOCO last, instead of reading again."`
}

// Run compares delivered files with what MOCO says now.
func (c *periodChangesCmd) Run(ctx context.Context, w *World, f *flags) error {
	p := newProgress(w, f)
	a, err := f.openChecked(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	files, err := c.files(ctx, a)
	if err != nil {
		return err
	}
	changed := false
	for _, d := range files {
		if !c.NoPull {
			if err := pullFor(ctx, a, d); err != nil {
				return err
			}
		}
		late, err := a.Engine.Late(ctx, d)
		p.end()
		if err != nil {
			return fmt.Errorf("%s: %w", d.File, err)
		}
		changed = changed || !late.None()
		if f.JSON {
			if err := emit(w.Stdout, "late_changes", late); err != nil {
				return err
			}
			continue
		}
		if late.None() {
			fmt.Fprintf(w.Stdout, "%s: nothing has changed since %s.\n", d.File, clock(a, d.At))
			continue
		}
		fmt.Fprintf(w.Stdout, "%s\n%s\n", late.Words(billing.English), indent(late.List(billing.English, len(late.Added)+len(late.Removed)+len(late.Changed)+1)))
	}
	if len(files) == 0 && !f.JSON {
		fmt.Fprintln(w.Stdout, "No file of a period was delivered yet.")
	}
	return nil
}

// files are those that were delivered for the period that is asked for.
func (c *periodChangesCmd) files(ctx context.Context, a *app.App) ([]ledger.Delivered, error) {
	files, err := a.Ledger.DeliveredFiles(ctx, c.Export)
	if err != nil || c.Period == "" {
		return files, err
	}
	p, err := billing.ParsePeriod(c.Period)
	if err != nil {
		return nil, &exit{ExitUsage, err}
	}
	files = slices.DeleteFunc(files, func(d ledger.Delivered) bool { return d.Period != p })
	if len(files) == 0 {
		return nil, fmt.Errorf("no file was delivered for %s", p.Name())
	}
	return files, nil
}

// pullFor reads again what a delivered file was made of.
func pullFor(ctx context.Context, a *app.App, d ledger.Delivered) error {
	i := slices.IndexFunc(a.Engine.Jobs, func(j jobs.Job) bool { return slices.Contains(j.Exports, d.Export) })
	if i < 0 {
		return fmt.Errorf("no job makes the export %s any more; --no-pull compares with what was read last", d.Export)
	}
	return a.Engine.PullPeriod(ctx, a.Engine.Jobs[i], d.Period)
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
