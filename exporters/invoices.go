package exporters

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// invoiceList is what the workbook of invoices is made of.
type invoiceList struct {
	frame
	rows       []*billed // in the order of their days
	items      []*billedItem
	out        reasons // what MOCO has and the book leaves out
	left       int     // how many those are
	read       int     // invoices whose items were read
	odd        int     // of them, those whose items do not make up their net total
	currencies []*billedSums
	months     []billing.Date
}

// billed is an invoice with what belongs to it.
type billed struct {
	*billing.Invoice
	customer *billing.Company // nil if not known
	project  *billing.Project // nil if it has none
	paid     billing.Money
	open     billing.Money
	items    *billing.InvoiceItems // nil if they were never read
}

// billedItem is one item with its invoice.
type billedItem struct {
	*billing.InvoiceItem
	invoice *billed
	place   int // among the invoice's items, from 1
}

// invoices makes the book "invoices of a period, with their items".
func invoices(in Input) (Book, error) {
	l := &invoiceList{frame: frame{Input: in}}
	if err := l.collect(); err != nil {
		return Book{}, err
	}
	if err := l.add(); err != nil {
		return Book{}, err
	}
	for range l.data(&l.changed) {
		continue // counts the texts that had to be changed, for the last sheet
	}
	for range l.itemRows(&l.changed) {
		continue
	}
	title := l.titled("Rechnungen", "Invoices")
	b := Book{
		Title:   title,
		Period:  l.span(),
		Control: in.say("Kontrolle: Übersicht − Rechnungen = 0,00", "Control: Overview − Invoices = 0.00"),
		Sheets:  []Sheet{l.overviewSheet(title), l.itemsSheet(), l.dataSheet(), l.infoSheet()},
		Check:   Check{Sheet: "invoices", Amount: "gross", Currency: "currency", Rows: len(l.rows)},
	}
	var open billing.Totals
	for _, c := range l.currencies {
		var err error
		if b.Check.Totals, err = b.Check.Totals.Plus(c.all.gross); err != nil {
			return Book{}, err
		}
		if open, err = open.Plus(c.all.open); err != nil {
			return Book{}, err
		}
	}
	b.Figures = []Figure{{in.say("brutto", "gross"), b.Check.Totals}, {in.say("davon offen", "of which open"), open}}
	b.Summary = fmt.Sprintf(in.say("%s, %s brutto, davon %s offen.", "%s, %s gross, of which %s open."),
		in.say(plural(len(l.rows), "Rechnung", "Rechnungen"), plural(len(l.rows), "invoice", "invoices")),
		b.Check.Totals.Format(in.Language), open.Format(in.Language))
	return b, nil
}

// collect joins the period's invoices with what belongs to them.
func (l *invoiceList) collect() error {
	companies := byID(l.Snapshot.Companies, func(c *billing.Company) billing.ID { return c.ID })
	projects := byID(l.Snapshot.Projects, func(p *billing.Project) billing.ID { return p.ID })
	items := byID(l.Snapshot.Items, func(i *billing.InvoiceItems) billing.ID { return i.InvoiceID })
	verdicts := byID(l.Verdicts, func(v *plan.Verdict) billing.ID { return v.InvoiceID })
	payments := map[billing.ID][]billing.Money{}
	for _, p := range l.Snapshot.Payments {
		payments[p.Invoice.ID] = append(payments[p.Invoice.ID], p.PaidTotal)
	}
	for i := range l.Snapshot.Invoices {
		inv := &l.Snapshot.Invoices[i]
		if why := l.outReason(inv); why != "" {
			l.left++
			if err := l.out.add(why, inv.GrossTotal); err != nil {
				return err
			}
			continue
		}
		x := &billed{Invoice: inv, customer: companies[inv.CustomerID], project: projects[inv.ProjectID], items: items[inv.ID]}
		if err := x.amounts(payments[inv.ID], verdicts[inv.ID]); err != nil {
			return fmt.Errorf("invoice %s (%d): %w", inv.Identifier, inv.ID, err)
		}
		l.rows = append(l.rows, x)
	}
	for range l.broken("invoices") {
		l.left++
		if err := l.out.add(l.say("nicht lesbar", "can't be read"), billing.Money{}); err != nil {
			return err
		}
	}
	slices.SortFunc(l.rows, func(a, b *billed) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Identifier, b.Identifier), cmp.Compare(a.ID, b.ID))
	})
	l.unfold()
	return nil
}

// outReason says why an invoice is not contained; "" if it is.
func (l *invoiceList) outReason(inv *billing.Invoice) string {
	switch {
	case inv.Date.IsZero():
		return l.say("ohne Datum", "without a date")
	case !l.contains(inv.Date):
		return l.say("außerhalb des Zeitraums", "outside the period")
	case !inv.GrossTotal.Known() || !inv.NetTotal.Known():
		return l.say("ohne Betrag", "without an amount")
	}
	return ""
}

// amounts are what was paid in the invoice's currency, and what is open of a
// claim, as the list of open items has it.
func (x *billed) amounts(payments []billing.Money, v *plan.Verdict) error {
	x.paid = billing.Money{Currency: x.Currency}
	x.open = x.paid
	for _, m := range payments {
		if m.Currency != x.Currency {
			continue
		}
		if err := sum(addend{&x.paid, m}); err != nil {
			return err
		}
	}
	if v != nil && v.Receivable && v.Open.Currency == x.Currency {
		x.open = v.Open
	}
	return nil
}

// unfold lists the items that bill something, in the order of their invoices.
func (l *invoiceList) unfold() {
	for _, x := range l.rows {
		if x.items == nil {
			continue
		}
		l.read++
		n := 0
		for i := range x.items.Items {
			if item := &x.items.Items[i]; item.Type == billing.ItemBilled {
				n++
				l.items = append(l.items, &billedItem{InvoiceItem: item, invoice: x, place: n})
			}
		}
		if !x.addsUp() {
			l.odd++
		}
	}
}

// addsUp reports whether the items, less the invoice's discount, make up its net
// total, give or take the smallest unit.
func (x *billed) addsUp() bool {
	total := new(big.Rat)
	for _, item := range x.items.Items {
		if item.Type == billing.ItemBilled && !item.Optional {
			total.Add(total, exact(item.NetTotal))
		}
	}
	keep := new(big.Rat).Sub(big.NewRat(100, 1), exact(x.Discount))
	total.Mul(total, keep.Quo(keep, big.NewRat(100, 1)))
	total.Sub(total, exact(x.NetTotal.Decimal()))
	unit := exact(billing.Money{Minor: 1, Currency: x.Currency}.Decimal())
	return total.Abs(total).Cmp(unit) <= 0
}

func exact(d billing.Decimal) *big.Rat {
	r, ok := new(big.Rat).SetString(d.String())
	if !ok {
		return new(big.Rat)
	}
	return r
}
