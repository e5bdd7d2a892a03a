package jobs_test

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/plan"
)

const rowRules = `version: 1
rules:
  - name: to-bill
    for_each: payment_schedules
    when: not payment_schedule.billed and payment_schedule.net > money(0, project.currency)
    actions: [{notify: {severity: info, once_per: payment_schedule}}]
  - name: idle
    for_each: report.utilization
    when: utilization.target_hours > 0 and utilization.billable_hours <= 3.25 and month(utilization.date) == 10
    actions: [{notify: {severity: info, text: "{{.Utilization.User}} {{.Utilization.Date}} {{.Utilization.BillableHours}}"}}]
  - name: elsewhere
    for_each: report.utilization
    when: month(utilization.date) != 10
    actions: [{notify: {severity: critical}}]
  - name: expenses
    for_each: report.cashflow
    when: cashflow.amount < 0
    actions: [{notify: {severity: info, once_per: row}}]
`

// A job's rules see the rows that the job pulls, for the job's own period.
func TestRowsReachTheRules(t *testing.T) {
	t.Parallel()
	job := jobs.Job{Pull: []string{"users", "payment_schedules", "report.utilization", "report.cashflow"}, Period: "previous_month"}
	w := jobstest.New(t, jobstest.Options{Rules: []string{rowRules}, Job: job})
	p := w.Plan()
	lines := map[string][]string{}
	for _, l := range p.New() {
		n, ok := l.Params.(plan.Notify)
		if !ok {
			continue
		}
		lines[l.Rule] = append(lines[l.Rule], n.Text)
	}
	for rule, want := range map[string]string{"to-bill": " netto am ", "idle": ".10.2026 3", "expenses": "Eingangsrechnung"} {
		if len(lines[rule]) == 0 || !strings.Contains(strings.Join(lines[rule], "\n"), want) {
			t.Errorf("%s: %d messages, want some with %q: %.300q", rule, len(lines[rule]), want, lines[rule])
		}
	}
	for _, text := range lines["idle"] {
		if strings.Contains(text, "user ") {
			t.Errorf("a person without a name: %q", text)
		}
	}
	if len(lines["elsewhere"]) > 0 {
		t.Errorf("rows of other months: %q", lines["elsewhere"])
	}
	if p.Read.Counts["report.utilization"] == 0 || p.Read.Counts["report.cashflow"] == 0 || len(p.Warnings) > 0 {
		t.Errorf("counts %v, warnings %q", p.Read.Counts, p.Warnings)
	}
}
