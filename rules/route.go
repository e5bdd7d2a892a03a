package rules

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"github.com/mocowork/mocowork/plan"
)

// Route is a compiled condition of a message route, such as
// alert.severity == "critical". The zero value matches nothing.
type Route struct{ program *vm.Program }

// RouteAlert is what a route may ask about.
type RouteAlert struct {
	Kind     string `expr:"kind"`     // rule, or job for what concerns the product itself
	Severity string `expr:"severity"` // info, warning, critical
	Rule     string `expr:"rule"`     // the rule that asked for the message; "" for others
	Overdue  int    `expr:"days_overdue"`
}

type routeWorld struct {
	Alert RouteAlert `expr:"alert"`
}

// NewRouteAlert is a message as routes see it.
func NewRouteAlert(kind, rule string, n plan.Notify) RouteAlert {
	return RouteAlert{Kind: kind, Severity: string(n.Severity), Rule: rule, Overdue: n.DaysOverdue}
}

// CompileRoute checks a route's condition against the typed world of messages.
// The error says what is wrong with it.
func CompileRoute(text string) (Route, error) {
	program, err := expr.Compile(text, expr.Env(routeWorld{}), expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(100))
	if err != nil {
		return Route{}, fmt.Errorf("the route %q can't be used: %w", text, err)
	}
	return Route{program}, nil
}

// Match reports whether the route takes the message. A condition that can't be
// evaluated does not match: the message goes to the default channel.
func (r Route) Match(a RouteAlert) bool {
	if r.program == nil {
		return false
	}
	out, err := vm.Run(r.program, routeWorld{Alert: a})
	yes, ok := out.(bool)
	return err == nil && ok && yes
}
