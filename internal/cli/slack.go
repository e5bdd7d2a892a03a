package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

type slackCmd struct {
	Preview slackPreviewCmd `cmd:"" help:"Show messages as they would look, of the last plan. Sends nothing."`
	Route   slackRouteCmd   `cmd:"" help:"Which channel a message goes to, and why. Sends nothing."`
}

type slackPreviewCmd struct {
	Kind string `arg:"" optional:"" help:"digest, alert, approval, export or failure; all if left out."`
}

// previewJSON is a message for programs; Payload is what Slack's Block Kit
// Builder takes.
type previewJSON struct {
	Kind    string          `json:"kind"`
	Channel string          `json:"channel"`
	Payload json.RawMessage `json:"payload"`
	Thread  int             `json:"thread"` // answers that follow
}

// Run shows messages.
func (c *slackPreviewCmd) Run(ctx context.Context, w *World, f *flags) error {
	kinds := app.PreviewKinds()
	if c.Kind != "" {
		if !slices.Contains(kinds, c.Kind) {
			return &exit{ExitUsage, fmt.Errorf("no message %q: one of %s", c.Kind, strings.Join(kinds, ", "))}
		}
		kinds = []string{c.Kind}
	}
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	for i, kind := range kinds {
		m, err := a.Preview(ctx, kind)
		if err != nil {
			return err
		}
		if f.JSON {
			payload, err := notifiers.BlockKit(m)
			if err != nil {
				return err
			}
			if err := emit(w.Stdout, "message", previewJSON{kind, m.Channel, payload, len(m.FollowUps)}); err != nil {
				return err
			}
			continue
		}
		if i > 0 {
			fmt.Fprintln(w.Stdout)
		}
		fmt.Fprintln(w.Stdout, strings.Join(notifiers.Lines(m), "\n"))
		if n := len(m.FollowUps); n > 0 {
			fmt.Fprintf(w.Stdout, "  (answers in its thread: %d)\n", n)
		}
	}
	return nil
}

type slackRouteCmd struct {
	Plan     string `arg:"" optional:"" help:"A plan's id: all of its alerts."`
	Kind     string `default:"rule" help:"rule, hold or job."`
	Severity string `default:"warning" help:"info, warning or critical."`
	Rule     string `help:"The rule that asks for it."`
	Open     string `placeholder:"\"500 EUR\"" help:"What is open on its subject."`
	Days     int    `help:"How many days it is overdue."`
	Expect   string `placeholder:"CHANNEL" help:"Exit with 1 if it goes anywhere else."`
}

// Run says where messages go.
func (c *slackRouteCmd) Run(ctx context.Context, w *World, f *flags) error {
	alert, err := c.alert()
	if err != nil {
		return &exit{ExitUsage, err}
	}
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	all := []app.Routed{a.Route(alert)}
	if c.Plan != "" {
		if all, err = a.RoutePlan(ctx, c.Plan); err != nil {
			return err
		}
	}
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	var wrong []string
	for _, r := range all {
		if c.Expect != "" && r.Channel != c.Expect {
			wrong = append(wrong, r.Channel)
		}
		if f.JSON {
			if err := emit(w.Stdout, "route", r); err != nil {
				return err
			}
			continue
		}
		quiet := "at once"
		if r.Quiet {
			quiet = "waits for the end of quiet hours"
		}
		what := strings.TrimSpace(plan.Plain(r.Subject) + " " + r.Rule)
		fmt.Fprintf(t, "%s\t%s %s\t→ %s\t%s\t%s\t%s\n", what, r.Kind, r.Severity, channelName(r.Channel), r.Why, strings.Join(r.Mentions, " "), quiet)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(all) == 0 && !f.JSON {
		fmt.Fprintf(w.Stdout, "plan %s has no alerts\n", c.Plan)
	}
	if len(wrong) > 0 {
		return &exit{ExitFailed, fmt.Errorf("%d of %d go elsewhere than %s, such as to %s", len(wrong), len(all), c.Expect, channelName(wrong[0]))}
	}
	return nil
}

func channelName(c string) string {
	if c == "" {
		return "nowhere: slack.default_channel is not set"
	}
	return c
}

// alert is the message that the flags describe.
func (c *slackRouteCmd) alert() (notifiers.Alert, error) {
	n := plan.Notify{Severity: plan.Severity(c.Severity), DaysOverdue: c.Days}
	if !slices.Contains([]plan.Severity{plan.Info, plan.Warning, plan.Critical}, n.Severity) {
		return notifiers.Alert{}, errors.New("--severity is one of info, warning, critical")
	}
	if !slices.Contains([]string{"rule", "hold", "job"}, c.Kind) {
		return notifiers.Alert{}, errors.New("--kind is one of rule, hold, job")
	}
	if c.Open != "" {
		var err error
		if n.Open, err = billing.ParseMoney(c.Open); err != nil {
			return notifiers.Alert{}, fmt.Errorf("--open: %w", err)
		}
	}
	return notifiers.Alert{Kind: c.Kind, Rule: c.Rule, Notify: n}, nil
}
