package notifiers

import (
	"errors"
	"fmt"

	"github.com/mocowork/mocowork/plan"
)

// Router chooses the channel of an alert. The first route that matches wins,
// like a firewall's rules.
type Router struct {
	DefaultChannel string // for what no route takes; required
	Routes         []Route
}

// Route sends some alerts to a channel.
type Route struct {
	// When is the condition in the configuration's words, for explanations.
	When string
	// Match is the compiled condition; nil matches everything.
	Match    func(Alert) bool
	Channel  string
	Mentions []string // see Alert.Mentions
	// IgnoreQuiet sends in quiet hours too; KeepQuiet waits for their end even
	// with what would not by itself.
	IgnoreQuiet, KeepQuiet bool
}

// BySeverity matches alerts of one severity.
func BySeverity(s plan.Severity) func(Alert) bool {
	return func(a Alert) bool { return a.Notify.Severity == s }
}

// Validate says what is missing: a default channel, or a route's channel.
func (r Router) Validate() error {
	if r.DefaultChannel == "" {
		return errors.New("slack.default_channel is missing: alerts that no route takes would reach nobody")
	}
	for i, route := range r.Routes {
		if route.Channel == "" {
			return fmt.Errorf("slack.routes[%d]: channel is missing", i)
		}
	}
	return nil
}

// Address gives the alert its channel and the mentions that go with it, and
// says why. A channel that the rule names itself stands.
func (r Router) Address(a Alert) (Alert, string) {
	routed := r.Route(a)
	return routed.Alert, routed.Why
}

// Routed is an alert with its channel.
type Routed struct {
	Alert
	Why string // which route took it
	N   int    // of that route, from 0; -1 if none did
	// Loud says that it does not wait for the end of quiet hours.
	Loud bool
}

// Route chooses the way of an alert. A job's critical failure is loud unless
// its route says that it keeps quiet; everything else is quiet unless its route
// says that it ignores the quiet hours.
func (r Router) Route(a Alert) Routed {
	loud := a.Kind == "job" && a.Notify.Severity == plan.Critical
	if a.Notify.Channel != "" {
		return Routed{Alert: a, Why: "the rule names the channel", N: -1, Loud: loud}
	}
	for i, route := range r.Routes {
		if route.Match == nil || route.Match(a) {
			a.Notify.Channel, a.Mentions = route.Channel, route.Mentions
			return Routed{Alert: a, Why: fmt.Sprintf("slack.routes[%d]: %s", i, route.When), N: i, Loud: route.IgnoreQuiet || loud && !route.KeepQuiet}
		}
	}
	a.Notify.Channel = r.DefaultChannel
	return Routed{Alert: a, Why: "slack.default_channel", N: -1, Loud: loud}
}
