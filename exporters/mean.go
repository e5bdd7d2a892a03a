package exporters

import (
	"math/big"

	"github.com/mocowork/mocowork/billing"
)

// mean is an average of days that is weighted by amounts of one currency.
// Amount times days need more than 64 bits. The zero value has no average.
type mean struct{ product, amount big.Int }

func (m *mean) add(amount billing.Money, days int) {
	a := big.NewInt(amount.Minor)
	m.amount.Add(&m.amount, a)
	m.product.Add(&m.product, new(big.Int).Mul(a, big.NewInt(int64(days))))
}

// tenths is the average, rounded half away from zero to a tenth; 0 without
// amounts.
func (m *mean) tenths() billing.Decimal { return tenths(&m.product, &m.amount) }

// tenths is a / b, rounded half away from zero to a tenth; 0 if b is 0.
func tenths(a, b *big.Int) billing.Decimal {
	if b.Sign() == 0 {
		return billing.NewDecimal(0, 1)
	}
	n := new(big.Int).Mul(a, big.NewInt(20)) // twice the tenths, and half a step more
	step := new(big.Int).Abs(b)
	if n.Sign()*b.Sign() < 0 {
		step.Neg(step)
	}
	if b.Sign() < 0 {
		n.Neg(n)
	}
	n.Add(n, step)
	q := n.Quo(n, new(big.Int).Mul(new(big.Int).Abs(b), big.NewInt(2)))
	if !q.IsInt64() {
		return billing.NewDecimal(0, 1)
	}
	return billing.NewDecimal(q.Int64(), 1)
}

// meanDays is the plain average of days, rounded to a tenth.
func meanDays(days []int) billing.Decimal {
	sum := 0
	for _, d := range days {
		sum += d
	}
	return tenths(big.NewInt(int64(sum)), big.NewInt(int64(len(days))))
}

// medianDays is the middle of sorted days, or the mean of the two in the
// middle.
func medianDays(sorted []int) billing.Decimal {
	n := len(sorted)
	if n == 0 {
		return billing.NewDecimal(0, 1)
	}
	return meanDays(sorted[(n-1)/2 : n/2+1])
}
