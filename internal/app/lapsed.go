package app

import (
	"context"
	"strings"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// tellLapsed says that nobody has approved lines in time, in the thread of the
// message that asked for it. Without Slack it stands in the log only.
func (a *App) tellLapsed(ctx context.Context, l jobs.Lapsed) error {
	a.opt.Logger.Warn("nobody approved it in time; nothing was sent", "run", l.Run.ID, "plan", l.Plan.ID, "group", l.Group, "lines", len(l.Lines))
	channel, thread, err := a.asked(ctx, l)
	if err != nil || a.Notifier == nil || channel == "" {
		return err
	}
	hash, err := l.Plan.Hash()
	if err != nil {
		return err
	}
	m := notifiers.ApprovalRequest{
		Origin: notifiers.Origin{Job: l.Plan.Job, Run: l.Run.ID, Rules: l.Plan.Rules, MOCO: a.MOCOAddress()}, Channel: channel, Plan: l.Plan.ID,
		Hash: hash, Group: l.Group, Lines: l.Lines, Decision: notifiers.Decision{State: notifiers.DecisionExpired},
	}.Message(a.Config.Language())
	m.ThreadTS = thread
	_, err = a.Notifier.Send(ctx, m)
	return err
}

// asked is where the request for approval stands; without one, where it would.
func (a *App) asked(ctx context.Context, l jobs.Lapsed) (channel, thread string, err error) {
	entries, err := a.Ledger.Entries(ctx, ledger.Filter{Run: l.Run.ID, States: []ledger.State{ledger.Done}})
	if err != nil {
		return "", "", err
	}
	for _, x := range entries {
		if p, ok := x.Params.(plan.Ask); ok && x.Plan == l.Plan.ID && p.Group == l.Group {
			channel, thread, _ = strings.Cut(x.RemoteID, ":")
			return channel, thread, nil
		}
	}
	if channel = a.Engine.Policy.Groups[l.Group].Channel; channel == "" {
		channel = a.Engine.Policy.DigestChannel
	}
	return channel, "", nil
}
