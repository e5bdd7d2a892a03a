package exporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// letters is what the workbook of reminders is made of.
type letters struct {
	frame
	rows       []*letter // in the order of their days
	resting    []*plan.Verdict
	out        reasons // MOCO's reminders that the book leaves out
	left       int     // how many those are
	gone       int     // rows that MOCO no longer has
	currencies []*dunned
	rules      []*crossing
}

// letter is a reminder that a customer got.
type letter struct {
	reminder  *billing.Reminder // nil if it was deleted in MOCO since
	ours      *Letter           // nil if it was made by hand
	invoice   *billing.Invoice  // nil if MOCO no longer has it
	customer  *billing.Company  // nil if not known
	invoiceID billing.ID
	id        billing.ID
	sent      billing.Date
	level     int
	open, fee billing.Money
	term      billing.Date
	result    result
	resultOn  billing.Date
	inTerm    bool // paid by the end of the term that it gave
	crossed   bool // the payment was on its way, or there already
	judged    bool // a day has passed since, or it crossed
}

// reminders makes the book "reminders sent, and who was left alone".
func reminders(in Input) (Book, error) {
	l := &letters{frame: frame{Input: in}}
	if err := l.collect(); err != nil {
		return Book{}, err
	}
	l.rest()
	if err := l.add(); err != nil {
		return Book{}, err
	}
	for range l.data(&l.changed) {
		continue // counts the texts that had to be changed, for the last sheet
	}
	title := l.titled("Mahnungen", "Reminders")
	b := Book{
		Title: title, Period: l.span(), Summary: l.summary(),
		Control: in.say("Kontrolle: Übersicht − Mahnungen = 0,00", "Control: Overview − Reminders = 0.00"),
		Sheets:  []Sheet{l.overviewSheet(title), l.restingSheet(), l.dataSheet(), l.infoSheet()},
		Check:   Check{Sheet: "reminders", Amount: "open", Currency: "currency", Rows: len(l.rows)},
	}
	var fees billing.Totals
	var err error
	for _, x := range l.rows {
		if b.Check.Totals, err = b.Check.Totals.Plus(x.open); err != nil {
			return Book{}, err
		}
		if fees, err = fees.Plus(x.fee); err != nil {
			return Book{}, err
		}
	}
	b.Figures = []Figure{{in.say("offen bei Versand", "open when sent"), b.Check.Totals}, {in.say("Gebühren", "fees"), fees}}
	return b, nil
}

// collect takes MOCO's sent reminders of the period, joins them with what the
// ledger knows, and adds those that MOCO no longer has.
func (l *letters) collect() error {
	ours := make(map[billing.ID]*Letter, len(l.Letters))
	for i := range l.Letters {
		ours[l.Letters[i].Reminder] = &l.Letters[i]
	}
	invoices := byID(l.Snapshot.Invoices, func(i *billing.Invoice) billing.ID { return i.ID })
	companies := byID(l.Snapshot.Companies, func(c *billing.Company) billing.ID { return c.ID })
	byInvoice := map[billing.ID][]*letter{}
	join := func(x *letter) {
		if x.invoice = invoices[x.invoiceID]; x.invoice != nil {
			x.customer = companies[x.invoice.CustomerID]
		}
		byInvoice[x.invoiceID] = append(byInvoice[x.invoiceID], x)
	}
	for i := range l.Snapshot.Reminders {
		r := &l.Snapshot.Reminders[i]
		x := &letter{reminder: r, ours: ours[r.ID], invoiceID: r.Invoice.ID, id: r.ID, sent: r.Date, term: r.DueDate}
		delete(ours, r.ID)
		switch {
		case r.Status != billing.ReminderSent:
			l.leave(l.say("nicht versendet", "not sent"))
		case x.ours != nil && x.ours.Trial:
			l.leave(l.say("Probebetrieb: nicht an den Kunden", "trial: not to the customer"))
		default:
			join(x)
		}
	}
	for i := range l.Letters {
		o := &l.Letters[i]
		if ours[o.Reminder] != o || o.Trial || o.SentAt.IsZero() {
			continue
		}
		sent := billing.DateOf(o.SentAt)
		join(&letter{ours: o, invoiceID: o.InvoiceID, id: o.Reminder, sent: sent, term: sent.AddDays(o.PayWithin)})
	}
	for range l.broken("reminders") {
		l.leave(l.say("nicht lesbar", "can't be read"))
	}
	return l.judge(byInvoice)
}

// leave counts a reminder of MOCO that is not contained.
func (l *letters) leave(why string) {
	l.left++
	_ = l.out.add(why, billing.Money{}) // without an amount, which always fits
}

