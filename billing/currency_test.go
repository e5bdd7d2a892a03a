package billing

import (
	"slices"
	"testing"
)

func TestCurrencies(t *testing.T) {
	t.Parallel()
	list := Currencies()
	if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) || len(list) < 160 {
		t.Fatalf("%d codes, sorted and each once is wanted", len(list))
	}
	for _, code := range list {
		if !ValidCurrency(code) || !KnownCurrency(code) {
			t.Errorf("%s is no code", code)
		}
	}
	for code := range minorDigits {
		if !KnownCurrency(code) {
			t.Errorf("%s has digits of its own, and is not in the list", code)
		}
	}
	for _, code := range []string{"", "EU", "eur", "ERU", "XXX", "XAU"} {
		if KnownCurrency(code) {
			t.Errorf("%q is known", code)
		}
	}
}
