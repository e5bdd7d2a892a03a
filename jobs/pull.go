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
	pulled, err := e.Mirror.Pull(ctx, e.Source, j.sets(), mirror.PullOptions{
		AcceptDrop: e.AcceptDrop, Period: period, MaxAge: j.youngEnough(),
		Progress: func(kind string, rows, total int) {
			e.report(Event{Step: "pull", Mark: Going, Text: kind, Done: rows, Total: total})
		},
	})
	if err == nil {
		err = e.pullEarlier(ctx, j)
	}
	if err != nil {
		return plan.Read{}, err
	}
	read := plan.Read{Requests: pulled.Requests(), Took: time.Since(began)}
	return read, nil
}

// youngEnough is how old what was read before may be. A backfill reads MOCO's
// lists once, not once for each period.
func (j Job) youngEnough() time.Duration {
	if j.only != (billing.Period{}) {
		return time.Hour
	}
	return 0
}

// counts says what was read in words: "412 invoices, 96 payments, …".
func counts(r plan.Read) string {
	var parts []string
	for _, kind := range []string{"invoices", "payments", "reminders", "companies"} {
		parts = append(parts, fmt.Sprintf("%d %s", r.Counts[kind], kind))
	}
	return strings.Join(parts, ", ")
}
