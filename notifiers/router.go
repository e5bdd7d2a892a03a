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
	if a.Notify.Channel != "" {
		return a, "the rule names the channel"
	}
	for i, route := range r.Routes {
		if route.Match == nil || route.Match(a) {
			a.Notify.Channel, a.Mentions = route.Channel, route.Mentions
			return a, fmt.Sprintf("slack.routes[%d]: %s", i, route.When)
		}
	}
	a.Notify.Channel = r.DefaultChannel
	return a, "slack.default_channel"
}
