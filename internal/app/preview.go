package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// PreviewKinds are the messages that Preview can show.
func PreviewKinds() []string { return []string{"digest", "alert", "approval", "export", "failure"} }

// Preview makes a message as it would look, of the last plan; without one, of a
// made-up one. Nothing is sent. The error says that the store can't be read.
func (a *App) Preview(ctx context.Context, kind string) (notifiers.Message, error) {
	p, err := a.lastPlan(ctx)
	if err != nil {
		return notifiers.Message{}, err
	}
	l, origin := a.Config.Language(), notifiers.Origin{Job: p.Job, Run: p.Run, Rules: p.Rules, MOCO: a.MOCOAddress()}
	channel := cmp.Or(a.Config.Slack.DefaultChannel, "#finance")
	now := a.opt.Now().In(a.Config.Timezone)
	switch kind {
	case "digest":
		d, err := a.Messages.Digest(ctx, p, channel)
		return d.Message(l), err
	case "alert":
		alert, _ := a.previewRouter().Address(previewAlert(p, origin))
		return a.Messages.Known(ctx, p, alert).Message(l), nil
	case "approval":
		r, err := a.previewApproval(p, origin, channel)
		return r.Message(l), err
	case "export":
		return a.previewExport(p, origin, channel).Message(l), nil
	case "failure":
		cause := fault.New(fault.Auth, errors.New("MOCO refuses the read key (401)"))
		alert, _ := a.previewRouter().Address(notifiers.JobFailure{Origin: origin}.Alert())
		f := notifiers.JobFailure{Origin: origin, Channel: alert.Notify.Channel, Kind: fault.KindOf(cause), Cause: cause.Error(), Step: "pull", Attempt: 2, Since: now.Add(-15 * time.Minute), NextAt: a.nextRun(p.Job)}
		return f.Message(l), nil
	}
	return notifiers.Message{}, fmt.Errorf("no message %q: one of %s", kind, strings.Join(PreviewKinds(), ", "))
}

// previewApproval asks for the letters whose step needs an approval; for all if
// none does.
func (a *App) previewApproval(p plan.Plan, origin notifiers.Origin, channel string) (notifiers.ApprovalRequest, error) {
	hash, err := p.Hash()
	r := notifiers.ApprovalRequest{Origin: origin, Channel: channel, Plan: p.ID, Hash: hash, Lines: p.Letters(), Expires: p.ExpiresAt.In(a.Config.Timezone)}
	for _, line := range p.Letters() {
		if line.Approve != "" {
			r.Group, r.Channel = line.Approve, cmp.Or(a.Engine.Policy.Groups[line.Approve].Channel, channel)
		}
	}
	if r.Group != "" {
		r.Lines = slices.DeleteFunc(r.Lines, func(l plan.Line) bool { return l.Approve != r.Group })
	}
	return r, err
}

// previewRouter works without a configured Slack too.
func (a *App) previewRouter() notifiers.Router {
	r := a.router()
	r.DefaultChannel = cmp.Or(r.DefaultChannel, "#finance")
	return r
}

// lastPlan is the latest plan of any job that can be read.
func (a *App) lastPlan(ctx context.Context) (plan.Plan, error) {
	runs, err := a.Ledger.Runs(ctx, "", 100)
	if err != nil {
		return plan.Plan{}, err
	}
	for _, r := range runs {
		if r.Plan == "" || r.Job == plan.HoldJob {
			continue
		}
		if p, err := a.Ledger.Plan(ctx, r.Plan); err == nil {
			return p, nil
		}
	}
	return a.madeUp(), nil
}

// previewAlert is the plan's first alert; if it has none, one about its largest
// overdue invoice.
func previewAlert(p plan.Plan, origin notifiers.Origin) notifiers.Alert {
	for _, line := range p.Lines {
		if n, ok := line.Params.(plan.Notify); ok && !n.Digest {
			return notifiers.Alert{Origin: origin, Kind: "rule", Rule: line.Rule, Subject: line.Subject, Notify: n}
		}
	}
	v := slices.MaxFunc(append([]plan.Verdict{{}}, p.Verdicts...), func(a, b plan.Verdict) int {
		if a.Overdue != b.Overdue {
			return map[bool]int{true: 1, false: -1}[a.Overdue]
		}
		return cmp.Compare(a.Open.Minor, b.Open.Minor)
	})
	return notifiers.Alert{
		Origin: origin, Kind: "rule", Rule: "big-and-late", Subject: plan.Subject{Kind: "invoice", ID: v.InvoiceID, Label: v.Identifier, Name: v.Customer},
		Notify: plan.Notify{Severity: plan.Critical, Title: "Große Rechnung überfällig", InvoiceID: v.InvoiceID, Open: v.Open, DaysOverdue: v.DaysOverdue},
	}
}

