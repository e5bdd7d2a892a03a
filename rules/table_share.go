package rules

import (
	"errors"
	"fmt"

	"github.com/mocowork/mocowork/billing"
)

// Share is a part of a whole, for a cell. A whole of 0 has no parts.
type Share struct{ part, of int64 }

// shareOf is the share of one amount in another of its currency.
func shareOf(args ...any) (any, error) {
	part, of := args[0].(Money), args[1].(Money)
	switch {
	case part.Currency == "" || of.Currency == "":
		return nil, errors.New("an amount is not known")
	case part.Currency != of.Currency:
		return nil, fmt.Errorf("can't divide %s by %s: the currencies differ", billing.Money(part), billing.Money(of))
	}
	return Share{part.Minor, of.Minor}, nil
}

// ratioOf is the share of one number in another.
func ratioOf(args ...any) (any, error) {
	part, of := billing.Decimal(args[0].(Number)), billing.Decimal(args[1].(Number))
	p, q, ok := part.Ratio(of)
	if !ok {
		return nil, fmt.Errorf("%s and %s have too many digits to be divided", part, of)
	}
	return Share{p, q}, nil
}
