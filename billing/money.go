package billing

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Money is an amount in one currency: integer minor units (cents) and an
// upper-case ISO 4217 code. The zero value means "not known", because an
// amount without a currency says nothing; Money{Currency: "EUR"} is 0.00 EUR.
// Two amounts are equal with ==.
type Money struct {
	// Minor is the amount in the currency's minor unit: 1190.00 EUR is 119000.
	Minor int64
	// Currency is the ISO 4217 code, such as EUR.
	Currency string
}

// minorDigits lists the ISO 4217 currencies whose minor unit is not a
// hundredth.
var minorDigits = map[string]int{
	"BHD": 3, "BIF": 0, "CLF": 4, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3,
	"JPY": 0, "KMF": 0, "KRW": 0, "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0,
	"TND": 3, "UGX": 0, "UYI": 0, "UYW": 4, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}

// MinorDigits is the number of decimal places of a currency: 2 for most.
func MinorDigits(currency string) int {
	if n, ok := minorDigits[currency]; ok {
		return n
	}
	return 2
}

// ValidCurrency reports whether s has the form of an ISO 4217 code: three
// upper-case letters.
func ValidCurrency(s string) bool {
	return len(s) == 3 && strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// NewMoney gives a decimal its currency. It fails when the currency is no ISO
// code, or when the number has more decimal places than the currency: money is
// never rounded here.
func NewMoney(d Decimal, currency string) (Money, error) {
	if !ValidCurrency(currency) {
		return Money{}, fmt.Errorf("%q is not a currency code", clip(currency))
	}
	want := MinorDigits(currency)
	if int(d.scale) > want {
		return Money{}, fmt.Errorf("%s %s has more than %d decimal places", d, currency, want)
	}
	minor, ok := rescale(d, uint8(want))
	if !ok {
		return Money{}, fmt.Errorf("%s %s is too large", d, currency)
	}
	return Money{Minor: minor, Currency: currency}, nil
}

// ParseMoney reads "5.00 EUR" or "5 EUR". The error says what is wrong with
// the number or the currency.
func ParseMoney(s string) (Money, error) {
	number, currency, ok := strings.Cut(strings.TrimSpace(s), " ")
	if !ok {
		return Money{}, fmt.Errorf("%q is no amount with a currency, such as 5.00 EUR", clip(s))
	}
	d, err := ParseDecimal(number)
	if err != nil {
		return Money{}, err
	}
	return NewMoney(d, strings.TrimSpace(currency))
}

// Known reports whether the amount has a currency.
func (m Money) Known() bool { return m.Currency != "" }

// IsZero reports whether the amount is 0, or not known.
func (m Money) IsZero() bool { return m.Minor == 0 }

// Add returns m + n. It fails on different currencies: there is no rate to add
// them by. An amount that is not known can't be added to one that is.
func (m Money) Add(n Money) (Money, error) {
	if m.Currency != n.Currency {
		return Money{}, mixed("add", m, n)
	}
	sum := m.Minor + n.Minor
	if (n.Minor > 0 && sum < m.Minor) || (n.Minor < 0 && sum > m.Minor) {
		return Money{}, fmt.Errorf("%s + %s is too large", m, n)
	}
	return Money{Minor: sum, Currency: m.Currency}, nil
}

// Sub returns m - n, with Add's errors.
func (m Money) Sub(n Money) (Money, error) {
	if n.Minor == math.MinInt64 {
		return Money{}, fmt.Errorf("%s is too large", n)
	}
	return m.Add(Money{Minor: -n.Minor, Currency: n.Currency})
}

// Cmp compares two amounts of one currency: -1, 0 or 1. It fails on different
// currencies.
func (m Money) Cmp(n Money) (int, error) {
	if m.Currency != n.Currency {
		return 0, mixed("compare", m, n)
	}
	return cmp.Compare(m.Minor, n.Minor), nil
}

func mixed(verb string, m, n Money) error {
	return fmt.Errorf("can't %s %s and %s: the currencies differ", verb, m, n)
}

// Decimal returns the amount without its currency.
func (m Money) Decimal() Decimal {
	return NewDecimal(m.Minor, uint8(MinorDigits(m.Currency)))
}

// Number prints the amount without its currency, with the currency's decimal
// places and a decimal point: "1190.00".
func (m Money) Number() string { return formatMinor(m.Minor, MinorDigits(m.Currency)) }

// String prints the amount for people in English form: "18,921.00 EUR".
func (m Money) String() string { return m.Format(English) }

// Format prints the amount for people: "18,921.00 EUR" or "18.921,00 EUR".
// An unknown amount prints as "–".
func (m Money) Format(l Language) string {
	if !m.Known() {
		return "–"
	}
	return l.number(m.Number()) + " " + m.Currency
}

// moneyJSON is the form of money in the product's own JSON.
type moneyJSON struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// MarshalJSON writes {"amount":"1190.00","currency":"EUR"}, or null if the
// amount is not known.
func (m Money) MarshalJSON() ([]byte, error) {
	if !m.Known() {
		return []byte("null"), nil
	}
	return json.Marshal(moneyJSON{m.Number(), m.Currency})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Money) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = Money{}
		return nil
	}
	var w moneyJSON
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	d, err := ParseDecimal(w.Amount)
	if err != nil {
		return err
	}
	*m, err = NewMoney(d, w.Currency)
	return err
}

// Totals is a sum per currency, sorted by currency code. Sums over two
// currencies do not exist (law 6). The zero value is empty.
type Totals []Money

// Plus returns the totals with m added to its currency's sum. An unknown
// amount changes nothing. It fails when a sum does not fit.
func (t Totals) Plus(m Money) (Totals, error) {
	if !m.Known() {
		return t, nil
	}
	i, found := slices.BinarySearchFunc(t, m.Currency, func(a Money, c string) int {
		return cmp.Compare(a.Currency, c)
	})
	if !found {
		return slices.Insert(slices.Clone(t), i, m), nil
	}
	sum, err := t[i].Add(m)
	if err != nil {
		return nil, err
	}
	t = slices.Clone(t)
	t[i] = sum
	return t, nil
}

// In returns the sum of one currency; 0 if there is none.
func (t Totals) In(currency string) Money {
	for _, m := range t {
		if m.Currency == currency {
			return m
		}
	}
	return Money{Currency: currency}
}

// Format prints all sums, joined by " + ": "49,362.50 EUR + 1,200.00 CHF"; an
// empty list prints as "0.00".
func (t Totals) Format(l Language) string {
	if len(t) == 0 {
		return l.number("0.00")
	}
	parts := make([]string, len(t))
	for i, m := range t {
		parts[i] = m.Format(l)
	}
	return strings.Join(parts, " + ")
}
