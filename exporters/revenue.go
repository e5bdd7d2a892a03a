package exporters

import (
	"cmp"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// topCustomers are named one by one on the sheet of customers; the rest is one
// row.
const topCustomers = 20

// turnover is what the books on money are made of: revenue, finance, cashflow.
type turnover struct {
	*bookings
	months    []*perMonth
	customers []*perBuyer
	ranks     map[billing.ID]int
}

// perMonth are the sums of one month by class; key 0 is what has no date.
type perMonth struct {
	key  int
	sums [classCount]billing.Money
}

// perBuyer is a customer's net revenue in the period. The last one may be the
// rest of them: rank topCustomers+1.
type perBuyer struct {
	rank    int
	name    string
	revenue billing.Money
	number  int // of customers: 1, or those of the rest
}

// revenue makes the book on revenue, finance and cashflow.
func revenue(in Input) (Book, error) {
	return moneyBook(in, "tblBuchungen", "Umsatz", "Revenue", reportFinance, reportCashflow)
}

// finance makes the plain book of MOCO's report on finance.
func finance(in Input) (Book, error) {
	return moneyBook(in, "tblFinanzen", "Finanzen", "Finance", reportFinance)
}

// cashflow makes the plain book of MOCO's report on cashflow.
func cashflow(in Input) (Book, error) {
	return moneyBook(in, "tblCashflow", "Cashflow", "Cashflow", reportCashflow)
}

func moneyBook(in Input, table, german, english string, reports ...string) (Book, error) {
	b, err := newBookings(in, reports...)
	if err != nil {
		return Book{}, err
	}
	t := &turnover{bookings: b}
	if err := t.byMonth(); err != nil {
		return Book{}, err
	}
	if err := t.byCustomer(); err != nil {
		return Book{}, err
	}
	title := t.titled(german, english)
	overview, err := t.overviewSheet(title)
	if err != nil {
		return Book{}, err
	}
	sheets := []Sheet{overview, t.monthsSheet()}
	if len(reports) > 1 {
		sheets = append(sheets, t.customersSheet())
	}
	sheets = append(sheets, t.bookingsSheet(table, t.ranks), t.infoSheet())
	out := Book{
		Title: title, Summary: t.summary(), Sheets: sheets, Figures: t.figures(),
		Control: t.say("Kontrolle: Buchungen − Monate = 0,00", "Control: Bookings − Months = 0.00"),
		Check:   Check{Sheet: "bookings", Amount: "amount", Currency: "currency", Rows: len(t.rows)},
	}
	for _, s := range t.byReport() {
		if s.rows == 0 {
			continue
		}
		if out.Check.Totals, err = out.Check.Totals.Plus(s.sum); err != nil {
			return Book{}, err
		}
	}
	return out, nil
}

// byMonth adds up the months that were read, and those that bookings are in.
func (t *turnover) byMonth() error {
	months := map[int]*perMonth{}
	month := func(key int) *perMonth {
		if months[key] == nil {
			m := &perMonth{key: key}
			for c := range m.sums {
				m.sums[c].Currency = t.currency
			}
			months[key] = m
			t.months = append(t.months, m)
		}
		return months[key]
	}
	for _, first := range t.monthsRead() {
		month(monthKey(first))
	}
	for _, x := range t.rows {
		if err := sum(addend{&month(x.month).sums[x.class], x.effect}); err != nil {
			return err
		}
	}
	slices.SortFunc(t.months, func(a, b *perMonth) int { return cmp.Compare(a.key, b.key) })
	return nil
}

// manyMonths bounds the rows without bookings.
const manyMonths = 36

// monthsRead are the months from the first day that was read to the last one
// that is over.
func (t *turnover) monthsRead() (out []billing.Date) {
	for m := monthOf(t.covered().From); !m.After(t.until()) && len(out) < manyMonths; m = monthOf(m.AddDays(31)) {
		out = append(out, m)
	}
	return out
}

// until is the last day that the book is about: the end of its period, or the
// as-of date before it.
func (f *frame) until() billing.Date {
	if end := f.covers().To; end.Before(f.Today) {
		return end
	}
	return f.Today
}

// byCustomer ranks customers by their net revenue in the period.
func (t *turnover) byCustomer() error {
	buyers, ids := map[billing.ID]*perBuyer{}, map[*perBuyer]billing.ID{}
	var all []*perBuyer
	for _, x := range t.rows {
		if x.class != classRevenue || !x.inPeriod {
			continue
		}
		k := buyers[x.company]
		if k == nil {
			k = &perBuyer{name: cmp.Or(x.customer, t.say("ohne Firma", "no company")), number: 1, revenue: billing.Money{Currency: t.currency}}
			buyers[x.company], ids[k] = k, x.company
			all = append(all, k)
		}
		if err := sum(addend{&k.revenue, x.effect}); err != nil {
			return err
		}
	}
	slices.SortFunc(all, func(a, b *perBuyer) int {
		return cmp.Or(cmp.Compare(b.revenue.Minor, a.revenue.Minor), cmp.Compare(a.name, b.name), cmp.Compare(ids[a], ids[b]))
	})
	t.ranks = map[billing.ID]int{}
	rest := &perBuyer{rank: topCustomers + 1, revenue: billing.Money{Currency: t.currency}}
	for i, k := range all {
		k.rank = min(i, topCustomers) + 1
		t.ranks[ids[k]] = k.rank
		if i < topCustomers {
			t.customers = append(t.customers, k)
			continue
		}
		rest.number++
		if err := sum(addend{&rest.revenue, k.revenue}); err != nil {
			return err
		}
	}
	if rest.number > 0 {
		t.customers = append(t.customers, rest)
	}
	return nil
}

// has reports whether the book is made of a report.
func (t *turnover) has(report string) bool { return t.sums[report] != nil }

// inSpan adds up a class from one month to another.
func (t *turnover) inSpan(c class, from, to int) (billing.Money, error) {
	out := billing.Money{Currency: t.currency}
	for _, m := range t.months {
		if m.key >= from && m.key <= to {
			if err := sum(addend{&out, m.sums[c]}); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// figures are the sums of the period for the message beside the file.
func (t *turnover) figures() (out []Figure) {
	for _, c := range []class{classRevenue, classCost, classReceived, classSpent} {
		if t.has(c.report()) {
			m, err := t.total(func(x booking) bool { return x.class == c && x.inPeriod })
			if err == nil {
				out = append(out, Figure{Name: c.title(t.Language), Total: billing.Totals{m}})
			}
		}
	}
	return out
}

// summary is one paragraph for the message beside the file.
func (t *turnover) summary() string {
	s := t.plural(len(t.rows), "Buchung", "Buchungen", "booking", "bookings")
	for _, f := range t.figures() {
		s += ", " + f.Name + " " + f.Total.Format(t.Language)
	}
	return s + t.say(" im Zeitraum ", " in ") + t.span() + "."
}
