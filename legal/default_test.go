package legal

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
)

// Each row is a claim and the day on which its default began.
func TestStartOfDefault(t *testing.T) {
	t.Parallel()
	const today = "2025-09-30"
	for _, x := range []struct {
		name        string
		country     Country
		basis       Basis
		notice      bool
		receipt     int
		of          billing.Company
		issued, due string
		reminders   []string
		cause       Cause
		from        string // "" none
	}{
		// The golden value: Saturday moves to Monday, interest runs from Tuesday.
		{"contract, due on a Saturday", Germany, BasisContract, false, 0, business, "2025-05-31", "2025-06-14", nil, ByContract, "2025-06-17"},
		{"contract, due on a working day", Germany, BasisContract, false, 0, business, "2025-05-30", "2025-06-13", nil, ByContract, "2025-06-14"},
		{"contract, due on Whit Monday", Germany, BasisContract, false, 0, business, "2025-05-26", "2025-06-09", nil, ByContract, "2025-06-11"},
		{"contract, consumer", Germany, BasisContract, false, 0, private, "2025-05-30", "2025-06-13", nil, ByContract, "2025-06-14"},
		{"invoice only, no reminder: 30 days after the due date", Germany, BasisInvoiceOnly, false, 0, business, "2025-05-30", "2025-06-13", nil, By30Days, "2025-07-15"},
		{"unknown basis is like invoice only", Germany, BasisUnknown, false, 0, business, "2025-05-30", "2025-06-13", nil, By30Days, "2025-07-15"},
		{"30 days after a late receipt", Germany, BasisInvoiceOnly, false, 20, business, "2025-06-01", "2025-06-13", nil, By30Days, "2025-07-22"},
		{"30 days end on a Saturday", Germany, BasisInvoiceOnly, false, 0, business, "2025-06-01", "2025-06-19", nil, By30Days, "2025-07-22"},
		{"a consumer without a notice: never by itself", Germany, BasisInvoiceOnly, false, 0, private, "2025-05-30", "2025-06-13", nil, "", ""},
		{"a consumer with a notice", Germany, BasisInvoiceOnly, true, 0, private, "2025-05-30", "2025-06-13", nil, By30Days, "2025-07-15"},
		{"a reminder comes first", Germany, BasisInvoiceOnly, false, 3, business, "2025-05-30", "2025-06-13", []string{"2025-06-23", "2025-07-10"}, ByReminder, "2025-06-27"},
		{"a reminder before the due date has no effect", Germany, BasisInvoiceOnly, false, 0, private, "2025-05-30", "2025-06-13", []string{"2025-06-10", "2025-06-13"}, "", ""},
		{"a reminder on the Sunday before the term ends has none either", Germany, BasisInvoiceOnly, false, 0, private, "2025-05-31", "2025-06-14", []string{"2025-06-15"}, "", ""},
		{"contract before reminder", Germany, BasisContract, false, 0, business, "2025-05-30", "2025-06-13", []string{"2025-06-23"}, ByContract, "2025-06-14"},
		{"Austria knows no 30 days", Austria, BasisInvoiceOnly, false, 0, business, "2025-05-30", "2025-06-13", nil, "", ""},
		{"Austria, contract, Good Friday", Austria, BasisContract, false, 0, business, "2025-04-01", "2025-04-18", nil, ByContract, "2025-04-23"},
		{"Austria, reminder", Austria, BasisInvoiceOnly, false, 2, business, "2025-05-30", "2025-06-13", []string{"2025-06-23"}, ByReminder, "2025-06-26"},
		{"Switzerland, agreed date", Switzerland, BasisContract, false, 0, business, "2025-05-30", "2025-06-13", nil, ByContract, "2025-06-14"},
		{"Switzerland, receipt of the reminder", Switzerland, BasisInvoiceOnly, false, 3, business, "2025-05-30", "2025-06-13", []string{"2025-06-23"}, ByReminder, "2025-06-27"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			p := profile(t, x.country)
			p.Basis, p.ConsumerNotice, p.ReceiptDays = x.basis, x.notice, x.receipt
			o := invoice(t, x.of, "1190.00 EUR", x.issued, x.due)
			for _, on := range x.reminders {
				remind(t, &o, on)
			}
			d := p.Derive(o, date(t, today)).Default
			if d.Cause != x.cause || d.From.String() != x.from || d.Began != (x.from != "") {
				t.Errorf("%+v, want %q from %q", d, x.cause, x.from)
			}
			if x.cause == ByReminder && d.Reminder != 2288 {
				t.Errorf("reminder %d", d.Reminder)
			}
		})
	}
}

