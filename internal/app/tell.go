package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// tellFailure sends the message about a failed run. A key that MOCO refused to
// the run's letters is refused to all others too, and told with it.
func (a *App) tellFailure(ctx context.Context, f jobs.Failure) error {
	if fault.KindOf(f.Err) == fault.Auth && f.Step == "apply" {
		a.refused.first()
	}
	if a.Notifier == nil {
		return errors.New("slack.bot_token is not set")
	}
	now := a.opt.Now().In(a.Config.Timezone)
	origin := notifiers.Origin{Job: f.Run.Job, Run: f.Run.ID, MOCO: a.MOCOAddress()}
	alert := notifiers.Alert{Origin: origin, Kind: "job", Notify: plan.Notify{Severity: plan.Critical}}
	alert, _ = a.router().Address(alert)
	m := notifiers.JobFailure{
		Origin: origin, Channel: alert.Notify.Channel, Kind: fault.KindOf(f.Err), Cause: f.Err.Error(), Step: f.Step, Since: now,
	}
	if f.Run.Plan != "" {
		if p, err := a.Ledger.Plan(ctx, f.Run.Plan); err == nil {
			m.Letters = a.letters(ctx, p)
		}
	}
	_, err := a.Notifier.Send(ctx, m.Message(a.Config.Language()))
	return err
}

// tellStuck tells people about an action that came to a bad end after its run's
// messages had gone out. What can't be told stays in the log and in the run.
func (a *App) tellStuck(ctx context.Context, e ledger.Entry, why string) error {
	if a.Notifier == nil || e.Action == "ask" {
		return nil
	}
	title := "Eine Aktion braucht einen Menschen: " + plan.Label(e.Subject)
	if a.Config.Language() == billing.English {
		title = "An action needs a person: " + plan.Label(e.Subject)
	}
	return a.tellAbout(ctx, e, title, why)
}

// tellRefused tells people that MOCO refused the key in the middle of the
// letters.
func (a *App) tellRefused(ctx context.Context, e ledger.Entry, err error) error {
	if a.Notifier == nil {
		return nil
	}
	title := "MOCO lehnt den Schlüssel ab: es wird nichts geschrieben, bis er wieder gilt"
	if a.Config.Language() == billing.English {
		title = "MOCO refuses the key: nothing is written until it is good again"
	}
	return a.tellAbout(ctx, e, title, err.Error())
}

// tellAbout sends an alert about an action.
func (a *App) tellAbout(ctx context.Context, e ledger.Entry, title, why string) error {
	alert := notifiers.Alert{
		Origin: notifiers.Origin{Run: e.Run, MOCO: a.MOCOAddress()}, Kind: "job", Subject: e.Subject,
		Notify: plan.Notify{Severity: plan.Critical, Title: title, Text: fmt.Sprintf("%s %s (%s): %s · worker actions show %s", e.Action, plan.Label(e.Subject), e.State, why, e.ID)},
	}
	alert, _ = a.router().Address(alert)
	if _, err := a.Notifier.Send(ctx, alert.Message(a.Config.Language())); err != nil {
		a.opt.Logger.Error("nobody could be told", "entry", e.ID, "error", err)
	}
	return nil
}

// router chooses channels by the routes of the configuration.
func (a *App) router() notifiers.Router {
	r := notifiers.Router{DefaultChannel: a.Config.Slack.DefaultChannel}
	for _, route := range a.Config.Slack.Routes {
		r.Routes = append(r.Routes, notifiers.Route{When: route.When.Text, Match: matcher(route.When.Text), Channel: route.Channel, Mentions: route.Mention})
	}
	return r
}
