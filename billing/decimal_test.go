package billing_test

import (
	"cmp"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

func decimal(t testing.TB, s string) billing.Decimal {
	t.Helper()
	d, err := billing.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDecimal(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "0.00": "0", "-0.000": "0", "0e5": "0", "17999.00": "17999", "-5": "-5", "2.350": "2.35", "0.1": "0.1",
		"007.50": "7.5", "1.3e2": "130", "1.3E+2": "130", "13e-1": "1.3", "100e-2": "1", "1e18": "1000000000000000000",
		"0.000000000001": "0.000000000001", "1.00000000000000000000": "1", "9223372036854775807": "9223372036854775807",
		"-9223372036854775807": "-9223372036854775807", "-0.5": "-0.5", "92233720368.54775807": "92233720368.54775807",
	} {
		if got := decimal(t, in).String(); got != want {
			t.Errorf("ParseDecimal(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestParseDecimalRefuses(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                       `"" is not a decimal`,
		"-":                      `"-" is not a decimal`,
		"+5":                     `"+5" is not a decimal`,
		".5":                     `".5" is not a decimal`,
		"5.":                     `"5." is not a decimal`,
		" 5":                     `" 5" is not a decimal`,
		"--5":                    `"--5" is not a decimal`,
		"1.234,56":               `"1.234,56" is not a decimal`,
		"1,234.56":               `"1,234.56" is not a decimal`,
		"1 234":                  `"1 234" is not a decimal`,
		"1_000":                  `"1_000" is not a decimal`,
		"0x10":                   `"0x10" is not a decimal`,
		"NaN":                    `"NaN" is not a decimal`,
		"Infinity":               `"Infinity" is not a decimal`,
		"-inf":                   `"-inf" is not a decimal`,
		"١٢":                     `"١٢" is not a decimal`,
		"1e":                     `"1e" is not a decimal`,
		"1e+-5":                  `"1e+-5" is not a decimal`,
		"1e++5":                  `"1e++5" is not a decimal`,
		"1e1.5":                  `"1e1.5" is not a decimal`,
		"1e400":                  `"1e400" is too large or too small`,
		"1e-400":                 `"1e-400" is too large or too small`,
		"1e99999999999999999999": `"1e99999999999999999999" is too large or too small`,
		"9223372036854775808":    `"9223372036854775808" is too large`,
		"10e18":                  `"10e18" is too large`,
		"0.0000000000001":        `"0.0000000000001" has more than 12 decimal places`,
		"0.12345678901234567891": `"0.12345678901234567891" has more than 12 decimal places`,
		strings.Repeat("9", 99):  `"9999999999999999999999999999999999999999…" is too large`,
	} {
		if _, err := billing.ParseDecimal(in); err == nil || err.Error() != want {
			t.Errorf("ParseDecimal(%q): %v, want %s", in, err, want)
		}
	}
}

// Numbers that are equal are equal with ==, however they were written.
func TestDecimalEquality(t *testing.T) {
	t.Parallel()
	for _, same := range [][]billing.Decimal{
		{decimal(t, "1.50"), decimal(t, "15e-1"), billing.NewDecimal(150, 2), billing.NewDecimal(15, 1)},
		{decimal(t, "0"), decimal(t, "-0.00"), billing.NewDecimal(0, 9), {}},
		{decimal(t, "100"), decimal(t, "1e2"), billing.NewDecimal(100, 0), billing.NewDecimal(10000, 2)},
		// Places beyond the twelfth are cut off, they do not move the point.
		{decimal(t, "0.000000000001"), billing.NewDecimal(19, 13), billing.NewDecimal(1, 12)},
		{decimal(t, "0"), billing.NewDecimal(5, 13), billing.NewDecimal(math.MaxInt64, 255)},
	} {
		for _, d := range same[1:] {
			if d != same[0] {
				t.Errorf("%#v is not %#v", d, same[0])
			}
		}
	}
}

func TestDecimalAdd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ a, b, want string }{
		{"0.1", "0.2", "0.3"}, {"1.5", "-1.5", "0"}, {"100", "0.01", "100.01"}, {"-3", "-4.5", "-7.5"}, {"0.95", "0.05", "1"},
		{"9223372036854775807", "0", "9223372036854775807"},
	} {
		got, err := decimal(t, tt.a).Add(decimal(t, tt.b))
		if err != nil || got.String() != tt.want || got != decimal(t, tt.want) {
			t.Errorf("%s + %s = %s, %v; want %s", tt.a, tt.b, got, err, tt.want)
		}
	}
	for _, tt := range [][2]string{
		{"9223372036854775807", "1"}, {"-9223372036854775807", "-2"}, {"9223372036854775807", "0.1"}, {"0.000000000001", "9223372036854775807"},
	} {
		_, err := decimal(t, tt[0]).Add(decimal(t, tt[1]))
		if want := tt[0] + " + " + tt[1] + " is too large"; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestDecimalSignAndFloat(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in    string
		sign  int
		float float64
	}{{"-2.5", -1, -2.5}, {"0", 0, 0}, {"0.01", 1, 0.01}, {"1234.56", 1, 1234.56}} {
		d := decimal(t, tt.in)
		if d.Sign() != tt.sign || d.IsZero() != (tt.sign == 0) || d.Float() != tt.float {
			t.Errorf("%s: sign %d, zero %v, float %v", tt.in, d.Sign(), d.IsZero(), d.Float())
		}
	}
	if got := billing.NewDecimal(math.MinInt64, 2).String(); got != "-92233720368547758.08" {
		t.Errorf("the smallest coefficient prints as %s", got)
	}
}

// MOCO sends the same field as a number and as a text.
func TestDecimalJSON(t *testing.T) {
	t.Parallel()
	var got struct{ A, B, C, D billing.Decimal }
	got.C, got.D = billing.NewDecimal(7, 0), billing.NewDecimal(7, 0)
	if err := json.Unmarshal([]byte(`{"A":17999.00,"B":"17999.00","C":null}`), &got); err != nil {
		t.Fatal(err)
	}
	want := billing.NewDecimal(17999, 0)
	if got.A != want || got.B != want || got.C != billing.NewDecimal(7, 0) || got.D != got.C {
		t.Errorf("got %+v", got)
	}
	b, err := json.Marshal(got)
	if err != nil || string(b) != `{"A":17999,"B":17999,"C":7,"D":7}` {
		t.Errorf("%s, %v", b, err)
	}
	for in, want := range map[string]string{
		`"1.234,56"`: `"1.234,56" is not a decimal`, `""`: `"" is not a decimal`, `true`: `"true" is not a decimal`,
		`[1]`: `"[1]" is not a decimal`, `{}`: `"{}" is not a decimal`, `1e400`: `"1e400" is too large or too small`,
		`"\u0000"`: `"\x00" is not a decimal`,
	} {
		var d billing.Decimal
		if err := json.Unmarshal([]byte(in), &d); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}

// Whatever is read prints as a number that reads as the same.
func FuzzParseDecimal(f *testing.F) {
	for _, seed := range []string{"0", "-0", "1.50", "1e5", "-12.3e-4", "1.234,56", "NaN", "9223372036854775807", "0.1234567890123"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := billing.ParseDecimal(s)
		if err != nil {
			if d != (billing.Decimal{}) {
				t.Errorf("%q: an error and %s", s, d)
			}
			return
		}
		again, err := billing.ParseDecimal(d.String())
		if err != nil || again != d {
			t.Errorf("%q reads as %s, which reads as %s, %v", s, d, again, err)
		}
	})
}

func TestDecimalCompares(t *testing.T) {
	t.Parallel()
	const huge = "9223372036854775807"
	ordered := []string{"-" + huge, "-7.5", "-7.25", "-0.000000000001", "0", "0.000000000001", "7.25", "7.5", "8", huge}
	for i, a := range ordered {
		for j, b := range ordered {
			if got := decimal(t, a).Cmp(decimal(t, b)); got != cmp.Compare(i, j) {
				t.Errorf("%s against %s: %d", a, b, got)
			}
		}
	}
}

func TestDecimalTimes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d    string
		n    int64
		want string
	}{{"7.5", 2, "15"}, {"-0.25", 3, "-0.75"}, {"12", 0, "0"}, {"9223372036854775807", 2, ""}, {"9223372036854775807", -1, "-9223372036854775807"}} {
		got, err := decimal(t, c.d).Times(c.n)
		if (err != nil) != (c.want == "") || err == nil && got != decimal(t, c.want) {
			t.Errorf("%s × %d: %s, %v", c.d, c.n, got, err)
		}
	}
	if _, err := billing.NewDecimal(math.MinInt64, 0).Times(-1); err == nil {
		t.Error("the smallest number has no opposite")
	}
	if _, err := billing.NewDecimal(math.MinInt64, 0).Neg(); err == nil {
		t.Error("the smallest number has no opposite")
	}
	if d, err := decimal(t, "2.5").Neg(); err != nil || d != decimal(t, "-2.5") {
		t.Errorf("-2.5: %s, %v", d, err)
	}
}
