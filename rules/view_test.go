package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
)

// field answers one expression about the account's invoice, as text.
func field(t *testing.T, a *account, dataset int, text string) string {
	t.Helper()
	r, err := examples(t).newRun(a.in)
	if err != nil {
		t.Fatal(err)
	}
	worlds := []func() any{
		func() any { return r.claims[0].subject().world }, func() any { return r.debtors()[0].world }, func() any { return r.payments()[0].world },
		func() any { return r.reminders()[0].world }, func() any { return r.projects()[0].world },
	}
	program, found := build(text, sampleScope(dataset), false)
	if len(found) > 0 {
		t.Fatalf("%s: %v", text, found)
	}
	w := worlds[dataset]()
	setMeter(w, &meter{})
	v, err := runProgram(program, w)
	if err != nil {
		return err.Error()
	}
	return show(v)
}

// TestViews shows what a field says about an invoice in a situation.
func TestViews(t *testing.T) {
	t.Parallel()
	nothing := func(*account) {}
	tests := []struct {
		name    string
		set     func(*account)
		dataset int
		text    string
		want    string
	}{
		{"open", nothing, 0, "invoice.open", "12,400.00 EUR"},
		{"open after a payment", func(a *account) { a.pay("400 EUR", 9) }, 0, "invoice.open", "12,000.00 EUR"},
		{"a draft has nothing open", func(a *account) { a.status(billing.StatusDraft) }, 0, "invoice.open", "0.00 EUR"},
		{"a reversed one neither", func(a *account) { a.invoice().Reversed = true }, 0, "invoice.open", "0.00 EUR"},
		{"overpaid is not negative", func(a *account) { a.status(billing.StatusPaid); a.pay("12500 EUR", 1) }, 0, "invoice.open", "0.00 EUR"},
		{"paid", func(a *account) { a.pay("400 EUR", 9); a.pay("-100 EUR", 8) }, 0, "invoice.paid", "300.00 EUR"},
		{"overdue by its date, though MOCO says sent", func(a *account) { a.status(billing.StatusSent) }, 0, "invoice.overdue", "true"},
		{"not overdue, though MOCO says so", func(a *account) { a.due(0) }, 0, "invoice.overdue", "false"},
		{"paid is never overdue", func(a *account) { a.status(billing.StatusPaid); a.pay("12400 EUR", 1) }, 0, "invoice.overdue", "false"},
		{"days overdue", nothing, 0, "invoice.days_overdue", "30"},
		{"days overdue of a paid one", func(a *account) { a.status(billing.StatusPaid); a.pay("12400 EUR", 1) }, 0, "invoice.days_overdue", "0"},
		{"late when paid", func(a *account) { a.pay("1 EUR", 20); a.pay("1 EUR", 5) }, 0, "invoice.days_overdue_when_paid", "25"},
		{"paid in time", func(a *account) { a.pay("1 EUR", 31) }, 0, "invoice.days_overdue_when_paid", "0"},
		{"never paid", nothing, 0, "invoice.days_overdue_when_paid", "0"},
		{"pending: paid 3 days ago", func(a *account) { a.pay("1 EUR", 3) }, 0, "invoice.payment_pending", "true"},
		{"not pending: paid 4 days ago", func(a *account) { a.pay("1 EUR", 4) }, 0, "invoice.payment_pending", "false"},
		{"pending: dated tomorrow", func(a *account) { a.pay("1 EUR", -1) }, 0, "invoice.payment_pending", "true"},
		{"level by our reference", func(a *account) { a.sent(2, 9) }, 0, "invoice.level", "2"},
		{"level by number", func(a *account) { a.sent(0, 9); a.sent(0, 8); a.sent(0, 7) }, 0, "invoice.reminders.level", "3"},
		{"unsent ones don't count", func(a *account) { a.remind(1, 1, billing.ReminderCreated) }, 0, "invoice.reminders.count", "0"},
		{"reminded within", func(a *account) { a.sent(1, 9) }, 0, "invoice.reminded_within(10)", "true"},
		{"reminded on the day", func(a *account) { a.sent(1, 10) }, 0, "invoice.reminded_within(10)", "false"},
		{"an unsent one is not reminded", func(a *account) { a.remind(1, 1, billing.ReminderCreated) }, 0, "invoice.reminded_within(10)", "false"},
		{"reminded today", func(a *account) { a.sent(1, 0) }, 0, "invoice.reminded_within(1)", "true"},
		{"in collection by a note alone", func(a *account) { a.invoice().DebtCollection.Note = "an Inkasso" }, 0, "invoice.in_collection", "true"},
		{"the owner", func(a *account) { a.invoice().User = billing.UserRef{Firstname: "Anna", Lastname: "B"} }, 0, "invoice.owner", `"Anna B"`},
		{"no project", nothing, 0, "invoice.has_project", "false"},
		{"a customer's sums", func(a *account) { a.pay("400 EUR", 9) }, 1, "customer.open_total - customer.overdue_total", "0.00 EUR"},
		{"a customer's level", func(a *account) { a.sent(2, 9) }, 1, "customer.level", "2"},
		{"a payment's invoice", func(a *account) { a.pay("400 EUR", 9) }, 2, "payment.invoice.number", `"R2610-022"`},
		{"late by this payment", func(a *account) { a.pay("1 EUR", 20); a.pay("1 EUR", 5) }, 2, "payment.invoice.days_overdue_when_paid", "10"},
		{"a payment's amount", func(a *account) { a.pay("400 EUR", 9) }, 2, "payment.amount", "400.00 EUR"},
		{"a reminder's level", func(a *account) { a.sent(2, 9) }, 3, "reminder.level", "2"},
		{"a reminder's age", func(a *account) { a.sent(2, 9) }, 3, "reminder.days_ago", "9"},
		{"a reminder's fee", func(a *account) { a.remind(2, 9, "sent").Fee = billing.NewDecimal(550, 2) }, 3, "reminder.fee", "5.50 EUR"},
		{"a project's end", func(a *account) { a.in.Snapshot.Projects = projects() }, 4, "project.finish - today", "7 days"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			tt.set(a)
			if got := field(t, a, tt.dataset, tt.text); got != tt.want {
				t.Errorf("%s is %s, want %s", tt.text, got, tt.want)
			}
		})
	}
}

