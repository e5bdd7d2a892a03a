package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/plan"
)

// dunningSets are the data sets that every decision about invoices needs.
var dunningSets = []string{"invoices", "payments", "reminders", "companies", "projects"}

// sets are the data sets that a job pulls: what it names, and what its rules
// can't do without.
func (j Job) sets() []string {
	out := append([]string(nil), dunningSets...)
	for _, s := range j.Pull {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Pull brings the mirror up to date with MOCO for one job. Each page is
// stored on its own, so that a pull that fails goes on where it was. The
// errors are those of MOCO, an incomplete list, and the store's.
func (e *Engine) Pull(ctx context.Context, j Job) (plan.Read, error) {
	period, err := j.covers(e.Today())
	if err != nil {
		return plan.Read{}, err
	}
	began := time.Now()
	opts := mirror.PullOptions{
		AcceptDrop: e.AcceptDrop, Period: period, MaxAge: j.youngEnough(),
		Progress: func(kind string, rows, total int) {
			e.report(Event{Step: "pull", Mark: Going, Text: kind, Done: rows, Total: total})
		},
	}
	pulled, err := e.Mirror.Pull(ctx, e.Source, j.sets(), opts)
	if err == nil {
		err = e.pullEarlier(ctx, j)
	}
	if err != nil {
		return plan.Read{}, err
	}
	before, err := e.pullBefore(ctx, j, opts)
	if err != nil {
		return plan.Read{}, err
	}
	return plan.Read{Requests: pulled.Requests() + before.Requests(), Took: time.Since(began)}, nil
}

// pullBefore reads what the job's exports compare with: their reports for the
// time before the period.
func (e *Engine) pullBefore(ctx context.Context, j Job, opts mirror.PullOptions) (mirror.Pulled, error) {
	sets := e.comparedSets(j)
	opts.Period = opts.Period.Before()
	if len(sets) == 0 || opts.Period == (billing.Period{}) {
		return mirror.Pulled{}, nil
	}
	return e.Mirror.Pull(ctx, e.Source, sets, opts)
}

// youngEnough is how old what was read before may be. A backfill reads MOCO's
// lists once, not once for each period.
func (j Job) youngEnough() time.Duration {
	if j.only != (billing.Period{}) {
		return time.Hour
	}
	return 0
}

// comparedSets are the reports that the job's exports need for the time before
// its period as well.
func (e *Engine) comparedSets(j Job) (sets []string) {
	for _, x := range e.Exports {
		if !slices.Contains(j.Exports, x.Name) {
			continue
		}
		for _, s := range x.Before {
			if slices.Contains(j.Pull, s) && !slices.Contains(sets, s) {
				sets = append(sets, s)
			}
		}
	}
	return sets
}

// counts says what was read in words: "412 invoices, 96 payments, …".
func counts(r plan.Read) string {
	var parts []string
	for _, kind := range []string{"invoices", "payments", "reminders", "companies"} {
		parts = append(parts, fmt.Sprintf("%d %s", r.Counts[kind], kind))
	}
	return strings.Join(parts, ", ")
}
