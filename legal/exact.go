package legal

import (
	"math/big"

	"github.com/mocowork/mocowork/billing"
)

// rat is a decimal as an exact fraction.
func rat(d billing.Decimal) *big.Rat {
	r, _ := new(big.Rat).SetString(d.String()) // a Decimal's text is a number
	return r
}

func whole(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

// roundHalfUp rounds a sum in a currency's minor unit, away from zero at the
// half. ok is false if it does not fit.
func roundHalfUp(minor *big.Rat, currency string) (m billing.Money, ok bool) {
	half := big.NewRat(1, 2)
	if minor.Sign() < 0 {
		half.Neg(half)
	}
	sum := new(big.Rat).Add(minor, half)
	q := new(big.Int).Quo(sum.Num(), sum.Denom())
	return billing.Money{Minor: q.Int64(), Currency: currency}, q.IsInt64()
}
