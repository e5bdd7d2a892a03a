package rules

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// today is the date of all tests: a Monday.
var today = billing.Date{Year: 2026, Month: time.November, Day: 23}

// daysAgo is a date before today.
func daysAgo(n int) billing.Date { return today.AddDays(-n) }

func money(t testing.TB, s string) billing.Money {
	t.Helper()
	m, err := billing.ParseMoney(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// account builds a snapshot around one invoice, R2610-022 of Hansa Logistik:
// 12,400.00 EUR, 30 days overdue, never reminded.
type account struct {
	t  testing.TB
	in Input
}

func newAccount(t testing.TB) *account {
	a := &account{t: t, in: Input{Account: "beispiel", SenderName: "Beispiel Agentur GmbH"}}
	a.in.Snapshot = billing.Snapshot{Today: today}
	a.in.Snapshot.Companies = []billing.Company{{
		ID: 10, Type: "customer", Identifier: "10203", Name: "Hansa Logistik GmbH", Email: "rechnung@hansa.example",
		CountryCode: "DE", Currency: "EUR", User: billing.UserRef{Firstname: "Jane", Lastname: "Doe"},
	}}
	a.in.Snapshot.Invoices = []billing.Invoice{{
		ID: 80699, Identifier: "R2610-022", CustomerID: 10, Title: "Retainer Q4", Status: billing.StatusOverdue,
		Date: daysAgo(44), DueDate: daysAgo(30), Currency: "EUR", NetTotal: money(t, "10420.17 EUR"), GrossTotal: money(t, "12400.00 EUR"),
	}}
	a.in.History = History{Levels: map[billing.ID]int{}, Accepted: map[billing.ID]int{}, InHand: map[billing.ID]int{}, Notified: map[string]billing.Date{}}
	return a
}

func (a *account) invoice() *billing.Invoice      { return &a.in.Snapshot.Invoices[0] }
func (a *account) company() *billing.Company      { return &a.in.Snapshot.Companies[0] }
func (a *account) due(days int)                   { a.invoice().DueDate = daysAgo(days) }
func (a *account) status(s billing.InvoiceStatus) { a.invoice().Status = s }

// currency turns the invoice into one of another currency.
func (a *account) currency(c string) {
	inv := a.invoice()
	inv.Currency, inv.GrossTotal.Currency, inv.NetTotal.Currency = c, c, c
}

// pay adds a payment for the invoice.
func (a *account) pay(amount string, days int) {
	m := money(a.t, amount)
	inv := a.invoice()
	a.in.Snapshot.Payments = append(a.in.Snapshot.Payments, billing.Payment{
		ID: billing.ID(551 + len(a.in.Snapshot.Payments)), Date: daysAgo(days), Currency: m.Currency, PaidTotal: m,
		Invoice: billing.InvoiceRef{ID: inv.ID, Identifier: inv.Identifier},
	})
}

// discount grants a cash discount.
func (a *account) discount(percent, days int64) {
	a.invoice().CashDiscount, a.invoice().CashDiscountDays = billing.NewDecimal(percent, 0), billing.NewDecimal(days, 0)
}

// note adds another invoice of the customer.
func (a *account) note(id billing.ID, number, gross string) *billing.Invoice {
	m := money(a.t, gross)
	a.in.Snapshot.Invoices = append(a.in.Snapshot.Invoices, billing.Invoice{
		ID: id, Identifier: number, CustomerID: 10, Status: billing.StatusSent, Date: daysAgo(60), DueDate: daysAgo(46),
		Currency: m.Currency, GrossTotal: m, NetTotal: m,
	})
	return &a.in.Snapshot.Invoices[len(a.in.Snapshot.Invoices)-1]
}

// remind adds a reminder with our reference.
func (a *account) remind(level, days int, status billing.ReminderStatus) *billing.Reminder {
	inv := a.invoice()
	a.in.Snapshot.Reminders = append(a.in.Snapshot.Reminders, billing.Reminder{
		ID: billing.ID(2287 + len(a.in.Snapshot.Reminders) + 1), Date: daysAgo(days), Status: status, Title: "Zahlungserinnerung",
		Text:    "<div>Unser Zeichen: " + billing.Reference(inv.Identifier, level) + "</div>",
		Invoice: billing.InvoiceRef{ID: inv.ID, Identifier: inv.Identifier},
	})
	return &a.in.Snapshot.Reminders[len(a.in.Snapshot.Reminders)-1]
}

func (a *account) sent(level, days int) { a.remind(level, days, billing.ReminderSent) }

// load loads rule files that must be fine.
func load(t testing.TB, files ...File) *Set {
	t.Helper()
	set, list, docs := Load(files, Options{})
	if set == nil {
		var b bytes.Buffer
		if err := diag.Print(&b, list, docs); err != nil {
			t.Fatal(err)
		}
		t.Fatalf("rules do not load:\n%s", b.String())
	}
	return set
}

// text is a rule file of a test.
func text(s string) File { return File{Name: "rules.yaml", Data: []byte(s)} }

// examples are the shipped rule files.
func examples(t testing.TB) *Set {
	t.Helper()
	var files []File
	for _, name := range []string{"dunning.yaml", "alerts.yaml"} {
		data, err := os.ReadFile("../configs/example/rules/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, File{Name: "rules/" + name, Data: data})
	}
	return load(t, files...)
}

// decide must not fail.
func decide(t testing.TB, s *Set, in Input) Decision {
	t.Helper()
	d, err := s.Decide(in)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// verdict is the verdict of the first invoice.
func verdict(t testing.TB, d Decision, id billing.ID) plan.Verdict {
	t.Helper()
	for _, v := range d.Verdicts {
		if v.InvoiceID == id {
			return v
		}
	}
	t.Fatalf("invoice %d has no verdict", id)
	return plan.Verdict{}
}

// projects are one project with an end.
func projects() []billing.Project {
	return []billing.Project{{
		ID: 5, Identifier: "P26-04", Name: "Relaunch", Active: true, Billable: true, StartDate: daysAgo(200), FinishDate: today.AddDays(7),
		Currency: "EUR", Customer: billing.NamedRef{ID: 10, Name: "Hansa Logistik GmbH"}, Leader: billing.UserRef{Firstname: "Jane", Lastname: "Doe"},
	}}
}
