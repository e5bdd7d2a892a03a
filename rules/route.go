package rules

import (
	"fmt"

	"github.com/mocowork/mocowork/plan"
)

// RouteAlert is an alert as the conditions of Slack routes see it. Its fields
// are for expressions; NewRouteAlert fills them.
type RouteAlert struct {
	Kind        string `expr:"kind" values:"alert kind" doc:"rule; hold for a hold that ends; or job for what concerns the worker itself" example:"alert.kind == \"job\""`
	Rule        string `expr:"rule" doc:"the rule that asked for it; empty for a job's" example:"alert.rule == \"big-and-late\""`
	Severity    string `expr:"severity" values:"severity" doc:"info, warning or critical" example:"alert.severity == \"critical\""`
	Open        Money  `expr:"open" doc:"what is open on its subject" example:"alert.has_open and alert.open >= money(10000, alert.currency)"`
	HasOpen     bool   `expr:"has_open" doc:"whether it is about something open" example:"alert.has_open"`
	Currency    string `expr:"currency" values:"currency" doc:"the currency of open; empty without" example:"alert.currency == \"EUR\""`
	DaysOverdue int    `expr:"days_overdue" doc:"how late its subject is" example:"alert.days_overdue > 60"`
}

// NewRouteAlert is the view of a message on its way to a route.
func NewRouteAlert(kind, rule string, n plan.Notify) RouteAlert {
	return RouteAlert{
		Kind: kind, Rule: rule, Severity: string(n.Severity), Open: Money(n.Open), HasOpen: n.Open.Known(),
		Currency: n.Open.Currency, DaysOverdue: n.DaysOverdue,
	}
}

// routeWorld is what a route's condition may name.
type routeWorld struct {
	Alert RouteAlert `expr:"alert"`
	Meter *meter     `expr:"#meter"`
}

func (w *routeWorld) setMeter(m *meter) { w.Meter = m }

// Route is the compiled condition of a Slack route. The zero value matches
// nothing.
type Route struct{ cond condition }

// CompileRoute checks and compiles a condition such as
// alert.severity == "critical". The error names the first thing that is wrong,
// with its column.
func CompileRoute(text string) (Route, error) {
	c, found := compile(text, scope{data: dataset{root: "alert", world: routeWorld{}}, used: map[string]bool{}})
	if len(found) == 0 {
		return Route{c}, nil
	}
	f := found[0]
	column := len([]rune(text[:f.from])) + 1
	if f.help != "" {
		f.text += "; " + f.help
	}
	return Route{}, fmt.Errorf("column %d: %s", column, f.text)
}

// Match answers the condition. One that can't be answered, such as amounts in
// two currencies compared, does not match: a later route or the default
// channel takes the alert.
func (r Route) Match(a RouteAlert) bool {
	if r.cond.program == nil {
		return false
	}
	yes, err := r.cond.run(&routeWorld{Alert: a})
	return err == nil && yes
}
