package cli

import (
	"context"
	"fmt"

	"github.com/mocowork/mocowork/jobs"
)

type approveCmd struct {
	Plan   string   `arg:"" help:"The plan, such as p_2c9e."`
	Only   []string `placeholder:"INVOICE" help:"Only these invoices. May be repeated."`
	Reject bool     `help:"Say no instead: the lines can never be sent."`
	Reason string   `help:"With --reject: why."`
}

// Run releases lines of a plan because a person says so.
func (c *approveCmd) Run(ctx context.Context, w *World, f *flags) error {
	p := newProgress(w, f)
	a, err := f.openChecked(ctx, w, p)
	if err != nil {
		return err
	}
	defer a.Close()
	v := jobs.Vote{Plan: c.Plan, By: jobs.Voter{ID: w.who()}, Only: c.Only, Every: true, Yes: !c.Reject, Reason: c.Reason}
	if !c.Reject {
		return carryOut(ctx, w, f, a, p, v)
	}
	out, err := a.Engine.Vote(ctx, v)
	if err != nil {
		return err
	}
	n := len(out.Rejected)
	if f.JSON {
		return emit(w.Stdout, "rejected", map[string]any{"plan": c.Plan, "lines": n, "by": v.By.ID, "reason": c.Reason})
	}
	fmt.Fprintf(w.Stdout, "%d of the lines of %s are rejected and can't be sent any more.\n", n, c.Plan)
	return nil
}
