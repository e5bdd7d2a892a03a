package app

import (
	"context"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/plan"
)

// quietEnds is when the quiet time that t lies in ends; t if it lies in none.
func (a *App) quietEnds(t time.Time) time.Time {
	return a.Config.Slack.QuietHours.Ends(t).In(a.Config.Timezone)
}

// digestAt is the time of day of digests; nil if the configuration has none.
func (a *App) digestAt() func(time.Time) time.Time {
	d := a.Config.Slack.Digest
	if !d.Set {
		return nil
	}
	return func(t time.Time) time.Time {
		t = t.In(a.Config.Timezone)
		day := billing.DateOf(t)
		for range 370 {
			at := time.Date(day.Year, day.Month, day.Day, int(d.At)/60, int(d.At)%60, 0, 0, t.Location())
			if d.On == "daily" || a.Config.Calendar.IsWorkday(day) {
				if day == billing.DateOf(t) && !at.After(t) {
					return t // its time has come already
				}
				return at
			}
			day = day.AddDays(1)
		}
		return t // a calendar without workdays
	}
}

// unchanged is what becomes of a digest that says nothing new.
func (a *App) unchanged() string {
	if d := a.Config.Slack.Digest; d.Set {
		return d.WhenUnchanged
	}
	return ""
}

// grouping is how alerts are put together.
func (a *App) grouping() actions.Grouping {
	g := a.Config.Slack.Group
	if !g.Set {
		return actions.Grouping{}
	}
	return actions.Grouping{By: g.By, Max: g.MaxItems, From: 2}
}

// days is a length in whole days, rounded up.
func days(d time.Duration) int { return int((d + 24*time.Hour - 1) / (24 * time.Hour)) }

// after edits, once a run has come to its end, what was said before and is over
// now: alerts about invoices that are paid, and the failure of its job. What
// fails is tried again after the next run.
func (a *App) after(ctx context.Context, r jobs.Result) {
	if a.Notifier == nil || r.Run.PlanOnly || r.Plan.ID == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if r.Run.Job != plan.HoldJob {
		if err := a.Messages.EditPaid(ctx, r.Plan); err != nil {
			a.opt.Logger.Warn("alerts about paid invoices", "run", r.Run.ID, "error", err)
		}
	}
	if err := a.recovered(ctx, r); err != nil {
		a.opt.Logger.Warn("the message about a failure", "run", r.Run.ID, "error", err)
	}
}
