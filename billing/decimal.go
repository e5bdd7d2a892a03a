package billing

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// maxScale is the largest number of decimal places a Decimal keeps. MOCO's
// amounts have two, its rates and quantities rarely more than four.
const maxScale = 12

// Decimal is an exact decimal number: coefficient × 10^-scale. It carries what
// MOCO sends before the currency is known, and rates, quantities and hours.
// The zero value is 0. Decimals that are equal as numbers are equal with ==,
// because trailing zeros are dropped on construction.
type Decimal struct {
	coef  int64
	scale uint8
}

// NewDecimal returns coef × 10^-scale. Places beyond the twelfth are cut off.
func NewDecimal(coef int64, scale uint8) Decimal {
	for scale > 0 && (coef%10 == 0 || scale > maxScale) {
		coef /= 10
		scale--
	}
	return Decimal{coef: coef, scale: scale}
}

// ParseDecimal reads a decimal in JSON's number syntax, such as "17999.00",
// "-5" or "1.3e2"; leading zeros are taken too. It never goes through a float. It refuses a decimal comma,
// thousands separators, NaN, infinities, more than 12 decimal places that are
// not zero, and numbers whose coefficient does not fit in 64 bits.
func ParseDecimal(s string) (Decimal, error) {
	mantissa, exp, err := splitExponent(s)
	if err != nil {
		return Decimal{}, err
	}
	neg := strings.HasPrefix(mantissa, "-")
	whole, frac, hasPoint := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	if !digits(whole) || (hasPoint && !digits(frac)) {
		return Decimal{}, notDecimal(s)
	}
	frac = strings.TrimRight(frac, "0")
	scale := len(frac) - exp
	coefText := strings.TrimLeft(whole+frac, "0")
	if coefText == "" {
		return Decimal{}, nil
	}
	for scale > 0 && strings.HasSuffix(coefText, "0") {
		coefText, scale = coefText[:len(coefText)-1], scale-1
	}
	if scale > maxScale {
		return Decimal{}, fmt.Errorf("%q has more than %d decimal places", clip(s), maxScale)
	}
	if scale < 0 {
		if -scale > 18 {
			return Decimal{}, fmt.Errorf("%q is too large", clip(s))
		}
		coefText, scale = coefText+strings.Repeat("0", -scale), 0
	}
	coef, err := strconv.ParseInt(coefText, 10, 64)
	if err != nil {
		return Decimal{}, fmt.Errorf("%q is too large", clip(s))
	}
	if neg {
		coef = -coef
	}
	return Decimal{coef: coef, scale: uint8(scale)}, nil
}

// splitExponent cuts "1.3e2" into "1.3" and 2.
func splitExponent(s string) (mantissa string, exp int, err error) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, 0, nil
	}
	text := strings.TrimPrefix(s[i+1:], "+")
	if !digits(text) && (len(text) < len(s[i+1:]) || !digits(strings.TrimPrefix(text, "-"))) {
		return "", 0, notDecimal(s)
	}
	exp, err = strconv.Atoi(text)
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && (exp > 18 || exp < -maxScale-18):
		return "", 0, fmt.Errorf("%q is too large or too small", clip(s))
	case err != nil:
		return "", 0, notDecimal(s)
	}
	return s[:i], exp, nil
}

func notDecimal(s string) error { return fmt.Errorf("%q is not a decimal", clip(s)) }

// clip keeps a foreign text short enough for one line of an error.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

func digits(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// IsZero reports whether the number is 0.
func (d Decimal) IsZero() bool { return d.coef == 0 }

// Sign returns -1, 0 or 1.
func (d Decimal) Sign() int {
	switch {
	case d.coef < 0:
		return -1
	case d.coef > 0:
		return 1
	}
	return 0
}

// String prints the number with a decimal point and no more places than
// needed, such as "8" or "2.35".
func (d Decimal) String() string { return formatMinor(d.coef, int(d.scale)) }

// formatMinor prints coef × 10^-scale with exactly scale places.
func formatMinor(coef int64, scale int) string {
	sign := ""
	abs := uint64(coef)
	if coef < 0 {
		sign, abs = "-", -abs
	}
	s := strconv.FormatUint(abs, 10)
	if scale == 0 {
		return sign + s
	}
	if len(s) <= scale {
		s = strings.Repeat("0", scale-len(s)+1) + s
	}
	return sign + s[:len(s)-scale] + "." + s[len(s)-scale:]
}

// Float returns the nearest float64. It is for charts and cells of
// spreadsheets only: nothing is ever computed with it.
func (d Decimal) Float() float64 { return float64(d.coef) / math.Pow10(int(d.scale)) }

// Add returns d + e. The error says that the result does not fit.
func (d Decimal) Add(e Decimal) (Decimal, error) {
	scale := max(d.scale, e.scale)
	a, okA := rescale(d, scale)
	b, okB := rescale(e, scale)
	sum := a + b
	if !okA || !okB || (b > 0 && sum < a) || (b < 0 && sum > a) {
		return Decimal{}, fmt.Errorf("%s + %s is too large", d, e)
	}
	return NewDecimal(sum, scale), nil
}

// Cmp compares two numbers: -1, 0 or 1. It is exact for all.
func (d Decimal) Cmp(e Decimal) int {
	if s := cmp.Compare(d.Sign(), e.Sign()); s != 0 {
		return s
	}
	scale := max(d.scale, e.scale)
	a, okA := rescale(d, scale)
	b, okB := rescale(e, scale)
	switch {
	case !okA: // too large for that scale, so it is the one further from 0
		return d.Sign()
	case !okB:
		return -e.Sign()
	}
	return cmp.Compare(a, b)
}

// Neg returns -d. The error says that the result does not fit.
func (d Decimal) Neg() (Decimal, error) {
	if d.coef == math.MinInt64 {
		return Decimal{}, fmt.Errorf("%s is too large", d)
	}
	return Decimal{coef: -d.coef, scale: d.scale}, nil
}

// Times returns d × n. The error says that the result does not fit.
func (d Decimal) Times(n int64) (Decimal, error) {
	p := d.coef * n
	if n != 0 && (p/n != d.coef || n == -1 && d.coef == math.MinInt64) {
		return Decimal{}, fmt.Errorf("%s × %d is too large", d, n)
	}
	return NewDecimal(p, d.scale), nil
}

// Ratio returns two whole numbers that are to each other as d is to e; ok is
// false if they don't fit.
func (d Decimal) Ratio(e Decimal) (a, b int64, ok bool) {
	scale := max(d.scale, e.scale)
	a, okA := rescale(d, scale)
	b, okB := rescale(e, scale)
	return a, b, okA && okB
}

// rescale returns d's coefficient at a larger scale, and whether it fits.
func rescale(d Decimal, scale uint8) (int64, bool) {
	c := d.coef
	for range int(scale) - int(d.scale) {
		if c > math.MaxInt64/10 || c < math.MinInt64/10 {
			return 0, false
		}
		c *= 10
	}
	return c, true
}

// MarshalJSON writes a JSON number.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalJSON reads a JSON number or a string that holds one ("17999.00"):
// MOCO sends both for the same field. null leaves d unchanged. The error names
// the text and says that it is not a decimal, or does not fit.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	s := string(b)
	if b[0] == '"' {
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	}
	v, err := ParseDecimal(s)
	if err != nil {
		return err
	}
	*d = v
	return nil
}