// A payment or reminder whose invoice is not there has an empty one; asking
// its amounts is an error, not a no.
func TestViewWithoutInvoice(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.in.Snapshot.Payments = []billing.Payment{{ID: 1, Date: today, Currency: "EUR", PaidTotal: money(t, "5 EUR"), Invoice: billing.InvoiceRef{ID: 4711}}}
	for text, want := range map[string]string{
		"payment.invoice.number": `""`, "payment.invoice.days_overdue_when_paid": "0", "payment.has_invoice": "true",
		"payment.invoice.open > eur(1)": "an amount is not known", "payment.invoice.due < today": "a date is missing",
	} {
		if got := field(t, a, 2, text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

// Totals that do not fit become unknown, not small.
func TestDebtorOverflow(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.invoice().GrossTotal.Minor = 1 << 62
	r, err := examples(t).newRun(a.in)
	if err != nil {
		t.Fatal(err)
	}
	d := r.debtors()[0].world.(*customerWorld).Customer
	d.add(r.claims[0].verdict)
	if diff := cmp.Diff(Money{}, d.OpenTotal); diff != "" {
		t.Errorf("the sum is %+v", d.OpenTotal)
	}
}

func TestSourcePositions(t *testing.T) {
	t.Parallel()
	s := source("ü == \"€\" and x")
	tests := []struct{ from, to, wantFrom, wantTo int }{
		{0, 1, 0, 2}, {2, 4, 3, 5}, {5, 8, 6, 11}, {9, 12, 12, 15}, {13, 14, 16, 17}, {99, 100, 17, 17}, {0, 99, 0, 17},
	}
	for _, tt := range tests {
		if from, to := s.bytes(tt.from, tt.to); from != tt.wantFrom || to != tt.wantTo {
			t.Errorf("runes %d–%d are bytes %d–%d, want %d–%d", tt.from, tt.to, from, to, tt.wantFrom, tt.wantTo)
		}
	}
	var words []string
	for _, k := range s.tokens() {
		words = append(words, string(s)[k.from:k.to])
	}
	if diff := cmp.Diff([]string{"ü", "==", `"€"`, "and", "x"}, words); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if source(`"open`).tokens() != nil {
		t.Error("an unfinished text has words")
	}
	if got := deepest(source("any(a, (b[c]))").tokens()); got != 3 {
		t.Errorf("deepest is %d", got)
	}
}
