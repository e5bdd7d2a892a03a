package exporters

import (
	"cmp"
	"iter"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// restingSheet has one row for each invoice that the run left alone although it
// is overdue, or that a person must look at, with the reason.
func (l *letters) restingSheet() Sheet {
	col := func(key string, t Type, german, english string) Column {
		return Column{Key: key, Type: t, Title: l.say(german, english), Wrap: key == "name" || key == "reason"}
	}
	s := Sheet{
		Key: "resting", Name: l.say("Nicht gemahnt", "Left alone"), Table: "tblNichtGemahnt", Frozen: 2,
		Columns: []Column{
			col("invoice", Link, "Rechnung", "Invoice"),
			col("name", Text, "Kunde", "Customer"),
			col("number", Text, "Kunden-Nr.", "Customer no."),
			col("due", Date, "Fällig am", "Due"),
			col("days", Int, "Tage überfällig", "Days overdue"),
			col("currency", Text, "Whg.", "Currency"),
			col("open", Money, "Offen", "Open"),
			col("level", Int, "Mahnstufe", "Level"),
			col("last", Date, "Letzte Mahnung", "Last reminder"),
			col("outcome", Text, "Entscheidung", "Decision"),
			col("reason", Text, "Grund", "Reason"),
			col("rule", Text, "Regel", "Rule"),
			col("next", Date, "Nächste Stufe ab", "Next level from"),
			col("id", Int, "MOCO-Rechnung", "MOCO invoice"),
		},
		Rows: l.restingRows(&changes{}),
	}
	s.Columns[s.column("days")].Warn = WarnDays
	for _, c := range l.currencies {
		if c.resting.rows == 0 {
			continue
		}
		row := make([]Cell, len(s.Columns))
		row[0] = text(l.totalLabel(c.currency))
		row[s.column("currency")] = text(c.currency)
		row[s.column("open")] = money(c.resting.sum).from(l.total("resting", "open", c.currency))
		s.Totals = append(s.Totals, looking(Total, row...))
	}
	return s
}

// restingRows walks the rows; c counts the texts that had to be changed.
func (l *letters) restingRows(c *changes) iter.Seq[[]Cell] {
	companies := byID(l.Snapshot.Companies, func(c *billing.Company) billing.ID { return c.ID })
	return func(yield func([]Cell) bool) {
		for _, v := range l.resting {
			number := ""
			if k := companies[v.CustomerID]; k != nil {
				number = k.Identifier
			}
			if !yield(l.restingRow(v, number, c)) {
				return
			}
		}
	}
}

func (l *letters) restingRow(v *plan.Verdict, number string, c *changes) []Cell {
	own := func(s string) Cell { return text(l.clean(s, c)) }
	return []Cell{
		l.invoice(v.InvoiceID, v.Identifier, c), own(v.Customer), own(number), date(v.Due), count(v.DaysOverdue),
		text(cmp.Or(v.Open.Currency, v.Gross.Currency)), money(v.Open), count(v.Level), date(v.LastSent),
		text(l.decision(v.Outcome)), own(cmp.Or(l.reason(v), l.nextStep(v))), own(v.Rule), date(v.NextOn), count(int(v.InvoiceID)),
	}
}

func (l *letters) decision(o plan.Outcome) string {
	switch o {
	case plan.OutcomeHold:
		return l.say("angehalten, bitte prüfen", "on hold, please check")
	case plan.OutcomeNoRule:
		return l.say("keine Regel", "no rule")
	}
	return l.say("zurückgestellt", "left alone")
}