func (a *App) previewExport(p plan.Plan, origin notifiers.Origin, channel string) notifiers.ExportDelivered {
	e := notifiers.ExportDelivered{Origin: origin, Channel: channel, File: "offene-posten_" + p.Today.String() + ".xlsx", Title: "Offene Posten", AsOf: p.Today,
		Sheets: []string{"Übersicht", "Fälligkeit", "Offene Posten", "Info"}, Control: "Übersicht − Offene Posten = 0,00", SHA256: "4be1c07a90d2"}
	var open, overdue billing.Totals
	for _, v := range p.Verdicts {
		if v.Receivable {
			e.Rows++
			if sum, err := open.Plus(v.Open); err == nil {
				open = sum
			}
		}
		if v.Overdue {
			if sum, err := overdue.Plus(v.Open); err == nil {
				overdue = sum
			}
		}
	}
	e.Sums = []notifiers.Sum{{Name: "offen", Total: open}, {Name: "davon überfällig", Total: overdue}}
	for _, line := range p.Lines {
		if x, ok := line.Params.(plan.Export); ok {
			e.File, e.Title = x.File, x.Name
		}
	}
	return e
}

// madeUp is a plan of two invoices, for those who have none yet.
func (a *App) madeUp() plan.Plan {
	now := a.opt.Now().In(a.Config.Timezone)
	today := billing.DateOf(now)
	p := plan.Plan{ID: "p_2c9e", Run: "r_8f31", Job: "overdue-daily", Account: a.Config.Moco.Account, Today: today, CreatedAt: now, ExpiresAt: now.Add(48 * time.Hour), Write: plan.WriteApprove}
	if len(a.Config.Jobs) > 0 {
		p.Job = a.Config.Jobs[0].Name
	}
	for i, x := range []struct {
		id       billing.ID
		label    string
		customer string
		minor    int64
		late     int
		level    int
	}{{80547, "R2609-014", "Nordlicht Medien GmbH", 1892100, 69, 2}, {80699, "R2610-022", "Hansa Logistik GmbH", 1240000, 30, 1}} {
		open := billing.Money{Minor: x.minor, Currency: "EUR"}
		p.Verdicts = append(p.Verdicts, plan.Verdict{
			InvoiceID: x.id, Identifier: x.label, Customer: x.customer, CustomerID: billing.ID(i + 1), Status: billing.StatusOverdue, Gross: open, Open: open,
			Due: today.AddDays(-x.late), DaysOverdue: x.late, Level: x.level, Outcome: plan.OutcomeLetter, Receivable: true, Overdue: true, Line: i + 1,
		})
		p.Lines = append(p.Lines, plan.Line{
			N: i + 1, Action: "remind", Rule: "dunning", Subject: plan.Subject{Kind: "invoice", ID: x.id, Label: x.label, Name: x.customer},
			Params: plan.Remind{InvoiceID: x.id, Identifier: x.label, Level: x.level + 1, Levels: 3, LevelName: "Mahnung", Open: open, Gross: open, DaysOverdue: x.late, PayWithin: 7},
		})
	}
	return p
}

// Routed is where a message goes, and why.
type Routed struct {
	Subject  string        `json:"subject,omitempty"` // of a plan's line
	Rule     string        `json:"rule,omitempty"`
	Kind     string        `json:"kind"`
	Severity plan.Severity `json:"severity"`
	Channel  string        `json:"channel"`
	Why      string        `json:"why"`
	Mentions []string      `json:"mentions,omitempty"`
	// Quiet says that it waits for the end of the quiet hours.
	Quiet bool `json:"quiet"`
}

// Route says where an alert goes.
func (a *App) Route(alert notifiers.Alert) Routed {
	r := a.router().Route(alert)
	subject := ""
	if alert.Subject != (plan.Subject{}) {
		subject = plan.Label(alert.Subject)
	}
	return Routed{
		Subject: subject, Rule: alert.Rule, Kind: alert.Kind, Severity: alert.Notify.Severity,
		Channel: r.Notify.Channel, Why: r.Why, Mentions: r.Mentions, Quiet: !r.Loud && a.hasQuiet(),
	}
}

// hasQuiet reports whether there are quiet hours at all.
func (a *App) hasQuiet() bool {
	q := a.Config.Slack.QuietHours
	return q.From != q.To || q.Weekends || q.Holidays
}

// RoutePlan says where each alert of a plan goes.
func (a *App) RoutePlan(ctx context.Context, id string) ([]Routed, error) {
	p, err := a.Ledger.Plan(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []Routed
	for _, line := range p.Lines {
		if n, ok := line.Params.(plan.Notify); ok && !n.Digest {
			out = append(out, a.Route(notifiers.Alert{Kind: "rule", Rule: line.Rule, Subject: line.Subject, Notify: n}))
		}
	}
	return out, nil
}
