package billing_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
)

func money(minor int64, currency string) billing.Money {
	return billing.Money{Minor: minor, Currency: currency}
}

func eur(minor int64) billing.Money { return money(minor, "EUR") }

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(billing.Decimal{})); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantErr(t testing.TB, err error, text string) {
	t.Helper()
	if err == nil || err.Error() != text {
		t.Errorf("error %v\nwant  %s", err, text)
	}
}

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]billing.Money{
		"5 EUR": eur(500), "5.00 EUR": eur(500), " 1190.5  EUR ": eur(119050), "-0.01 CHF": money(-1, "CHF"), "0 EUR": eur(0),
		"1500 JPY": money(1500, "JPY"), "1.234 KWD": money(1234, "KWD"), "1.0 JPY": money(1, "JPY"), "1.2345 CLF": money(12345, "CLF"),
	} {
		if got, err := billing.ParseMoney(in); err != nil || got != want {
			t.Errorf("ParseMoney(%q) = %v, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"5":                        `"5" is no amount with a currency, such as 5.00 EUR`,
		"":                         `"" is no amount with a currency, such as 5.00 EUR`,
		"5 eur":                    `"eur" is not a currency code`,
		"5 Euro":                   `"Euro" is not a currency code`,
		"5 €":                      `"€" is not a currency code`,
		"5,00 EUR":                 `"5,00" is not a decimal`,
		"1.234,56 EUR":             `"1.234,56" is not a decimal`,
		"0.005 EUR":                "0.005 EUR has more than 2 decimal places",
		"1.5 JPY":                  "1.5 JPY has more than 0 decimal places",
		"92233720368547758.08 EUR": `"92233720368547758.08" is too large`,
		"922337203685477581 EUR":   "922337203685477581 EUR is too large",
		"-92233720368547758.1 EUR": "-92233720368547758.1 EUR is too large",
	} {
		_, err := billing.ParseMoney(in)
		wantErr(t, err, want)
	}
}

func TestMoneyArithmetic(t *testing.T) {
	t.Parallel()
	sum, err := eur(119000).Add(eur(-19000))
	if err != nil || sum != eur(100000) {
		t.Errorf("%v, %v", sum, err)
	}
	diff, err := eur(100).Sub(eur(250))
	if err != nil || diff != eur(-150) {
		t.Errorf("%v, %v", diff, err)
	}
	for _, tt := range []struct {
		a, b billing.Money
		want int
	}{{eur(1), eur(2), -1}, {eur(2), eur(2), 0}, {eur(3), eur(-3), 1}} {
		if got, err := tt.a.Cmp(tt.b); err != nil || got != tt.want {
			t.Errorf("%v against %v: %d, %v", tt.a, tt.b, got, err)
		}
	}
	errs := map[string]error{}
	_, errs["can't add 1.00 EUR and 1.00 CHF: the currencies differ"] = eur(100).Add(money(100, "CHF"))
	_, errs["can't add 1.00 EUR and -1.00 CHF: the currencies differ"] = eur(100).Sub(money(100, "CHF"))
	_, errs["can't compare 1.00 EUR and 1.00 CHF: the currencies differ"] = eur(100).Cmp(money(100, "CHF"))
	_, errs["can't add – and 1.00 EUR: the currencies differ"] = billing.Money{}.Add(eur(100))
	_, errs["92,233,720,368,547,758.07 EUR + 0.01 EUR is too large"] = eur(math.MaxInt64).Add(eur(1))
	_, errs["-92,233,720,368,547,758.08 EUR + -0.01 EUR is too large"] = eur(math.MinInt64).Sub(eur(1))
	_, errs["-92,233,720,368,547,758.08 EUR is too large"] = eur(0).Sub(eur(math.MinInt64))
	for want, err := range errs {
		wantErr(t, err, want)
	}
}

func TestMoneyFormat(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		money          billing.Money
		de, en, number string
		known, zero    bool
		decimal        string
	}{
		{eur(1892100), "18.921,00 EUR", "18,921.00 EUR", "18921.00", true, false, "18921"},
		{eur(-123456789), "-1.234.567,89 EUR", "-1,234,567.89 EUR", "-1234567.89", true, false, "-1234567.89"},
		{eur(5), "0,05 EUR", "0.05 EUR", "0.05", true, false, "0.05"},
		{eur(-99999), "-999,99 EUR", "-999.99 EUR", "-999.99", true, false, "-999.99"},
		{eur(0), "0,00 EUR", "0.00 EUR", "0.00", true, true, "0"},
		{money(1234567, "JPY"), "1.234.567 JPY", "1,234,567 JPY", "1234567", true, false, "1234567"},
		{money(1234, "KWD"), "1,234 KWD", "1.234 KWD", "1.234", true, false, "1.234"},
		{billing.Money{}, "–", "–", "0.00", false, true, "0"},
	} {
		m := tt.money
		if m.Format(billing.German) != tt.de || m.Format(billing.English) != tt.en || m.String() != tt.en || m.Number() != tt.number {
			t.Errorf("%q %q %q %q, want %q %q %q", m.Format(billing.German), m.Format(billing.English), m.String(), m.Number(), tt.de, tt.en, tt.number)
		}
		if m.Known() != tt.known || m.IsZero() != tt.zero || m.Decimal().String() != tt.decimal {
			t.Errorf("%v: known %v, zero %v, decimal %s", m, m.Known(), m.IsZero(), m.Decimal())
		}
	}
}

func TestMoneyJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		money billing.Money
		json  string
	}{
		{eur(119000), `{"amount":"1190.00","currency":"EUR"}`}, {eur(-1), `{"amount":"-0.01","currency":"EUR"}`},
		{money(7, "JPY"), `{"amount":"7","currency":"JPY"}`}, {eur(math.MinInt64 + 1), `{"amount":"-92233720368547758.07","currency":"EUR"}`},
		{billing.Money{}, `null`},
	} {
		b, err := json.Marshal(tt.money)
		if err != nil || string(b) != tt.json {
			t.Errorf("%v: %s, %v", tt.money, b, err)
		}
		got := eur(5)
		if err := json.Unmarshal(b, &got); err != nil || got != tt.money {
			t.Errorf("%s reads as %v, %v", b, got, err)
		}
	}
	for in, want := range map[string]string{
		`{"amount":"1,5","currency":"EUR"}`:   `"1,5" is not a decimal`,
		`{"amount":"1.555","currency":"EUR"}`: "1.555 EUR has more than 2 decimal places",
		`{"amount":"1"}`:                      `"" is not a currency code`,
		`{}`:                                  `"" is not a decimal`,
	} {
		var m billing.Money
		wantErr(t, json.Unmarshal([]byte(in), &m), want)
	}
	var m billing.Money
	if err := json.Unmarshal([]byte(`119.0`), &m); err == nil {
		t.Error("a bare number became money")
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	var totals billing.Totals
	if totals.Format(billing.German) != "0,00" || totals.Format(billing.English) != "0.00" || totals.In("EUR") != eur(0) {
		t.Errorf("empty: %q", totals.Format(billing.German))
	}
	for _, m := range []billing.Money{eur(4936250), money(120000, "CHF"), eur(-50), {}, money(3, "JPY")} {
		before := totals.Format(billing.English)
		next, err := totals.Plus(m)
		if err != nil {
			t.Fatal(err)
		}
		if totals.Format(billing.English) != before {
			t.Errorf("adding %v changed the totals in place", m)
		}
		totals = next
	}
	equal(t, "totals", totals, billing.Totals{money(120000, "CHF"), eur(4936200), money(3, "JPY")})
	equal(t, "German", totals.Format(billing.German), "1.200,00 CHF + 49.362,00 EUR + 3 JPY")
	equal(t, "English", totals.Format(billing.English), "1,200.00 CHF + 49,362.00 EUR + 3 JPY")
	equal(t, "in CHF", totals.In("CHF"), money(120000, "CHF"))
	equal(t, "in USD", totals.In("USD"), money(0, "USD"))
	_, err := billing.Totals{eur(math.MaxInt64)}.Plus(eur(1))
	wantErr(t, err, "92,233,720,368,547,758.07 EUR + 0.01 EUR is too large")
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]billing.Language{
		"de-DE": billing.German, "de_CH": billing.German, "en": billing.English, "EN-gb": billing.English, "fr": billing.German, "": billing.German,
	} {
		if got := billing.ParseLanguage(locale); got != want {
			t.Errorf("ParseLanguage(%q) = %s", locale, got)
		}
	}
	for in, want := range map[string][2]string{
		"0": {"0", "0"}, "999": {"999", "999"}, "1000": {"1.000", "1,000"}, "-1234567.891": {"-1.234.567,891", "-1,234,567.891"}, "0.5": {"0,5", "0.5"},
	} {
		if de, en := billing.German.Number(decimal(t, in)), billing.English.Number(decimal(t, in)); de != want[0] || en != want[1] {
			t.Errorf("%s: %s and %s", in, de, en)
		}
	}
}

// Money that is read prints as money that reads as the same.
func FuzzParseMoney(f *testing.F) {
	for _, seed := range []string{"5.00 EUR", "-0.01 CHF", "7 JPY", "1.234 KWD", "5 eur", "1e3 EUR", "5 "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := billing.ParseMoney(s)
		if err != nil {
			return
		}
		again, err := billing.ParseMoney(m.Number() + " " + m.Currency)
		if err != nil || again != m {
			t.Errorf("%q reads as %v, which reads as %v, %v", s, m, again, err)
		}
	})
}
