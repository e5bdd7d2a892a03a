package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

const marks = `version: 1
lists:
  vip: {customers: ["10203"]}
rules:
  - name: mark
    for_each: invoices
    when: invoice.days_overdue >= 14
    unless: [{if: invoice.status == "ignored", say: ignoriert}]
    actions:
      - set_status: {status: overdue}
      - comment: {text: "{{.Invoice.DaysOverdue}} Tage, Stufe {{.Invoice.Level}}, {{money .Invoice.Open}}, fällig {{date .Invoice.Due}}"}
      - tag: {tags: [spät, VIP]}
      - export: {name: open-items}
      - notify: {severity: warning, once_per: customer, text: "{{.Customer.Name}}"}
`

func TestMarks(t *testing.T) {
	t.Parallel()
	set := load(t, text(marks))
	a := newAccount(t)
	a.status(billing.StatusSent)
	a.invoice().Tags = []string{"VIP"}
	d := decide(t, set, a.in)
	want := []string{
		"slack|mark|customer:10|once", "tag|beispiel|80699|spät", "comment|beispiel|80699|mark|0",
		"status|beispiel|80699|overdue", "export|open-items|2026-11-23",
	}
	if diff := cmp.Diff(want, keysOf(d)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if c := d.Lines[2].Params.(plan.Comment); c.Text != "30 Tage, Stufe 0, 12.400,00 EUR, fällig 24.10.2026" {
		t.Errorf("comment %q", c.Text)
	}
	for _, l := range d.Lines {
		if l.Action != "export" {
			if err := l.Params.Validate(); err != nil {
				t.Error(err)
			}
		}
	}
	// What is done already asks for nothing.
	a.status(billing.StatusOverdue)
	a.invoice().Tags = []string{"VIP", "spät"}
	a.in.History.Notified[NotifiedKey("mark", "customer:10")] = daysAgo(100)
	if diff := cmp.Diff([]string{"comment|beispiel|80699|mark|0", "export|open-items|2026-11-23"}, keysOf(decide(t, set, a.in))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// An invoice whose data can't be trusted is looked at by no rule.
func TestUntrustedHasNoLines(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.pay("1 CHF", 3)
	a.in.Snapshot.Payments = a.in.Snapshot.Payments[:1]
	if d := decide(t, load(t, text(marks)), a.in); len(d.Lines) > 0 {
		t.Errorf("lines %v", keysOf(d))
	}
}

func TestSaidAgain(t *testing.T) {
	t.Parallel()
	set := examples(t)
	tests := []struct {
		name string
		last int // days ago; -1 never
		want bool
	}{
		{"never said", -1, true}, {"13 days ago", 13, false}, {"14 days ago", 14, true}, {"today", 0, false},
	}
	for _, tt := range tests {
		a := newAccount(t)
		a.invoice().GrossTotal = money(t, "25000 EUR")
		if tt.last >= 0 {
			a.in.History.Notified["customer-total|customer:10:EUR"] = daysAgo(tt.last)
		}
		got := false
		for _, k := range keysOf(decide(t, set, a.in)) {
			got = got || k == "slack|customer-total|customer:10:EUR|2026-11-23"
		}
		if got != tt.want {
			t.Errorf("%s: said is %v", tt.name, got)
		}
	}
}

// Once means once: what was said is not planned again.
func TestSaidOnce(t *testing.T) {
	t.Parallel()
	set := examples(t)
	a := newAccount(t)
	said := func() bool {
		return strings.Contains(strings.Join(keysOf(decide(t, set, a.in)), " "), "slack|big-and-late|invoice:80699|once")
	}
	if !said() {
		t.Error("not said the first time")
	}
	a.in.History.Notified["big-and-late|invoice:80699"] = daysAgo(300)
	if said() {
		t.Error("said twice")
	}
}

func TestOtherDatasets(t *testing.T) {
	t.Parallel()
	set := load(t, text(`version: 1
rules:
  - name: paid-late
    for_each: payments
    when: payment.date >= today - days(1) and payment.invoice.days_overdue_when_paid > 25
    actions: [{notify: {severity: info, digest: true}}]
  - name: without-invoice
    for_each: payments
    when: not payment.has_invoice
    actions: [{notify: {severity: info, text: "{{.Payment.Amount}} vom {{.Payment.Date}}: {{.Payment.Description}}"}}]
  - name: old-reminder
    for_each: reminders
    when: reminder.status == "created" and reminder.days_ago >= 2
    actions: [{notify: {severity: warning, once_per: reminder, text: "{{.Reminder.Name}} {{.Invoice.Number}}"}}]
  - name: ending
    for_each: projects
    when: project.has_finish and project.finish < today + days(14)
    actions: [{notify: {severity: info, once_per: project}}]
  - name: debtor
    for_each: customers
    when: customer.overdue_count >= 1 and customer.days_overdue >= 30 and customer.level == 0
    actions: [{notify: {severity: info, once_per: customer}}]
`))
	a := newAccount(t)
	a.pay("400 EUR", 1)
	a.in.Snapshot.Payments = append(a.in.Snapshot.Payments, billing.Payment{ID: 900, Date: daysAgo(1), Description: "Guthaben", Currency: "EUR", PaidTotal: money(t, "12 EUR")})
	a.remind(1, 3, billing.ReminderCreated)
	a.in.Snapshot.Projects = projects()
	d := decide(t, set, a.in)
	var got []string
	for _, l := range d.Lines {
		got = append(got, l.Key+" → "+l.Params.(plan.Notify).Text)
	}
	want := []string{
		"slack|paid-late|payment:551|2026-11-23 → Hansa Logistik GmbH, R2610-022: 400,00 EUR am 22.11.2026 eingegangen, 29 Tage nach Fälligkeit",
		"slack|without-invoice|payment:900|2026-11-23 → 12,00 EUR vom 22.11.2026: Guthaben",
		"slack|old-reminder|reminder:2288|once → Zahlungserinnerung R2610-022",
		"slack|ending|project:5|once → P26-04 Relaunch, Hansa Logistik GmbH",
		"slack|debtor|customer:10:EUR|once → Hansa Logistik GmbH: 12.000,00 EUR offen in 1 Rechnungen, davon 12.000,00 EUR überfällig",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A customer who owes in two currencies is two subjects.
func TestCustomerPerCurrency(t *testing.T) {
	t.Parallel()
	set := load(t, text(`version: 1
rules:
  - name: owes
    for_each: customers
    when: customer.open_count > 0
    actions: [{notify: {severity: info, once_per: customer, text: "{{.Customer.OpenTotal}} / {{.Customer.OpenCount}}"}}]
`))
	d := decide(t, set, portfolio(t).in)
	var got []string
	for _, l := range d.Lines {
		got = append(got, l.Key+" "+l.Params.(plan.Notify).Text)
	}
	want := []string{
		"slack|owes|customer:11:CHF|once 950,00 CHF / 1", "slack|owes|customer:11:EUR|once 5.384,00 EUR / 5", "slack|owes|customer:11:SEK|once 950,00 SEK / 1",
		"slack|owes|customer:10:EUR|once 36.841,00 EUR / 3", "slack|owes|customer:12:EUR|once 950,00 EUR / 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// notifyRule is a rule on invoices with one message.
func notifyRule(params string) File {
	return text("version: 1\nrules:\n  - name: tell\n    description: Große Rechnung überfällig\n    for_each: invoices\n    when: invoice.overdue\n    actions: [{notify: {" + params + "}}]\n")
}

func TestMessage(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.pay("400 EUR", 12)
	a.sent(1, 12)
	a.invoice().InternalContact = billing.UserRef{Firstname: "Jane", Lastname: "Doe"}
	tests := []struct {
		lang  billing.Language
		text  string
		facts []plan.Fact
	}{
		{billing.German, "Hansa Logistik GmbH, R2610-022: 12.000,00 EUR offen von 12.400,00 EUR, 30 Tage überfällig", []plan.Fact{
			{Name: "Kunde", Value: "Hansa Logistik GmbH (10203)"}, {Name: "Rechnung", Value: "R2610-022 · Retainer Q4"},
			{Name: "Offen", Value: "12.000,00 EUR von 12.400,00 EUR"}, {Name: "Fällig war", Value: "24.10.2026 (30 Tage)"},
			{Name: "Gemahnt", Value: "1×, zuletzt 11.11.2026"}, {Name: "Ansprechpartner", Value: "Jane Doe"},
		}},
		{billing.English, "Hansa Logistik GmbH, R2610-022: 12,000.00 EUR open of 12,400.00 EUR, 30 days overdue", []plan.Fact{
			{Name: "Customer", Value: "Hansa Logistik GmbH (10203)"}, {Name: "Invoice", Value: "R2610-022 · Retainer Q4"},
			{Name: "Open", Value: "12,000.00 EUR of 12,400.00 EUR"}, {Name: "Was due", Value: "24 Oct 2026 (30 days)"},
			{Name: "Reminded", Value: "1×, last on 11 Nov 2026"}, {Name: "Contact", Value: "Jane Doe"},
		}},
	}
	for _, tt := range tests {
		in := a.in
		in.Language = tt.lang
		d := decide(t, load(t, notifyRule(`severity: critical, channel: "#finance-leads"`)), in)
		want := plan.Notify{
			Severity: plan.Critical, Channel: "#finance-leads", Title: "Große Rechnung überfällig", Text: tt.text, Window: "2026-11-23",
			InvoiceID: 80699, Open: money(t, "12000 EUR"), DaysOverdue: 30, Facts: tt.facts,
		}
		if diff := cmp.Diff(plan.Params(want), d.Lines[0].Params); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.lang, diff)
		}
	}
}

// The window of a message is part of its key: it says for how long the message
// counts as said.
func TestWindows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		params, subject string
		last            int // days ago; -1 never
		want            string
	}{
		{"severity: info", "invoice:80699", -1, "slack|tell|invoice:80699|2026-11-23"},
		{"severity: info", "invoice:80699", 0, "slack|tell|invoice:80699|2026-11-23"}, // the key keeps it from being said twice
		{"severity: info, digest: true", "invoice:80699", 1, "slack|tell|invoice:80699|2026-11-23"},
		{"severity: info, once_per: invoice", "invoice:80699", -1, "slack|tell|invoice:80699|once"},
		{"severity: info, once_per: invoice", "invoice:80699", 1, ""},
		{"severity: info, once_per: customer", "customer:10", -1, "slack|tell|customer:10|once"},
		{"severity: info, once_per: customer", "customer:10", 400, ""},
		{"severity: info, again_after: 7d", "invoice:80699", -1, "slack|tell|invoice:80699|2026-11-23"},
		{"severity: info, again_after: 7d", "invoice:80699", 6, ""},
		{"severity: info, again_after: 7d", "invoice:80699", 7, "slack|tell|invoice:80699|2026-11-23"},
		{"severity: info, once_per: customer, again_after: 7d", "customer:10", 8, "slack|tell|customer:10|2026-11-23"},
		{"severity: info, once_per: customer, again_after: 7d", "invoice:80699", 3, "slack|tell|customer:10|2026-11-23"},
	}
	for _, tt := range tests {
		a := newAccount(t)
		if tt.last >= 0 {
			a.in.History.Notified[NotifiedKey("tell", tt.subject)] = daysAgo(tt.last)
		}
		if got := strings.Join(keysOf(decide(t, load(t, notifyRule(tt.params)), a.in)), " "); got != tt.want {
			t.Errorf("%s, said about %s %d days ago: got %q, want %q", tt.params, tt.subject, tt.last, got, tt.want)
		}
	}
}

// One message about a customer, whatever the number of invoices.
func TestOncePerCustomerInOneRun(t *testing.T) {
	t.Parallel()
	d := decide(t, load(t, notifyRule("severity: info, once_per: customer")), portfolio(t).in)
	want := []string{"slack|tell|customer:11|once", "slack|tell|customer:10|once", "slack|tell|customer:12|once"}
	if diff := cmp.Diff(want, keysOf(d)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A text that comes out empty holds the invoice: a message without words is a
// mistake.
func TestTextComesOutEmpty(t *testing.T) {
	t.Parallel()
	set := load(t, notifyRule(`severity: info, text: "{{.Invoice.Contact}}"`))
	d := decide(t, set, newAccount(t).in)
	if v := verdict(t, d, 80699); v.Outcome != plan.OutcomeHold || v.Reason != "rule tell: text: it came out empty" || len(d.Lines) > 0 {
		t.Errorf("verdict %+v, lines %v", v, keysOf(d))
	}
}

func TestTextTooLong(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.invoice().Title = strings.Repeat("x", maxWords)
	d := decide(t, load(t, notifyRule(`severity: info, text: "{{.Invoice.Title}} {{.Invoice.Number}}"`)), a.in)
	if v := verdict(t, d, 80699); v.Reason != "rule tell: text: it came out longer than 4000 characters" {
		t.Errorf("verdict %+v", v)
	}
}

// Every word that a template may use comes out filled in its data set.
func TestWordsAreFilled(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.pay("400 EUR", 1)
	a.remind(2, 12, billing.ReminderSent).DueDate = daysAgo(2)
	a.in.Snapshot.Projects = projects()
	a.invoice().ProjectID = 5
	a.invoice().User, a.invoice().InternalContact = billing.UserRef{Firstname: "Anna"}, billing.UserRef{Firstname: "Jane"}
	tests := []struct{ dataset, text, want string }{
		{"invoices", "{{.Rule}} {{.Today}} {{.Invoice.Number}} {{.Invoice.Title}} {{.Invoice.Status}} {{.Invoice.Gross}} {{.Invoice.Paid}} {{.Invoice.Open}}",
			"tell 23.11.2026 R2610-022 Retainer Q4 overdue 12.400,00 EUR 400,00 EUR 12.000,00 EUR"},
		{"invoices", "{{.Invoice.Date}} {{.Invoice.Due}} {{.Invoice.DaysOverdue}} {{.Invoice.Level}} {{.Invoice.DaysOverdueWhenPaid}} {{.Invoice.Owner}} {{.Invoice.Contact}} {{.Invoice.Project}}",
			"10.10.2026 24.10.2026 30 2 29 Anna Jane Relaunch"},
		{"invoices", "{{.Customer.Number}} {{.Customer.Name}} {{.Customer.Country}} {{.Customer.Owner}}", "10203 Hansa Logistik GmbH DE Jane Doe"},
		{"customers", "{{.Customer.OpenTotal}} {{.Customer.OverdueTotal}} {{.Customer.OpenCount}} {{.Customer.OverdueCount}} {{.Customer.DaysOverdue}} {{.Customer.Level}}",
			"12.000,00 EUR 12.000,00 EUR 1 1 30 2"},
		{"payments", "{{.Payment.Amount}} {{.Payment.Date}} {{.Invoice.Number}} {{.Customer.Name}}", "400,00 EUR 22.11.2026 R2610-022 Hansa Logistik GmbH"},
		{"reminders", "{{.Reminder.Level}} {{.Reminder.Name}} {{.Reminder.Fee}} {{.Reminder.Date}} {{.Reminder.Due}}", "2 Zahlungserinnerung 0,00 EUR 11.11.2026 21.11.2026"},
		{"projects", "{{.Project.Number}} {{.Project.Name}} {{.Project.Leader}} {{.Project.Customer}} {{.Project.Start}} {{.Project.Finish}} {{.Customer.Name}}",
			"P26-04 Relaunch Jane Doe Hansa Logistik GmbH 07.05.2026 30.11.2026 Hansa Logistik GmbH"},
		{"invoices", "{{if gt .Invoice.DaysOverdue 14}}spät{{else}}früh{{end}} {{if and .Invoice.Project (not .Invoice.Paid)}}x{{else}}y{{end}}", "spät y"},
	}
	for _, tt := range tests {
		set := load(t, text("version: 1\nrules:\n  - name: tell\n    for_each: "+tt.dataset+"\n    when: true\n    actions: [{notify: {severity: info, text: '"+tt.text+"'}}]\n"))
		d := decide(t, set, a.in)
		if len(d.Lines) != 1 {
			t.Errorf("%s: %d lines, %v", tt.dataset, len(d.Lines), d.Warnings)
			continue
		}
		if got := d.Lines[0].Params.(plan.Notify).Text; got != tt.want {
			t.Errorf("%s: got  %q\nwant %q", tt.dataset, got, tt.want)
		}
	}
}

// The other actions of a rule with letters go with its letter, at its level.
func TestActionsGoWithTheLetter(t *testing.T) {
	t.Parallel()
	set := load(t, text(strings.Replace(twoRules, "actions: [{remind: {ladder: standard}}]", `actions:
      - comment: {text: "{{.Reminder.Name}} über {{.Reminder.Fee}}, zahlbar bis {{.Reminder.Due}}"}
      - tag: {tags: [gemahnt]}
      - remind: {ladder: standard}`, 1)))
	a := newAccount(t)
	d := decide(t, set, a.in)
	if diff := cmp.Diff([]string{"reminder|beispiel|80699|1", "tag|beispiel|80699|gemahnt", "comment|beispiel|80699|first|1"}, keysOf(d)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if c := d.Lines[2].Params.(plan.Comment); c.Text != "Zahlungserinnerung über 0,00 EUR, zahlbar bis 03.12.2026" || c.Level != 1 {
		t.Errorf("comment %+v", c)
	}
	a.due(3) // no letter yet, nothing else either
	if d := decide(t, set, a.in); len(d.Lines) > 0 {
		t.Errorf("lines without a letter: %v", keysOf(d))
	}
}

// A comment of another rule has the same key before the letter of the same run
// goes and after it, or carrying out the plan would find it changed.
func TestCommentBesideAnotherRulesLetter(t *testing.T) {
	t.Parallel()
	set := load(t, text(twoRules+`
  - name: note
    for_each: invoices
    when: invoice.overdue
    actions: [{comment: {text: "Stufe {{.Invoice.Level}}"}}]
`))
	a := newAccount(t)
	if diff := cmp.Diff([]string{"reminder|beispiel|80699|1", "comment|beispiel|80699|note|1"}, keysOf(decide(t, set, a.in))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	a.sent(1, 0)
	if diff := cmp.Diff([]string{"comment|beispiel|80699|note|1"}, keysOf(decide(t, set, a.in))); diff != "" {
		t.Errorf("after the letter: -want +got\n%s", diff)
	}
}
