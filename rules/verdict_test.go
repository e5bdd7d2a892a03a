package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// TestVerdictFields shows whole verdicts: everything that the plan, the
// workbook and Slack print comes from here.
func TestVerdictFields(t *testing.T) {
	t.Parallel()
	set := examples(t)
	tests := []struct {
		name   string
		set    func(*account)
		change func(*plan.Verdict)
	}{
		{"a letter", func(*account) {}, func(v *plan.Verdict) {
			v.Outcome, v.Reason, v.Rule, v.Line = plan.OutcomeLetter, "level 1, Zahlungserinnerung", "dunning", 1
			v.NextLevel, v.NextOn = 1, daysAgo(21)
		}},
		{"reminded a week ago", func(a *account) { a.sent(1, 7) }, func(v *plan.Verdict) {
			v.Outcome, v.Reason, v.Rule, v.Detail = plan.OutcomeLeftAlone, "vor weniger als 10 Tagen gemahnt", "dunning", "reminder 2288, 7 days ago"
			v.Level, v.LastSent, v.NextLevel, v.NextOn = 1, daysAgo(7), 2, today.AddDays(3)
		}},
		{"not due", func(a *account) { a.due(-1) }, func(v *plan.Verdict) {
			v.Outcome, v.Reason, v.Detail = plan.OutcomeNotDue, "not due yet", "due on 24 Nov 2026"
			v.Due, v.DaysOverdue, v.Overdue, v.NextLevel, v.NextOn = today.AddDays(1), 0, false, 1, today.AddDays(8)
		}},
		{"paid", func(a *account) { a.status(billing.StatusPaid); a.pay("12400 EUR", 5) }, func(v *plan.Verdict) {
			v.Status, v.Outcome, v.Reason = billing.StatusPaid, plan.OutcomeOut, "paid"
			v.Open.Minor, v.DaysOverdue, v.Overdue, v.Receivable = 0, 0, false, false
		}},
		{"paid too much", func(a *account) { a.status(billing.StatusPaid); a.pay("12410 EUR", 5) }, func(v *plan.Verdict) {
			v.Status, v.Outcome, v.Reason, v.Detail = billing.StatusPaid, plan.OutcomeOut, "paid", "paid 10.00 EUR too much"
			v.Open.Minor, v.DaysOverdue, v.Overdue, v.Receivable = -1000, 0, false, false
		}},
		{"disagreeing", func(a *account) { a.pay("12400 EUR", 5) }, func(v *plan.Verdict) {
			v.Outcome, v.Reason, v.Detail = plan.OutcomeHold, "status and payments disagree", "MOCO says overdue, nothing is open"
			v.Open.Minor, v.DaysOverdue, v.Overdue, v.Receivable = 0, 0, false, false
		}},
		{"no due date", func(a *account) { a.invoice().DueDate = billing.Date{} }, func(v *plan.Verdict) {
			v.Outcome, v.Reason = plan.OutcomeHold, "it has no due date"
			v.Due, v.DaysOverdue, v.Overdue = billing.Date{}, 0, false
		}},
		{"unknown customer", func(a *account) { a.in.Snapshot.Companies = nil }, func(v *plan.Verdict) {
			v.Customer, v.Outcome, v.Reason = "", plan.OutcomeHold, "customer 10 is unknown"
		}},
		{"drift", func(a *account) { a.in.History.Levels[80699] = 1 }, func(v *plan.Verdict) {
			v.Outcome, v.Reason, v.Rule = plan.OutcomeHold, "drift: our ledger says level 1, MOCO shows level 0", "dunning"
			v.Detail, v.Level, v.NextLevel, v.NextOn = "settle it with: worker level accept R2610-022 N", 1, 2, daysAgo(7)
		}},
		{"the ladder is finished", func(a *account) { a.sent(3, 20) }, func(v *plan.Verdict) {
			v.Outcome, v.Reason, v.Rule = plan.OutcomeHold, "ladder is finished: level 3 of 3 was sent on 03 Nov 2026", "dunning"
			v.Detail, v.Level, v.LastSent = "reminder 2288, 20 days ago", 3, daysAgo(20)
		}},
		{"reversed", func(a *account) {
			a.invoice().Reversed, a.invoice().ReversalInvoiceID = true, 2
			other := *a.invoice()
			other.ID, other.Identifier, other.Reversed, other.Reversal, other.ReversedInvoiceID = 2, "S2611-001", false, true, 80699
			a.in.Snapshot.Invoices = append(a.in.Snapshot.Invoices, other)
		}, func(v *plan.Verdict) {
			v.Outcome, v.Reason = plan.OutcomeOut, "reversed by S2611-001"
			v.Open.Minor, v.DaysOverdue, v.Overdue, v.Receivable = 0, 0, false, false
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			want := plan.Verdict{
				InvoiceID: 80699, Identifier: "R2610-022", CustomerID: 10, Customer: "Hansa Logistik GmbH", Status: billing.StatusOverdue,
				Gross: money(t, "12400 EUR"), Open: money(t, "12400 EUR"), Due: daysAgo(30), DaysOverdue: 30, Receivable: true, Overdue: true,
			}
			tt.change(&want)
			tt.set(a)
			if diff := cmp.Diff(want, verdict(t, decide(t, set, a.in), 80699)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// Without any rule that sends letters an overdue invoice says so.
func TestNoLettersInTheJob(t *testing.T) {
	t.Parallel()
	v := verdict(t, decide(t, load(t, text(oneRule)), newAccount(t).in), 80699)
	if v.Outcome != plan.OutcomeNoRule || v.Reason != "no rule sends reminders" || v.NextLevel != 0 {
		t.Errorf("verdict %+v", v)
	}
}

// In debt collection, and no line of the file says so: a person must look.
func TestCollectionWithoutAReason(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.invoice().DebtCollection.ID = 4
	v := verdict(t, decide(t, load(t, text(twoRules)), a.in), 80699)
	if v.Outcome != plan.OutcomeHold || v.Reason != "in debt collection" {
		t.Errorf("verdict %+v", v)
	}
}

// A reason stands in the file's own words, on one line, whatever they hold.
func TestReasonsAreData(t *testing.T) {
	t.Parallel()
	set := load(t, text(`version: 1
ladders:
  standard:
    min_gap: 10d
    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d}]
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue
    unless:
      - {if: 'true', say: "Absprache\n<!channel>\t mit  GF"}
    actions: [{remind: {ladder: standard}}]
`))
	if v := verdict(t, decide(t, set, newAccount(t).in), 80699); v.Reason != "Absprache <!channel> mit GF" {
		t.Errorf("reason %q", v.Reason)
	}
}
