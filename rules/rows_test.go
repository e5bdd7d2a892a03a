package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// rows adds what jobs pull only on request: planned billings and reports.
func rows(t testing.TB, a *account) {
	t.Helper()
	number := func(s string) billing.Decimal {
		d, err := billing.ParseDecimal(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	jane := billing.UserRef{ID: 933, Firstname: "Jane", Lastname: "Doe"}
	hansa := billing.NamedRef{ID: 10, Name: "Hansa Logistik GmbH"}
	s := &a.in.Snapshot
	s.Period = billing.YearOf(today)
	s.Projects = projects()
	s.Users = []billing.User{{UserRef: jane, Active: true}}
	s.Schedules = []billing.PaymentSchedule{
		{ID: 702, Date: today.AddDays(30), Title: "Schlussrechnung", NetTotal: number("8000"), Project: billing.NamedRef{ID: 5}},
		{ID: 701, Date: daysAgo(2), Title: "Abnahme", NetTotal: number("5000.50"), Project: billing.NamedRef{ID: 5, Identifier: "P26-04", Name: "Relaunch"}},
		{ID: 703, Date: daysAgo(2), Title: "", NetTotal: number("1"), Project: billing.NamedRef{ID: 6, Name: "Unknown"}},
	}
	s.Cashflow = []billing.CashflowRow{
		{RecordID: 80699, CompanyID: 10, Description: "Retainer | Q4", Kind: "invoice_created", AmountInAccountCurrency: number("12400"), Company: hansa, User: jane, Date: daysAgo(3)},
		{RecordID: 591, CompanyID: 11, Description: "Hosting", Kind: "incoming_expenses", AmountInAccountCurrency: number("-49.90"), Date: daysAgo(1)},
		{RecordID: 591, CompanyID: 11, Description: "Hosting", Kind: "incoming_expenses", AmountInAccountCurrency: number("-49.90"), Date: daysAgo(1)},
	}
	s.Finance = []billing.FinanceRow{{RecordID: 80699, CompanyID: 10, Description: "Retainer Q4", Kind: "invoice_created", NetAmountInAccountCurrency: number("10420.17"), Company: hansa, User: jane, Date: daysAgo(44)}}
	s.Utilization = []billing.UtilizationRow{
		{Date: daysAgo(1), UserID: 933, TargetHours: number("8"), BillableHours: number("3.75"), UnbillableHours: number("4.25")},
		{Date: daysAgo(3), UserID: 934, TargetHours: number("8"), BillableHours: number("8")},
	}
	s.Absences = []billing.AbsenceRow{{User: jane, TotalVacationDays: number("28"), UsedVacationDays: number("12.5"), PlannedVacationDays: number("5"), Sickdays: number("3")}}
	var p billing.PlannedVsTrackedRow
	p.UserID, p.ProjectID, p.TrackedHours, p.PlannedHours, p.Delta, p.Quota = 933, 5, number("42.5"), number("40"), number("2.5"), number("106.25")
	p.User.Firstname, p.User.Name, p.User.Unit.Name = "Jane", "Doe", "Design"
	p.Project.Identifier, p.Project.Name, p.Project.Company = "P26-04", "Relaunch", hansa
	s.PlannedVsTracked = []billing.PlannedVsTrackedRow{p}
}

const rowRules = `version: 1
rules:
  - name: bill-now
    for_each: payment_schedules
    when: not payment_schedule.billed and payment_schedule.date <= today and project.active and payment_schedule.net > eur(5000)
    actions:
      - notify: {severity: info, once_per: payment_schedule}
      - export: {name: open-items}
  - name: bills
    for_each: report.cashflow
    when: cashflow.amount < -49.5 and cashflow.date >= today - days(7)
    actions: [{notify: {severity: info, once_per: row}}]
  - name: income
    for_each: report.finance
    when: finance.kind == "invoice_created" and finance.amount >= 10000
    actions: [{notify: {severity: info, text: "{{.Finance.Customer}} {{.Finance.Amount}} {{.Finance.Date}} {{.Finance.User}}"}}]
  - name: idle
    for_each: report.utilization
    when: utilization.billable_hours * 2 < utilization.target_hours
    actions: [{notify: {severity: info, digest: true}}]
  - name: vacation
    for_each: report.absences
    when: month(today) >= 11 and absence.total_vacation_days - absence.used_vacation_days - absence.planned_vacation_days > 10
    actions: [{notify: {severity: info, once_per: row}}]
  - name: over
    for_each: report.planned_vs_tracked
    when: planned_vs_tracked.delta > 2 and planned_vs_tracked.quota > 105.5
    actions: [{notify: {severity: info, text: "{{.PlannedVsTracked.User}} {{.PlannedVsTracked.Project}} {{.PlannedVsTracked.TrackedHours}}"}}]
`

// TestRows asks rules about planned billings and about the rows of each report.
func TestRows(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	rows(t, a)
	d := decide(t, load(t, text(rowRules)), a.in)
	var got []string
	for _, l := range d.Lines {
		line := l.Key
		if n, ok := l.Params.(plan.Notify); ok {
			line += "\n  " + n.Text
		}
		got = append(got, line)
	}
	want := []string{
		"slack|bill-now|payment_schedule:701|once\n  Hansa Logistik GmbH, P26-04 Relaunch, Abnahme: 5.000,50 EUR netto am 21.11.2026 abzurechnen",
		"slack|bills|cashflow:591:incoming_expenses:2026-11-22:-49.9#2|once\n  Hosting, incoming_expenses, 22.11.2026: -49,9",
		"slack|bills|cashflow:591:incoming_expenses:2026-11-22:-49.9|once\n  Hosting, incoming_expenses, 22.11.2026: -49,9",
		"slack|income|finance:80699:invoice_created:2026-10-10:10420.17|2026-11-23\n  Hansa Logistik GmbH 10.420,17 10.10.2026 Jane Doe",
		"slack|idle|utilization:933:2026-11-22|2026-11-23\n  Jane Doe am 22.11.2026: 3,75 von 8 Stunden verrechenbar",
		"slack|vacation|absence:933:2026|once\n  Jane Doe: 12,5 von 28 Urlaubstagen genommen, 5 geplant",
		"slack|over|planned_vs_tracked:933:5:2026-01-01..2026-12-31|2026-11-23\n  Jane Doe Relaunch 42,5",
		"export|open-items|2026-11-23",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	// The billing of a project that is not in the snapshot has no currency.
	if len(d.Warnings) != 0 {
		t.Errorf("warnings: %q", d.Warnings)
	}
	a.in.Language = billing.English
	english := strings.Join(keysOf(decide(t, load(t, text(rowRules)), a.in)), "\n")
	if strings.Count(english, "\n") != len(want)-1 {
		t.Errorf("in English there are other lines:\n%s", english)
	}
}

// What nobody knows the currency of is no answer, and no yes.
func TestScheduleWithoutCurrency(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	rows(t, a)
	set := load(t, text(strings.Replace(rowRules, "project.active and ", "", 1)))
	d := decide(t, set, a.in)
	if len(d.Warnings) != 1 || d.Warnings[0] != "rule bill-now could not be answered for payment schedule 703: an amount is not known" {
		t.Errorf("warnings: %q", d.Warnings)
	}
}

// A job that does not read a data set has no rules about it.
func TestNotPulled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pull []string
		want int
	}{{nil, 0}, {[]string{}, 6}, {[]string{"invoices", "report.finance", "payment_schedules"}, 4}} {
		set, list, _ := Load([]File{text(rowRules)}, Options{Pull: tt.pull})
		if len(list) != tt.want || (set == nil) != (tt.want > 0) {
			t.Errorf("%v: %v", tt.pull, list)
		}
		for _, p := range list {
			if p.Code != "not-pulled" || !strings.Contains(p.Help, "to pull: of the job") {
				t.Errorf("%+v", p)
			}
		}
	}
}
