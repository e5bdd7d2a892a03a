package exporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// receipts is what the workbook of payments is made of.
type receipts struct {
	frame
	rows       []*receipt // in the order of their days
	out        reasons    // what MOCO has and the book leaves out
	left       int        // how many those are
	currencies []*received
	months     []billing.Date
	byValue    bool // the customers' sheet holds values instead of formulas
}

// receipt is a payment with its invoice and customer, which may be missing.
type receipt struct {
	*billing.Payment
	invoice  *billing.Invoice // nil if the payment has none, or MOCO no longer has it
	customer *billing.Company // nil if not known
	// rest is what was open after it; unknown without an invoice in its
	// currency.
	rest billing.Money
	part bool // something stayed open
	last bool // it is the invoice's last payment
	note string
}

// payments makes the book "money received".
func payments(in Input) (Book, error) {
	r := &receipts{frame: frame{Input: in}}
	if err := r.collect(); err != nil {
		return Book{}, err
	}
	if err := r.add(); err != nil {
		return Book{}, err
	}
	for range r.data(&r.changed) {
		continue // counts the texts that had to be changed, for the last sheet
	}
	title := r.titled("Zahlungseingänge", "Payments received")
	b := Book{
		Title: title, Period: r.span(), Summary: r.summary(),
		Control: in.say("Kontrolle: Übersicht − Eingänge = 0,00", "Control: Overview − Payments = 0.00"),
		Sheets:  []Sheet{r.overviewSheet(title), r.behaviourSheet(), r.dataSheet(), r.infoSheet()},
		Check:   Check{Sheet: "payments", Amount: "amount", Currency: "currency", Rows: len(r.rows)},
	}
	var err error
	for _, c := range r.currencies {
		if b.Check.Totals, err = b.Check.Totals.Plus(c.all.sum); err != nil {
			return Book{}, err
		}
	}
	b.Figures = []Figure{{in.say("eingegangen", "received"), b.Check.Totals}}
	return b, nil
}

// collect joins the period's payments with invoices and customers, and sorts out
// the rest.
func (r *receipts) collect() error {
	invoices := byID(r.Snapshot.Invoices, func(i *billing.Invoice) billing.ID { return i.ID })
	companies := byID(r.Snapshot.Companies, func(c *billing.Company) billing.ID { return c.ID })
	all := make([]*receipt, len(r.Snapshot.Payments))
	for i := range r.Snapshot.Payments {
		x := &receipt{Payment: &r.Snapshot.Payments[i]}
		if x.invoice = invoices[x.Invoice.ID]; x.invoice != nil {
			x.customer = companies[x.invoice.CustomerID]
		}
		all[i] = x
	}
	slices.SortFunc(all, func(a, b *receipt) int { return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID, b.ID)) })
	if err := r.settle(all); err != nil {
		return err
	}
	for _, x := range all {
		if why := r.outReason(x); why != "" {
			r.left++
			if err := r.out.add(why, x.PaidTotal); err != nil {
				return err
			}
			continue
		}
		x.note = r.remark(x)
		r.rows = append(r.rows, x)
	}
	for range r.broken("payments") {
		r.left++
		if err := r.out.add(r.say("nicht lesbar", "can't be read"), billing.Money{}); err != nil {
			return err
		}
	}
	return nil
}

// settle computes what was open after each payment, over all payments of an
// invoice, also those outside the period.
func (r *receipts) settle(all []*receipt) error {
	open := map[billing.ID]billing.Money{}
	latest := map[billing.ID]*receipt{}
	for _, x := range all {
		if x.invoice == nil || x.PaidTotal.Currency != x.invoice.Currency || !x.invoice.GrossTotal.Known() {
			continue
		}
		before, known := open[x.invoice.ID]
		if !known {
			before = x.invoice.GrossTotal
		}
		rest, err := before.Sub(x.PaidTotal)
		if err != nil {
			return fmt.Errorf("payment %d: %w", x.ID, err)
		}
		x.rest, open[x.invoice.ID], latest[x.invoice.ID] = rest, rest, x
	}
	for _, x := range latest {
		x.last = true
	}
	for _, x := range all {
		// What stays open of a paid invoice was written off, or was a discount.
		x.part = x.rest.Known() && sameSign(x.rest, x.invoice.GrossTotal) && !x.writtenOff()
	}
	return nil
}

// writtenOff reports whether MOCO counts the invoice as paid although something
// stayed open after the last payment.
func (x *receipt) writtenOff() bool {
	return x.last && x.invoice.Status == billing.StatusPaid && x.rest.Minor != 0 && sameSign(x.rest, x.invoice.GrossTotal)
}

// sameSign reports whether two amounts are both above zero, or both below.
func sameSign(a, b billing.Money) bool {
	return a.Minor > 0 && b.Minor > 0 || a.Minor < 0 && b.Minor < 0
}

// outReason says why a payment is not contained; "" if it is.
func (r *receipts) outReason(x *receipt) string {
	switch {
	case x.Date.IsZero():
		return r.say("ohne Datum", "without a date")
	case !r.contains(x.Date):
		return r.say("außerhalb des Zeitraums", "outside the period")
	case !x.PaidTotal.Known():
		return r.say("ohne Betrag", "without an amount")
	}
	return ""
}

// remark marks what is not a plain payment of an invoice.
func (r *receipts) remark(x *receipt) string {
	switch {
	case x.invoice == nil && x.Invoice.ID == 0:
		return r.say("ohne Rechnung", "without invoice")
	case x.invoice == nil:
		return r.say("Rechnung nicht in MOCO lesbar", "invoice can't be read from MOCO")
	case x.PaidTotal.Currency != x.invoice.Currency:
		return r.say("andere Währung als die Rechnung", "other currency than the invoice")
	case x.invoice.WasReversed():
		return r.say("Rechnung storniert", "invoice reversed")
	case x.invoice.IsReversal():
		return r.say("Stornorechnung", "reversal")
	case x.rest.Minor < 0 && x.invoice.GrossTotal.Minor >= 0:
		return r.say("Überzahlung", "overpaid")
	case x.PaidTotal.Minor < 0 && x.invoice.GrossTotal.Minor < 0:
		return r.say("Gutschrift ausgezahlt", "credit paid out")
	case x.PaidTotal.Minor < 0:
		return r.say("Rückzahlung", "paid back")
	case x.writtenOff():
		return r.say("Rest ausgebucht (in MOCO bezahlt)", "rest written off (paid in MOCO)")
	}
	return ""
}

// late is the number of days from the due date to the payment, below zero if it
// came before; ok is false without a due date, and for money that went back.
func (x *receipt) late() (days int, ok bool) {
	if x.invoice == nil || x.invoice.DueDate.IsZero() || x.PaidTotal.Minor <= 0 {
		return 0, false
	}
	return x.Date.Sub(x.invoice.DueDate), true
}

// summary is one paragraph for the message beside the file.
func (r *receipts) summary() string {
	var all billing.Totals
	for _, c := range r.currencies {
		all = append(all, c.all.sum)
	}
	l := r.Language
	if l == billing.English {
		return fmt.Sprintf("%s, %s received.", plural(len(r.rows), "payment", "payments"), all.Format(l))
	}
	return fmt.Sprintf("%s, %s eingegangen.", plural(len(r.rows), "Zahlung", "Zahlungen"), all.Format(l))
}
