package rules

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// keysOf are the lines' keys, for short comparisons.
func keysOf(d Decision) []string {
	out := []string{}
	for _, l := range d.Lines {
		out = append(out, l.Key)
	}
	return out
}

// portfolio is a snapshot with many invoices of three customers in different
// situations.
func portfolio(t testing.TB) *account {
	a := newAccount(t)
	a.in.Snapshot.Companies = append(a.in.Snapshot.Companies,
		billing.Company{ID: 11, Identifier: "10007", Name: "Beispiel & Söhne KG", CountryCode: "DE"},
		billing.Company{ID: 12, Identifier: "10301", Name: "Studio Süd GmbH", CountryCode: "AT"})
	add := func(id billing.ID, number string, customer billing.ID, gross string, days, reminded int) {
		m := money(t, gross)
		a.in.Snapshot.Invoices = append(a.in.Snapshot.Invoices, billing.Invoice{
			ID: id, Identifier: number, CustomerID: customer, Status: billing.StatusSent, Date: daysAgo(days + 14), DueDate: daysAgo(days),
			Currency: m.Currency, GrossTotal: m, NetTotal: m,
		})
		for i := range reminded {
			a.in.Snapshot.Reminders = append(a.in.Snapshot.Reminders, billing.Reminder{
				ID: id*10 + billing.ID(i), Date: daysAgo(20 * (reminded - i)), Status: billing.ReminderSent, Invoice: billing.InvoiceRef{ID: id},
			})
		}
	}
	add(1, "R2611-001", 11, "1190.00 EUR", 8, 0)
	add(2, "R2610-019", 11, "2380.00 EUR", 20, 0)
	add(3, "R2610-003", 10, "5520.00 EUR", 38, 1)
	add(4, "R2609-014", 10, "18921.00 EUR", 69, 2)
	add(5, "R2608-002", 11, "714.00 EUR", 98, 2)
	add(6, "R2611-009", 11, "300.00 EUR", 3, 0)
	add(7, "R2611-020", 11, "800.00 EUR", -9, 0)
	add(8, "R2610-030", 12, "950.00 EUR", 40, 0)
	add(9, "R2610-031", 11, "950.00 CHF", 40, 0)
	add(10, "R2610-032", 11, "950.00 SEK", 40, 0)
	return a
}

