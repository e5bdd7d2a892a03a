package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

func warningsOf(t *testing.T, set *Set, a *account) []string {
	t.Helper()
	return decide(t, set, a.in).Warnings
}

// A reminder that names no invoice belongs to somebody: it is never silent.
func TestRemindersWithoutInvoice(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	stray := func(id billing.ID) {
		a.in.Snapshot.Reminders = append(a.in.Snapshot.Reminders, billing.Reminder{ID: id, Date: daysAgo(5), Status: billing.ReminderSent})
	}
	set := load(t, text(twoRules))
	stray(2311)
	want := []string{"rules first and second both remind R2610-022: first comes first and decides",
		"reminder 2311 in MOCO names no invoice; it counts for no level, look it up in MOCO"}
	if diff := cmp.Diff(want, warningsOf(t, set, a)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	stray(2309)
	want[1] = "reminders 2309, 2311 in MOCO name no invoice; they count for no level, look them up in MOCO"
	if diff := cmp.Diff(want, warningsOf(t, set, a)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestUnmatchedPayments(t *testing.T) {
	t.Parallel()
	set := load(t, text(oneRule))
	pay := func(amount string, days int) func(*account) {
		return func(a *account) {
			a.pay(amount, days)
			a.in.Snapshot.Payments[len(a.in.Snapshot.Payments)-1].Invoice = billing.InvoiceRef{}
		}
	}
	tests := []struct {
		name string
		set  []func(*account)
		want string
	}{
		{"none", nil, ""},
		{"one of today", []func(*account){pay("1190 EUR", 0)},
			"1 payment of the last 30 days (1,190.00 EUR) belongs to no invoice in MOCO; match them before a customer who has paid gets a letter"},
		{"two currencies", []func(*account){pay("1190 EUR", 30), pay("10 EUR", 3), pay("5 CHF", 1)},
			"3 payments of the last 30 days (5.00 CHF + 1,200.00 EUR) belong to no invoice in MOCO; match them before a customer who has paid gets a letter"},
		{"31 days ago", []func(*account){pay("1190 EUR", 31)}, ""},
		{"matched", []func(*account){func(a *account) { a.pay("1190 EUR", 1) }}, ""},
		{"without an amount", []func(*account){pay("1 EUR", 1), func(a *account) { a.in.Snapshot.Payments[0].PaidTotal = billing.Money{} }, pay("7 EUR", 1)},
			"2 payments of the last 30 days (7.00 EUR, 1 without an amount) belong to no invoice in MOCO; match them before a customer who has paid gets a letter"},
		{"no amount at all", []func(*account){pay("1 EUR", 1), func(a *account) { a.in.Snapshot.Payments[0].PaidTotal = billing.Money{} }},
			"1 payment of the last 30 days belongs to no invoice in MOCO; match them before a customer who has paid gets a letter"},
	}
	for _, tt := range tests {
		a := newAccount(t)
		for _, f := range tt.set {
			f(a)
		}
		if got := strings.Join(warningsOf(t, set, a), "\n"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A customer number or tag that MOCO does not know is probably misspelt.
func TestUnknownNames(t *testing.T) {
	t.Parallel()
	rule := func(lists, when string) *Set {
		return load(t, text("version: 1\n"+lists+"rules:\n  - name: one\n    for_each: invoices\n    when: "+when+"\n    actions: [{notify: {severity: info}}]\n"))
	}
	list := func(body string) *Set {
		return rule("lists:\n  hands_off: {"+body+"}\n", "invoice in lists.hands_off")
	}
	tests := []struct {
		name string
		set  *Set
		want string
	}{
		{"all known", list(`customers: ["10203"], tags: [mahnsperre, VIP]`), ""},
		{"a misspelt number", list(`customers: ["1020B"], tags: [VIP]`), "list hands_off: no customer 1020B in MOCO"},
		{"a misspelt tag", list(`customers: ["1010O"], tags: [Mahnspere]`), `list hands_off: no customer 1010O, no tag "Mahnspere" (there is "Mahnsperre") in MOCO`},
		{"misspelt, and another is known", list(`tags: [VIP, Mahnspere]`), `list hands_off: no tag "Mahnspere" (there is "Mahnsperre") in MOCO`},
		{"nobody carries it today, another is known", list(`tags: [VIP, Inkasso]`), ""},
		{"no tag of it is known", list(`tags: [Inkasso]`), `list hands_off: no tag "Inkasso" in MOCO`},
		{"written out, known", rule("", `'"VIP" in invoice.customer.tags or "Mahnsperre" in invoice.tags'`), ""},
		{"written out, misspelt", rule("", `'"Mahnspere" in invoice.tags'`), `no tag "Mahnspere" (there is "Mahnsperre") in MOCO, which a rule asks for`},
		{"written out, unknown", rule("", `'"Inkasso" in customer.tags'`), `no tag "Inkasso" in MOCO, which a rule asks for`},
		{"asked for in another case", rule("", `'invoice.customer.has_tag("vip") or invoice.has_tag(" MAHNSPERRE")'`), ""},
		{"asked for, misspelt", rule("", `'invoice.has_tag("mahnspere")'`), `no tag "mahnspere" (there is "Mahnsperre") in MOCO, which a rule asks for`},
		{"asked of a project", rule("", `'project.has_tag("intern")'`), ""},
		{"a project's tag: projects may not have been read", rule("", `'"intern" in invoice.project.tags'`), ""},
	}
	for _, tt := range tests {
		a := newAccount(t)
		a.company().Tags, a.invoice().Tags = []string{"VIP"}, []string{"Mahnsperre"}
		if got := strings.Join(warningsOf(t, tt.set, a), "\n"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		a.in.Snapshot.Companies = nil
		if got := warningsOf(t, tt.set, a); len(got) > 0 {
			t.Errorf("%s: without customers nothing is known, and yet %v", tt.name, got)
		}
	}
}

// A letter goes to one plain address, or not at all.
func TestRecipientAddress(t *testing.T) {
	t.Parallel()
	set := load(t, text(strings.Replace(twoRules, "{remind: {ladder: standard}}", "{remind: {ladder: standard, to: customer_email}}", 1)))
	tests := map[string]bool{
		"rechnung@hansa.example": true, "a.b+c@x.example": true, "büro@hansa.example": true,
		"a@x.example;b@x.example": false, "a@x.example, b@x.example": false, "a@x.example b@x.example": false, "a@b@x.example": false,
		" a@x.example": false, "a@x.example\n": false, "a@x.example\x00": false, "Jane Doe <a@x.example>": false, "hansa.example": false, "@x.example": false, "a@": false,
	}
	for address, fine := range tests {
		a := newAccount(t)
		a.company().Email = address
		v := verdict(t, decide(t, set, a.in), 80699)
		if fine != (v.Outcome == plan.OutcomeLetter) {
			t.Errorf("%q: %s", address, v.Outcome)
		}
		if !fine && (v.Outcome != plan.OutcomeHold || v.Reason != "the customer's e-mail address in MOCO is not one plain address") {
			t.Errorf("%q: %s %s", address, v.Outcome, v.Reason)
		}
	}
}

// The facts behind a cash discount stand beside the reason.
func TestDiscountFact(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.status(billing.StatusPartiallyPaid)
	a.discount(2, 10)
	a.pay("12152 EUR", 33)
	v := verdict(t, decide(t, examples(t), a.in), 80699)
	if v.Detail != "2% until 20 Oct 2026, paid 21 Oct 2026" || !v.Receivable || v.Line != 0 {
		t.Errorf("verdict %+v", v)
	}
}

// Alone, an invoice does not show what others say of it: the plan was decided
// on all of them.
func TestCreditIsSeenByThePlanOnly(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.note(2, "R2606-015", "-1190 EUR")
	set := examples(t)
	if v := verdict(t, decide(t, set, a.in), 80699); v.Outcome != plan.OutcomeHold {
		t.Errorf("with the credit: %s", v.Outcome)
	}
	a.in.Snapshot.Invoices = a.in.Snapshot.Invoices[:1]
	if v := verdict(t, decide(t, set, a.in), 80699); v.Outcome != plan.OutcomeLetter {
		t.Errorf("alone: %s %s", v.Outcome, v.Reason)
	}
}
