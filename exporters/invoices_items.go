package exporters

import (
	"cmp"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// itemsSheet holds one item a row. Without any that was read, it says why.
func (l *invoiceList) itemsSheet() Sheet {
	s := Sheet{Key: "items", Name: l.say("Positionen", "Items")}
	if l.read == 0 {
		s.Blocks = []Block{{Rows: [][]Cell{
			{text(s.Name).look(Title)},
			{text(l.say("Die Positionen der Rechnungen wurden noch nicht gelesen.", "The items of the invoices were not read yet.")).look(Label)},
			{text(l.say("MOCO gibt sie nur mit der einzelnen Rechnung heraus. Der Job dieser Auswertung liest sie, wenn unter pull: auch invoice_items steht.",
				"MOCO gives them with a single invoice only. The job of this export reads them if invoice_items stands under pull:."))},
		}}}
		return s
	}
	s.Table, s.Frozen, s.Columns, s.Rows = "tblPositionen", 2, l.itemColumns(), l.itemRows(&changes{})
	for _, c := range l.currencies {
		row := make([]Cell, len(s.Columns))
		row[0] = text(l.totalLabel(c.currency))
		row[s.column("currency")] = text(c.currency)
		row[s.column("net")] = number(c.items, billing.MinorDigits(c.currency)).from(l.total("items", "net", c.currency))
		s.Totals = append(s.Totals, looking(Total, row...))
	}
	return s
}

func (l *invoiceList) itemColumns() []Column {
	col := l.col
	cols := []Column{
		col("invoice", Link, "Rechnung", "Invoice", "Rechnungsnummer, mit Verweis auf die Rechnung in MOCO", "invoice number, linked to the invoice in MOCO"),
		col("name", Text, "Kunde", "Customer", "Name des Kunden in MOCO", "the customer's name in MOCO"),
		col("date", Date, "Datum", "Date", "Rechnungsdatum", "date of the invoice"),
		col("place", Int, "Pos.", "No.", "die wievielte Position der Rechnung", "its place among the invoice's items"),
		col("title", Text, "Bezeichnung", "Title", "Bezeichnung der Position", "the item's title"),
		col("description", Text, "Beschreibung", "Description", "Beschreibung der Position", "the item's description"),
		col("quantity", Number, "Menge", "Quantity", "Menge", "quantity"),
		col("unit", Text, "Einheit", "Unit", "Einheit der Menge", "the quantity's unit"),
		col("price", Number, "Einzelpreis", "Unit price", "Preis je Einheit", "price of a unit"),
		col("currency", Text, "Whg.", "Currency", "Währung der Rechnung", "the invoice's currency"),
		col("net", Number, "Netto", "Net", "Netto der Position, vor dem Rabatt der Rechnung", "the item's net, before the invoice's discount"),
		col("discount", Number, "Rabatt %", "Discount %", "Rabatt der Rechnung in Prozent", "the invoice's discount in per cent"),
		col("optional", Text, "Optional", "Optional", "ja, wenn sie nur angeboten und nicht berechnet ist", "yes if it is offered only, not billed"),
		col("expense", Text, "Auslage", "Expense", "ja, wenn es eine Auslage ist", "yes if it is an expense"),
		col("category", Text, "Erlöskategorie", "Revenue category", "Erlöskategorie der Position", "the item's revenue category"),
		col("id", Int, "MOCO-Position", "MOCO item", "Kennung der Position in MOCO", "the item's id in MOCO"),
	}
	for i := range cols {
		switch cols[i].Key {
		case "name", "title", "description", "category":
			cols[i].Wrap = true
		}
	}
	return cols
}

// itemRows walks the items; c counts the texts that had to be changed.
func (l *invoiceList) itemRows(c *changes) iter.Seq[[]Cell] {
	return func(yield func([]Cell) bool) {
		for _, x := range l.items {
			if !yield(l.itemRow(x, c)) {
				return
			}
		}
	}
}

func (l *invoiceList) itemRow(x *billedItem, c *changes) []Cell {
	own := func(s string) Cell { return text(l.clean(s, c)) }
	inv, digits := x.invoice, billing.MinorDigits(x.invoice.Currency)
	customer := cmp.Or(inv.customer, &billing.Company{})
	return []Cell{
		l.invoice(inv.ID, inv.Identifier, c), own(customer.Name), date(inv.Date), count(x.place), own(x.Title), own(billing.PlainText(x.Description)),
		number(x.Quantity, 2), own(x.Unit), number(x.UnitPrice, digits), text(inv.Currency), number(x.NetTotal, digits), number(inv.Discount, 1),
		text(l.yes(x.Optional)), text(l.yes(x.Additional || x.ServiceType == "expense")), own(x.RevenueCategory.Name), count(int(x.ID)),
	}
}
