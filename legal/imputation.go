package legal

import (
	"math/big"

	"github.com/mocowork/mocowork/billing"
)

// interestFirst shows the other view of part payments: by law they pay
// interest before the claim, unless the debtor says otherwise. Costs, which
// come first of all, are not in it: MOCO does not know them.
func (c *claim) interestFirst() {
	from, i := c.d.Default.From, &c.d.Interest
	if c.Country != Germany || !i.Known || !c.paidSince(from) {
		return
	}
	principal, rest := whole(c.openOn(from).Minor), new(big.Rat)
	for _, s := range i.Segments {
		part := new(big.Rat).Quo(s.exact, whole(s.Open.Minor))
		rest.Add(rest, part.Mul(part, principal))
		for _, p := range c.item.Payments {
			if p.Date == s.Until {
				take(principal, rest, p.PaidTotal.Minor)
			}
		}
	}
	currency := c.item.Invoice.Currency
	open, ok := roundHalfUp(principal, currency)
	owed, ok2 := roundHalfUp(rest, currency)
	if !ok || !ok2 {
		return
	}
	i.Principal, i.Rest = open, owed
	c.say("interest", "§ 367(1) BGB", words{"if payments go to the interest first, as the law has it unless the debtor says otherwise: %s of the claim and %s of interest are open; letters follow MOCO, which books them on the claim",
		"Gehen Zahlungen zuerst auf die Zinsen, wie es das Gesetz ohne Bestimmung des Schuldners vorsieht: offen %s Hauptforderung und %s Zinsen; Briefe folgen MOCO, das auf die Forderung bucht"}, open, owed)
}

// paidSince reports whether a payment came on a day or after it.
func (c *claim) paidSince(day billing.Date) bool {
	for _, p := range c.item.Payments {
		if !p.Date.Before(day) && !p.Date.After(c.d.Today) {
			return true
		}
	}
	return false
}

// take lets a payment pay interest, then principal. One that was returned
// raises the principal again.
func take(principal, rest *big.Rat, minor int64) {
	paid := whole(minor)
	if paid.Sign() > 0 {
		first := paid
		if rest.Cmp(first) < 0 {
			first = new(big.Rat).Set(rest)
		}
		rest.Sub(rest, first)
		paid = new(big.Rat).Sub(whole(minor), first)
	}
	principal.Sub(principal, paid)
}
