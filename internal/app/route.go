package app

import (
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/rules"
)

// matcher is a route's condition. It was checked with the configuration, so an
// error can't come up here; a route without a program matches nothing.
func matcher(when string) func(notifiers.Alert) bool {
	route, err := rules.CompileRoute(when)
	return func(a notifiers.Alert) bool {
		return err == nil && route.Match(rules.NewRouteAlert(a.Kind, a.Rule, a.Notify))
	}
}
