package rules

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// TestSituations is what dunning means, one row per situation of an invoice.
func TestSituations(t *testing.T) {
	t.Parallel()
	set := examples(t)
	type want struct {
		outcome plan.Outcome
		reason  string
		open    string // "" unknown
		level   int    // of the letter; 0: none
		next    int
		on      billing.Date
	}
	nov := func(d int) billing.Date { return billing.Date{Year: 2026, Month: time.November, Day: d} }
	dec := func(d int) billing.Date { return billing.Date{Year: 2026, Month: time.December, Day: d} }
	const full = "12,400.00 EUR"
	tests := []struct {
		name string
		set  func(*account)
		want want
	}{
		{"30 days late, never reminded", func(*account) {},
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"30 days late, reminded 12 days ago", func(a *account) { a.sent(1, 12) },
			want{plan.OutcomeLetter, "level 2, 1. Mahnung", full, 2, 2, nov(21)}},
		{"69 days late, reminded twice", func(a *account) { a.due(69); a.sent(1, 40); a.sent(2, 21) },
			want{plan.OutcomeLetter, "level 3, 2. Mahnung", full, 3, 3, nov(12)}},
		{"after long downtime only one level", func(a *account) { a.due(200) },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, billing.Date{Year: 2026, Month: time.May, Day: 14}}},
		{"not due yet", func(a *account) { a.due(-10) },
			want{plan.OutcomeNotDue, "not due yet", full, 0, 1, dec(10)}},
		{"due today", func(a *account) { a.due(0) },
			want{plan.OutcomeNotDue, "not due yet", full, 0, 1, nov(30)}},
		{"one day late", func(a *account) { a.due(1) },
			want{plan.OutcomeLeftAlone, "less than 7 days late", full, 0, 1, nov(30)}},
		{"six days late: the seventh is a Tuesday", func(a *account) { a.due(6) },
			want{plan.OutcomeLeftAlone, "less than 7 days late", full, 0, 1, nov(24)}},
		{"seven days late", func(a *account) { a.due(7) },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(23)}},
		{"day 7 fell on Saturday: Monday counts", func(a *account) { a.due(9) },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(23)}},
		{"seventh day on a Sunday, run on Sunday", func(a *account) { a.in.Snapshot.Today = nov(22); a.due(8) },
			want{plan.OutcomeLeftAlone, "day 7 fell on a day off", full, 0, 1, nov(23)}},
		{"reminded 7 days ago", func(a *account) { a.sent(1, 7) },
			want{plan.OutcomeLeftAlone, "vor weniger als 10 Tagen gemahnt", full, 0, 2, nov(26)}},
		{"reminded 9 days ago", func(a *account) { a.sent(1, 9) },
			want{plan.OutcomeLeftAlone, "vor weniger als 10 Tagen gemahnt", full, 0, 2, nov(24)}},
		{"reminded 10 days ago", func(a *account) { a.sent(1, 10) },
			want{plan.OutcomeLetter, "level 2, 1. Mahnung", full, 2, 2, nov(23)}},
		{"the last letter's term runs until today", func(a *account) { a.remind(1, 12, billing.ReminderSent).DueDate = today },
			want{plan.OutcomeLeftAlone, "a letter's term runs until 23 Nov 2026", full, 0, 2, nov(24)}},
		{"the last letter's term ended yesterday", func(a *account) { a.remind(1, 12, billing.ReminderSent).DueDate = daysAgo(1) },
			want{plan.OutcomeLetter, "level 2, 1. Mahnung", full, 2, 2, nov(23)}},
		{"reminded early: level 2 waits for day 21", func(a *account) { a.due(20); a.sent(1, 12) },
			want{plan.OutcomeLeftAlone, "less than 21 days late", full, 0, 2, nov(24)}},
		{"the ladder is finished", func(a *account) { a.due(90); a.sent(1, 60); a.sent(2, 40); a.sent(3, 20) },
			want{plan.OutcomeHold, "ladder is finished: level 3 of 3 was sent on 03 Nov 2026", full, 0, 0, billing.Date{}}},
		{"reminders made by hand count", func(a *account) { a.remind(0, 12, billing.ReminderSent).Text = "<p>Bitte zahlen</p>" },
			want{plan.OutcomeLetter, "level 2, 1. Mahnung", full, 2, 2, nov(21)}},
		{"our reference counts more than the number", func(a *account) { a.due(60); a.sent(2, 15) },
			want{plan.OutcomeLetter, "level 3, 2. Mahnung", full, 3, 3, nov(18)}},
		{"draft", func(a *account) { a.status(billing.StatusDraft) },
			want{plan.OutcomeOut, "a draft", "0.00 EUR", 0, 0, billing.Date{}}},
		{"ignored", func(a *account) { a.status(billing.StatusIgnored) },
			want{plan.OutcomeOut, "ignored in MOCO", "0.00 EUR", 0, 0, billing.Date{}}},
		{"disregarded", func(a *account) { a.status(billing.StatusDisregarded) },
			want{plan.OutcomeOut, "disregarded in MOCO", "0.00 EUR", 0, 0, billing.Date{}}},
		{"paid", func(a *account) { a.status(billing.StatusPaid); a.pay("12400 EUR", 1) },
			want{plan.OutcomeOut, "paid", "0.00 EUR", 0, 0, billing.Date{}}},
		{"paid, and too much", func(a *account) { a.status(billing.StatusPaid); a.pay("12500 EUR", 1) },
			want{plan.OutcomeOut, "paid", "-100.00 EUR", 0, 0, billing.Date{}}},
		{"paid with a cash discount", func(a *account) { a.status(billing.StatusPaid); a.pay("12152 EUR", 10) },
			want{plan.OutcomeHold, "status and payments disagree", "248.00 EUR", 0, 0, billing.Date{}}},
		{"paid, and the rest is a cash discount taken in time", func(a *account) { a.status(billing.StatusPaid); a.discount(2, 10); a.pay("12152 EUR", 34) },
			want{plan.OutcomeOut, "paid with cash discount", "248.00 EUR", 0, 0, billing.Date{}}},
		{"paid, and the cash discount came too late", func(a *account) { a.status(billing.StatusPaid); a.discount(2, 10); a.pay("12152 EUR", 33) },
			want{plan.OutcomeHold, "status and payments disagree", "248.00 EUR", 0, 0, billing.Date{}}},
		{"cash discount taken on its last day", func(a *account) { a.status(billing.StatusPartiallyPaid); a.discount(2, 10); a.pay("12152 EUR", 34) },
			want{plan.OutcomeHold, "cash discount taken in time: write off the rest in MOCO", "248.00 EUR", 0, 0, billing.Date{}}},
		{"cash discount taken a day late", func(a *account) { a.status(billing.StatusPartiallyPaid); a.discount(2, 10); a.pay("12152 EUR", 33) },
			want{plan.OutcomeHold, "unjustified cash discount?", "248.00 EUR", 0, 0, billing.Date{}}},
		{"a cent more than the cash discount is missing", func(a *account) { a.status(billing.StatusPartiallyPaid); a.discount(2, 10); a.pay("12151.99 EUR", 34) },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", "248.01 EUR", 1, 1, nov(2)}},
		{"cash discount taken, not due yet", func(a *account) {
			a.due(-10)
			a.status(billing.StatusPartiallyPaid)
			a.discount(2, 10)
			a.pay("12152 EUR", 33)
		}, want{plan.OutcomeHold, "unjustified cash discount?", "248.00 EUR", 0, 0, billing.Date{}}},
		{"cash discount before the go-live date", func(a *account) {
			a.in.DunFrom = daysAgo(29)
			a.status(billing.StatusPartiallyPaid)
			a.discount(2, 10)
			a.pay("12152 EUR", 33)
		}, want{plan.OutcomeLeftAlone, "due before 2026-10-25 (dun_from)", "248.00 EUR", 0, 0, billing.Date{}}},
		{"a cash discount is offered, nothing is paid", func(a *account) { a.discount(2, 10) },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"called part paid, nothing is paid", func(a *account) { a.status(billing.StatusPartiallyPaid) },
			want{plan.OutcomeHold, "status and payments disagree", full, 0, 0, billing.Date{}}},
		{"called part paid, the payment went back", func(a *account) {
			a.status(billing.StatusPartiallyPaid)
			a.pay("4000 EUR", 30)
			a.pay("-4000 EUR", 20)
		}, want{plan.OutcomeHold, "status and payments disagree", full, 0, 0, billing.Date{}}},
		{"the customer has an open credit", func(a *account) { a.note(2, "R2606-015", "-1190 EUR") },
			want{plan.OutcomeHold, "the customer has an open credit of 1,190.00 EUR (R2606-015)", full, 0, 1, nov(2)}},
		{"the customer has two open credits", func(a *account) { a.note(3, "R2607-001", "-10 EUR"); a.note(2, "R2606-015", "-1190 EUR") },
			want{plan.OutcomeHold, "the customer has open credits of 1,200.00 EUR (R2606-015, R2607-001)", full, 0, 1, nov(2)}},
		{"a credit of which a part was paid out", func(a *account) {
			a.note(2, "R2606-015", "-1190 EUR")
			a.pay("-1000 EUR", 20)
			a.in.Snapshot.Payments[0].Invoice.ID = 2
		}, want{plan.OutcomeHold, "the customer has an open credit of 190.00 EUR (R2606-015)", full, 0, 1, nov(2)}},
		{"a credit whose payments are unclear", func(a *account) {
			a.note(2, "R2606-015", "-1190 EUR")
			a.pay("-1190 CHF", 20)
			a.in.Snapshot.Payments[0].Invoice.ID = 2
		}, want{plan.OutcomeHold, "the customer has an open credit of 1,190.00 EUR (R2606-015)", full, 0, 1, nov(2)}},
		{"a credit that was paid out", func(a *account) { a.note(2, "R2606-015", "-1190 EUR").Status = billing.StatusPaid },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"a credit in draft", func(a *account) { a.note(2, "", "-1190 EUR").Status = billing.StatusDraft },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"a credit that is ignored", func(a *account) { a.note(2, "R2606-015", "-1190 EUR").Status = billing.StatusIgnored },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"a credit in another currency", func(a *account) { a.note(2, "R2606-015", "-1190 CHF") },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"another customer's credit", func(a *account) { a.note(2, "R2606-015", "-1190 EUR").CustomerID = 11 },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"a reversal is no credit", func(a *account) { a.note(2, "R2606-015", "-1190 EUR").ReversedInvoiceID = 99 },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"an open credit, but not due", func(a *account) { a.due(-10); a.note(2, "R2606-015", "-1190 EUR") },
			want{plan.OutcomeNotDue, "not due yet", full, 0, 1, dec(10)}},
		{"reversed, by the link alone", func(a *account) { a.invoice().ReversalInvoiceID = 2 },
			want{plan.OutcomeOut, "reversed", "0.00 EUR", 0, 0, billing.Date{}}},
		{"a reversal, by the link alone", func(a *account) { a.invoice().ReversedInvoiceID = 2 },
			want{plan.OutcomeOut, "a reversal", "0.00 EUR", 0, 0, billing.Date{}}},
		{"reversed, as only the reversal says", func(a *account) { a.note(2, "S2611-001", "-12400 EUR").ReversedInvoiceID = 80699 },
			want{plan.OutcomeOut, "reversed by S2611-001", "0.00 EUR", 0, 0, billing.Date{}}},
		{"settled, but not called paid", func(a *account) { a.pay("12400 EUR", 10) },
			want{plan.OutcomeHold, "status and payments disagree", "0.00 EUR", 0, 0, billing.Date{}}},
		{"overpaid, but not called paid", func(a *account) { a.pay("12401 EUR", 10) },
			want{plan.OutcomeHold, "status and payments disagree", "-1.00 EUR", 0, 0, billing.Date{}}},
		{"part paid three weeks ago", func(a *account) { a.status(billing.StatusPartiallyPaid); a.pay("4000 EUR", 21) },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", "8,400.00 EUR", 1, 1, nov(2)}},
		{"part paid yesterday", func(a *account) { a.status(billing.StatusPartiallyPaid); a.pay("4000 EUR", 1) },
			want{plan.OutcomeLeftAlone, "Zahlung in den letzten 3 Tagen", "8,400.00 EUR", 0, 1, nov(2)}},
		{"part paid in another currency", func(a *account) { a.pay("4000 CHF", 10) },
			want{plan.OutcomeHold, "payment 551 is in CHF, the invoice in EUR", "", 0, 0, billing.Date{}}},
		{"a payment returned: the level stays", func(a *account) { a.sent(1, 30); a.pay("12400 EUR", 25); a.pay("-12400 EUR", 12) },
			want{plan.OutcomeLetter, "level 2, 1. Mahnung", full, 2, 2, nov(16)}},
		{"part paid below the minimum", func(a *account) { a.pay("12395 EUR", 10) },
			want{plan.OutcomeNoRule, "when: invoice.open >= amounts.minimum is false", "5.00 EUR", 0, 0, billing.Date{}}},
		{"in Swiss francs", func(a *account) { a.currency("CHF") },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", "12,400.00 CHF", 1, 1, nov(2)}},
		{"in a currency without a minimum", func(a *account) { a.currency("SEK") },
			want{plan.OutcomeHold, "rule dunning: no amount minimum for SEK", "12,400.00 SEK", 0, 0, billing.Date{}}},
		{"reversed", func(a *account) { a.invoice().Reversed = true },
			want{plan.OutcomeOut, "reversed", "0.00 EUR", 0, 0, billing.Date{}}},
		{"a reversal", func(a *account) { a.invoice().Reversal = true },
			want{plan.OutcomeOut, "a reversal", "0.00 EUR", 0, 0, billing.Date{}}},
		{"a credit", func(a *account) { a.invoice().GrossTotal = money(t, "-500 EUR") },
			want{plan.OutcomeOut, "a credit", "0.00 EUR", 0, 0, billing.Date{}}},
		{"a total of zero", func(a *account) { a.invoice().GrossTotal = money(t, "0 EUR") },
			want{plan.OutcomeOut, "nothing to pay", "0.00 EUR", 0, 0, billing.Date{}}},
		{"unknown status", func(a *account) { a.status("zugestellt") },
			want{plan.OutcomeHold, `unknown status "zugestellt"`, "", 0, 0, billing.Date{}}},
		{"no gross total", func(a *account) { a.invoice().GrossTotal = billing.Money{} },
			want{plan.OutcomeHold, "the invoice has no gross total", "", 0, 0, billing.Date{}}},
		{"a payment without an amount", func(a *account) { a.pay("1 EUR", 9); a.in.Snapshot.Payments[0].PaidTotal = billing.Money{} },
			want{plan.OutcomeHold, "payment 551 has no amount", "", 0, 0, billing.Date{}}},
		{"no due date", func(a *account) { a.invoice().DueDate = billing.Date{} },
			want{plan.OutcomeHold, "it has no due date", full, 0, 0, billing.Date{}}},
		{"no number", func(a *account) { a.invoice().Identifier = "" },
			want{plan.OutcomeHold, "it has no invoice number", full, 0, 0, billing.Date{}}},
		{"unknown customer", func(a *account) { a.in.Snapshot.Companies = nil },
			want{plan.OutcomeHold, "customer 10 is unknown", full, 0, 0, billing.Date{}}},
		{"in debt collection, which the file names", func(a *account) { a.invoice().DebtCollection.ID = 4 },
			want{plan.OutcomeLeftAlone, "liegt beim Inkasso", full, 0, 1, nov(2)}},
		{"hands off by customer number", func(a *account) { a.company().Identifier = "10301" },
			want{plan.OutcomeLeftAlone, "Sonderabsprache", full, 0, 1, nov(2)}},
		{"hands off by the customer's tag", func(a *account) { a.company().Tags = []string{"sonderabsprache"} },
			want{plan.OutcomeLeftAlone, "Sonderabsprache", full, 0, 1, nov(2)}},
		{"hands off by the invoice's tag", func(a *account) { a.invoice().Tags = []string{"Mahnsperre"} },
			want{plan.OutcomeLeftAlone, "Sonderabsprache", full, 0, 1, nov(2)}},
		{"due before the go-live date", func(a *account) { a.in.DunFrom = daysAgo(29) },
			want{plan.OutcomeLeftAlone, "due before 2026-10-25 (dun_from)", full, 0, 0, billing.Date{}}},
		{"due on the go-live date", func(a *account) { a.in.DunFrom = daysAgo(30) },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"created, never marked as sent", func(a *account) { a.status(billing.StatusCreated) },
			want{plan.OutcomeHold, "not marked as sent", full, 0, 1, nov(2)}},
		{"created, and that counts as sent", func(a *account) { a.status(billing.StatusCreated); a.in.TreatCreatedAsSent = true },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"sent, and overdue by its date", func(a *account) { a.status(billing.StatusSent) },
			want{plan.OutcomeLetter, "level 1, Zahlungserinnerung", full, 1, 1, nov(2)}},
		{"somebody's unsent reminder", func(a *account) { a.remind(0, 2, billing.ReminderCreated).Text = "" },
			want{plan.OutcomeHold, "unsent reminder 2288 exists in MOCO", full, 0, 1, nov(2)}},
		{"an unsent reminder with our reference, but not in hand", func(a *account) { a.remind(1, 0, billing.ReminderCreated) },
			want{plan.OutcomeHold, "unsent reminder 2288 exists in MOCO", full, 0, 1, nov(2)}},
		{"our reminder, made and not mailed yet", func(a *account) { a.remind(1, 0, billing.ReminderCreated); a.in.History.InHand[80699] = 1 },
			want{plan.OutcomeLetter, "letter in hand", full, 1, 1, nov(2)}},
		{"planned, nothing in MOCO yet", func(a *account) { a.in.History.InHand[80699] = 1 },
			want{plan.OutcomeLetter, "letter in hand", full, 1, 1, nov(2)}},
		{"mailed, entry not closed yet", func(a *account) { a.sent(1, 12); a.in.History.InHand[80699] = 1; a.in.History.Levels[80699] = 0 },
			want{plan.OutcomeLetter, "letter in hand", full, 0, 2, nov(21)}},
		{"an entry two levels ahead", func(a *account) { a.in.History.InHand[80699] = 2 },
			want{plan.OutcomeHold, "drift: level 2 is in hand, level 0 is reached", full, 0, 1, nov(2)}},
		{"a reminder without a status", func(a *account) { a.remind(1, 40, "") },
			want{plan.OutcomeHold, "reminder 2288 does not say whether it was sent", full, 0, 1, nov(2)}},
		{"a sent reminder without a date", func(a *account) { a.remind(1, 40, billing.ReminderSent).Date = billing.Date{} },
			want{plan.OutcomeHold, "reminder 2288 was sent, but has no date", full, 0, 2, nov(16)}},
		{"ledger ahead of MOCO", func(a *account) { a.sent(1, 40); a.in.History.Levels[80699] = 2 },
			want{plan.OutcomeHold, "drift: our ledger says level 2, MOCO shows level 1", full, 0, 3, nov(30)}},
		{"drift accepted at MOCO's level", func(a *account) { a.sent(1, 40); a.in.History.Levels[80699] = 2; a.in.History.Accepted[80699] = 1 },
			want{plan.OutcomeLetter, "level 2, 1. Mahnung", full, 2, 2, nov(16)}},
		{"drift accepted at the ledger's level", func(a *account) {
			a.due(60)
			a.sent(1, 40)
			a.in.History.Levels[80699] = 2
			a.in.History.Accepted[80699] = 2
		}, want{plan.OutcomeLetter, "level 3, 2. Mahnung", full, 3, 3, billing.Date{Year: 2026, Month: time.October, Day: 29}}},
		{"MOCO ahead of the ledger", func(a *account) { a.sent(1, 12); a.in.History.Levels[80699] = 0 },
			want{plan.OutcomeLetter, "level 2, 1. Mahnung", full, 2, 2, nov(21)}},
		{"a payment of it could not be read", func(a *account) {
			a.in.Snapshot.Broken = []billing.Broken{{Kind: "payments", ID: 7, Parent: 80699, Reason: `paid_total: "1.234,56" is not a decimal`}}
		}, want{plan.OutcomeHold, "payment 7 from MOCO could not be read", "", 0, 0, billing.Date{}}},
		{"its customer could not be read", func(a *account) {
			a.in.Snapshot.Companies = nil
			a.in.Snapshot.Broken = []billing.Broken{{Kind: "companies", ID: 10, Reason: "tags: not a list"}}
		}, want{plan.OutcomeHold, "customer 10 from MOCO could not be read", full, 0, 0, billing.Date{}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			tt.set(a)
			d := decide(t, set, a.in)
			v := verdict(t, d, 80699)
			got := want{v.Outcome, v.Reason, "", 0, v.NextLevel, v.NextOn}
			if v.Open.Known() {
				got.open = v.Open.String()
			}
			if v.Line > 0 {
				got.level = d.Lines[v.Line-1].Params.(plan.Remind).Level
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(want{})); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if letters := (plan.Plan{Lines: d.Lines}).Letters(); len(letters) > 1 || len(letters) == 1 && v.Line == 0 {
				t.Errorf("%d letters", len(letters))
			}
		})
	}
}
