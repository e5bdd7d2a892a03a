package plan_test

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// planWith has a letter to each customer and so many receivable invoices.
func planWith(open int, customers ...billing.ID) plan.Plan {
	var p plan.Plan
	for i, c := range customers {
		r := letter()
		r.CustomerID = c
		l := line(i+1, r)
		l.Subject.Name = map[billing.ID]string{1: "Hansa Logistik GmbH", 2: "Kaffeehaus Bohne"}[c]
		p.Lines = append(p.Lines, l)
	}
	for range open {
		p.Verdicts = append(p.Verdicts, plan.Verdict{Receivable: true}, plan.Verdict{})
	}
	return p
}

func TestBounds(t *testing.T) {
	t.Parallel()
	inHand := planWith(10, 1, 1, 2)
	inHand.Lines[0].InHand = "in hand since r_1"
	drafts := planWith(10)
	drafts.Lines = []plan.Line{line(1, draft()), line(2, plan.Digest{Channel: "#a"})}
	tagged := func(n, open int) plan.Plan {
		p := planWith(open)
		for i := range n {
			p.Lines = append(p.Lines, line(i+1, plan.Tag{Tags: []string{"late"}}))
		}
		p.Lines = append(p.Lines, line(n+1, plan.Digest{Channel: "#a"}))
		return p
	}
	byItself := plan.Bounds{ChangesFrom: 50, ChangesShare: 20}
	for _, tt := range []struct {
		name   string
		bounds plan.Bounds
		plan   plan.Plan
		today  map[billing.ID]int
		want   []plan.Limit
	}{
		{"no bounds", plan.Bounds{}, planWith(1, 1, 1, 1), nil, nil},
		{"per run, kept", plan.Bounds{RemindersPerRun: 2}, planWith(9, 1, 2), nil, []plan.Limit{{Name: "reminders_per_run", Text: "2 of 2 reminders", Kept: true}}},
		{"per run, broken", plan.Bounds{RemindersPerRun: 2}, planWith(9, 1, 2, 2), nil, []plan.Limit{{Name: "reminders_per_run", Text: "3 of 2 reminders"}}},
		{"changes, kept", plan.Bounds{ChangesPerRun: 3}, tagged(3, 9), nil, []plan.Limit{{Name: "changes_per_run", Text: "3 of 3 changes", Kept: true}}},
		{"changes, broken", plan.Bounds{ChangesPerRun: 3}, tagged(4, 900), nil, []plan.Limit{{Name: "changes_per_run", Text: "4 of 3 changes"}}},
		{"no changes, nothing said", plan.Bounds{ChangesPerRun: 3}, planWith(9, 1, 2), nil, nil},
		{"some changes, nothing said", byItself, tagged(50, 50), nil, nil},
		{"many changes of more invoices", byItself, tagged(60, 300), nil, []plan.Limit{{Name: "changes_per_run", Text: "60 changes for 300 open invoices (limit 50, or 20 %)", Kept: true}}},
		{"every invoice is changed", byItself, tagged(60, 60), nil, []plan.Limit{{Name: "changes_per_run", Text: "60 changes for 60 open invoices (limit 50, or 20 %)"}}},
		{"in hand does not count", plan.Bounds{RemindersPerRun: 2}, inHand, nil, []plan.Limit{{Name: "reminders_per_run", Text: "2 of 2 reminders", Kept: true}}},
		{"drafts count, messages do not", plan.Bounds{RemindersPerRun: 1}, drafts, nil, []plan.Limit{{Name: "reminders_per_run", Text: "1 of 1 reminders", Kept: true}}},
		{"share, kept", plan.Bounds{ShareOfOpenInvoices: 20}, planWith(10, 1, 2), nil, []plan.Limit{{Name: "share_of_open_invoices", Text: "20 % of open invoices (limit 20 %)", Kept: true}}},
		{"share, broken by a fraction", plan.Bounds{ShareOfOpenInvoices: 20}, planWith(14, 1, 2, 2), nil, []plan.Limit{{Name: "share_of_open_invoices", Text: "21 % of open invoices (limit 20 %)"}}},
		{"share, a few are no share", plan.Bounds{ShareOfOpenInvoices: 20, ShareFrom: 3}, planWith(4, 1, 2, 2), nil, []plan.Limit{{Name: "share_of_open_invoices", Text: "75 % of open invoices (limit 20 %)", Kept: true}}},
		{"share of nothing", plan.Bounds{ShareOfOpenInvoices: 20}, planWith(0), nil, []plan.Limit{{Name: "share_of_open_invoices", Text: "0 % of open invoices (limit 20 %)", Kept: true}}},
		{"letters and nothing open", plan.Bounds{ShareOfOpenInvoices: 20}, planWith(0, 1), nil, []plan.Limit{{Name: "share_of_open_invoices", Text: "0 % of open invoices (limit 20 %)"}}},
		{"per customer, kept", plan.Bounds{RemindersPerCustomerPerDay: 2}, planWith(9, 1, 2, 1), map[billing.ID]int{2: 1, 3: 9}, []plan.Limit{{Name: "reminders_per_customer_per_day", Text: "2 per customer a day", Kept: true}}},
		{"per customer, broken with those before", plan.Bounds{RemindersPerCustomerPerDay: 2}, planWith(9, 1, 2), map[billing.ID]int{2: 2}, []plan.Limit{{Name: "reminders_per_customer_per_day", Text: "3 to Kaffeehaus Bohne in one day (limit 2)"}}},
	} {
		equal(t, tt.name, tt.bounds.Check(tt.plan, plan.Sent{Customers: tt.today}), tt.want)
	}
	all := plan.Bounds{RemindersPerRun: 1, ShareOfOpenInvoices: 1, RemindersPerCustomerPerDay: 1}.Check(planWith(1, 1), plan.Sent{})
	equal(t, "all of them, in order", all[0].Name+" "+all[1].Name+" "+all[2].Name, "reminders_per_run share_of_open_invoices reminders_per_customer_per_day")
}

