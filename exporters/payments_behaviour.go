package exporters

import "iter"

// behaviourSheet has one row a customer and currency: how he pays.
func (r *receipts) behaviourSheet() Sheet {
	s := Sheet{
		Key: "behaviour", Name: r.say("Zahlungsverhalten", "Paying behaviour"), Table: "tblZahlungsverhalten", Frozen: 1,
		Columns: []Column{
			{Key: "name", Title: r.say("Kunde", "Customer"), Type: Text, Wrap: true},
			{Key: "number", Title: r.say("Kunden-Nr.", "Customer no."), Type: Text},
			{Key: "currency", Title: r.say("Whg.", "Currency"), Type: Text},
			{Key: "count", Title: r.say("Zahlungen", "Payments"), Type: Int},
			{Key: "amount", Title: r.say("Betrag", "Amount"), Type: Money},
			{Key: "mean", Title: r.say("Ø Tage verspätet", "Mean days late"), Type: Number, Warn: WarnDays},
			{Key: "median", Title: r.say("Median Tage verspätet", "Median days late"), Type: Number, Warn: WarnDays},
			{Key: "punctual", Title: r.say("davon pünktlich", "On time"), Type: Percent},
			{Key: "last", Title: r.say("Letzte Zahlung", "Last payment"), Type: Date},
			{Key: "customer", Title: r.say("MOCO-Kunde", "MOCO customer"), Type: Int},
		},
		Rows: r.behaviour(),
	}
	for _, c := range r.currencies {
		row := make([]Cell, len(s.Columns))
		row[0] = text(r.totalLabel(c.currency))
		row[s.column("currency")] = text(c.currency)
		row[s.column("count")] = count(c.all.rows).from(r.total("behaviour", "count", c.currency))
		row[s.column("amount")] = money(c.all.sum).from(r.total("behaviour", "amount", c.currency))
		s.Totals = append(s.Totals, looking(Total, row...))
	}
	return s
}

// behaviour walks the customers, currency by currency, the best paying first.
func (r *receipts) behaviour() iter.Seq[[]Cell] {
	return func(yield func([]Cell) bool) {
		for _, c := range r.currencies {
			for _, k := range c.customers {
				if !yield(r.customerRow(c, k)) {
					return
				}
			}
		}
	}
}

// customerRow has no mean and median if none of the customer's payments has a
// due date to be measured against.
func (r *receipts) customerRow(c *received, k *payer) []Cell {
	ignore := &changes{} // counted where the same texts stand on the data sheet
	rows, amount := count(k.all.rows), money(k.all.sum)
	if !r.byValue {
		where := append([]Where{{Column: "customer", Own: "customer"}}, r.in(c.currency)...)
		rows, amount = rows.from(Rows{"payments", "id", where}), amount.from(Sum{"payments", "amount", where})
	}
	name := r.clean(k.name, ignore)
	if k.id == 0 {
		name = r.say("(ohne Rechnung)", "(without invoice)")
	}
	row := []Cell{text(name), text(r.clean(k.number, ignore)), text(c.currency), rows, amount, {}, {}, {}, date(k.last), count(int(k.id))}
	if len(k.days) > 0 {
		row[5], row[6] = number(meanDays(k.days), 1), number(medianDays(k.days), 1)
		row[7] = Cell{Type: Percent, Int: int64(k.onTime), Of: int64(len(k.days))}
	}
	return row
}
