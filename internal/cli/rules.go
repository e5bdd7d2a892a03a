package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/rules"
)

type rulesCmd struct {
	Check   rulesCheckCmd   `cmd:"" help:"Find mistakes in worker.yaml and the rule files, with their place."`
	Test    rulesTestCmd    `cmd:"" help:"Run the tests beside the rules; offline."`
	Explain rulesExplainCmd `cmd:"" help:"Say why one invoice is, or is not, acted on."`
	Fields  rulesFieldsCmd  `cmd:"" help:"List what a rule can ask about."`
	Letters rulesLettersCmd `cmd:"" help:"Write the shipped letters to a folder, to change them."`
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
