package exporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// debts is what the open-items workbook is made of.
type debts struct {
	frame
	rows       []debt // receivables, the oldest first
	out        []debt // everything else, in the verdicts' order
	currencies []*perCurrency
	// byValue says that the ageing sheet holds values instead of formulas,
	// because they would take a spreadsheet minutes to calculate.
	byValue bool
}

// debt is a verdict with its item. Both point into the Input, which holds
// enough copies of them already.
type debt struct {
	verdict *plan.Verdict
	item    *billing.OpenItem // a zero item if there is none
	paid    billing.Money
	days    int // overdue; 0 if not
}

// perCurrency are the sums of one currency: never more than one (law 6).
type perCurrency struct {
	currency    string
	gross, paid billing.Money
	open        billing.Money
	overdue     billing.Money
	rows        int
	overdueRows int
	buckets     []tally
	customers   []*perCustomer
}

// tally is a sum and how many rows are in it.
type tally struct {
	sum  billing.Money
	rows int
}

// perCustomer are the sums of one customer in one currency.
type perCustomer struct {
	id      billing.ID
	number  string
	name    string
	buckets []billing.Money
	open    billing.Money
}

// slowFormulas is the number of cells that the ageing sheet's formulas may look
// at. Beyond it (about 3,000 customers with 10,000 invoices) it holds values.
const slowFormulas = 300_000_000

// openItems makes the book "what customers owe".
func openItems(in Input) (Book, error) {
	d := &debts{frame: frame{Input: in}}
	d.sort()
	if err := d.add(); err != nil {
		return Book{}, err
	}
	for range d.items(&d.changed) {
		continue // counts the texts that had to be changed, for the last sheet
	}
	info, err := d.infoSheet()
	if err != nil {
		return Book{}, err
	}
	title := in.say("Offene Posten", "Open items") + ", " + in.say("Stichtag ", "as of ") + in.Today.Format(in.Language)
	b := Book{
		Title: title, Summary: d.summary(),
		Control: in.say("Kontrolle: Übersicht − Offene Posten = 0,00", "Control: Overview − Open items = 0.00"),
		Sheets:  []Sheet{d.overviewSheet(title), d.ageingSheet(), d.itemsSheet(), info},
		Check:   Check{Sheet: "items", Amount: "open", Currency: "currency", Rows: len(d.rows)},
	}
	var overdue billing.Totals
	for _, c := range d.currencies {
		if b.Check.Totals, err = b.Check.Totals.Plus(c.open); err != nil {
			return Book{}, err
		}
		if c.overdueRows > 0 {
			if overdue, err = overdue.Plus(c.overdue); err != nil {
				return Book{}, err
			}
		}
	}
	b.Figures = []Figure{{in.say("offen", "open"), b.Check.Totals}, {in.say("davon überfällig", "of which overdue"), overdue}}
	return b, nil
}

// sort splits the verdicts into rows and the rest, and puts the oldest first.
func (d *debts) sort() {
	items := make(map[billing.ID]int, len(d.Items))
	for i, it := range d.Items {
		items[it.Invoice.ID] = i
	}
	none := &billing.OpenItem{}
	for k := range d.Verdicts {
		v := &d.Verdicts[k]
		x := debt{verdict: v, item: none}
		if i, ok := items[v.InvoiceID]; ok {
			x.item = &d.Items[i]
		}
		if !v.Receivable {
			d.out = append(d.out, x)
			continue
		}
		if v.Overdue {
			x.days = v.DaysOverdue
		}
		d.rows = append(d.rows, x)
	}
	slices.SortStableFunc(d.rows, func(a, b debt) int {
		return cmp.Or(cmp.Compare(b.days, a.days), a.verdict.Due.Compare(b.verdict.Due),
			cmp.Compare(a.verdict.Identifier, b.verdict.Identifier), cmp.Compare(a.verdict.InvoiceID, b.verdict.InvoiceID))
	})
}

// add computes all sums. It fails on an amount that is unknown or too large:
// a list that leaves it out would be wrong.
func (d *debts) add() error {
	currencies := map[string]*perCurrency{}
	customers := map[string]*perCustomer{}
	for i := range d.rows {
		x := &d.rows[i]
		v := x.verdict
		if !v.Open.Known() {
			return fmt.Errorf("invoice %s (%d) counts as a receivable, but its open amount is not known", v.Identifier, v.InvoiceID)
		}
		var err error
		if x.paid, err = v.Gross.Sub(v.Open); err != nil {
			return fmt.Errorf("invoice %s (%d): %w", v.Identifier, v.InvoiceID, err)
		}
		c := currencies[v.Open.Currency]
		if c == nil {
			c = newCurrency(v.Open.Currency)
			currencies[c.currency] = c
			d.currencies = append(d.currencies, c)
		}
		key := fmt.Sprintf("%s %d", c.currency, v.CustomerID)
		k := customers[key]
		if k == nil {
			k = newCustomer(*x)
			customers[key] = k
			c.customers = append(c.customers, k)
		}
		if err := c.add(*x, k); err != nil {
			return fmt.Errorf("invoice %s (%d): %w", v.Identifier, v.InvoiceID, err)
		}
	}
	// The currency with the most rows first: it is the account's own.
	slices.SortFunc(d.currencies, func(a, b *perCurrency) int {
		return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.currency, b.currency))
	})
	for _, c := range d.currencies {
		d.codes = append(d.codes, c.currency)
		slices.SortFunc(c.customers, func(a, b *perCustomer) int {
			return cmp.Or(cmp.Compare(b.open.Minor, a.open.Minor), cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
		})
	}
	d.byValue = len(customers)*len(d.rows)*len(buckets()) > slowFormulas
	return nil
}

func newCurrency(currency string) *perCurrency {
	zero := billing.Money{Currency: currency}
	c := &perCurrency{currency: currency, gross: zero, paid: zero, open: zero, overdue: zero}
	for range buckets() {
		c.buckets = append(c.buckets, tally{sum: zero})
	}
	return c
}

func newCustomer(x debt) *perCustomer {
	zero := billing.Money{Currency: x.verdict.Open.Currency}
	return &perCustomer{
		id: x.verdict.CustomerID, number: x.item.Customer.Identifier, name: x.verdict.Customer,
		buckets: slices.Repeat([]billing.Money{zero}, len(buckets())), open: zero,
	}
}

// add counts a row in all sums that it belongs to.
func (c *perCurrency) add(x debt, k *perCustomer) error {
	i := bucketOf(x.days)
	c.rows++
	c.buckets[i].rows++
	sums := []addend{
		{&c.gross, x.verdict.Gross}, {&c.paid, x.paid}, {&c.open, x.verdict.Open},
		{&c.buckets[i].sum, x.verdict.Open}, {&k.buckets[i], x.verdict.Open}, {&k.open, x.verdict.Open},
	}
	if i > 0 {
		c.overdueRows++
		sums = append(sums, addend{&c.overdue, x.verdict.Open})
	}
	return sum(sums...)
}

// summary is one paragraph for the message beside the file.
func (d *debts) summary() string {
	var open, overdue billing.Totals
	for _, c := range d.currencies {
		open, overdue = append(open, c.open), append(overdue, c.overdue)
	}
	l := d.Language
	if l == billing.English {
		return fmt.Sprintf("%s, %s open, of which %s overdue.", plural(len(d.rows), "invoice", "invoices"), open.Format(l), overdue.Format(l))
	}
	return fmt.Sprintf("%s, %s offen, davon %s überfällig.", plural(len(d.rows), "Rechnung", "Rechnungen"), open.Format(l), overdue.Format(l))
}
