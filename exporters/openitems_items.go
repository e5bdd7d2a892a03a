package exporters

import (
	"iter"
	"strings"

	"github.com/mocowork/mocowork/plan"
)

// itemsSheet holds one receivable a row. Everything else in the book is
// computed from it.
func (d *debts) itemsSheet() Sheet {
	s := Sheet{
		Key: "items", Name: d.say("Offene Posten", "Open items"), Table: "tblOffenePosten", Frozen: 2,
		Columns: d.itemColumns(),
		Rows:    d.items(&changes{}),
	}
	for _, c := range d.currencies {
		row := make([]Cell, len(s.Columns))
		row[0] = text(d.totalLabel(c.currency))
		row[s.column("currency")] = text(c.currency)
		row[s.column("gross")] = money(c.gross).from(d.total("items", "gross", c.currency))
		row[s.column("paid")] = money(c.paid).from(d.total("items", "paid", c.currency))
		row[s.column("open")] = money(c.open).from(d.total("items", "open", c.currency))
		s.Totals = append(s.Totals, looking(Total, row...))
	}
	return s
}

func (d *debts) itemColumns() []Column {
	col := d.col
	cols := []Column{
		col("invoice", Link, "Rechnung", "Invoice", "Rechnungsnummer, mit Verweis auf die Rechnung in MOCO", "invoice number, linked to the invoice in MOCO"),
		col("name", Text, "Kunde", "Customer", "Name des Kunden in MOCO", "the customer's name in MOCO"),
		col("number", Text, "Kunden-Nr.", "Customer no.", "Kundennummer, ein Text", "customer number, a text"),
		col("project", Text, "Projekt", "Project", "Projekt der Rechnung, falls sie eines hat", "the invoice's project, if it has one"),
		col("date", Date, "Datum", "Date", "Rechnungsdatum", "date of the invoice"),
		col("due", Date, "Fällig am", "Due", "Ende der Zahlungsfrist laut Rechnung", "end of the term that the invoice gives"),
		col("days", Int, "Tage überfällig", "Days overdue", "Tage seit der Fälligkeit am Stichtag; 0, wenn nicht fällig", "days since the due date on the as-of date; 0 if not due"),
		col("bucket", Text, "Fälligkeit", "Bucket", "Klasse der Tage überfällig", "class of the days overdue"),
		col("currency", Text, "Whg.", "Currency", "Währung der Rechnung; Summen über zwei Währungen gibt es nicht", "the invoice's currency; there are no sums over two currencies"),
		col("gross", Money, "Brutto", "Gross", "Rechnungsbetrag brutto", "gross total of the invoice"),
		col("paid", Money, "Bezahlt", "Paid", "Zahlungen in der Währung der Rechnung: Brutto − Offen", "payments in the invoice's currency: gross less open"),
		col("open", Money, "Offen", "Open", "was noch zu zahlen ist", "what is still to be paid"),
		col("level", Int, "Mahnstufe", "Level", "höchste erreichte Mahnstufe; 0 = noch nicht gemahnt", "highest dunning level reached; 0 = not reminded yet"),
		col("last", Date, "Letzte Mahnung", "Last reminder", "Datum der letzten versendeten Mahnung", "date of the latest reminder sent"),
		col("status", Text, "Status", "Status", "Status in MOCO; ob etwas überfällig ist, sagen die Tage", "status in MOCO; whether it is overdue is said by the days"),
		col("owner", Text, "Zuständig", "Owner", "Person der Rechnung in MOCO, sonst die des Kunden", "the invoice's person in MOCO, else the customer's"),
		col("next", Text, "Nächster Schritt", "Next step", "was als Nächstes geschieht, oder warum nichts", "what happens next, or why nothing does"),
		col("remark", Text, "Bemerkung", "Remark", "Schlagworte der Rechnung in MOCO", "the invoice's tags in MOCO"),
		col("customer", Int, "MOCO-Kunde", "MOCO customer", "Kennung des Kunden in MOCO; das Blatt Fälligkeit rechnet damit", "the customer's id in MOCO; the ageing sheet computes with it"),
	}
	for i := range cols {
		switch cols[i].Key {
		case "days":
			cols[i].Warn = WarnDays
		case "name", "project", "next", "remark":
			cols[i].Wrap = true
		}
	}
	return cols
}

// items walks the rows; c counts the texts that had to be changed.
func (d *debts) items(c *changes) iter.Seq[[]Cell] {
	titles := make([]string, len(buckets()))
	for i, b := range buckets() {
		titles[i] = b.title(d.Language)
	}
	return func(yield func([]Cell) bool) {
		for _, x := range d.rows {
			if !yield(d.item(x, titles[bucketOf(x.days)], c)) {
				return
			}
		}
	}
}

func (d *debts) item(x debt, bucket string, c *changes) []Cell {
	v, inv := x.verdict, &x.item.Invoice
	own := func(s string) Cell { return text(d.clean(s, c)) }
	return []Cell{
		d.number(v, c), own(v.Customer), own(x.item.Customer.Identifier), own(x.item.Project.Name),
		date(inv.Date), date(v.Due), count(x.days), text(bucket), text(v.Open.Currency),
		money(v.Gross), money(x.paid), money(v.Open),
		count(v.Level), date(v.LastSent), own(statusWord(d.Language, v.Status)), own(owner(x)),
		own(d.nextStep(v)), own(strings.Join(inv.Tags, ", ")), count(int(v.CustomerID)),
	}
}

// number is the invoice's number, linked to the invoice in MOCO.
func (d *debts) number(v *plan.Verdict, c *changes) Cell {
	return d.invoice(v.InvoiceID, v.Identifier, c)
}

// owner is who looks after an invoice.
func owner(x debt) string {
	for _, u := range []string{x.item.Invoice.User.Name(), x.item.Invoice.InternalContact.Name(), x.item.Customer.User.Name()} {
		if u != "" {
			return u
		}
	}
	return ""
}
