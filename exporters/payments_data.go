package exporters

import (
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// dataSheet holds one payment a row. Everything else in the book is computed
// from it.
func (r *receipts) dataSheet() Sheet {
	s := Sheet{
		Key: "payments", Name: r.say("Eingänge", "Payments"), Table: "tblZahlungen", Frozen: 2,
		Columns: r.columns(),
		Rows:    r.data(&changes{}),
	}
	for _, c := range r.currencies {
		row := make([]Cell, len(s.Columns))
		row[0] = text(r.totalLabel(c.currency))
		row[s.column("currency")] = text(c.currency)
		row[s.column("amount")] = money(c.all.sum).from(r.total("payments", "amount", c.currency))
		row[s.column("account")] = number(c.account, 2).from(r.total("payments", "account", c.currency))
		s.Totals = append(s.Totals, looking(Total, row...))
	}
	return s
}

func (r *receipts) columns() []Column {
	col := r.col
	cols := []Column{
		col("date", Date, "Datum", "Date", "Tag des Zahlungseingangs", "day of the payment"),
		col("invoice", Link, "Rechnung", "Invoice", "Rechnungsnummer, mit Verweis auf die Rechnung in MOCO; leer bei Zahlungen ohne Rechnung", "invoice number, linked to the invoice in MOCO; empty for payments without one"),
		col("name", Text, "Kunde", "Customer", "Name des Kunden in MOCO", "the customer's name in MOCO"),
		col("number", Text, "Kunden-Nr.", "Customer no.", "Kundennummer, ein Text", "customer number, a text"),
		col("currency", Text, "Whg.", "Currency", "Währung der Zahlung; Summen über zwei Währungen gibt es nicht", "the payment's currency; there are no sums over two currencies"),
		col("amount", Money, "Betrag", "Amount", "gezahlter Betrag in der Währung der Zahlung; Rückzahlungen sind negativ", "amount paid in the payment's currency; what was paid back is negative"),
		col("account", Number, "Betrag in Kontowährung", "Amount in account currency", "von MOCO umgerechnet", "converted by MOCO"),
		col("billed", Date, "Rechnungsdatum", "Invoice date", "Datum der Rechnung", "date of the invoice"),
		col("due", Date, "Fällig am", "Due", "Ende der Zahlungsfrist laut Rechnung", "end of the term that the invoice gives"),
		col("took", Int, "Tage bis Zahlung", "Days to payment", "Tage vom Rechnungsdatum bis zur Zahlung", "days from the invoice's date to the payment"),
		col("late", Int, "Tage verspätet", "Days late", "Tage von der Fälligkeit bis zur Zahlung; unter 0: vor der Fälligkeit; leer ohne Fälligkeit und bei Rückzahlungen", "days from the due date to the payment; below 0: before it; empty without a due date, and if it was paid back"),
		col("part", Text, "Teilzahlung", "Part payment", "ja, wenn nach der Zahlung noch etwas offen blieb", "yes if something stayed open after it"),
		col("rest", Money, "Rest", "Rest", "was nach der Zahlung offen blieb, in der Währung der Rechnung; unter 0: überzahlt", "what was open after it, in the invoice's currency; below 0: overpaid"),
		col("note", Text, "Hinweis", "Remark", "ohne Rechnung, Überzahlung, Rückzahlung und anderes, was keine gewöhnliche Zahlung ist", "without invoice, overpaid, paid back, and whatever is no plain payment"),
		col("description", Text, "Beschreibung", "Description", "Beschreibung der Zahlung in MOCO", "the payment's description in MOCO"),
		col("customer", Int, "MOCO-Kunde", "MOCO customer", "Kennung des Kunden in MOCO, 0 ohne; das Blatt Zahlungsverhalten rechnet damit", "the customer's id in MOCO, 0 without; the sheet on paying behaviour computes with it"),
		col("id", Int, "MOCO-Zahlung", "MOCO payment", "Kennung der Zahlung in MOCO", "the payment's id in MOCO"),
	}
	for i := range cols {
		switch cols[i].Key {
		case "late":
			cols[i].Warn = WarnDays
		case "name", "note", "description":
			cols[i].Wrap = true
		}
	}
	return cols
}

// data walks the rows; c counts the texts that had to be changed.
func (r *receipts) data(c *changes) iter.Seq[[]Cell] {
	return func(yield func([]Cell) bool) {
		for _, x := range r.rows {
			if !yield(r.row(x, c)) {
				return
			}
		}
	}
}

func (r *receipts) row(x *receipt, c *changes) []Cell {
	own := func(s string) Cell { return text(r.clean(s, c)) }
	var invoice, took, late Cell
	inv, customer := &billing.Invoice{}, &billing.Company{}
	if x.invoice != nil {
		inv = x.invoice
	}
	if x.customer != nil {
		customer = x.customer
	}
	if x.Invoice.ID != 0 {
		invoice = r.invoice(x.Invoice.ID, x.Invoice.Identifier, c)
	}
	if !inv.Date.IsZero() {
		took = count(x.Date.Sub(inv.Date))
	}
	if days, ok := x.late(); ok {
		late = count(days)
	}
	return []Cell{
		date(x.Date), invoice, own(customer.Name), own(customer.Identifier), text(x.PaidTotal.Currency),
		money(x.PaidTotal), number(x.PaidTotalInAccountCurrency, 2),
		date(inv.Date), date(inv.DueDate), took, late,
		text(r.yes(x.part)), money(x.rest), text(x.note), own(x.Description), count(int(x.customerID())), count(int(x.ID)),
	}
}