// Letters stand by level and then age, like an open-items list; then what stays
// inside.
func TestOrder(t *testing.T) {
	t.Parallel()
	d := decide(t, examples(t), portfolio(t).in)
	var got []string
	for _, l := range d.Lines {
		level := 0
		if r, ok := l.Params.(plan.Remind); ok {
			level = r.Level
		}
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %d %s %s", l.Action, level, l.Subject.Label, l.Approve)))
	}
	want := []string{
		"remind 1 R2611-001", "remind 1 R2610-019", "remind 1 R2610-022", "remind 1 R2610-031",
		"remind 2 R2610-003", "remind 3 R2609-014 finance", "remind 3 R2608-002 finance",
		"notify 0 R2608-002", "notify 0 R2609-014", "notify 0 R2610-003", "notify 0 R2610-019", "notify 0 R2610-022", "notify 0 R2610-031", "notify 0 R2611-001",
		"notify 0 R2609-014", "notify 0 R2610-022", "notify 0 10203",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, v := range d.Verdicts {
		if v.Line > 0 && d.Lines[v.Line-1].Subject.ID != v.InvoiceID {
			t.Errorf("%s points to line %d, which is about %s", v.Identifier, v.Line, d.Lines[v.Line-1].Subject.Label)
		}
	}
	if diff := cmp.Diff([]string{"rule big-and-late could not be answered for R2610-032: no amount large for SEK",
		"rule customer-total could not be answered for 10007: no amount customer_limit for SEK",
		"rule dunning could not be answered for R2610-032: no amount minimum for SEK",
		`list hands_off: no tag "Sonderabsprache", no tag "Inkasso", no tag "Mahnsperre" in MOCO`}, d.Warnings); diff != "" {
		t.Errorf("warnings: -want +got\n%s", diff)
	}
}

// The same input gives the same bytes (I18), whatever the order of the rows.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	set := examples(t)
	encode := func(in Input) string {
		b, err := json.Marshal(decide(t, set, in))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	a := portfolio(t)
	a.pay("400 EUR", 12)
	a.pay("500 EUR", 12)
	a.remind(1, 3, billing.ReminderCreated)
	a.remind(1, 3, billing.ReminderCreated)
	want := encode(a.in)
	for range 10 {
		if encode(a.in) != want {
			t.Fatal("another answer to the same question")
		}
	}
	reverse := func(n int, swap func(i, j int)) {
		for i := range n / 2 {
			swap(i, n-1-i)
		}
	}
	s := &a.in.Snapshot
	reverse(len(s.Invoices), func(i, j int) { s.Invoices[i], s.Invoices[j] = s.Invoices[j], s.Invoices[i] })
	reverse(len(s.Reminders), func(i, j int) { s.Reminders[i], s.Reminders[j] = s.Reminders[j], s.Reminders[i] })
	reverse(len(s.Payments), func(i, j int) { s.Payments[i], s.Payments[j] = s.Payments[j], s.Payments[i] })
	reverse(len(s.Companies), func(i, j int) { s.Companies[i], s.Companies[j] = s.Companies[j], s.Companies[i] })
	if diff := cmp.Diff(want, encode(a.in)); diff != "" {
		t.Errorf("the order of the rows matters:\n%s", diff)
	}
}

// Deciding about one invoice alone, as is done before each write, gives its
// lines of the full run.
func TestAloneAsInTheFullRun(t *testing.T) {
	t.Parallel()
	set := examples(t)
	a := portfolio(t)
	full := decide(t, set, a.in)
	for _, inv := range a.in.Snapshot.Invoices {
		one := a.in
		one.Snapshot.Invoices = []billing.Invoice{inv}
		one.Snapshot.Reminders, one.Snapshot.Companies = nil, nil
		for _, r := range a.in.Snapshot.Reminders {
			if r.Invoice.ID == inv.ID {
				one.Snapshot.Reminders = append(one.Snapshot.Reminders, r)
			}
		}
		for _, c := range a.in.Snapshot.Companies {
			if c.ID == inv.CustomerID {
				one.Snapshot.Companies = append(one.Snapshot.Companies, c)
			}
		}
		of := func(d Decision) []plan.Line {
			var out []plan.Line
			for _, l := range d.Lines {
				if l.Subject.Kind == "invoice" && l.Subject.ID == inv.ID {
					out = append(out, l)
				}
			}
			return out
		}
		if diff := cmp.Diff(of(full), of(decide(t, set, one))); diff != "" {
			t.Errorf("%s: -full +alone\n%s", inv.Identifier, diff)
		}
	}
}

func TestReceivablesAddUp(t *testing.T) {
	t.Parallel()
	a := portfolio(t)
	a.pay("400 EUR", 12)
	a.pay("1 CHF", 12) // in another currency: its open amount is not known
	d := decide(t, examples(t), a.in)
	var sum billing.Totals
	for _, v := range d.Verdicts {
		if v.Receivable {
			var err error
			if sum, err = sum.Plus(v.Open); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := sum.Format(billing.English); got != "950.00 CHF + 30,775.00 EUR + 950.00 SEK" {
		t.Errorf("receivables are %s", got)
	}
	if len(d.Verdicts) != len(a.in.Snapshot.Invoices) {
		t.Errorf("%d verdicts for %d invoices", len(d.Verdicts), len(a.in.Snapshot.Invoices))
	}
}

// The proof notices a verdict that was lost, doubled or miscounted.
func TestProof(t *testing.T) {
	t.Parallel()
	a := portfolio(t)
	r, d, err := examples(t).decide(a.in)
	if err != nil {
		t.Fatal(err)
	}
	change := func(f func([]plan.Verdict) []plan.Verdict) error {
		return r.check(f(append([]plan.Verdict(nil), d.Verdicts...)))
	}
	tests := map[string]func([]plan.Verdict) []plan.Verdict{
		"lost":     func(v []plan.Verdict) []plan.Verdict { return v[1:] },
		"doubled":  func(v []plan.Verdict) []plan.Verdict { return append(v, v[0]) },
		"no claim": func(v []plan.Verdict) []plan.Verdict { v[0].Receivable = false; return v },
		"one cent": func(v []plan.Verdict) []plan.Verdict { v[0].Open.Minor++; return v },
		"nothing":  func(v []plan.Verdict) []plan.Verdict { v[0].Outcome = ""; return v },
	}
	for name, f := range tests {
		if change(f) == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
	if err := change(func(v []plan.Verdict) []plan.Verdict { return v }); err != nil {
		t.Error(err)
	}
}

func TestInputErrors(t *testing.T) {
	t.Parallel()
	set := examples(t)
	tests := []struct {
		name string
		set  func(*account)
		want string
	}{
		{"no date", func(a *account) { a.in.Snapshot.Today = billing.Date{} }, "rules: the snapshot has no date"},
		{"no account", func(a *account) { a.in.Account = "" }, "rules: the account is missing"},
		{"an invoice twice", func(a *account) { a.in.Snapshot.Invoices = append(a.in.Snapshot.Invoices, *a.invoice()) }, "rules: invoice 80699 is in the snapshot twice"},
		{"sum too large", func(a *account) {
			a.invoice().GrossTotal.Minor = 1<<63 - 1
			other := *a.invoice()
			other.ID, other.Identifier = 2, "R2"
			a.in.Snapshot.Invoices = append(a.in.Snapshot.Invoices, other)
		}, "rules: 92,233,720,368,547,758.07 EUR + 92,233,720,368,547,758.07 EUR is too large"},
	}
	for _, tt := range tests {
		a := newAccount(t)
		tt.set(a)
		if _, err := set.Decide(a.in); err == nil || err.Error() != tt.want {
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.want)
		}
	}
}

// An invoice that could not be decoded at all still has its verdict.
func TestUnreadableInvoice(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.in.Snapshot.Broken = []billing.Broken{
		{Kind: "invoices", ID: 77, Reason: `gross_total: "1.234,56" is not a decimal`},
		{Kind: "payments", Reason: "the object has no id"},
	}
	d := decide(t, examples(t), a.in)
	v := verdict(t, d, 77)
	if v.Outcome != plan.OutcomeHold || v.Reason != "invoice 77 from MOCO could not be read" || v.Detail != `gross_total: "1.234,56" is not a decimal` {
		t.Errorf("verdict %+v", v)
	}
	if len(d.Verdicts) != 2 {
		t.Errorf("%d verdicts", len(d.Verdicts))
	}
	if diff := cmp.Diff([]string{"an object of payments from MOCO could not be read: the object has no id",
		`list hands_off: no customer 10301, no tag "Sonderabsprache", no tag "Inkasso", no tag "Mahnsperre" in MOCO`}, d.Warnings); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

const twoRules = `version: 1
ladders:
  standard:
    min_gap: 10d
    steps:
      - {level: 1, name: Zahlungserinnerung, after: 7d, pay_within: 10d}
rules:
  - name: first
    for_each: invoices
    when: invoice.open > money(1000, invoice.currency)
    actions: [{remind: {ladder: standard}}]
  - name: second
    for_each: invoices
    when: invoice.overdue
    actions: [{draft_reminder: {ladder: standard}}]
`

func TestFirstRuleDecides(t *testing.T) {
	t.Parallel()
	set := load(t, text(twoRules))
	a := newAccount(t)
	d := decide(t, set, a.in)
	if v := verdict(t, d, 80699); v.Rule != "first" || len(d.Lines) != 1 || d.Lines[0].Action != "remind" {
		t.Errorf("verdict %+v, lines %v", v, keysOf(d))
	}
	if diff := cmp.Diff([]string{"rules first and second both remind R2610-022: first comes first and decides"}, d.Warnings); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	a.invoice().GrossTotal = money(t, "900 EUR")
	d = decide(t, set, a.in)
	if len(d.Lines) != 1 || d.Lines[0].Action != "draft_reminder" || len(d.Warnings) != 0 {
		t.Errorf("lines %v, warnings %v", keysOf(d), d.Warnings)
	}
	if p := d.Lines[0].Params.(plan.Remind); !p.Draft {
		t.Error("it is no draft")
	}
}

// A rule that can't be answered holds the invoice, also if another rule would
// have sent a letter; messages go on.
func TestFailureHolds(t *testing.T) {
	t.Parallel()
	set := load(t, text(`version: 1
ladders:
  standard:
    min_gap: 10d
    steps: [{level: 1, name: Zahlungserinnerung, after: 7d, pay_within: 10d}]
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue
    actions: [{remind: {ladder: standard}}, {tag: {tags: [gemahnt]}}]
  - name: late
    for_each: invoices
    when: invoice.overdue
    actions: [{notify: {severity: info}}]
  - name: big
    for_each: invoices
    when: invoice.open > eur(10000)
    actions: [{tag: {tags: [groß]}}]
`))
	a := newAccount(t)
	a.currency("CHF")
	d := decide(t, set, a.in)
	v := verdict(t, d, 80699)
	if v.Outcome != plan.OutcomeHold || v.Rule != "big" || v.Reason != "rule big: can't compare 12,400.00 CHF and 10,000.00 EUR: the currencies differ" {
		t.Errorf("verdict %+v", v)
	}
	if diff := cmp.Diff([]string{"slack|late|invoice:80699|2026-11-23"}, keysOf(d)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	a.status(billing.StatusDraft)
	if v := verdict(t, decide(t, set, a.in), 80699); v.Outcome != plan.OutcomeOut {
		t.Errorf("a draft is %s", v.Outcome)
	}
}

// A failing unless holds as well: nobody knows whether there is a reason.
func TestFailingReasonHolds(t *testing.T) {
	t.Parallel()
	set := load(t, text(strings.Replace(twoRules, "    actions: [{remind", "    unless: [{if: invoice.project.finish < today, say: Projekt beendet}]\n    actions: [{remind", 1)))
	a := newAccount(t)
	v := verdict(t, decide(t, set, a.in), 80699)
	if v.Outcome != plan.OutcomeHold || v.Reason != "rule first: a date is missing" {
		t.Errorf("verdict %+v", v)
	}
}

// A misspelt custom field shows against MOCO's data.
func TestUnknownCustomField(t *testing.T) {
	t.Parallel()
	set := load(t, text(`version: 1
rules:
  - name: custom
    for_each: invoices
    when: invoice.custom("Line of busines") == "x" or invoice.customer.custom("Segment") == "A" or invoice.project.custom("KST") == ""
    actions: [{notify: {severity: info}}]
`))
	a := newAccount(t)
	a.invoice().CustomProperties = billing.CustomProperties{"Line of business": "Automotive"}
	a.company().CustomProperties = billing.CustomProperties{"Segment": "B"}
	d := decide(t, set, a.in)
	if diff := cmp.Diff([]string{`no invoice in MOCO has the field "Line of busines" that a rule asks for`}, d.Warnings); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
