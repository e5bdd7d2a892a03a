package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-co-op/gocron/v2"

	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/ledger"
)

// onTime is how late a tick may be noticed and still count as not missed. It
// is longer than an alarm clock's slack, and shorter than any restart that
// somebody would call one.
const onTime = 90 * time.Second

// catchupWindow is the greatest age of a missed tick that still runs once.
const catchupWindow = 24 * time.Hour

// Alarm wakes the schedules up. gocron is only the alarm clock: every worker
// has one, and the store decides who runs which tick.
type Alarm struct {
	scheduler gocron.Scheduler
}

// StartAlarm calls due for each scheduled job before it returns, so that its
// schedule is known from then on, and at each of its times. Stop it with Stop.
// due gets the job's name and must not block.
func StartAlarm(e *Engine, due func(job string)) (*Alarm, error) {
	s, err := gocron.NewScheduler(gocron.WithLocation(e.Zone))
	if err != nil {
		return nil, err
	}
	for _, j := range e.Jobs {
		if !j.Scheduled {
			continue
		}
		// Once a minute: the store's ticks decide, so clock changes, moved
		// holidays and "last day" need nothing from the alarm clock.
		if _, err := s.NewJob(gocron.CronJob("* * * * *", false), gocron.NewTask(due, j.Name), gocron.WithName(j.Name)); err != nil {
			return nil, errors.Join(fmt.Errorf("schedule of %s: %w", j.Name, err), s.Shutdown())
		}
	}
	for _, j := range e.Jobs {
		if j.Scheduled {
			due(j.Name)
		}
	}
	s.Start()
	return &Alarm{scheduler: s}, nil
}

// Stop ends the alarm and waits for calls that are under way.
func (a *Alarm) Stop() error { return a.scheduler.Shutdown() }

// Due works out which ticks of a job are due, records each of them, and
// returns the runs that are to be started: at most one after a time in which
// no worker was there (never a burst). A schedule that is seen for the first
// time begins now; nothing of its past is due.
func (e *Engine) Due(ctx context.Context, job string) ([]ledger.Run, error) {
	j, err := e.Job(job)
	if err != nil || !j.Scheduled {
		return nil, err
	}
	now := e.Now().In(e.Zone)
	handled, err := e.Ledger.Handled(ctx, j.Name)
	if err != nil {
		return nil, err
	}
	if handled.IsZero() {
		_, err := e.Ledger.ClaimTicks(ctx, j.Name, nil, now)
		return nil, err
	}
	ticks, err := e.ticks(ctx, j, handled, now)
	if err != nil || len(ticks) == 0 {
		return nil, err
	}
	mine, err := e.Ledger.ClaimTicks(ctx, j.Name, ticks, now)
	if err != nil {
		return nil, err
	}
	var runs []ledger.Run
	for _, t := range mine {
		if t.Run == "" {
			continue
		}
		run, err := e.Ledger.Run(ctx, t.Run)
		if err != nil {
			return runs, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// ticks are the rows for every tick since handled.
func (e *Engine) ticks(ctx context.Context, j Job, handled, now time.Time) ([]ledger.Tick, error) {
	due := j.Schedule.Due(handled, now)
	run, skipped := calendar.Catchup(due, now, calendar.Missed{Policy: j.IfMissed, Grace: onTime, Window: catchupWindow})
	var out []ledger.Tick
	for _, t := range skipped {
		out = append(out, ledger.Tick{Schedule: j.Name, Identity: t.Identity, At: t.At, Status: "skipped", Reason: t.Reason})
	}
	for _, t := range run {
		id, err := e.Ledger.NewID(ctx, "r")
		if err != nil {
			return nil, err
		}
		out = append(out, ledger.Tick{Schedule: j.Name, Identity: t.Identity, At: t.At, Status: "run", Reason: t.Reason, Run: id})
	}
	return out, nil
}

// Unfinished are the runs that were wanted and are not ended: queued ones, and
// those whose worker may have vanished.
func (e *Engine) Unfinished(ctx context.Context) ([]ledger.Run, error) {
	runs, err := e.Ledger.Runs(ctx, "", 200)
	if err != nil {
		return nil, err
	}
	var out []ledger.Run
	for _, r := range runs {
		if !r.Status.Ended() {
			out = append(out, r)
		}
	}
	return out, nil
}
