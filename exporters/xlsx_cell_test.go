package exporters

import (
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

func dec(t *testing.T, s string) billing.Decimal {
	t.Helper()
	d, err := billing.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestValues writes one cell of each type as it stands in the file.
func TestValues(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 3600)
	for _, tt := range []struct {
		c    Cell
		want string
	}{
		{Cell{}, `></c>`},
		{text("a < b & c"), ` t="inlineStr"><is><t>a &lt; b &amp; c</t></is></c>`},
		{text(" a"), ` t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>`},
		{text("a\x00b\xffc\r"), ` t="inlineStr"><is><t xml:space="preserve">a` + "\ufffdb\ufffdc\ufffd" + `</t></is></c>`},
		{date(billing.Date{}), `></c>`},
		{date(day(t, "2026-10-16")), `><v>46311</v></c>`},
		{date(day(t, "1900-02-28")), ` t="inlineStr"><is><t>1900-02-28</t></is></c>`},
		{money(billing.Money{}), `></c>`},
		{money(amount(t, "-0.05 EUR")), `><v>-0.05</v></c>`},
		{money(amount(t, "0.00 EUR")), `><v>0</v></c>`},
		{money(amount(t, "9520.00 EUR")), `><v>9520</v></c>`},
		{money(amount(t, "1200 JPY")), `><v>1200</v></c>`},
		{money(amount(t, "1.005 KWD")), `><v>1.005</v></c>`},
		{count(-3), `><v>-3</v></c>`},
		{Cell{Type: Int, Int: maxNumber}, `><v>999999999999999</v></c>`},
		{Cell{Type: Int, Int: 9007199254740993}, ` t="inlineStr"><is><t>9007199254740993</t></is></c>`},
		{share(amount(t, "1.00 EUR"), amount(t, "3.00 EUR")), `><v>0.3333</v></c>`},
		{Cell{Type: Number, Number: dec(t, "7.25")}, `><v>7.25</v></c>`},
		{Cell{Type: Bool, Int: 1}, ` t="b"><v>1</v></c>`},
		{Cell{Type: Bool}, ` t="b"><v>0</v></c>`},
		{Cell{Type: Time}, `></c>`},
		{Cell{Type: Time, Time: time.Date(2026, 10, 16, 12, 0, 0, 0, zone)}, `><v>46311.5000000000</v></c>`},
		{count(3).from(Sum{Sheet: "s", Column: "c"}), `><f>SUM('a&amp;b'!A1)</f><v>3</v></c>`},
		{text("x").from(Ref("x")), ` t="str"><f>SUM('a&amp;b'!A1)</f><v>x</v></c>`},
	} {
		formula := ""
		if tt.c.Formula != nil {
			formula = "SUM('a&b'!A1)"
		}
		got, err := appendValue(nil, tt.c, formula)
		if err != nil || string(got) != tt.want {
			t.Errorf("%+v is %s (%v), want %s", tt.c, got, err, tt.want)
		}
	}
	for _, c := range []Cell{money(billing.Money{Minor: maxNumber + 1, Currency: "EUR"}), {Type: Number, Number: dec(t, "1234567890123.125")}} {
		if _, err := appendValue(nil, c, ""); err == nil || !strings.Contains(err.Error(), "more than the 15 digits that a spreadsheet keeps") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestGrouped compares the length of an amount with the amount as it is shown.
func TestGrouped(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"0.00 EUR", "0.05 EUR", "-0.05 EUR", "999.99 EUR", "1000.00 EUR", "-1234567.89 EUR", "0 JPY", "123456 JPY", "1.005 KWD"} {
		m := amount(t, s)
		if got, want := grouped(m.Minor, billing.MinorDigits(m.Currency)), len(m.Format(billing.English))-len(" EUR")+1; got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
}
