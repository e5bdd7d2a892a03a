package rules

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

// The shipped rules give no cause for a warning.
func TestLintOfExamples(t *testing.T) {
	t.Parallel()
	if l := examples(t).Lint(); len(l) > 0 {
		t.Errorf("%v", l)
	}
}

// lintOf are the warnings of rules on invoices, given as when and actions.
func lintOf(t *testing.T, rules ...string) []string {
	t.Helper()
	var b strings.Builder
	b.WriteString("version: 1\nlists: {vip: {tags: [VIP]}, other: {tags: [X]}}\namounts: {minimum: {EUR: 10, CHF: 20}}\n" +
		"ladders:\n  s: {min_gap: 1d, steps: [{level: 1, name: x, after: 1d, pay_within: 7d}]}\nrules:\n")
	for i := 0; i < len(rules); i += 2 {
		fmt.Fprintf(&b, "  - {name: %c, for_each: invoices, when: '%s', actions: [%s]}\n", 'a'+i/2, rules[i], rules[i+1])
	}
	var out []string
	for _, p := range load(t, text(b.String())).Lint() {
		out = append(out, p.Code)
	}
	return out
}

func TestLint(t *testing.T) {
	t.Parallel()
	const remind, tag, other, comment = "remind: {ladder: s}", "tag: {tags: [t, u]}", "tag: {tags: [v]}", "comment: {text: x}"
	for _, tt := range []struct {
		name  string
		rules []string
		want  string
	}{
		{"two currencies", []string{"invoice.open > eur(5) and invoice.open > chf(5)", tag}, "never-true"},
		{"a table that lacks the currency", []string{`invoice.currency == "USD" and invoice.open >= amounts.minimum`, tag}, "never-true"},
		{"a table against its own amounts", []string{`invoice.currency == "CHF" and invoice.open >= amounts.minimum and invoice.open < chf(20)`, tag}, "never-true"},
		{"a draft is not overdue", []string{`invoice.status == "draft" and invoice.overdue`, tag}, "never-true"},
		{"a letter for what is paid", []string{`invoice.status == "paid"`, remind}, "never-true"},
		{"a letter for a collection agency's", []string{"invoice.in_collection", remind}, "never-true"},
		{"a date before and after", []string{`invoice.date < date("2026-01-01") and invoice.date >= date("2026-02-01")`, tag}, "never-true"},
		{"texts that are not looked into", []string{`invoice.title contains "a" and not (invoice.title contains "a")`, tag}, "never-true"},
		{"a plain true is meant", []string{"true", tag}, ""},
		{"lists are free", []string{"invoice in lists.vip and not (invoice in lists.other)", tag}, ""},

		{"the same question twice", []string{"invoice.overdue", remind, "invoice.overdue", remind}, "shadowed"},
		{"a table is below an amount", []string{"invoice.open >= amounts.minimum", remind, "invoice.open >= chf(50)", remind}, "shadowed"},
		{"wide before narrow, through an opaque part", []string{`invoice.title contains "a"`, remind, `invoice.level == 1 and invoice.title contains "a"`, remind}, "shadowed"},
		{"narrow before wide", []string{"invoice.open >= eur(500)", remind, "invoice.overdue", remind}, "overlap"},
		{"a currency that breaks the first rule", []string{"invoice.open >= eur(1)", remind, "invoice.level == 0", remind}, "overlap"},
		{"one list, both sides", []string{"invoice in lists.vip", remind, "not (invoice in lists.vip)", remind}, ""},
		{"two lists may be the same", []string{"invoice in lists.vip and not (invoice in lists.other)", remind, "invoice in lists.other", remind}, ""},
		{"titles may exclude each other", []string{`invoice.title == "a"`, remind, `invoice.title contains "b"`, remind}, ""},
		{"shares of levels", []string{"invoice.level == 0", remind, "invoice.level >= 1", remind}, ""},

		{"two statuses", []string{"invoice.overdue", "set_status: {status: ignored}", "invoice.level == 2", "set_status: {status: sent}"}, "overlap"},
		{"one status", []string{"invoice.overdue", "set_status: {status: sent}", "invoice.level == 2", "set_status: {status: sent}"}, ""},
		{"a tag twice", []string{"invoice.overdue", tag, "invoice.level == 2", tag}, "overlap"},
		{"two tags", []string{"invoice.overdue", tag, "invoice.level == 2", other}, ""},
		{"two comments", []string{"invoice.overdue", comment, "invoice.level == 2", comment}, "overlap"},
		{"messages don't disturb", []string{"invoice.overdue", "notify: {severity: info}", "invoice.overdue", "notify: {severity: info}"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(lintOf(t, tt.rules...), " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// BenchmarkLint looks at 200 rules that all remind.
func BenchmarkLint(b *testing.B) {
	var s strings.Builder
	s.WriteString("version: 1\nladders:\n  s: {min_gap: 1d, steps: [{level: 1, name: x, after: 1d, pay_within: 7d}]}\nrules:\n")
	for i := range 200 {
		fmt.Fprintf(&s, "  - {name: r%d, for_each: invoices, when: 'invoice.overdue and invoice.open >= eur(%d) and customer.number == \"%d\"', actions: [remind: {ladder: s}]}\n", i, i+1, i)
	}
	set := load(b, text(s.String()))
	b.ResetTimer()
	for b.Loop() {
		if l := set.Lint(); len(l) > 0 {
			b.Fatal(l)
		}
	}
}

// What the checks take as given about invoices holds for each that rules see.
func TestFactsHold(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, status := range append(invoiceStatuses(), "unknown") {
		for _, paid := range []string{"", "0.01 EUR", "12400.00 EUR", "12500.00 EUR"} {
			for _, due := range []int{-5, 0, 1, 40} {
				for _, gross := range []string{"12400.00 EUR", "0.00 EUR", "-5.00 EUR"} {
					a := newAccount(t)
					a.status(billing.InvoiceStatus(status))
					a.invoice().GrossTotal = money(t, gross)
					a.due(due)
					if paid != "" {
						a.pay(paid, 1)
					}
					r, err := (&Set{}).newRun(a.in)
					if err != nil {
						t.Fatal(err)
					}
					c := r.claims[0]
					if !c.trusted {
						continue
					}
					seen++
					checkFacts(t, c.view())
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d invoices were looked at", seen)
	}
}

func checkFacts(t *testing.T, v Invoice) {
	t.Helper()
	x := &axes{}
	open, late := x.get("invoice.open", aNumber), x.get("invoice.days_overdue", aNumber)
	status := x.closed("invoice.status", invoiceStatuses())
	p := point{open: v.Open.Minor, late: int64(v.DaysOverdue), status: status.word(v.Status)}
	x.tied(func(f fact, a, b *axis) {
		if !f.possible(a, b, p) {
			t.Errorf("%s and %s: %+v", f.a, f.b, v)
		}
	})
	if v.Open.Minor < 0 || v.DaysOverdue < 0 || v.Level < 0 || v.Overdue != (v.DaysOverdue > 0) || v.Reminders.Level != v.Level {
		t.Errorf("%+v", v)
	}
}
