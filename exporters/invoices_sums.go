package exporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// billedTally are the sums of some invoices of one currency.
type billedTally struct {
	rows                   int
	net, gross, paid, open billing.Money
}

func newBilledTally(currency string) billedTally {
	zero := billing.Money{Currency: currency}
	return billedTally{net: zero, gross: zero, paid: zero, open: zero}
}

func (t *billedTally) add(x *billed) error {
	t.rows++
	return sum(addend{&t.net, x.NetTotal}, addend{&t.gross, x.GrossTotal}, addend{&t.paid, x.paid}, addend{&t.open, x.open})
}

// billedSums are the sums of one currency.
type billedSums struct {
	currency string
	all      billedTally
	statuses []*billedStatus
	months   []billedTally
	items    billing.Decimal
}

// billedStatus are the sums of one status.
type billedStatus struct {
	status billing.InvoiceStatus
	billedTally
}

// add computes all sums. It fails on a sum that does not fit.
func (l *invoiceList) add() (err error) {
	rows, found := map[string]int{}, map[string]*billedSums{}
	var last billing.Date
	for _, x := range l.rows {
		rows[x.Currency]++
		last = x.Date
	}
	l.order(rows)
	l.months = l.monthsTo(last)
	for _, code := range l.codes {
		c := &billedSums{currency: code, all: newBilledTally(code)}
		for range l.months {
			c.months = append(c.months, newBilledTally(code))
		}
		found[code] = c
		l.currencies = append(l.currencies, c)
	}
	for _, x := range l.rows {
		c := found[x.Currency]
		month := &c.months[slices.Index(l.months, monthOf(x.Date))]
		if err := cmp.Or(c.all.add(x), month.add(x), c.status(x.Status).add(x)); err != nil {
			return fmt.Errorf("invoice %s (%d): %w", x.Identifier, x.ID, err)
		}
	}
	for _, i := range l.items {
		c := found[i.invoice.Currency]
		if c.items, err = c.items.Add(i.NetTotal); err != nil {
			return fmt.Errorf("invoice %s (%d): %w", i.invoice.Identifier, i.invoice.ID, err)
		}
	}
	order := billing.InvoiceStatuses()
	for _, c := range l.currencies {
		slices.SortFunc(c.statuses, func(a, b *billedStatus) int {
			return cmp.Or(cmp.Compare(rankOf(order, a.status), rankOf(order, b.status)), cmp.Compare(a.status, b.status))
		})
	}
	return nil
}

// rankOf is where a status stands in MOCO's order; those that are not known come
// last.
func rankOf(order []billing.InvoiceStatus, s billing.InvoiceStatus) int {
	if i := slices.Index(order, s); i >= 0 {
		return i
	}
	return len(order)
}

func (c *billedSums) status(s billing.InvoiceStatus) *billedStatus {
	i := slices.IndexFunc(c.statuses, func(b *billedStatus) bool { return b.status == s })
	if i < 0 {
		i = len(c.statuses)
		c.statuses = append(c.statuses, &billedStatus{s, newBilledTally(c.currency)})
	}
	return c.statuses[i]
}
