package billing

import (
	"fmt"
	"math/big"
)

// PercentUp is p per cent of the amount, computed exactly and rounded once, up
// to the next minor unit. It fails when the result does not fit.
func (m Money) PercentUp(p Decimal) (Money, error) {
	product := new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(p.coef))
	whole := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(p.scale)), nil)
	whole.Mul(whole, big.NewInt(100))
	quotient, rest := new(big.Int).QuoRem(product, whole, new(big.Int))
	if rest.Sign() > 0 {
		quotient.Add(quotient, big.NewInt(1))
	}
	if !quotient.IsInt64() {
		return Money{}, fmt.Errorf("%s per cent of %s is too large", p, m)
	}
	return Money{Minor: quotient.Int64(), Currency: m.Currency}, nil
}

// DiscountUntil is the last day on which the cash discount may be taken: the
// invoice's date and its days of discount, of which a part counts for none. It
// is absent without a date, without a discount and with days that make no
// sense.
func (i Invoice) DiscountUntil() Date {
	days := i.CashDiscountDays
	for scale := days.scale; scale > 0; scale-- {
		days.coef /= 10
	}
	if i.CashDiscount.Sign() <= 0 || days.coef < 0 || days.coef > 3660 {
		return Date{}
	}
	return i.Date.AddDays(int(days.coef))
}

// LastPayment is the payment with the latest date, and of several on that day
// the last of the list; the zero Payment if there is none.
func (o OpenItem) LastPayment() Payment {
	var last Payment
	for _, p := range o.Payments {
		if last.ID == 0 || !p.Date.Before(last.Date) {
			last = p
		}
	}
	return last
}

// Discount says how a payment that is short by no more than the cash discount
// is to be judged.
type Discount int

// The judgements. The zero value is that the rest is no cash discount.
const (
	NoDiscount   Discount = iota
	DiscountKept          // the last payment came in time
	DiscountLate          // it came too late, or nobody can tell
)

// Discount compares what is open with the invoice's cash discount. Something
// must be paid and something open; the rest may be as large as the discount,
// rounded up to the next minor unit. A payment that comes up to grace days late
// is in time: what counts is the day on which the customer paid, and a bank
// takes its own. It fails with Open's errors.
func (o OpenItem) Discount(grace int) (Discount, error) {
	open, err := o.Open()
	if err != nil {
		return NoDiscount, err
	}
	inv := o.Invoice
	if inv.CashDiscount.Sign() <= 0 || open.Minor <= 0 || open.Minor >= inv.GrossTotal.Minor {
		return NoDiscount, nil
	}
	most, err := inv.GrossTotal.PercentUp(inv.CashDiscount)
	if err != nil || open.Minor > most.Minor {
		return NoDiscount, err
	}
	paid, until := o.LastPayment().Date, inv.DiscountUntil()
	if paid.IsZero() || until.IsZero() || paid.After(until.AddDays(grace)) {
		return DiscountLate, nil
	}
	return DiscountKept, nil
}
