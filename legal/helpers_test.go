package legal

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
)

func date(t testing.TB, s string) billing.Date {
	t.Helper()
	d, err := billing.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func money(t testing.TB, s string) billing.Money {
	t.Helper()
	m, err := billing.ParseMoney(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// profile is a country's profile with the shipped rates.
func profile(t testing.TB, c Country) Profile {
	t.Helper()
	rates, err := Shipped(c)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.New(calendar.Options{Country: string(c)})
	if err != nil {
		t.Fatal(err)
	}
	return Profile{Country: c, Calendar: cal, Basis: BasisContract, Rates: rates, FeeCeiling: DefaultCeiling(c)}
}

// business and private are the two kinds of customers.
var (
	business = billing.Company{ID: 1, Identifier: "10203", CountryCode: "DE", VATIdentifier: "DE123456789"}
	private  = billing.Company{ID: 2, Identifier: "10204", CountryCode: "DE", Tags: []string{"Privat"}}
)

// invoice is a claim of a customer.
func invoice(t testing.TB, of billing.Company, gross, issued, due string) billing.OpenItem {
	t.Helper()
	m := money(t, gross)
	return billing.OpenItem{Customer: of, Invoice: billing.Invoice{
		ID: 80699, Identifier: "R2506-001", CustomerID: of.ID, Status: billing.StatusSent, Date: date(t, issued), DueDate: date(t, due),
		Currency: m.Currency, GrossTotal: m,
	}}
}

func pay(t testing.TB, o *billing.OpenItem, amount, on string) {
	t.Helper()
	o.Payments = append(o.Payments, billing.Payment{ID: billing.ID(len(o.Payments) + 1), Date: date(t, on), PaidTotal: money(t, amount)})
}

func remind(t testing.TB, o *billing.OpenItem, on string) {
	t.Helper()
	o.Reminders = append(o.Reminders, billing.Reminder{ID: billing.ID(2288 + len(o.Reminders)), Date: date(t, on), Status: billing.ReminderSent})
}

// interest computes the interest of a time, apart from when default began.
func interest(t testing.TB, p Profile, o billing.OpenItem, from, until string) Interest {
	t.Helper()
	c := &claim{Profile: p, code: codeOf(p.Country), item: o, d: Derivation{Debtor: p.Debtor(o.Customer)}}
	return c.between(date(t, from), date(t, until))
}
