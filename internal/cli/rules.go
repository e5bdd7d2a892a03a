package cli

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules"
)

type rulesCmd struct {
	Check   rulesCheckCmd   `cmd:"" help:"Find mistakes in worker.yaml and the rule files, with their place."`
	Test    rulesTestCmd    `cmd:"" help:"Run the tests beside the rules; offline."`
	Explain rulesExplainCmd `cmd:"" help:"Say why one invoice is, or is not, acted on."`
	Fields  rulesFieldsCmd  `cmd:"" help:"List what a rule can ask about."`
}

type rulesCheckCmd struct {
	Files  []string `arg:"" optional:"" help:"Rule files. Default: the configuration and all rule files that it names."`
	Strict bool     `help:"Warnings count as errors."`
}

// Run checks everything and asks nobody: it is offline.
func (c *rulesCheckCmd) Run(_ context.Context, w *World, f *flags) error {
	problems, docs, counts, err := c.check(w, f)
	if err != nil {
		return err
	}
	problems.Sort()
	errs, warnings := problems.Count()
	if f.JSON {
		for _, p := range problems {
			if err := emit(w.Stdout, "problem", problemJSON(p)); err != nil {
				return err
			}
		}
	} else {
		if err := diag.Print(w.Stdout, problems, docs); err != nil {
			return err
		}
		if len(problems) > 0 {
			fmt.Fprintln(w.Stdout)
		}
		switch {
		case errs+warnings == 0:
			fmt.Fprintf(w.Stdout, "%s: fine\n", counts)
		default:
			fmt.Fprintf(w.Stdout, "%s: %s, %s\n", counts, number(errs, "error", "errors"), number(warnings, "warning", "warnings"))
		}
	}
	if errs > 0 || (c.Strict && warnings > 0) {
		return &exit{code: ExitConfig}
	}
	return nil
}

func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func problemJSON(p diag.Problem) any {
	return map[string]any{
		"file": p.File, "line": p.Line, "col": p.Col, "width": p.Width, "severity": p.Severity.String(), "code": p.Code, "text": p.Text, "help": p.Help, "why": p.Why,
	}
}

// check reads the named rule files, or the configuration with all of its.
func (c *rulesCheckCmd) check(w *World, f *flags) (diag.List, []*diag.Document, string, error) {
	if len(c.Files) == 0 {
		checked, err := app.CheckAll(f.path(w), w.Env)
		if err != nil {
			return nil, nil, "", err
		}
		return checked.Problems, checked.Docs, checked.Counts(), nil
	}
	var files []rules.File
	for _, path := range c.Files {
		data, err := w.Env.ReadFile(path)
		if err != nil {
			return nil, nil, "", &exit{ExitConfig, err}
		}
		files = append(files, rules.File{Name: path, Data: data})
	}
	set, problems, docs := rules.Load(files, rules.Options{})
	counts := number(len(files), "file", "files")
	if set != nil {
		_, n, ladders := set.Counts()
		counts = fmt.Sprintf("%s, %s, %s", counts, number(n, "rule", "rules"), number(ladders, "ladder", "ladders"))
	}
	return problems, docs, counts, nil
}

type rulesExplainCmd struct {
	Invoice string `arg:"" help:"Its number, its id or its link in MOCO."`
	At      string `placeholder:"DATE" help:"Ask about another day, such as 2026-12-01."`
	Job     string `help:"The job whose rules are meant. Default: the first."`
	Rule    string `help:"Only this rule."`
}

// Run explains what the rules make of one invoice, on what was read last.
func (c *rulesExplainCmd) Run(ctx context.Context, w *World, f *flags) error {
	p := newProgress(w, f)
	a, err := f.open(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	today := a.Engine.Today()
	if c.At != "" {
		if today, err = billing.ParseDate(c.At); err != nil {
			return &exit{ExitUsage, fmt.Errorf("--at: %w", err)}
		}
	}
	x, err := a.Explain(ctx, c.Job, c.Invoice, today)
	p.end()
	if err != nil {
		return err
	}
	said, err := a.Said(ctx, x.Verdict.InvoiceID)
	if err != nil {
		return err
	}
	if c.Rule != "" {
		x.Rules = slices.DeleteFunc(x.Rules, func(r rules.RuleExplanation) bool { return r.Rule != c.Rule })
		if len(x.Rules) == 0 {
			return fmt.Errorf("no rule %q on invoices in this job", c.Rule)
		}
	}
	if f.JSON {
		return emit(w.Stdout, "explanation", struct {
			rules.Explanation
			Said app.Said `json:"said"`
		}{x, said})
	}
	if err := x.Print(w.Stdout, billing.English); err != nil {
		return err
	}
	return said.Print(w.Stdout, billing.English)
}

type rulesFieldsCmd struct {
	Name string `arg:"" optional:"" help:"Only names that begin with this, such as invoice.open."`
}

// Run lists the vocabulary of rules.
func (c *rulesFieldsCmd) Run(w *World, f *flags) error {
	fields := vocabulary(c.Name)
	if len(fields) == 0 {
		return fmt.Errorf("a rule can't ask about %q; %s rules fields lists everything", c.Name, w.Exe)
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	for _, x := range fields {
		if f.JSON {
			if err := emit(w.Stdout, "field", x); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", x.Name, x.Type, x.Doc)
		if c.Name != "" && x.Example != "" {
			fmt.Fprintf(t, "\t\te.g. %s\n", x.Example)
		}
	}
	return t.Flush()
}
