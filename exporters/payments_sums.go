package exporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// received are the sums of one currency.
type received struct {
	currency            string
	all, loose          tally // loose: payments without an invoice that is known
	onTime, late, dated tally // of those with a due date
	account             billing.Decimal
	mean                mean
	months              []receivedMonth
	customers           []*payer
}

// receivedMonth are the sums of one month.
type receivedMonth struct {
	all, onTime, dated tally
	mean               mean
}

// payer are the payments of one customer in one currency.
type payer struct {
	id           billing.ID // 0: payments without a customer
	number, name string
	all          tally
	onTime       int
	days         []int // late, sorted
	last         billing.Date
}

func (t *tally) add(m billing.Money) error {
	t.rows++
	return sum(addend{&t.sum, m})
}

// add computes all sums. It fails on a sum that does not fit.
func (r *receipts) add() error {
	rows, found := map[string]int{}, map[string]*received{}
	var last billing.Date
	for _, x := range r.rows {
		rows[x.PaidTotal.Currency]++
		last = x.Date
	}
	r.order(rows)
	r.months = r.monthsTo(last)
	for _, code := range r.codes {
		c := newReceived(code, len(r.months))
		found[code] = c
		r.currencies = append(r.currencies, c)
	}
	customers := map[string]*payer{}
	for _, x := range r.rows {
		c := found[x.PaidTotal.Currency]
		if err := c.add(x, r.months); err != nil {
			return fmt.Errorf("payment %d: %w", x.ID, err)
		}
		key := fmt.Sprintf("%s %d", c.currency, x.customerID())
		k := customers[key]
		if k == nil {
			k = &payer{id: x.customerID(), all: tally{sum: billing.Money{Currency: c.currency}}}
			customers[key] = k
			c.customers = append(c.customers, k)
		}
		if err := k.add(x); err != nil {
			return fmt.Errorf("payment %d: %w", x.ID, err)
		}
	}
	for _, c := range r.currencies {
		for _, k := range c.customers {
			slices.Sort(k.days)
		}
		slices.SortFunc(c.customers, func(a, b *payer) int {
			return cmp.Or(cmp.Compare(b.all.sum.Minor, a.all.sum.Minor), cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
		})
	}
	r.byValue = len(customers)*len(r.rows)*2 > slowFormulas
	return nil
}

func newReceived(currency string, months int) *received {
	zero := tally{sum: billing.Money{Currency: currency}}
	c := &received{currency: currency, all: zero, loose: zero, onTime: zero, late: zero, dated: zero}
	c.months = make([]receivedMonth, months)
	for i := range c.months {
		c.months[i] = receivedMonth{all: zero, onTime: zero, dated: zero}
	}
	return c
}

// add counts a payment in all sums of its currency.
func (c *received) add(x *receipt, months []billing.Date) (err error) {
	m := x.PaidTotal
	month := &c.months[slices.Index(months, monthOf(x.Date))]
	tallies := []*tally{&c.all, &month.all}
	if x.invoice == nil {
		tallies = append(tallies, &c.loose)
	}
	if days, ok := x.late(); ok {
		c.mean.add(m, days)
		month.mean.add(m, days)
		tallies = append(tallies, &c.dated, &month.dated)
		if days <= 0 {
			tallies = append(tallies, &c.onTime, &month.onTime)
		} else {
			tallies = append(tallies, &c.late)
		}
	}
	for _, t := range tallies {
		if err := t.add(m); err != nil {
			return err
		}
	}
	c.account, err = c.account.Add(x.PaidTotalInAccountCurrency)
	return err
}

func (x *receipt) customerID() billing.ID {
	if x.invoice == nil {
		return 0
	}
	return x.invoice.CustomerID
}

func (k *payer) add(x *receipt) error {
	if x.customer != nil {
		k.number, k.name = x.customer.Identifier, x.customer.Name
	}
	if days, ok := x.late(); ok {
		k.days = append(k.days, days)
		if days <= 0 {
			k.onTime++
		}
	}
	k.last = x.Date // the rows come in the order of their days
	return k.all.add(x.PaidTotal)
}
