package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/internal/checks"
	"github.com/mocowork/mocowork/internal/diag"
)

type rulesCheckCmd struct {
	Files  []string `arg:"" optional:"" help:"Rule files or folders, or - for standard input. Default: the configuration and all rule files that it names."`
	Strict bool     `help:"Warnings count as errors."`
	Format string   `default:"text" placeholder:"FORMAT" help:"text, json, github, junit or sarif. --json is the same as json."`
	Online bool     `help:"Ask MOCO and Slack whether customers, tags, fields and channels exist. Writes nothing."`
}

// Run checks everything. Without --online it asks nobody.
func (c *rulesCheckCmd) Run(ctx context.Context, w *World, f *flags) error {
	format, err := c.format(f)
	if err != nil {
		return err
	}
	r, err := c.check(ctx, w, f)
	if err != nil {
		return err
	}
	if c.Strict {
		for i := range r.Problems {
			r.Problems[i].Severity = diag.Error
		}
	}
	if err := format.write(w, r); err != nil {
		return err
	}
	if r.Problems.HasErrors() {
		return &exit{code: ExitConfig}
	}
	return nil
}

// checkFormat is a way to print what a check found.
type checkFormat struct {
	name  string
	write func(*World, app.Report) error
}

func checkFormats() []checkFormat {
	return []checkFormat{
		{"text", writeText},
		{"json", writeJSON},
		{"github", func(w *World, r app.Report) error { return diag.GitHub(w.Stdout, r.Problems) }},
		{"junit", func(w *World, r app.Report) error { return diag.JUnit(w.Stdout, r.Problems, documents(r.Docs)) }},
		{"sarif", func(w *World, r app.Report) error {
			return diag.SARIF(w.Stdout, r.Problems, diag.Tool{Name: "mocowork", Version: Version(), Describe: describe})
		}},
	}
}

// format is the one that the flags ask for.
func (c *rulesCheckCmd) format(f *flags) (checkFormat, error) {
	name := c.Format
	if f.JSON && name == "text" {
		name = "json"
	}
	var known []string
	for _, x := range checkFormats() {
		if x.name == name && (!f.JSON || name == "json") {
			return x, nil
		}
		known = append(known, x.name)
	}
	if f.JSON {
		return checkFormat{}, &exit{ExitUsage, fmt.Errorf("--json and --format %s exclude each other", name)}
	}
	return checkFormat{}, &exit{ExitUsage, fmt.Errorf("there is no format %q; there is: %s", name, strings.Join(known, ", "))}
}

// writeText prints the problems with their source, and a line that counts what
// was read.
func writeText(w *World, r app.Report) error {
	if err := diag.Print(w.Stdout, r.Problems, r.Docs); err != nil {
		return err
	}
	if len(r.Problems) == 0 {
		_, err := fmt.Fprintf(w.Stdout, "%s: fine\n", r.Counts)
		return err
	}
	_, err := fmt.Fprintf(w.Stdout, "\n%s: %s\n", r.Counts, r.Problems.Counts())
	return err
}

// writeJSON writes an object for each problem, and one for the whole.
func writeJSON(w *World, r app.Report) error {
	for _, p := range r.Problems {
		if err := emit(w.Stdout, "problem", problemJSON(p)); err != nil {
			return err
		}
	}
	errs, warnings := r.Problems.Count()
	return emit(w.Stdout, "checked", struct {
		app.Counts
		Errors   int `json:"errors"`
		Warnings int `json:"warnings"`
	}{r.Counts, errs, warnings})
}

func problemJSON(p diag.Problem) any {
	return map[string]any{
		"file": p.File, "line": p.Line, "col": p.Col, "width": p.Width, "severity": p.Severity.String(), "code": p.Code, "text": p.Text, "help": p.Help, "why": p.Why,
	}
}

func documents(docs []*diag.Document) []string {
	var out []string
	for _, d := range docs {
		if d != nil && !slices.Contains(out, d.Name) {
			out = append(out, d.Name)
		}
	}
	return out
}

func describe(code string) string {
	p, _ := checks.Lookup(code)
	return p.Summary()
}

// check reads the named rule files, or the configuration with all of its.
func (c *rulesCheckCmd) check(ctx context.Context, w *World, f *flags) (app.Report, error) {
	if len(c.Files) > 0 {
		if c.Online {
			return app.Report{}, &exit{ExitUsage, fmt.Errorf("--online checks the configuration with its rule files: leave out %s", strings.Join(c.Files, " "))}
		}
		return app.CheckFiles(c.Files, w.Env, w.Stdin)
	}
	checked, err := app.CheckAll(f.path(w), w.Env)
	if err != nil {
		return app.Report{}, err
	}
	checked.Lint(w.Env)
	if c.Online && !checked.Problems.HasErrors() {
		p := newProgress(w, f)
		found, err := app.Online(ctx, f.options(w, p))
		p.end()
		if err != nil {
			return app.Report{}, err
		}
		checked.Problems = append(checked.Problems, found...)
	}
	checked.Problems.Sort()
	return app.Report{Problems: checked.Problems, Docs: checked.Docs, Counts: checked.Counts(w.Env)}, nil
}
