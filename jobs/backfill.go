package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Past is one period of a backfill.
type Past struct {
	Period billing.Period
	Files  []PastFile
}

// PastFile is a file of a past period.
type PastFile struct {
	Export plan.Export
	// Kept says why it is not made again; "" if it is going to be made.
	Kept string
}

// Backfill lists the periods from one to another, both included, and the files
// that a job makes of them. With overwrite, files that were delivered before
// are made again, but for those of closed periods. The error says so if the job
// has no files of a period, and if a period is not over.
func (e *Engine) Backfill(ctx context.Context, job string, from, to billing.Period, overwrite bool) ([]Past, error) {
	j, err := e.Job(job)
	if err != nil {
		return nil, err
	}
	u := units()[j.Period]
	if j.Period == "" {
		return nil, fmt.Errorf("job %s has no period, so it makes no files of past periods: add period: previous_month to it", job)
	}
	today := e.Today()
	if from != u(from.From) || to != u(to.From) {
		return nil, fmt.Errorf("job %s covers periods such as %s: write --from and --to like that", job, u.before(today).Name())
	}
	if to.From.Before(from.From) {
		return nil, fmt.Errorf("%s is before %s", to.Name(), from.Name())
	}
	if !to.To.Before(today) {
		return nil, fmt.Errorf("%s is not over; the latest period is %s", to.Name(), u.before(today).Name())
	}
	var out []Past
	for p := from; !to.From.Before(p.From); p = u(p.To.AddDays(1)) {
		past, err := e.past(ctx, j, p, overwrite)
		if err != nil {
			return nil, err
		}
		out = append(out, past)
	}
	if len(out[0].Files) == 0 {
		return nil, fmt.Errorf("job %s has no export of a period that goes to a folder or a bucket", job)
	}
	return out, nil
}

func (e *Engine) past(ctx context.Context, j Job, p billing.Period, overwrite bool) (Past, error) {
	past := Past{Period: p}
	back := e.backfill(j, p, overwrite)
	for _, name := range back.Exports {
		x, err := e.export(back, name, e.Today())
		if err != nil {
			return past, err
		}
		why, err := e.kept(ctx, back, x)
		if err != nil {
			return past, err
		}
		past.Files = append(past.Files, PastFile{Export: x, Kept: why})
	}
	return past, nil
}

// backfill is the job that makes the files of one period and nothing else.
func (e *Engine) backfill(j Job, p billing.Period, overwrite bool) Job {
	j.only, j.overwrite, j.Write = p, overwrite, plan.WriteOff
	j.Exports = slices.DeleteFunc(slices.Clone(j.Exports), func(name string) bool {
		i := slices.IndexFunc(e.Exports, func(x Export) bool { return x.Name == name })
		return i >= 0 && (e.Exports[i].AsOf || len(places(e.Exports[i].To)) == 0)
	})
	return j
}

// places are those of an export's places that keep files: not channels, where
// a backfill would disturb people.
func places(to []string) []string {
	return slices.DeleteFunc(slices.Clone(to), func(p string) bool { return !strings.Contains(p, ":") || strings.HasPrefix(p, "mailto:") })
}

// again marks the tick of a backfill that makes delivered files again.
const again = " overwrite"

// PastTick is the tick of a backfill's run.
func PastTick(p billing.Period, overwrite bool) string {
	if overwrite {
		return p.Name() + again
	}
	return p.Name()
}

// of is the job as a run wants it: a backfill's is another than the usual.
func (e *Engine) of(j Job, run ledger.Run) (Job, error) {
	if run.Origin != ledger.OriginBackfill {
		return j, nil
	}
	name, overwrite := strings.CutSuffix(run.Tick, again)
	p, err := billing.ParsePeriod(name)
	return e.backfill(j, p, overwrite), err
}

// kept says why a file that was delivered is not made again; "" if it is. A
// closed period still gets the files that it never had.
func (e *Engine) kept(ctx context.Context, j Job, x plan.Export) (string, error) {
	was, err := e.Ledger.DeliveredFor(ctx, x.Name, x.Period)
	if errors.Is(err, ledger.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	lock, locked, err := e.Ledger.LockOf(ctx, x.Period)
	switch {
	case err != nil:
		return "", err
	case locked:
		return fmt.Sprintf("%s is locked by %s: %s", lock.Period.Name(), lock.By, lock.Reason), nil
	case j.only != billing.Period{} && !j.overwrite:
		return "delivered by " + was.Run, nil
	}
	return "", nil
}

// keepDelivered takes the files out of a plan that are not made again, and says
// so.
func (e *Engine) keepDelivered(ctx context.Context, j Job, p *plan.Plan) error {
	var lines []plan.Line
	for _, l := range p.Lines {
		if x, ok := l.Params.(plan.Export); ok {
			why, err := e.kept(ctx, j, x)
			if err != nil {
				return err
			}
			if why != "" {
				p.Warnings = append(p.Warnings, fmt.Sprintf("%s is kept as it was delivered: %s", x.File, why))
				continue
			}
		}
		lines = append(lines, l)
	}
	p.Lines = lines
	return nil
}
