package notifiers

import (
	"testing"

	"github.com/mocowork/mocowork/plan"
)

func TestRouter(t *testing.T) {
	t.Parallel()
	r := Router{
		DefaultChannel: "#finance",
		Routes: []Route{
			{When: `alert.kind == "job"`, Match: func(a Alert) bool { return a.Kind == "job" }, Channel: "#ops-alerts"},
			{When: `alert.severity == "critical"`, Match: BySeverity(plan.Critical), Channel: "#finance-leads", Mentions: []string{"@buchhaltung"}},
			{When: `alert.severity == "critical"`, Match: BySeverity(plan.Critical), Channel: "#never"},
		},
	}
	if err := r.Validate(); err != nil {
		t.Fatal(err)
	}
	alert := func(kind string, s plan.Severity, channel string) Alert {
		return Alert{Kind: kind, Notify: plan.Notify{Severity: s, Channel: channel}}
	}
	for _, c := range []struct {
		name          string
		alert         Alert
		channel, why  string
		mentionsCount int
	}{
		{"first match wins", alert("job", plan.Critical, ""), "#ops-alerts", `slack.routes[0]: alert.kind == "job"`, 0},
		{"severity", alert("rule", plan.Critical, ""), "#finance-leads", `slack.routes[1]: alert.severity == "critical"`, 1},
		{"nothing matches", alert("rule", plan.Warning, ""), "#finance", "slack.default_channel", 0},
		{"the rule's own", alert("rule", plan.Critical, "#team"), "#team", "the rule names the channel", 0},
		{"a failed job", exampleFailure().Alert(), "#ops-alerts", "the rule names the channel", 0},
		{"a failed job without a channel", JobFailure{}.Alert(), "#ops-alerts", `slack.routes[0]: alert.kind == "job"`, 0},
	} {
		got, why := r.Address(c.alert)
		if got.Notify.Channel != c.channel || why != c.why || len(got.Mentions) != c.mentionsCount {
			t.Errorf("%s: %s because %s, mentions %v; want %s because %s", c.name, got.Notify.Channel, why, got.Mentions, c.channel, c.why)
		}
	}
	all := Router{DefaultChannel: "#a", Routes: []Route{{Channel: "#b"}}}
	if got, _ := all.Address(Alert{}); got.Notify.Channel != "#b" {
		t.Errorf("a route without a condition takes everything, got %s", got.Notify.Channel)
	}
}

func TestRouterValidate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		router Router
		want   string
	}{
		{Router{}, "slack.default_channel is missing: alerts that no route takes would reach nobody"},
		{Router{DefaultChannel: "#a", Routes: []Route{{Channel: "#b"}, {}}}, "slack.routes[1]: channel is missing"},
	} {
		if err := c.router.Validate(); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
