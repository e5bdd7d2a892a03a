package app

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// An incident begins with a job's first failed run and ends with the next one
// that does not fail. It has one message: later failures edit it, and so does
// its end.

// incidentKind is the kind of such messages; their names go on with the job and
// the first run.
const incidentKind = "incident"

// incident is what an edit of its message has to know.
type incident struct {
	Channel  string    `json:"channel"`
	Since    time.Time `json:"since"`
	Attempts int       `json:"attempts"`
}

// openIncident is the job's incident that has not ended; name is "" if there is
// none.
func (a *App) openIncident(ctx context.Context, job string) (name string, i incident, err error) {
	all, err := a.Ledger.EditableMessages(ctx, incidentKind)
	if err != nil {
		return "", i, err
	}
	for _, m := range all {
		if strings.HasPrefix(m.Name, incidentPrefix(job)) {
			return m.Name, i, json.Unmarshal(m.Body, &i)
		}
	}
	return "", i, nil
}

func incidentPrefix(job string) string { return incidentKind + "|" + job + "|" }

// sendFailure posts the message about a failed run, or edits that of the
// incident that it belongs to. Finance hears only if its digest is missing.
func (a *App) sendFailure(ctx context.Context, f jobs.Failure) error {
	if a.Notifier == nil {
		return errNoNotifier
	}
	m, routed := a.failure(f)
	if wait, _ := a.waits(routed); wait {
		return errors.Join(a.Ledger.MustTell(ctx, ledger.Untold{ID: f.Run.ID}), a.tellMissing(ctx, f, m.Channel))
	}
	name, i, err := a.openIncident(ctx, f.Run.Job)
	if err != nil {
		return err
	}
	if name == "" {
		name, i = incidentPrefix(f.Run.Job)+f.Run.ID, incident{Channel: m.Channel, Since: m.Since}
	}
	i.Attempts++
	m.Channel, m.Since, m.Attempt, m.NextAt = i.Channel, i.Since.In(a.Config.Timezone), i.Attempts, a.nextRun(f.Run.Job)
	if good, found, err := a.Ledger.LastEnded(ctx, f.Run.Job, true); err == nil && found {
		m.LastGood = good.EndedAt
	}
	if f.Run.Plan != "" {
		if p, err := a.Ledger.Plan(ctx, f.Run.Plan); err == nil {
			m.Letters = a.letters(ctx, p)
		}
	}
	_, err = a.Messages.Publish(ctx, actions.Said{Name: name, Kind: incidentKind, Body: i, Editable: true}, m.Message(a.Config.Language()))
	return errors.Join(err, a.tellMissing(ctx, f, m.Channel))
}

// failure is the message about a failed run, and its route.
func (a *App) failure(f jobs.Failure) (notifiers.JobFailure, notifiers.Routed) {
	origin := notifiers.Origin{Job: f.Run.Job, Run: f.Run.ID, MOCO: a.MOCOAddress()}
	routed := a.router().Route(notifiers.Alert{Origin: origin, Kind: "job", Notify: plan.Notify{Severity: plan.Critical}})
	return notifiers.JobFailure{
		Origin: origin, Channel: routed.Notify.Channel, Kind: fault.KindOf(f.Err), Cause: f.Err.Error(), Step: f.Step, Since: a.opt.Now().In(a.Config.Timezone),
	}, routed
}

// waits reports whether an alert waits for the end of the quiet hours.
func (a *App) waits(r notifiers.Routed) (bool, time.Time) {
	now := a.opt.Now()
	end := a.quietEnds(now)
	return !r.Loud && end.After(now), end
}

// nextRun is when a job runs again by its schedule; zero if it has none.
func (a *App) nextRun(job string) time.Time {
	j, err := a.Engine.Job(job)
	if err != nil || !j.Scheduled {
		return time.Time{}
	}
	now := a.opt.Now()
	for _, tick := range j.Schedule.Due(now, now.AddDate(0, 0, 8)) {
		if !tick.Skipped {
			return tick.At
		}
	}
	return time.Time{}
}

// tellMissing tells the channel of the digest, in one line, that today's is
// missing, unless people there hear of the failure anyway. The digest of a later
// run takes the line's place.
func (a *App) tellMissing(ctx context.Context, f jobs.Failure, told string) error {
	channel := a.Engine.Policy.DigestChannel
	now := a.opt.Now().In(a.Config.Timezone)
	if f.Run.InTerminal() || f.Run.PlanOnly || f.Run.Plan != "" || channel == "" || channel == told || a.quietEnds(now).After(now) {
		return nil
	}
	name := actions.DigestName(f.Run.Job, channel, billing.DateOf(now))
	if _, posted, err := a.Ledger.Message(ctx, name); err != nil || posted {
		return err
	}
	d := notifiers.DigestMissing{Origin: notifiers.Origin{Job: f.Run.Job, Run: f.Run.ID, MOCO: a.MOCOAddress()}, Channel: channel}
	if p, found, err := a.Ledger.PlanBefore(ctx, f.Run.Job, now); err == nil && found {
		d.AsOf = p.Today
	}
	_, err := a.Messages.Publish(ctx, actions.Said{Name: name, Kind: "digest", Body: struct{}{}}, d.Message(a.Config.Language()))
	return err
}

// recovered ends the incident of a job that has not failed this time.
func (a *App) recovered(ctx context.Context, r jobs.Result) error {
	name, i, err := a.openIncident(ctx, r.Run.Job)
	if err != nil || name == "" {
		return err
	}
	m := notifiers.JobFailure{
		Origin: notifiers.Origin{Job: r.Run.Job, Run: r.Run.ID, MOCO: a.MOCOAddress()}, Channel: i.Channel,
		Since: i.Since.In(a.Config.Timezone), Recovered: a.opt.Now().In(a.Config.Timezone),
	}
	_, err = a.Messages.Publish(ctx, actions.Said{Name: name, Kind: incidentKind, Body: i}, m.Message(a.Config.Language()))
	return err
}
