package exporters

import (
	"cmp"
	"iter"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// dataSheet holds one invoice a row. Everything else in the book is computed
// from it.
func (l *invoiceList) dataSheet() Sheet {
	s := Sheet{
		Key: "invoices", Name: l.say("Rechnungen", "Invoices"), Table: "tblRechnungen", Frozen: 2,
		Columns: l.columns(),
		Rows:    l.data(&changes{}),
	}
	for _, c := range l.currencies {
		row := make([]Cell, len(s.Columns))
		row[0] = text(l.totalLabel(c.currency))
		row[s.column("currency")] = text(c.currency)
		for column, m := range map[string]billing.Money{"net": c.all.net, "gross": c.all.gross, "paid": c.all.paid, "open": c.all.open} {
			row[s.column(column)] = money(m).from(l.total("invoices", column, c.currency))
		}
		s.Totals = append(s.Totals, looking(Total, row...))
	}
	return s
}

func (l *invoiceList) columns() []Column {
	col := l.col
	cols := []Column{
		col("invoice", Link, "Rechnung", "Invoice", "Rechnungsnummer, mit Verweis auf die Rechnung in MOCO; Entwürfe haben nur eine Kennung", "invoice number, linked to the invoice in MOCO; drafts have an id only"),
		col("title", Text, "Titel", "Title", "Titel der Rechnung", "the invoice's title"),
		col("name", Text, "Kunde", "Customer", "Name des Kunden in MOCO", "the customer's name in MOCO"),
		col("number", Text, "Kunden-Nr.", "Customer no.", "Kundennummer, ein Text", "customer number, a text"),
		col("project", Text, "Projekt", "Project", "Projekt der Rechnung, falls sie eines hat", "the invoice's project, if it has one"),
		col("date", Date, "Datum", "Date", "Rechnungsdatum", "date of the invoice"),
		col("due", Date, "Fällig am", "Due", "Ende der Zahlungsfrist laut Rechnung", "end of the term that the invoice gives"),
		col("from", Date, "Leistung von", "Service from", "Beginn des Leistungszeitraums", "first day of the service period"),
		col("to", Date, "Leistung bis", "Service to", "Ende des Leistungszeitraums", "last day of the service period"),
		col("status", Text, "Status", "Status", "Status in MOCO", "status in MOCO"),
		col("note", Text, "Hinweis", "Remark", "Stornorechnung, storniert, Inkasso", "reversal, reversed, at the collection agency"),
		col("currency", Text, "Whg.", "Currency", "Währung der Rechnung; Summen über zwei Währungen gibt es nicht", "the invoice's currency; there are no sums over two currencies"),
		col("net", Money, "Netto", "Net", "Nettobetrag", "net total"),
		col("gross", Money, "Brutto", "Gross", "Bruttobetrag", "gross total"),
		col("paid", Money, "Bezahlt", "Paid", "Zahlungen in der Währung der Rechnung, bis zum Datenstand", "payments in the invoice's currency, up to the time of the data"),
		col("open", Money, "Offen", "Open", "was noch zu zahlen ist; 0, wenn sie keine Forderung ist (Entwurf, ignoriert, storniert, bezahlt)", "what is still to be paid; 0 if it is no claim (draft, ignored, reversed, paid)"),
		col("items", Int, "Positionen", "Items", "Zahl der Positionen; leer, wenn sie noch nicht gelesen sind", "number of items; empty if they were not read yet"),
		col("tags", Text, "Schlagworte", "Tags", "Schlagworte der Rechnung in MOCO", "the invoice's tags in MOCO"),
		col("owner", Text, "Zuständig", "Owner", "Person der Rechnung in MOCO, sonst die des Kunden", "the invoice's person in MOCO, else the customer's"),
		col("id", Int, "MOCO-Rechnung", "MOCO invoice", "Kennung der Rechnung in MOCO", "the invoice's id in MOCO"),
	}
	for i := range cols {
		switch cols[i].Key {
		case "name", "title", "project", "tags":
			cols[i].Wrap = true
		}
	}
	return cols
}

// data walks the rows; c counts the texts that had to be changed.
func (l *invoiceList) data(c *changes) iter.Seq[[]Cell] {
	return func(yield func([]Cell) bool) {
		for _, x := range l.rows {
			if !yield(l.row(x, c)) {
				return
			}
		}
	}
}

func (l *invoiceList) row(x *billed, c *changes) []Cell {
	own := func(s string) Cell { return text(l.clean(s, c)) }
	customer, project := cmp.Or(x.customer, &billing.Company{}), cmp.Or(x.project, &billing.Project{})
	var items Cell
	if x.items != nil {
		n := 0
		for _, i := range x.items.Items {
			if i.Type == billing.ItemBilled {
				n++
			}
		}
		items = count(n)
	}
	return []Cell{
		l.invoice(x.ID, x.Identifier, c), own(x.Title), own(customer.Name), own(customer.Identifier), own(project.Name),
		date(x.Date), date(x.DueDate), date(x.ServicePeriodFrom), date(x.ServicePeriodTo), own(statusWord(l.Language, x.Status)), text(l.remark(x)),
		text(x.Currency), money(x.NetTotal), money(x.GrossTotal), money(x.paid), money(x.open),
		items, own(strings.Join(x.Tags, ", ")), own(cmp.Or(x.User.Name(), x.InternalContact.Name(), customer.User.Name())), count(int(x.ID)),
	}
}

func (l *invoiceList) remark(x *billed) string {
	switch {
	case x.IsReversal():
		return l.say("Stornorechnung", "reversal")
	case x.WasReversed():
		return l.say("storniert", "reversed")
	case x.DebtCollection.ID != 0:
		return l.say("Inkasso", "at the collection agency")
	}
	return ""
}
