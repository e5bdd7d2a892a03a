package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// cashDiscount holds what is short by no more than the cash discount. Writing
// the rest off is a person's act, and so is asking for it. A rest within the
// tolerance is neither.
func (d *dunning) cashDiscount() stop { return d.shortByDiscount() }

func (c *claim) shortByDiscount() stop {
	if c.run.tolerates(c.verdict.Open) {
		return stop{}
	}
	took, err := c.item.Discount(c.run.discountGrace())
	if err != nil {
		return hold("", "%s", err)
	}
	switch took {
	case billing.DiscountKept:
		return hold(c.discountFact(), "cash discount taken in time: write off the rest in MOCO")
	case billing.DiscountLate:
		return hold(c.discountFact(), "unjustified cash discount?")
	case billing.NoDiscount:
	}
	return stop{}
}

// discountGrace is the least of all ladders: before the rules were asked,
// nobody knows which one decides.
func (r *run) discountGrace() int {
	if len(r.ladders) == 0 {
		return 0
	}
	return slices.MinFunc(r.ladders, func(a, b *ladder) int { return cmp.Compare(a.discountGrace, b.discountGrace) }).discountGrace
}

// discountFact is "2% until 05 Nov 2026, paid 04 Nov 2026".
func (c *claim) discountFact() string {
	inv := c.item.Invoice
	return fmt.Sprintf("%s%% until %s, paid %s", inv.CashDiscount, inv.DiscountUntil().Format(billing.English), c.item.LastPayment().Date.Format(billing.English))
}

// paidLess is a paid invoice whose rest is a cash discount taken in time.
func (c *claim) paidLess() stop {
	if took, err := c.item.Discount(c.run.discountGrace()); err != nil || took != billing.DiscountKept {
		return stop{}
	}
	return stop{plan.OutcomeOut, "paid with cash discount", c.discountFact()}
}
