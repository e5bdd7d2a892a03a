package legal

import (
	"math/big"
	"testing"
)

// By law the payment of 15 July pays the interest so far, 112.69 EUR, and the
// rest of it the claim. Interest goes on from a higher claim than MOCO's.
func TestInterestFirst(t *testing.T) {
	t.Parallel()
	o := invoice(t, business, "11900.00 EUR", "2025-05-30", "2025-06-13")
	pay(t, &o, "5000.00 EUR", "2025-07-15")
	p := profile(t, Germany)
	got := p.Derive(o, date(t, "2025-08-31")).Interest
	// 14 to 30 June: 17 days at 11.27 % = 62.463589; 15 days at 10.27 % =
	// 50.224521; together 112.688110. Open: 11,900 - (5,000 - 112.688110) =
	// 7,012.688110; on it 47 days at 10.27 % = 92.738470.
	if got.Principal != money(t, "7012.69 EUR") || got.Rest != money(t, "92.74 EUR") || got.Total != money(t, "203.94 EUR") {
		t.Errorf("%+v", got)
	}
	o.Payments[0].Date = date(t, "2025-06-13")
	if got := p.Derive(o, date(t, "2025-08-31")).Interest; got.Principal.Known() {
		t.Errorf("a payment before default changes no order: %+v", got)
	}
}

func TestTake(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ principal, rest, paid, wantPrincipal, wantRest int64 }{
		{1000, 50, 30, 1000, 20}, {1000, 50, 50, 1000, 0}, {1000, 50, 80, 970, 0}, {1000, 50, -80, 1080, 50}, {1000, 0, 0, 1000, 0},
	} {
		principal, rest := whole(x.principal), whole(x.rest)
		take(principal, rest, x.paid)
		if principal.Cmp(big.NewRat(x.wantPrincipal, 1)) != 0 || rest.Cmp(big.NewRat(x.wantRest, 1)) != 0 {
			t.Errorf("%+v: %s, %s", x, principal, rest)
		}
	}
}