// The holidays are those of the place: 19 June 2025 is Corpus Christi, which
// Berlin does not have.
func TestShiftFollowsThePlace(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{"BE": "2025-06-20", "BY": "2025-06-21"} {
		p := profile(t, Germany)
		var err error
		if p.Calendar, err = calendar.New(calendar.Options{Country: "DE", Region: region}); err != nil {
			t.Fatal(err)
		}
		d := p.Derive(invoice(t, business, "100.00 EUR", "2025-06-01", "2025-06-19"), date(t, "2025-09-30"))
		if d.Default.From.String() != want {
			t.Errorf("%s: %s, want %s", region, d.Default.From, want)
		}
	}
}

// Interest begins with the first day of default: on that very day there is one
// day of it, on the day before none.
func TestBegan(t *testing.T) {
	t.Parallel()
	p := profile(t, Germany)
	o := invoice(t, business, "11900.00 EUR", "2025-05-31", "2025-06-14")
	before := p.Derive(o, date(t, "2025-06-16"))
	if before.Default.Began || !before.Interest.Known || !before.Interest.Total.IsZero() || before.FeeAllowed || before.LumpSum.Known() {
		t.Errorf("%+v", before)
	}
	first := p.Derive(o, date(t, "2025-06-17"))
	if !first.Default.Began || len(first.Interest.Segments) != 1 || first.Interest.Segments[0].Days != 1 || !first.FeeAllowed || first.LumpSum != money(t, "40.00 EUR") {
		t.Errorf("%+v", first)
	}
}

func TestDebtor(t *testing.T) {
	t.Parallel()
	p := Profile{Country: Germany, Business: []string{"10300", "Firma"}, Consumer: []string{"10301", "privat"}}
	for _, x := range []struct {
		name string
		c    billing.Company
		want Debtor
	}{
		{"VAT identifier", billing.Company{CountryCode: "DE", VATIdentifier: "DE 123 456 789"}, Business},
		{"Austrian", billing.Company{CountryCode: "AT", VATIdentifier: "ATU12345678"}, Business},
		{"Swiss", billing.Company{CountryCode: "CH", VATIdentifier: "CHE-123.456.789 MWST"}, Business},
		{"Greek", billing.Company{CountryCode: "GR", VATIdentifier: "EL123456789"}, Business},
		{"no country", billing.Company{VATIdentifier: "DE123456789"}, Business},
		{"nothing", billing.Company{CountryCode: "DE"}, UnknownDebtor},
		{"a tax number is no VAT identifier", billing.Company{CountryCode: "DE", VATIdentifier: "12/345/67890"}, UnknownDebtor},
		{"a word", billing.Company{CountryCode: "DE", VATIdentifier: "beantragt"}, UnknownDebtor},
		{"of another country", billing.Company{CountryCode: "DE", VATIdentifier: "FR12345678901"}, UnknownDebtor},
		{"number says business", billing.Company{Identifier: "10300"}, Business},
		{"tag says business", billing.Company{Tags: []string{"firma"}}, Business},
		{"number says consumer, whatever the identifier", billing.Company{Identifier: "10301", VATIdentifier: "DE123456789"}, Consumer},
		{"both: guarded", billing.Company{Identifier: "10300", Tags: []string{"Privat"}}, Consumer},
	} {
		if got := p.Debtor(x.c); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// The 40 euros and the fee, row by row.
func TestCosts(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name    string
		country Country
		basis   Basis
		of      billing.Company
		gross   string
		agreed  string
		lumpSum bool
		fee     bool
		ceiling string
		says    string
	}{
		{"business in default", Germany, BasisContract, business, "1190.00 EUR", "", true, true, "2.50 EUR", "at most 2.50 EUR"},
		{"consumer in default", Germany, BasisContract, private, "1190.00 EUR", "", false, true, "2.50 EUR", "not known to be a business"},
		{"no default yet", Germany, BasisInvoiceOnly, private, "1190.00 EUR", "", false, false, "2.50 EUR", "it is the one that starts default"},
		{"foreign currency", Germany, BasisContract, business, "1190.00 USD", "", false, true, "", "the claim is in USD"},
		{"Austria", Austria, BasisContract, business, "1190.00 EUR", "", true, true, "", "no ceiling is set"},
		{"Austrian consumer", Austria, BasisContract, private, "1190.00 EUR", "", false, true, "", "not known to be a business"},
		{"Switzerland", Switzerland, BasisContract, business, "1190.00 CHF", "", false, false, "0.00 CHF", "only if the contract names it"},
		{"Switzerland, agreed", Switzerland, BasisContract, business, "1190.00 CHF", "20.00 CHF", false, true, "20.00 CHF", "because it is agreed"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			p := profile(t, x.country)
			p.Basis = x.basis
			if x.agreed != "" {
				p.FeeCeiling = []billing.Money{money(t, x.agreed)}
			}
			d := p.Derive(invoice(t, x.of, x.gross, "2025-05-30", "2025-06-13"), date(t, "2025-09-30"))
			if d.LumpSum.Known() != x.lumpSum || d.FeeAllowed != x.fee || strings.TrimPrefix(d.FeeCeiling.String(), "–") != x.ceiling {
				t.Errorf("lump sum %v, fee %v up to %v", d.LumpSum, d.FeeAllowed, d.FeeCeiling)
			}
			var all strings.Builder
			for _, l := range d.Lines {
				all.WriteString(l.Text + "\n")
			}
			if !strings.Contains(all.String(), x.says) {
				t.Errorf("missing %q in\n%s", x.says, all.String())
			}
		})
	}
}