// What is usual is the median of the days with letters, and counts once there
// are enough of them.
func TestTimesUsual(t *testing.T) {
	t.Parallel()
	letters := func(n int) plan.Plan {
		customers := make([]billing.ID, n)
		for i := range customers {
			customers[i] = 1
		}
		return planWith(n, customers...)
	}
	sevens := []int{7, 90, 7, 1, 7}
	for _, tt := range []struct {
		name    string
		letters int
		bounds  plan.Bounds
		sent    plan.Sent
		text    string // "": no such limit
		kept    bool
	}{
		{"exactly the limit", 21, plan.Bounds{TimesUsual: 3}, plan.Sent{Days: sevens}, "21 in a day, usual are 7 (limit 3 times)", true},
		{"one above", 22, plan.Bounds{TimesUsual: 3}, plan.Sent{Days: sevens}, "22 in a day, usual are 7: 3.2 times the usual (limit 3 times)", false},
		{"nine times", 63, plan.Bounds{TimesUsual: 3}, plan.Sent{Days: sevens}, "63 in a day, usual are 7: 9 times the usual (limit 3 times)", false},
		{"with today's", 20, plan.Bounds{TimesUsual: 3}, plan.Sent{Days: sevens, Job: 2}, "22 in a day, usual are 7: 3.2 times the usual (limit 3 times)", false},
		{"between two days", 22, plan.Bounds{TimesUsual: 3}, plan.Sent{Days: []int{7, 8, 7, 8, 1, 90}}, "22 in a day, usual are 7.5 (limit 3 times)", true},
		{"between two days, above", 23, plan.Bounds{TimesUsual: 3}, plan.Sent{Days: []int{7, 8, 7, 8, 1, 90}}, "23 in a day, usual are 7.5: 3.1 times the usual (limit 3 times)", false},
		{"too few days", 63, plan.Bounds{TimesUsual: 3}, plan.Sent{Days: sevens[:4]}, "", false},
		{"no limit", 63, plan.Bounds{}, plan.Sent{Days: sevens}, "", false},
		{"a few are no multitude", 10, plan.Bounds{TimesUsual: 5, TimesFrom: 10}, plan.Sent{Days: []int{1, 1, 1, 1, 1}}, "10 in a day, usual are 1 (limit 5 times)", true},
		{"a few more are", 11, plan.Bounds{TimesUsual: 5, TimesFrom: 10}, plan.Sent{Days: []int{1, 1, 1, 1, 1}}, "11 in a day, usual are 1: 11 times the usual (limit 5 times)", false},
	} {
		var want []plan.Limit
		if tt.text != "" {
			want = []plan.Limit{{Name: "times_usual", Text: tt.text, Kept: tt.kept}}
		}
		equal(t, tt.name, tt.bounds.Check(letters(tt.letters), tt.sent), want)
	}
	equal(t, "the days are left as they were", sevens[1], 90)
}
