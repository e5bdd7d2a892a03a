package exporters

import (
	"fmt"
	"iter"
)

// ageingSheet has one row a customer and currency: how old his debts are.
func (d *debts) ageingSheet() Sheet {
	s := Sheet{
		Key: "ageing", Name: d.say("Fälligkeit", "Ageing"), Frozen: 1,
		Columns: []Column{
			{Key: "name", Title: d.say("Kunde", "Customer"), Type: Text, Wrap: true},
			{Key: "number", Title: d.say("Kunden-Nr.", "Customer no."), Type: Text},
			{Key: "currency", Title: d.say("Whg.", "Currency"), Type: Text},
		},
		Rows: d.ageingRows(),
	}
	for i, b := range buckets() {
		s.Columns = append(s.Columns, Column{Key: bucketKey(i), Title: b.title(d.Language), Type: Money, Warn: b.warn()})
	}
	s.Columns = append(s.Columns,
		Column{Key: "total", Title: d.say("Gesamt", "Total"), Type: Money},
		Column{Key: "customer", Title: d.say("MOCO-Kunde", "MOCO customer"), Type: Int},
	)
	for _, c := range d.currencies {
		row := []Cell{text(d.totalLabel(c.currency)), {}, text(c.currency)}
		for i := range c.buckets {
			row = append(row, money(c.buckets[i].sum).from(d.total("ageing", bucketKey(i), c.currency)))
		}
		row = append(row, money(c.open).from(d.total("ageing", "total", c.currency)), Cell{})
		s.Totals = append(s.Totals, looking(Total, row...))
	}
	return s
}

// bucketKey is the key of a class's column.
func bucketKey(i int) string { return fmt.Sprintf("bucket%d", i) }

// ageingRows walks the customers, currency by currency, the largest first.
func (d *debts) ageingRows() iter.Seq[[]Cell] {
	return func(yield func([]Cell) bool) {
		for _, c := range d.currencies {
			for _, k := range c.customers {
				if !yield(d.ageingRow(c, k)) {
					return
				}
			}
		}
	}
}

func (d *debts) ageingRow(c *perCurrency, k *perCustomer) []Cell {
	ignore := &changes{} // counted where the same texts stand on the data sheet
	row := []Cell{text(d.clean(k.name, ignore)), text(d.clean(k.number, ignore)), text(c.currency)}
	for i, class := range buckets() {
		cell := money(k.buckets[i])
		if !d.byValue {
			// By MOCO's id, never by name or number: "=", "*" and "007" in a
			// criterion do not mean themselves.
			where := append([]Where{{Column: "customer", Own: "customer"}}, d.in(c.currency)...)
			cell.Formula = Sum{"items", "open", append(where, class.where("days")...)}
		}
		row = append(row, cell)
	}
	total := money(k.open).look(Label)
	if !d.byValue {
		total.Formula = Across{bucketKey(0), bucketKey(len(buckets()) - 1)}
	}
	return append(row, total, count(int(k.id)))
}
