package rules

import (
	"testing"

	"github.com/mocowork/mocowork/plan"
)

func TestRoutes(t *testing.T) {
	t.Parallel()
	alert := NewRouteAlert("rule", "big-and-late", plan.Notify{Severity: plan.Critical, Open: money(t, "12400 EUR"), DaysOverdue: 30})
	job := NewRouteAlert("job", "", plan.Notify{Severity: plan.Warning})
	tests := []struct {
		when       string
		alert, job bool
	}{
		{`alert.severity == "critical"`, true, false},
		{`alert.kind == "job"`, false, true},
		{`alert.rule in ["big-and-late"] and alert.days_overdue > 14`, true, false},
		{`alert.has_open and alert.open > eur(10000)`, true, false},
		{`alert.open > eur(0)`, true, false},
		{`alert.open > chf(0)`, false, false},
		{`true`, true, true},
	}
	for _, tt := range tests {
		r, err := CompileRoute(tt.when)
		if err != nil {
			t.Errorf("%s: %v", tt.when, err)
			continue
		}
		if r.Match(alert) != tt.alert || r.Match(job) != tt.job {
			t.Errorf("%s: got %v, %v", tt.when, r.Match(alert), r.Match(job))
		}
	}
	if (Route{}).Match(alert) {
		t.Error("the zero route matches")
	}
}

func TestRouteErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ when, want string }{
		{`alert.severity == "critcal"`, `column 19: "critcal" is no severity; did you mean "critical"? one of info, warning, critical`},
		{`alert.sevrity == "info"`, `column 7: an alert has no field "sevrity"; did you mean "severity"?`},
		{`alert.kind == "export"`, `column 15: "export" is no kind of alert; one of hold, job, rule`},
		{`"ü" == "ü" and invoice.overdue`, `column 16: unknown name "invoice"; known: alert`},
		{`alert.open > 500`, `column 12: can't compare money with a bare number; say the currency: alert.open > eur(500)`},
		{`alert.rule`, `column 7: want a yes/no question, this is a text`},
		{``, `column 1: an expression is missing; write a yes/no question, such as invoice.overdue`},
	}
	for _, tt := range tests {
		if _, err := CompileRoute(tt.when); err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v\nwant %s", tt.when, err, tt.want)
		}
	}
}
