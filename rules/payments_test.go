package rules

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/report"
)

// TestF58_WhatIsOpen is what a payment, or something like one, makes of an
// invoice of 12,400.00 that is 30 days late: the decision, what is open, and
// the amount that the letter names. A credit is never dunned.
func TestF58_WhatIsOpen(t *testing.T) {
	t.Parallel()
	const (
		letter = plan.OutcomeLetter
		out    = plan.OutcomeOut
		hold   = plan.OutcomeHold
		none   = plan.OutcomeNoRule
		part   = billing.StatusPartiallyPaid
		paid   = billing.StatusPaid
	)
	pays := func(status billing.InvoiceStatus, amounts ...string) func(*account) {
		return func(a *account) {
			a.status(status)
			for _, m := range amounts {
				a.pay(m, 20)
			}
		}
	}
	gross := func(m string) func(*account) {
		return func(a *account) {
			a.invoice().GrossTotal = money(a.t, m)
			a.invoice().Currency = a.invoice().GrossTotal.Currency
		}
	}
	both := func(fs ...func(*account)) func(*account) {
		return func(a *account) {
			for _, f := range fs {
				f(a)
			}
		}
	}
	discount := func(days int, f func(*account)) func(*account) {
		return func(a *account) { a.discount(2, 10); f(a); a.in.Snapshot.Payments[0].Date = daysAgo(days) }
	}
	late := func(f func(*account)) func(*account) { return func(a *account) { a.sent(1, 12); f(a) } }
	set := examples(t)
	tests := []struct {
		name    string
		set     func(*account)
		outcome plan.Outcome
		open    string
	}{
		{"nothing paid", func(*account) {}, letter, "12,400.00 EUR"},
		{"nothing paid, called sent", pays(billing.StatusSent), letter, "12,400.00 EUR"},
		{"a part", pays(part, "6880 EUR"), letter, "5,520.00 EUR"},
		{"a part, called sent", pays(billing.StatusSent, "6880 EUR"), letter, "5,520.00 EUR"},
		{"a part, called overdue", pays(billing.StatusOverdue, "6880 EUR"), letter, "5,520.00 EUR"},
		{"two parts", pays(part, "6880 EUR", "520 EUR"), letter, "5,000.00 EUR"},
		{"ten cents in ten parts", pays(part, "0.01 EUR", "0.01 EUR", "0.01 EUR", "0.01 EUR", "0.01 EUR", "0.01 EUR", "0.01 EUR", "0.01 EUR", "0.01 EUR", "0.01 EUR"), letter, "12,399.90 EUR"},
		{"a part, and a part went back", pays(part, "6880 EUR", "-880 EUR"), letter, "6,400.00 EUR"},
		{"a part, level 2", late(pays(part, "6880 EUR")), letter, "5,520.00 EUR"},
		{"a cent", pays(part, "0.01 EUR"), letter, "12,399.99 EUR"},
		{"all but 10.00, the least that is worth a letter", pays(part, "12390 EUR"), letter, "10.00 EUR"},
		{"all but 9.99", pays(part, "12390.01 EUR"), none, "9.99 EUR"},
		{"all but a cent", pays(part, "12399.99 EUR"), none, "0.01 EUR"},
		{"all but a cent, called paid", pays(paid, "12399.99 EUR"), hold, "0.01 EUR"},
		{"all", pays(paid, "12400 EUR"), out, "0.00 EUR"},
		{"all, in two parts", pays(paid, "12399.99 EUR", "0.01 EUR"), out, "0.00 EUR"},
		{"all, called overdue", pays(billing.StatusOverdue, "12400 EUR"), hold, "0.00 EUR"},
		{"all, called sent", pays(billing.StatusSent, "12400 EUR"), hold, "0.00 EUR"},
		{"all, called part paid", pays(part, "12400 EUR"), hold, "0.00 EUR"},
		{"a cent too much", pays(paid, "12400.01 EUR"), out, "-0.01 EUR"},
		{"twice", pays(paid, "12400 EUR", "12400 EUR"), out, "-12,400.00 EUR"},
		{"twice, called overdue", pays(billing.StatusOverdue, "12400 EUR", "12400 EUR"), hold, "-12,400.00 EUR"},
		{"paid without a payment", pays(paid), hold, "12,400.00 EUR"},
		{"part paid without a payment", pays(part), hold, "12,400.00 EUR"},
		{"paid, and all of it went back", pays(part, "12400 EUR", "-12400 EUR"), hold, "12,400.00 EUR"},
		{"paid, all went back, called overdue", pays(billing.StatusOverdue, "12400 EUR", "-12400 EUR"), letter, "12,400.00 EUR"},
		{"cash discount in time", discount(34, pays(part, "12152 EUR")), hold, "248.00 EUR"},
		{"cash discount in time, called paid", discount(34, pays(paid, "12152 EUR")), out, "248.00 EUR"},
		{"cash discount a day late", discount(33, pays(part, "12152 EUR")), hold, "248.00 EUR"},
		{"cash discount a day late, called paid", discount(33, pays(paid, "12152 EUR")), hold, "248.00 EUR"},
		{"a cent more than the cash discount", discount(34, pays(part, "12151.99 EUR")), letter, "248.01 EUR"},
		{"a cent less than the cash discount", discount(34, pays(part, "12152.01 EUR")), hold, "247.99 EUR"},
		{"a part, cash discount not taken", discount(34, pays(part, "400 EUR")), letter, "12,000.00 EUR"},
		{"paid in another currency", pays(part, "6880 CHF"), hold, "?"},
		{"paid in two currencies", pays(part, "6880 EUR", "100 USD"), hold, "?"},
		{"in francs", gross("12400 CHF"), letter, "12,400.00 CHF"},
		{"in francs, a part", both(gross("12400 CHF"), pays(part, "6880 CHF")), letter, "5,520.00 CHF"},
		{"in francs, 9.99 open", both(gross("12400 CHF"), pays(part, "12390.01 CHF")), none, "9.99 CHF"},
		{"in dollars, a part", both(gross("12400 USD"), pays(part, "6880 USD")), letter, "5,520.00 USD"},
		{"in pounds, without a least amount", gross("12400 GBP"), hold, "12,400.00 GBP"},
		{"in yen, which have no cents", gross("12400 JPY"), hold, "12,400 JPY"},
		{"a credit", gross("-1190 EUR"), out, "0.00 EUR"},
		{"a credit, called overdue, partly paid out", both(gross("-1190 EUR"), pays(billing.StatusOverdue, "-190 EUR")), out, "0.00 EUR"},
		{"a credit with a payment in", both(gross("-1190 EUR"), pays(part, "500 EUR")), out, "0.00 EUR"},
		{"a credit of a cent", gross("-0.01 EUR"), out, "0.00 EUR"},
		{"a credit in francs", gross("-1190 CHF"), out, "0.00 CHF"},
		{"nothing to pay", gross("0 EUR"), out, "0.00 EUR"},
		{"nothing to pay, and something was paid", both(gross("0 EUR"), pays(part, "5 EUR")), hold, "-5.00 EUR"},
		{"a cent in all", gross("0.01 EUR"), none, "0.01 EUR"},
		{"ten in all", gross("10 EUR"), letter, "10.00 EUR"},
		{"an open credit of the customer", func(a *account) { a.note(2, "R2606-015", "-0.01 EUR") }, hold, "12,400.00 EUR"},
		{"an open credit in francs", func(a *account) { a.note(2, "R2606-015", "-1190 CHF") }, letter, "12,400.00 EUR"},
		{"the total is missing", func(a *account) { a.invoice().GrossTotal = billing.Money{} }, hold, "?"},
		{"a payment without an amount", func(a *account) { a.pay("1 EUR", 20); a.in.Snapshot.Payments[0].PaidTotal = billing.Money{} }, hold, "?"},
	}
	row := report.Row{ID: "F58", Min: 50, Note: "decision, open amount and the amount in the letter; a credit is never dunned"}
	for _, tt := range tests {
		a := newAccount(t)
		tt.set(a)
		d := decide(t, set, a.in)
		v := verdict(t, d, 80699)
		row.Runs++
		row.Fired++
		open := "?"
		if v.Open.Known() {
			open = v.Open.Format(billing.English)
		}
		if v.Outcome != tt.outcome || open != tt.open {
			t.Errorf("%s: %s, open %s (%s, %s), want %s, %s", tt.name, v.Outcome, open, v.Reason, v.Detail, tt.outcome, tt.open)
			row.Missing++
		}
		letters := 0
		for _, l := range d.Lines {
			r, ok := l.Params.(plan.Remind)
			if !ok {
				continue
			}
			letters++
			if r.Open != v.Open || r.Open.Minor <= 0 || r.InvoiceID != 80699 {
				t.Errorf("%s: the letter is about %s of invoice %d", tt.name, r.Open, r.InvoiceID)
				row.Dup++
			}
		}
		if letters > 0 != (tt.outcome == letter) || letters > 1 {
			t.Errorf("%s: %d letters", tt.name, letters)
			row.Dup++
		}
	}
	report.Print(t, row)
}