func TestLimitation(t *testing.T) {
	t.Parallel()
	inv := invoice(t, business, "100.00 EUR", "2024-01-10", "2024-01-24").Invoice
	earlier := inv
	earlier.ServicePeriodTo = date(t, "2023-12-31")
	for _, x := range []struct {
		name    string
		country Country
		inv     billing.Invoice
		want    string
	}{
		{"end of the third year", Germany, inv, "2027-12-31"},
		{"the service ended the year before", Germany, earlier, "2026-12-31"},
		{"Austria: three years from the day", Austria, inv, "2027-01-10"},
		{"Austria: three years later there is no 29 February", Austria, billing.Invoice{Date: date(t, "2024-02-29")}, "2027-02-28"},
		{"Austria: the 28th stays", Austria, billing.Invoice{Date: date(t, "2023-02-28")}, "2026-02-28"},
		{"Switzerland: not watched", Switzerland, inv, ""},
		{"no dates", Germany, billing.Invoice{}, ""},
	} {
		if got := (Profile{Country: x.country}).Lapses(x.inv); got.String() != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
	p := Profile{Country: Germany, LimitationWarn: 56}
	for today, want := range map[string]bool{"2026-11-04": false, "2026-11-05": true, "2026-12-31": true, "2027-01-01": false} {
		if got := !p.LapsesSoon(earlier, date(t, today)).IsZero(); got != want {
			t.Errorf("on %s: %v, want %v", today, got, want)
		}
	}
	p.LimitationWarn = 0
	if !p.LapsesSoon(earlier, date(t, "2026-12-30")).IsZero() {
		t.Error("it was switched off")
	}
}

func TestOffDerivesNothing(t *testing.T) {
	t.Parallel()
	if d := (Profile{}).Derive(invoice(t, business, "100.00 EUR", "2024-01-10", "2024-01-24"), date(t, "2025-01-01")); d.Lines != nil || d.Interest.Known {
		t.Errorf("%+v", d)
	}
}

// What is missing is said, and nothing is made up from it.
func TestIncompleteClaims(t *testing.T) {
	t.Parallel()
	p, today := profile(t, Germany), date(t, "2025-09-30")
	noDue := invoice(t, business, "100.00 EUR", "2025-05-30", "2025-06-13")
	noDue.Invoice.DueDate = billing.Date{}
	if d := p.Derive(noDue, today); d.Default.Began || d.Interest.Known || len(d.Findings) != 1 {
		t.Errorf("%+v", d)
	}
	mixed := invoice(t, business, "100.00 EUR", "2025-05-30", "2025-06-13")
	pay(t, &mixed, "10.00 CHF", "2025-06-20")
	if d := p.Derive(mixed, today); d.Interest.Known || len(d.Findings) != 1 {
		t.Errorf("%+v", d)
	}
}

func TestRespite(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Please pay by 30 June. We grant you time until 31 July.": "We grant you time",
		"Wir gewähren Ihnen eine Nachfrist bis zum 31. Juli.":     "Wir gewähren Ihnen eine Nachfrist",
		"Wir bitten um Zahlung bis zum 31. Juli.":                 "",
		"Please transfer the amount by 31 July at the latest.":    "",
	} {
		if got := Respite(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The derivation says why a day is none on which a term may end.
func TestDayOff(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		country Country
		due     string
		says    string
	}{
		{Germany, "2025-06-14", "due on 14 Jun 2025 (Saturday, DE): payment is in time until 16 Jun 2025"},
		{Germany, "2025-06-15", "due on 15 Jun 2025 (Sunday, DE): payment is in time until 16 Jun 2025"},
		{Germany, "2025-06-09", "due on 09 Jun 2025 (Pfingstmontag, DE): payment is in time until 10 Jun 2025"},
		{Austria, "2025-04-18", "due on 18 Apr 2025 (Good Friday, AT): payment is in time until 22 Apr 2025"},
		{Germany, "2025-06-13", "due on 13 Jun 2025, a day on which a term may end (DE)"},
	} {
		d := profile(t, x.country).Derive(invoice(t, business, "100.00 EUR", "2025-04-01", x.due), date(t, "2025-09-30"))
		if got := d.Lines[2].Text; got != x.says {
			t.Errorf("%s, want %s", got, x.says)
		}
	}
}
