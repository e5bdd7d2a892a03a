package rules

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
)

// berlin is the calendar of a German company: 3 October and the days of
// Christmas are holidays, 24 December is a day off.
func berlin(t testing.TB) calendar.Calendar {
	t.Helper()
	c, err := calendar.New(calendar.Options{Country: "DE", Region: "BE", DaysOff: []billing.Date{{Year: 2026, Month: 12, Day: 24}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestFunctions shows what each function gives: today is Monday, 23 November
// 2026, and the invoice was due on 24 October, a Saturday.
func TestFunctions(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.in.Calendar = berlin(t)
	a.sent(1, 9)
	a.pay("400 EUR", 4)
	a.invoice().Tags = []string{"Sonderabsprache"}
	a.company().Tags = []string{"VIP"}
	a.company().CustomProperties = billing.CustomProperties{
		"Credit limit": "5000.50", "German": "1234,5", "Thousand": "1.000", "Also": "12,345", "Word": "viel", "Signed": "2026-02-28", "Day": "28.02.2026", "Empty": "",
	}
	a.note(80700, "R2610-023", "10 EUR").Status = billing.StatusPaid
	a.in.Snapshot.Projects = projects()
	tests := []struct {
		dataset    int
		text, want string
	}{
		{0, `year(invoice.due)`, "2026"}, {0, `month(invoice.due)`, "10"}, {0, `day(invoice.due)`, "24"}, {0, `weekday(invoice.due)`, `"sat"`},
		{0, `weekday(today) == "mon"`, "true"}, {0, `month_start(today)`, "01 Nov 2026"}, {0, `month_end(today)`, "30 Nov 2026"},
		{0, `month_end(date("2026-12-31"))`, "31 Dec 2026"}, {0, `month_end(date("2028-02-01"))`, "29 Feb 2028"}, {0, `month_start(date("2026-01-31")) - days(1)`, "31 Dec 2025"},
		{0, `is_workday(today)`, "true"}, {0, `is_workday(date("2026-12-24"))`, "false"}, {0, `is_workday(date("2026-12-25"))`, "false"}, {0, `is_workday(invoice.due)`, "false"},
		{0, `is_holiday(date("2026-12-25"))`, "true"}, {0, `is_holiday(date("2026-12-24"))`, "false"}, {0, `is_holiday(date("2026-11-22"))`, "false"},
		{0, `add_workdays(date("2026-12-23"), 1)`, "28 Dec 2026"}, {0, `add_workdays(date("2026-12-28"), -1)`, "23 Dec 2026"}, {0, `add_workdays(date("2026-12-27"), 0)`, "27 Dec 2026"},
		{0, `workdays_between(date("2026-12-23"), date("2026-12-28"))`, "1"}, {0, `workdays_between(date("2026-12-28"), date("2026-12-23"))`, "-1"},
		{0, `workdays_between(today, today)`, "0"}, {0, `workdays_between(invoice.due, today)`, "21"},
		{0, `workdays_between(date("1900-01-01"), today)`, "1900-01-01 is too far away: working days are known from 1996 to 2036"},
		{0, `add_workdays(today, 100000)`, "100000 working days from 2026-11-23 are too far away"},
		{0, `year(invoice.project.finish)`, "a date is missing"}, {0, `is_workday(invoice.project.finish)`, "a date is missing"},

		{0, `eur(12.5)`, "12.50 EUR"}, {0, `jpy(500)`, "500 JPY"}, {0, `kwd(1.125)`, "1.125 KWD"}, {0, `sek(1) + sek(2)`, "3.00 SEK"}, {0, `money(3, "SEK") == sek(3)`, "true"},
		{0, `abs(invoice.open - eur(20000))`, "8,000.00 EUR"}, {0, `abs(invoice.open)`, "12,000.00 EUR"},
		{0, `eur(invoice.customer.custom_number("Credit limit"))`, "5,000.50 EUR"}, {0, `money(invoice.customer.custom_number("Credit limit"), invoice.currency)`, "5,000.50 EUR"},

		{0, `upper(invoice.title)`, `"RETAINER Q4"`}, {0, `lower("ÄÖ") + trim(" x ")`, `"äöx"`},

		{0, `invoice.has_tag("sonderabsprache")`, "true"}, {0, `invoice.has_tag("VIP")`, "false"}, {0, `invoice.customer.has_tag("vip")`, "true"},
		{1, `customer.has_tag(" VIP ")`, "true"}, {4, `project.has_tag("VIP")`, "false"},

		{0, `invoice.customer.custom_number("Credit limit")`, "5000.5"}, {0, `invoice.customer.custom_number("German") * 2`, "2469"},
		{0, `invoice.customer.custom_number("Credit limit") + 0.25 - 0.75`, "5000"}, {0, `invoice.customer.custom_number("Credit limit") > 5000.49`, "true"},
		{0, `1 + customer.custom_number("German") == 1235.5`, "true"}, {0, `invoice.level < customer.custom_number("German")`, "true"},
		{0, `invoice.customer.custom_number("Thousand")`, `the field "Thousand" holds "1.000", which is no plain number`},
		{0, `invoice.customer.custom_number("Also")`, `the field "Also" holds "12,345", which is no plain number`},
		{0, `invoice.customer.custom_number("Word")`, `the field "Word" holds "viel", which is no plain number`},
		{0, `invoice.customer.custom_number("Empty")`, `the field "Empty" is not set`}, {0, `invoice.custom_number("none")`, `the field "none" is not set`},
		{0, `invoice.customer.custom_date("Signed")`, "28 Feb 2026"}, {1, `customer.custom_date("Signed") < today`, "true"},
		{0, `invoice.customer.custom_date("Day")`, `the field "Day" holds "28.02.2026", which is no date`}, {0, `invoice.customer.custom_date("None")`, `the field "None" is not set`},

		{0, `invoice.reminded_within(10)`, "true"}, {0, `invoice.reminded_within(9)`, "false"}, {0, `invoice.paid_within(5)`, "true"}, {0, `invoice.paid_within(4)`, "false"},
		{1, `customer.reminded_within(10)`, "true"}, {1, `customer.reminded_within(9)`, "false"}, {1, `customer.paid_within(5)`, "true"}, {1, `customer.paid_within(4)`, "false"},
	}
	for _, tt := range tests {
		if got := field(t, a, tt.dataset, tt.text); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

// What a customer paid counts also where nothing is open any more.
func TestDebtorSeesPaidInvoices(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	old := a.note(80700, "R2610-023", "10 EUR")
	old.Status = billing.StatusPaid
	a.in.Snapshot.Payments = append(a.in.Snapshot.Payments, billing.Payment{
		ID: 551, Date: daysAgo(2), Currency: "EUR", PaidTotal: money(t, "10 EUR"), Invoice: billing.InvoiceRef{ID: old.ID, Identifier: old.Identifier},
	})
	if got := field(t, a, 1, "customer.paid_within(3) and customer.open_count == 1"); got != "true" {
		t.Errorf("got %s", got)
	}
	if got := field(t, a, 1, "customer.reminded_within(1000)"); got != "false" {
		t.Errorf("never reminded: got %s", got)
	}
}

// Counting by the table gives what the calendar gives day by day.
func TestWorkdaysAreTheCalendars(t *testing.T) {
	t.Parallel()
	c := berlin(t)
	w := &workdays{calendar: c, today: today}
	for d := today.AddDays(-40); d.Before(today.AddDays(60)); d = d.AddDays(1) {
		for n := -12; n <= 12; n++ {
			got, err := w.add(Date(d), n)
			if want := c.AddWorkdays(d, n); err != nil || billing.Date(got) != want {
				t.Fatalf("%d working days from %s: got %s, %v, want %s", n, d, billing.Date(got), err, want)
			}
		}
		count := 0
		for e := d; e.Before(today.AddDays(60)); e = e.AddDays(1) {
			if e != d && c.IsWorkday(e) {
				count++
			}
			if got, err := w.between(Date(d), Date(e)); err != nil || got != count {
				t.Fatalf("between %s and %s: got %d, %v, want %d", d, e, got, err, count)
			}
		}
	}
}

// Each currency is a function; a code that nobody pays in is none.
func TestCurrencyFunctions(t *testing.T) {
	t.Parallel()
	for _, code := range billing.Currencies() {
		if code == "ALL" {
			continue // all(…) asks a list; money(1, "ALL") is the way
		}
		c, found := compile(`invoice.open != `+strings.ToLower(code)+`(1)`, sampleScope(0))
		if len(found) > 0 {
			t.Errorf("%s: %v", code, found)
			continue
		}
		if _, err := c.run(&invoiceWorld{Invoice: Invoice{Open: Money{Currency: code}}, common: common{Meter: &meter{}}}); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, tt := range []struct{ text, want string }{
		{`invoice.open > xau(1)`, `there is no function "xau" in rules`}, {`invoice.open > EUR(1)`, `there is no function "EUR" in rules`},
		{`invoice.currency == "ERU"`, `"ERU" is no currency code`}, {`invoice.open > eur(0.001)`, "0.001 EUR has more than 2 decimal places"},
		{`invoice.open > eur("5")`, "eur takes a number here, this is a text"}, {`weekday(today) == "mo"`, `"mo" is no weekday`},
		{`invoice.customer.paid_within(3)`, `a customer has no field "paid_within" here`}, {`add_workdays(today, 1.5) == today`, "add_workdays takes a whole number"},
		{`invoice.custom_number("x") == "5"`, "can't compare a number with a text"}, {`-invoice.custom_number("x") == 1`, "- stands before numbers that are written out, and whole ones"},
		{`invoice.custom_number("x") in [1, 2]`, "in […] finds texts and whole numbers only"}, {`invoice.open > invoice.custom_number("x")`, "can't compare money with a bare number"},
		{`invoice.custom_number("x") * 1.5 > 2`, "rules compute with whole numbers only"},
	} {
		_, found := compile(tt.text, sampleScope(0))
		if len(found) == 0 || found[0].text != tt.want {
			t.Errorf("%s: %v, want %s", tt.text, found, tt.want)
		}
	}
	if _, err := CompileRoute(`is_workday(date("2026-01-01"))`); err == nil || !strings.Contains(err.Error(), `there is no function "is_workday"`) {
		t.Errorf("a route knows no calendar: %v", err)
	}
}
