package billing

import (
	"math"
	"strings"
	"testing"
)

func TestPercentUp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ amount, percent, want string }{
		{"1190.00 EUR", "2", "23.80 EUR"},
		{"1190.05 EUR", "2", "23.81 EUR"}, // 23.801
		{"999.99 EUR", "2.5", "25.00 EUR"},
		{"0.01 EUR", "0.000000000001", "0.01 EUR"},
		{"100 EUR", "0", "0.00 EUR"},
		{"1001 JPY", "3", "31 JPY"},
		{"-100.05 EUR", "2", "-2.00 EUR"},
	} {
		p, err := ParseDecimal(tt.percent)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ParseMoney(tt.amount)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := m.PercentUp(p); err != nil || got.String() != tt.want {
			t.Errorf("%s %% of %s is %s (%v), want %s", tt.percent, tt.amount, got, err, tt.want)
		}
	}
	_, err := Money{Minor: math.MaxInt64, Currency: "EUR"}.PercentUp(NewDecimal(200, 0))
	if err == nil || !strings.HasSuffix(err.Error(), "is too large") {
		t.Errorf("error %v", err)
	}
}

func TestDiscount(t *testing.T) {
	t.Parallel()
	day := func(d int) Date { return Date{2026, 11, d} }
	eur := func(minor int64) Money { return Money{minor, "EUR"} }
	tests := []struct {
		name          string
		percent, days Decimal
		paid          []Payment
		want          Discount
	}{
		{"paid less 2 % on the last day", NewDecimal(2, 0), NewDecimal(10, 0), []Payment{{ID: 1, Date: day(11), PaidTotal: eur(97999)}}, DiscountKept},
		{"one cent less than that", NewDecimal(2, 0), NewDecimal(10, 0), []Payment{{ID: 1, Date: day(11), PaidTotal: eur(97998)}}, NoDiscount},
		{"a day late", NewDecimal(2, 0), NewDecimal(10, 0), []Payment{{ID: 1, Date: day(12), PaidTotal: eur(97999)}}, DiscountLate},
		{"the last of two is late", NewDecimal(2, 0), NewDecimal(10, 0), []Payment{{ID: 1, Date: day(12), PaidTotal: eur(1)}, {ID: 2, Date: day(3), PaidTotal: eur(97999)}}, DiscountLate},
		{"a payment without a date", NewDecimal(2, 0), NewDecimal(10, 0), []Payment{{ID: 1, PaidTotal: eur(97999)}}, DiscountLate},
		{"days that make no sense", NewDecimal(2, 0), NewDecimal(-1, 0), []Payment{{ID: 1, Date: day(1), PaidTotal: eur(97999)}}, DiscountLate},
		{"no days: the date itself", NewDecimal(2, 0), Decimal{}, []Payment{{ID: 1, Date: day(1), PaidTotal: eur(97999)}}, DiscountKept},
		{"half a day counts for none", NewDecimal(2, 0), NewDecimal(105, 1), []Payment{{ID: 1, Date: day(12), PaidTotal: eur(97999)}}, DiscountLate},
		{"no discount agreed", Decimal{}, NewDecimal(10, 0), []Payment{{ID: 1, Date: day(2), PaidTotal: eur(97999)}}, NoDiscount},
		{"nothing paid", NewDecimal(100, 0), NewDecimal(10, 0), nil, NoDiscount},
		{"nothing open", NewDecimal(2, 0), NewDecimal(10, 0), []Payment{{ID: 1, Date: day(2), PaidTotal: eur(99999)}}, NoDiscount},
	}
	for _, tt := range tests {
		o := OpenItem{Invoice: Invoice{ID: 1, Date: day(1), Currency: "EUR", GrossTotal: eur(99999), CashDiscount: tt.percent, CashDiscountDays: tt.days}, Payments: tt.paid}
		if got, err := o.Discount(0); err != nil || got != tt.want {
			t.Errorf("%s: %v (%v), want %v", tt.name, got, err, tt.want)
		}
	}
	late := OpenItem{
		Invoice:  Invoice{ID: 1, Date: day(1), Currency: "EUR", GrossTotal: eur(99999), CashDiscount: NewDecimal(2, 0), CashDiscountDays: NewDecimal(10, 0)},
		Payments: []Payment{{ID: 1, Date: day(13), PaidTotal: eur(97999)}},
	}
	for grace, want := range map[int]Discount{0: DiscountLate, 1: DiscountLate, 2: DiscountKept, 3: DiscountKept} {
		if got, err := late.Discount(grace); err != nil || got != want {
			t.Errorf("two days late with %d days of grace: %v (%v), want %v", grace, got, err, want)
		}
	}
	if _, err := (OpenItem{}).Discount(0); err == nil {
		t.Error("no error without a gross total")
	}
}

func TestReversals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		inv          Invoice
		was, cancels bool
	}{
		{Invoice{}, false, false},
		{Invoice{Reversed: true}, true, false},
		{Invoice{ReversalInvoiceID: 2}, true, false},
		{Invoice{Reversal: true}, false, true},
		{Invoice{ReversedInvoiceID: 2}, false, true},
	} {
		if tt.inv.WasReversed() != tt.was || tt.inv.IsReversal() != tt.cancels {
			t.Errorf("%+v: %v, %v", tt.inv, tt.inv.WasReversed(), tt.inv.IsReversal())
		}
	}
}

// MOCO folds the white space of a letter, so the number is folded as well.
func TestReferenceWithSpaces(t *testing.T) {
	t.Parallel()
	for _, identifier := range []string{"R  1", "R-1\nX", " R 1\t2", "R\u00a01"} {
		ref := Reference(identifier, 2)
		if strings.ContainsAny(ref, "\n\t\u00a0") || strings.Contains(ref, "  ") || strings.HasPrefix(ref, " ") {
			t.Errorf("reference %q", ref)
		}
		for _, text := range []string{"<div>Unser Zeichen: " + ref + "</div>", "<p>Unser Zeichen: " + identifier + "/M2</p>"} {
			if got := (Reminder{Text: text}).ReferencedLevel(identifier); got != 2 {
				t.Errorf("%q in %q: level %d", identifier, text, got)
			}
		}
		if got := (Reminder{Text: ref}).ReferencedLevel(identifier); got != 2 {
			t.Errorf("%q: level %d", identifier, got)
		}
	}
	if got := (Reminder{Text: "/M3"}).ReferencedLevel(" \n"); got != 0 {
		t.Errorf("an empty number has level %d", got)
	}
}
