package exporters

import (
	"cmp"
	"iter"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// dataSheet holds one reminder a row. Everything else in the book is computed
// from it.
func (l *letters) dataSheet() Sheet {
	s := Sheet{
		Key: "reminders", Name: l.say("Mahnungen", "Reminders"), Table: "tblMahnungen", Frozen: 2,
		Columns: l.columns(),
		Rows:    l.data(&changes{}),
	}
	for _, c := range l.currencies {
		if c.open.rows == 0 {
			continue
		}
		row := make([]Cell, len(s.Columns))
		row[0] = text(l.totalLabel(c.currency))
		row[s.column("currency")] = text(c.currency)
		row[s.column("open")] = money(c.open.sum).from(l.total("reminders", "open", c.currency))
		row[s.column("fee")] = money(c.fees).from(l.total("reminders", "fee", c.currency))
		s.Totals = append(s.Totals, looking(Total, row...))
	}
	return s
}

func (l *letters) columns() []Column {
	col := l.col
	cols := []Column{
		col("sent", Date, "Versendet am", "Sent", "Datum der Mahnung in MOCO", "date of the reminder in MOCO"),
		col("invoice", Link, "Rechnung", "Invoice", "Rechnungsnummer, mit Verweis auf die Rechnung in MOCO", "invoice number, linked to the invoice in MOCO"),
		col("name", Text, "Kunde", "Customer", "Name des Kunden in MOCO", "the customer's name in MOCO"),
		col("number", Text, "Kunden-Nr.", "Customer no.", "Kundennummer, ein Text", "customer number, a text"),
		col("level", Int, "Stufe", "Level", "Mahnstufe laut Kennzeichen im Schreiben, sonst die wievielte Mahnung der Rechnung", "level by the reference in the letter, else its place among the invoice's reminders"),
		col("title", Text, "Titel", "Title", "Überschrift der Mahnung", "the reminder's title"),
		col("currency", Text, "Whg.", "Currency", "Währung der Rechnung; Summen über zwei Währungen gibt es nicht", "the invoice's currency; there are no sums over two currencies"),
		col("open", Money, "Offen bei Versand", "Open when sent", "was offen war; bei Mahnungen von Hand: Brutto abzüglich der Zahlungen vor dem Tag", "what was open; of reminders by hand: gross less what was paid before the day"),
		col("fee", Money, "Gebühr", "Fee", "Mahngebühr", "the reminder's fee"),
		col("term", Date, "Zahlbar bis", "Payable until", "Frist, die die Mahnung setzt", "the term that the reminder gives"),
		col("to", Text, "An", "To", "Empfänger, wie MOCO sie beim Versand genannt hat; leer bei Mahnungen von Hand", "recipients as MOCO named them; empty for reminders by hand"),
		col("rule", Text, "Regel", "Rule", "Regel, die gemahnt hat", "the rule that asked for it"),
		col("run", Text, "Lauf", "Run", "Lauf, in dem sie verschickt wurde", "the run that sent it"),
		col("approved", Text, "Freigabe durch", "Released by", "wer sie freigegeben hat", "who released it"),
		col("result", Text, "Ergebnis", "Result", "bezahlt, nächste Stufe, offen, oder keine Forderung mehr (storniert, ignoriert, Inkasso)", "paid, next level, open, or no claim any more (reversed, ignored, at the agency)"),
		col("resultOn", Date, "Ergebnis am", "Result on", "Tag der Zahlung oder der nächsten Mahnung", "day of the payment, or of the next reminder"),
		col("inTerm", Text, "In der Frist", "Within the term", "ja, wenn bis zum Ende der gesetzten Frist gezahlt wurde", "yes if it was paid by the end of the term"),
		col("crossed", Text, "Gekreuzt", "Crossed", "ja, wenn eine Zahlung schon da war oder binnen 24 Stunden kam", "yes if a payment was there already, or came within 24 hours"),
		col("note", Text, "Hinweis", "Remark", "wenn MOCO die Mahnung nicht (mehr) hat: warum", "if MOCO does not have the reminder: why"),
		col("id", Int, "MOCO-Mahnung", "MOCO reminder", "Kennung der Mahnung in MOCO", "the reminder's id in MOCO"),
	}
	for i := range cols {
		switch cols[i].Key {
		case "name", "title", "to":
			cols[i].Wrap = true
		}
	}
	return cols
}

// data walks the rows; c counts the texts that had to be changed.
func (l *letters) data(c *changes) iter.Seq[[]Cell] {
	return func(yield func([]Cell) bool) {
		for _, x := range l.rows {
			if !yield(l.row(x, c)) {
				return
			}
		}
	}
}

// missing says why MOCO's list has no reminder that we have sent.
func (l *letters) missing(x *letter) string {
	if !l.ReadAt.IsZero() && x.ours.SentAt.After(l.ReadAt) {
		return l.say("nach dem Datenstand verschickt", "sent after the data was read")
	}
	return l.say("in MOCO gelöscht", "deleted in MOCO")
}

func (l *letters) row(x *letter, c *changes) []Cell {
	own := func(s string) Cell { return text(l.clean(s, c)) }
	invoice, customer, ours, title, note := "", &billing.Company{}, &Letter{Rule: l.byHand()}, "", ""
	if x.invoice != nil {
		invoice = x.invoice.Identifier
	}
	if x.customer != nil {
		customer = x.customer
	}
	if x.ours != nil {
		ours, title = x.ours, x.ours.Title
	}
	if x.reminder != nil {
		invoice, title = cmp.Or(invoice, x.reminder.Invoice.Identifier), x.reminder.Title
	} else {
		note = l.missing(x)
	}
	return []Cell{
		date(x.sent), l.invoice(x.invoiceID, invoice, c), own(customer.Name), own(customer.Identifier), count(x.level), own(title),
		text(x.open.Currency), money(x.open), money(x.fee), date(x.term), own(strings.Join(ours.To, ", ")),
		own(ours.Rule), own(ours.Run), own(ours.ApprovedBy), text(l.resultWord(x.result)), date(x.resultOn),
		text(l.yes(x.inTerm)), text(l.yes(x.crossed)), text(note), count(int(x.id)),
	}
}
