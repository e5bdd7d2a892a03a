package notifiers

import (
	"fmt"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Who releases a letter for several invoices sees what it names.
func TestAlsoNamed(t *testing.T) {
	t.Parallel()
	var all []plan.Other
	for i := range 7 {
		all = append(all, plan.Other{Identifier: fmt.Sprintf("R%d", i), Open: billing.Money{Minor: 50000, Currency: "EUR"}})
	}
	for _, tt := range []struct {
		l    billing.Language
		n    int
		want string
	}{
		{billing.German, 0, ""},
		{billing.German, 1, ", nennt auch R0 (500,00 EUR)"},
		{billing.English, 2, ", also names R0 (500.00 EUR), R1 (500.00 EUR)"},
		{billing.German, 7, ", nennt auch R0 (500,00 EUR), R1 (500,00 EUR), R2 (500,00 EUR), R3 (500,00 EUR), R4 (500,00 EUR) und 2 weitere"},
	} {
		if got := alsoNamed(tt.l, all[:tt.n]); got != tt.want {
			t.Errorf("%d in %s: %q, want %q", tt.n, tt.l, got, tt.want)
		}
	}
}
