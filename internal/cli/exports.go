package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/plan"
)

type exportsCmd struct {
	Verify exportsVerifyCmd `cmd:"" help:"Compare delivered files with the manifest beside them: what is missing, changed or unknown."`
}

type exportsVerifyCmd struct {
	Places []string `arg:"" optional:"" help:"Folders or buckets (s3://…). Without one: all places of the configuration's exports. A folder needs no configuration."`
}

// Run holds the files of each place against its manifest. It deletes and writes
// nothing.
func (c *exportsVerifyCmd) Run(ctx context.Context, w *World, f *flags) error {
	places, open := c.Places, app.OpenDir
	if len(places) == 0 || strings.Contains(strings.Join(places, " "), "://") {
		a, err := f.open(ctx, w, nil)
		if err != nil {
			return err
		}
		defer a.Close()
		open = a.OpenShelf
		if len(places) == 0 {
			places = a.Shelves()
		}
	}
	differences := 0
	for _, place := range places {
		n, err := verifyPlace(ctx, w, f, place, open)
		if err != nil {
			return err
		}
		differences += n
	}
	if differences > 0 {
		return &exit{code: ExitFailed}
	}
	return nil
}

// verifyPlace reports how many files of a place are not as its manifest says.
func verifyPlace(ctx context.Context, w *World, f *flags, place string, open func(context.Context, string) (exporters.Shelf, func(), error)) (int, error) {
	shelf, done, err := open(ctx, place)
	if err != nil {
		return 0, err
	}
	defer done()
	ok, all, err := exporters.VerifyShelf(ctx, shelf)
	if err != nil {
		return 0, err
	}
	if f.JSON {
		for _, d := range all {
			if err := emit(w.Stdout, "difference", map[string]any{"place": shelf.String(), "file": d.Name, "is": d.Is, "why": d.Why, "want": d.Want}); err != nil {
				return 0, err
			}
		}
		return len(all), emit(w.Stdout, "verified", map[string]any{"place": shelf.String(), "files": ok, "differences": len(all)})
	}
	verdict := jobs.OK
	if len(all) > 0 {
		verdict = jobs.Bad
	}
	fmt.Fprintf(w.Stdout, "%s %s  %s as delivered", mark(verdict, f.colour(w)), shelf, number(ok, "file", "files"))
	if len(all) > 0 {
		fmt.Fprintf(w.Stdout, ", %s not", number(len(all), "file", "files"))
	}
	fmt.Fprintln(w.Stdout)
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, d := range all {
		run := ""
		if d.Want.Run != "" {
			run = "run " + d.Want.Run
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", d.Is, plan.Plain(d.Name), run, plan.Plain(d.Why))
	}
	return len(all), t.Flush()
}