// judge gives each invoice's letters their levels, amounts and results, and
// keeps those of the period.
func (l *letters) judge(byInvoice map[billing.ID][]*letter) error {
	payments := map[billing.ID][]*billing.Payment{}
	for i := range l.Snapshot.Payments {
		p := &l.Snapshot.Payments[i]
		payments[p.Invoice.ID] = append(payments[p.Invoice.ID], p)
	}
	for id, all := range byInvoice {
		slices.SortFunc(all, func(a, b *letter) int { return cmp.Or(a.sent.Compare(b.sent), cmp.Compare(a.id, b.id)) })
		slices.SortStableFunc(payments[id], func(a, b *billing.Payment) int { return a.Date.Compare(b.Date) })
		for i, x := range all {
			var next *letter
			if i+1 < len(all) {
				next = all[i+1]
			}
			x.level = l.levelOf(x, i+1)
			if err := x.amounts(payments[id]); err != nil {
				return fmt.Errorf("reminder %d: %w", x.id, err)
			}
			x.becomes(next, payments[id])
			x.watch(payments[id], l.ReadAt, l.Today)
		}
		l.keep(all)
	}
	slices.SortFunc(l.rows, func(a, b *letter) int { return cmp.Or(a.sent.Compare(b.sent), cmp.Compare(a.id, b.id)) })
	return nil
}

// keep takes the letters of the period into the book.
func (l *letters) keep(all []*letter) {
	for _, x := range all {
		switch {
		case !x.sent.IsZero() && l.contains(x.sent) && x.open.Known():
			l.rows = append(l.rows, x)
			if x.reminder == nil {
				l.gone++
			}
		case x.reminder == nil: // MOCO does not count it
		case x.sent.IsZero():
			l.leave(l.say("ohne Datum", "without a date"))
		case !l.contains(x.sent):
			l.leave(l.say("außerhalb des Zeitraums", "outside the period"))
		default:
			l.leave(l.say("Rechnung nicht in MOCO lesbar", "invoice can't be read from MOCO"))
		}
	}
}

// levelOf is the level that a reminder's reference names, or else its place
// among the invoice's sent reminders: MOCO keeps no level.
func (l *letters) levelOf(x *letter, place int) int {
	switch {
	case x.ours != nil:
		return x.ours.Level
	case x.invoice == nil:
		return place
	}
	return cmp.Or(x.reminder.ReferencedLevel(x.invoice.Identifier), place)
}

// rest are the invoices that got no reminder in this run although they are
// overdue, or that a person must look at, the longest overdue first.
func (l *letters) rest() {
	for i := range l.Verdicts {
		switch v := &l.Verdicts[i]; v.Outcome {
		case plan.OutcomeLeftAlone, plan.OutcomeHold, plan.OutcomeNoRule:
			l.resting = append(l.resting, v)
		}
	}
	slices.SortStableFunc(l.resting, func(a, b *plan.Verdict) int {
		return cmp.Or(cmp.Compare(b.DaysOverdue, a.DaysOverdue), cmp.Compare(a.Identifier, b.Identifier), cmp.Compare(a.InvoiceID, b.InvoiceID))
	})
}

// amounts are what was open when the reminder was sent, and its fee. Of one
// that was made by hand, what was paid before its day is taken off.
func (x *letter) amounts(payments []*billing.Payment) (err error) {
	if x.ours != nil && x.ours.Open.Known() {
		x.open, x.fee = x.ours.Open, x.ours.Fee
		if !x.fee.Known() {
			x.fee = billing.Money{Currency: x.open.Currency}
		}
		return nil
	}
	if x.invoice == nil || !x.invoice.GrossTotal.Known() {
		return nil
	}
	x.open = x.invoice.GrossTotal
	for _, p := range payments {
		if p.Date.Before(x.sent) && p.PaidTotal.Currency == x.open.Currency {
			if x.open, err = x.open.Sub(p.PaidTotal); err != nil {
				return err
			}
		}
	}
	if x.reminder != nil {
		x.fee, err = billing.NewMoney(x.reminder.Fee, x.open.Currency)
	}
	return err
}

// summary is one paragraph for the message beside the file.
func (l *letters) summary() string {
	var all billing.Totals
	for _, c := range l.currencies {
		all = append(all, c.open.sum)
	}
	if l.Language == billing.English {
		return fmt.Sprintf("%s on %s; %s left alone.", plural(len(l.rows), "reminder", "reminders"), all.Format(l.Language), plural(len(l.resting), "invoice", "invoices"))
	}
	return fmt.Sprintf("%s über %s; %s nicht gemahnt.", plural(len(l.rows), "Mahnung", "Mahnungen"), all.Format(l.Language), plural(len(l.resting), "Rechnung", "Rechnungen"))
}
