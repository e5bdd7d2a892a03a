package notifiers

import (
	"math"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

func TestWords(t *testing.T) {
	t.Parallel()
	de, en := billing.German, billing.English
	day := billing.Date{Year: 2026, Month: 11, Day: 2}
	for _, c := range []struct{ got, want string }{
		{invoices.of(de, 1), "1 Rechnung"}, {invoices.of(de, 0), "0 Rechnungen"}, {invoices.of(de, 1234), "1.234 Rechnungen"},
		{invoices.of(en, 1), "1 invoice"}, {invoices.of(en, 1234), "1,234 invoices"},
		{shortDate(de, day), "02.11."}, {shortDate(en, day), "02 Nov"}, {shortDate(de, billing.Date{}), "–"},
		{moment(de, monday), "Mo 23.11.2026, 07:30"}, {moment(en, monday), "Mon 23 Nov 2026, 07:30"},
		{shortMoment(de, monday), "Mo 23.11., 07:30"}, {shortMoment(en, monday), "Mon 23 Nov, 07:30"},
		{weekday(de, time.Sunday), "So"}, {weekday(en, time.Saturday), "Sat"},
		{upperFirst("es wurde"), "Es wurde"}, {upperFirst("Ünder"), "Ünder"}, {upperFirst(""), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// TestClockIsInItsOwnZone: a message shows the time that its caller's zone has.
func TestClockIsInItsOwnZone(t *testing.T) {
	t.Parallel()
	if got := clock(monday.UTC()); got != "06:30" {
		t.Errorf("UTC: %s", got)
	}
	if got := clock(monday); got != "07:30" {
		t.Errorf("Berlin: %s", got)
	}
}

func TestTally(t *testing.T) {
	t.Parallel()
	huge := billing.Money{Minor: math.MaxInt64, Currency: "EUR"}
	for _, c := range []struct {
		name    string
		amounts []billing.Money
		want    string
	}{
		{"nothing", nil, ""},
		{"one", []billing.Money{eur(1892100)}, "18.921,00 EUR"},
		{"two currencies are never one sum", []billing.Money{eur(500), chf(100000), eur(1)}, "1.000,00 CHF + 5,01 EUR"},
		{"unknown is said", []billing.Money{eur(500), {}, {}}, "5,00 EUR + 2 ohne Betrag"},
		{"only unknown", []billing.Money{{}}, "1 ohne Betrag"},
		{"too large is said", []billing.Money{huge, eur(1)}, huge.Format(billing.German) + " + 1 ohne Betrag"},
		{"zero", []billing.Money{eur(0)}, "0,00 EUR"},
	} {
		var tally Tally
		for _, m := range c.amounts {
			tally = tally.Plus(m)
		}
		if got := tally.Amount(billing.German); got != c.want || tally.Count != len(c.amounts) {
			t.Errorf("%s: %q of %d, want %q", c.name, got, tally.Count, c.want)
		}
	}
	if got := (Tally{}).Plus(billing.Money{}).Amount(billing.English); got != "1 without an amount" {
		t.Errorf("English: %q", got)
	}
}

func TestTallyDoesNotShareMemory(t *testing.T) {
	t.Parallel()
	base := Tally{}.Plus(eur(100))
	a, b := base.Plus(eur(1)), base.Plus(eur(2))
	if base.Sum[0] != eur(100) || a.Sum[0] != eur(101) || b.Sum[0] != eur(102) {
		t.Errorf("%v %v %v", base.Sum, a.Sum, b.Sum)
	}
}
