package exporters

import (
	"fmt"

	"github.com/mocowork/mocowork/billing"
)

// monthsSheet has one row a month.
func (t *turnover) monthsSheet() Sheet {
	s := Sheet{Key: "months", Name: t.say("Monate", "Months"), Table: "tblMonate", Frozen: 1,
		Columns: []Column{t.col("label", Text, "Monat", "Month", "", "")}}
	for _, c := range t.shown() {
		col := Column{Key: c.key(), Title: c.title(t.Language), Type: Money}
		if c == classOtherFinance || c == classOtherCash {
			col.Title += " (!)"
		}
		s.Columns = append(s.Columns, col)
		if c == classSpent {
			s.Columns = append(s.Columns, t.col("balance", Money, "Saldo", "Balance", "", ""))
		}
	}
	s.Columns = append(s.Columns, t.col("month", Int, "Monat als Zahl", "Month as number", "", ""))
	s.Rows = func(yield func([]Cell) bool) {
		for _, m := range t.months {
			if !yield(t.monthRow(m)) {
				return
			}
		}
	}
	total := make([]Cell, len(s.Columns))
	total[0] = text(t.say("Summe", "Total"))
	for i, c := range s.Columns {
		if c.Type == Money {
			sum := billing.Money{Currency: t.currency}
			for row := range s.Rows {
				sum.Minor += row[i].Money.Minor // each of them was added up before, and fits
			}
			total[i] = money(sum).from(Shown{"months", c.Key})
		}
	}
	s.Totals = [][]Cell{looking(Total, total...)}
	return s
}

func (t *turnover) monthRow(m *perMonth) []Cell {
	row := []Cell{text(t.monthName(m.key))}
	for _, c := range t.shown() {
		where := []Where{{Column: "class", Value: c.title(t.Language)}, {Column: "month", Own: "month"}}
		row = append(row, money(m.sums[c]).look(c.look()).from(Sum{"bookings", "effect", where}))
		if c == classSpent {
			balance := billing.Money{Currency: t.currency, Minor: m.sums[classReceived].Minor + m.sums[classSpent].Minor}
			row = append(row, money(balance).look(Label).from(Across{classReceived.key(), classSpent.key()}))
		}
	}
	return append(row, count(m.key))
}

// customersSheet has the customers with the most revenue, and the rest.
func (t *turnover) customersSheet() Sheet {
	s := Sheet{
		Key: "customers", Name: t.say("Kunden", "Customers"), Table: "tblKunden", Frozen: 2,
		Columns: []Column{
			t.col("rank", Int, "Rang", "Rank", "", ""),
			t.col("name", Text, "Kunde", "Customer", "", ""),
			t.col("revenue", Money, "Umsatz netto", "Revenue net", "", ""),
			t.col("share", Percent, "Anteil", "Share", "", ""),
		},
	}
	s.Columns[1].Wrap = true
	all := billing.Money{Currency: t.currency}
	for _, k := range t.customers {
		all.Minor += k.revenue.Minor
	}
	s.Rows = func(yield func([]Cell) bool) {
		for _, k := range t.customers {
			if !yield(t.customerRow(k, all)) {
				return
			}
		}
	}
	s.Totals = [][]Cell{looking(Total, text(t.say("Summe ", "Total ")+t.currency), Cell{}, money(all).from(Shown{"customers", "revenue"}), Cell{})}
	return s
}

func (t *turnover) customerRow(k *perBuyer, all billing.Money) []Cell {
	name, look := t.clean(k.name, &changes{}), Plain
	if k.rank > topCustomers {
		name, look = fmt.Sprintf(t.say("Übrige (%d)", "Others (%d)"), k.number), Label
	}
	return []Cell{
		count(k.rank), text(name).look(look),
		money(k.revenue).look(look).from(t.inPeriodFormula([]Where{{Column: "rank", Own: "rank"}})),
		share(k.revenue, all).from(Ratio{Across{"revenue", "revenue"}, t.inPeriodFormula(nil)}),
	}
}

// infoSheet says what the book is made of, and how kinds were counted.
func (t *turnover) infoSheet() Sheet {
	kinds := t.kindsBlock() // before the notes: it counts changed texts
	filter := t.say("alle Zeilen der Berichte", "all rows of the reports")
	return Sheet{Key: "info", Name: "Info", Blocks: []Block{
		t.origin(t.say("Zeitraum", "Period"), t.span(), filter),
		t.counts(t.say("Zeilen der Berichte", "Rows of the reports"), len(t.rows)+t.lost, t.lost, count(len(t.rows)).from(Rows{"bookings", "month", nil})),
		kinds,
		t.notes(append(t.moneyNotes(), t.missing()...)...),
		t.columnNotes(t.bookingColumns()),
	}}
}

// missing says which comparisons have no figures, and what dates are planned.
func (t *turnover) missing() (out []string) {
	if t.has(reportCashflow) {
		out = append(out, t.say(
			"Cashflow mit einem Datum nach dem Stichtag ist geplant und zählt nicht zu Zahlungseingang und Ausgaben.",
			"Cashflow with a date after the as-of date is planned, and does not count as received or spent."))
	}
	if !t.has(reportFinance) || !t.has(reportCashflow) {
		return out
	}
	out = append(out, t.say(
		"Umsatz und Aufwand sind netto und nach Buchungsdatum, Zahlungseingang und Ausgaben brutto; der Saldo ist Zahlungseingang + Ausgaben.",
		"Revenue and expenses are net and by booking date, received and spent are gross; the balance is received + spent."))
	for _, k := range t.comparisons() {
		if !k.known {
			out = append(out, fmt.Sprintf(t.say(
				"„–“ bei %s: Die Berichte wurden nur für %s gelesen.", "“–” at %s: the reports were read for %s only."), k.name, t.periodWords(t.covered())))
		}
	}
	return out
}
