package cli

import (
	"context"
	"fmt"

	"github.com/mocowork/mocowork/internal/app"
)

type backupCmd struct {
	To string `placeholder:"FILE" help:"Where to. Default: a new file in the folder backups of the data folder."`
}

// Run copies the store while work goes on, and proves the copy.
func (c *backupCmd) Run(ctx context.Context, w *World, f *flags) error {
	checked, err := app.Check(f.path(w), w.Env)
	if err != nil {
		return err
	}
	if command := app.DumpCommand(checked.Config.Store.URL.Reveal(), c.To); command != "" && checked.Config.Store.Path == "" {
		return &exit{ExitUsage, fmt.Errorf("the store is PostgreSQL, which has a program of its own for that: %s", command)}
	}
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	b, err := a.Backup(ctx, c.To)
	if err != nil {
		return err
	}
	if f.JSON {
		return emit(w.Stdout, "backup", b)
	}
	fmt.Fprintf(w.Stdout, "%s  %d kB · audit of %d events is unbroken, head %.12s\n", b.File, (b.Size+1023)/1024, b.Events, b.Head)
	return nil
}
