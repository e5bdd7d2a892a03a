package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

type exportCmd struct {
	Name string            `arg:"" optional:"" help:"The export, as worker.yaml names it. Without it, what there is."`
	Set  map[string]string `placeholder:"KEY=VALUE" help:"as_of=2026-10-31, period=2026-10 (a month, 2026-Q3, a year, or two days as in 2026-11-01..2026-11-23), or a parameter of the export. May be repeated." mapsep:"none"`
	To   string            `placeholder:"DIR" help:"Put the file there instead; - writes it to standard output."`
	Pull bool              `help:"Read MOCO first. Without it, the file shows what was read last."`
}

// Run makes an export now, from what was last read from MOCO.
func (c *exportCmd) Run(ctx context.Context, w *World, f *flags) error {
	p := newProgress(w, f)
	a, err := f.open(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Name == "" {
		return listExports(w, f, a)
	}
	x, ok := a.Config.Export(c.Name)
	if !ok {
		return unknownExport(a, c.Name)
	}
	asked := ledger.Asked{Set: c.Set, Pull: c.Pull}
	if err := a.CheckExport(x.Name, asked); err != nil {
		return err
	}
	dir, cleanup, err := c.folder()
	if err != nil {
		return err
	}
	defer cleanup()
	if dir != "" {
		asked.To = actions.DirPrefix + dir
	}
	r, err := c.make(ctx, w, a, asked)
	p.end()
	if err != nil {
		return err
	}
	return c.made(ctx, w, f, a, r, dir)
}

// folder is where the file goes; "" is its own places. Standard output needs a
// folder of its own on the way.
func (c *exportCmd) folder() (dir string, cleanup func(), err error) {
	cleanup = func() {}
	switch c.To {
	case "":
		return "", cleanup, nil
	case "-":
		dir, err = os.MkdirTemp("", "mocowork-export-")
		return dir, func() { _ = os.RemoveAll(dir) }, err
	}
	dir, err = filepath.Abs(strings.TrimPrefix(c.To, actions.DirPrefix))
	return dir, cleanup, err
}

func (c *exportCmd) make(ctx context.Context, w *World, a *app.App, asked ledger.Asked) (jobs.Result, error) {
	run, err := a.Engine.Start(ctx, jobs.Ask{Job: plan.ExportJob(c.Name), Origin: "person", By: w.who(), Asked: asked})
	if err != nil {
		return jobs.Result{}, err
	}
	return a.Engine.Run(ctx, run.ID)
}

// delivered is what the ledger notes of a file.
type delivered struct {
	File    string         `json:"file"`
	SHA256  string         `json:"sha256"`
	Rows    int            `json:"rows"`
	Places  []string       `json:"places"`
	Sums    billing.Totals `json:"sums"`
	Summary string         `json:"summary"`
}

// made says what came out.
func (c *exportCmd) made(ctx context.Context, w *World, f *flags, a *app.App, r jobs.Result, dir string) error {
	if err := a.Ledger.Told(context.WithoutCancel(ctx), told(r)...); err != nil {
		return err
	}
	if len(r.Entries) == 0 {
		return errors.New("the export's run made no file")
	}
	e := r.Entries[0]
	if e.State != ledger.Done {
		return fmt.Errorf("%s: export %s: %s", e.State, c.Name, strings.TrimPrefix(plan.Plain(e.Reason), "export "+c.Name+": "))
	}
	var d delivered
	if err := json.Unmarshal(e.Evidence, &d); err != nil {
		return fmt.Errorf("export %s: the ledger's note of the file: %w", c.Name, err)
	}
	if c.To != "-" {
		return c.said(w.Stdout, f, r, d)
	}
	d.Places = []string{"-"}
	if err := copyTo(w.Stdout, filepath.Join(dir, d.File)); err != nil {
		return err
	}
	return c.said(w.Stderr, f, r, d)
}

func (c *exportCmd) said(out io.Writer, f *flags, r jobs.Result, d delivered) error {
	if f.JSON {
		return emit(out, "export", struct {
			Name string            `json:"name"`
			Run  string            `json:"run"`
			AsOf billing.Date      `json:"as_of"`
			Set  map[string]string `json:"set,omitempty"`
			delivered
		}{c.Name, r.Run.ID, r.Plan.Today, c.Set, d})
	}
	_, err := fmt.Fprintf(out, "%s  %s\n  %s\n  sha256  %s\n  place   %s\n", d.File, number(d.Rows, "row", "rows"), plan.Plain(d.Summary), d.SHA256, strings.Join(d.Places, ", "))
	return err
}

func copyTo(out io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(out, f)
	return err
}

func unknownExport(a *app.App, name string) error {
	return &exit{ExitUsage, fmt.Errorf("no export %q; %s", name, configs.Near(name, a.ExportNames()))}
}

// listExports shows what there is, with what can be set.
func listExports(w *World, f *flags, a *app.App) error {
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, x := range a.Config.Exports {
		about, params := about(x), []string{}
		if x.Table != nil {
			for _, p := range x.Table.Params {
				params = append(params, fmt.Sprintf("%s=%v", p.Name, p.Default))
			}
		}
		if f.JSON {
			if err := emit(w.Stdout, "export_known", map[string]any{"name": x.Name, "file": x.File, "about": about, "params": params}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", x.Name, x.File, about, strings.Join(params, " "))
	}
	if len(a.Config.Exports) == 0 && !f.JSON {
		fmt.Fprintf(w.Stdout, "%s has no exports.\n", a.Config.Path)
	}
	return t.Flush()
}

// about says in a line what is in an export.
func about(x configs.Export) string {
	if x.Table != nil {
		return fmt.Sprintf("%s from %s", number(len(x.Table.Columns), "column", "columns"), x.Table.From.Value)
	}
	if t, err := exporters.TemplateOf(x.Template); err == nil {
		return t.About
	}
	return x.Template + ": this version does not have it"
}
