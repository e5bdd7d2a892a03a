package mocosim

import (
	"fmt"
	"math/big"
	"strings"
)

// cents is an amount in hundredths of its currency.
type cents int64

// MarshalJSON writes the amount as MOCO does: a number with a fraction, as short as possible (130.0, 140.4, 600.25).
func (c cents) MarshalJSON() ([]byte, error) { return []byte(c.String()), nil }

// String is the amount as it stands on the wire.
func (c cents) String() string {
	sign, n := "", int64(c)
	if n < 0 {
		sign, n = "-", -n
	}
	if n%10 == 0 {
		return fmt.Sprintf("%s%d.%d", sign, n/100, n%100/10)
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// parseCents reads a decimal number, rounded half away from zero. Exponents are refused: they can stand for gigabytes.
func parseCents(s string) (cents, bool) {
	if s == "" || len(s) > 32 || strings.ContainsAny(s, "eE/_xXpP") {
		return 0, false
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return 0, false
	}
	n, half := new(big.Int).Mul(r.Num(), big.NewInt(200)), new(big.Int).Set(r.Denom())
	if n.Sign() < 0 {
		n.Sub(n, half)
	} else {
		n.Add(n, half)
	}
	n.Quo(n, half.Mul(half, big.NewInt(2)))
	return cents(n.Int64()), n.IsInt64()
}

// amount is the amount at key, given as a number or as a string; false if there is none.
func (o *object) amount(key string) (cents, bool) { return parseCents(o.text(key)) }

// worth is the amount at key, nothing if there is none.
func (o *object) worth(key string) cents {
	n, _ := o.amount(key)
	return n
}

// times is the price of a quantity, which is given in hundredths too.
func (c cents) times(quantity cents) cents { return scaled(c, quantity, 100) }

// percent is the part of an amount that a rate in hundredths of a percent point makes.
func (c cents) percent(rate cents) cents { return scaled(c, rate, 10000) }

// scaled is a*b/by, rounded half away from zero. What no amount can be is nothing.
func scaled(a, b cents, by int64) cents {
	n := new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(int64(b)))
	n.Mul(n, big.NewInt(2))
	n.Add(n, big.NewInt(int64(n.Sign())*by)).Quo(n, big.NewInt(2*by))
	if !n.IsInt64() {
		return 0
	}
	return cents(n.Int64())
}
