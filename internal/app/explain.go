package app

import (
	"context"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/rules"
)

// Explain says what the rules of a job make of one invoice on a day, on what
// was read from MOCO last. job "" is the only or first job. An invoice that
// was never read is read now.
func (a *App) Explain(ctx context.Context, job, invoice string, today billing.Date) (rules.Explanation, error) {
	if job == "" && len(a.Engine.Jobs) > 0 {
		job = a.Engine.Jobs[0].Name
	}
	j, err := a.Engine.Job(job)
	if err != nil {
		return rules.Explanation{}, err
	}
	if err := a.pulledOnce(ctx, j); err != nil {
		return rules.Explanation{}, err
	}
	id, err := a.Mirror.FindInvoiceID(ctx, invoice)
	if err != nil {
		return rules.Explanation{}, err
	}
	set, err := a.rules(j.Name)
	if err != nil {
		return rules.Explanation{}, err
	}
	input, err := a.Engine.Input(ctx, today)
	if err != nil {
		return rules.Explanation{}, err
	}
	return set.Set.Explain(input, id)
}

// pulledOnce fills an empty mirror.
func (a *App) pulledOnce(ctx context.Context, j jobs.Job) error {
	states, err := a.Mirror.State(ctx)
	if err != nil {
		return err
	}
	for _, s := range states {
		if !s.PulledAt.IsZero() {
			return nil
		}
	}
	_, err = a.Engine.Pull(ctx, j)
	return err
}
