package exporters

import (
	"fmt"

	"github.com/mocowork/mocowork/billing"
)

// class is what a kind of booking counts as.
type class int

// The classes. What is planned has a date after the as-of date.
const (
	classRevenue class = iota
	classCost
	classReceived
	classSpent
	classPlannedIn
	classPlannedOut
	classOtherFinance
	classOtherCash
	classCount // their number
)

// The kinds that MOCO's documentation shows. It does not list them all.
const (
	kindInvoice = "invoice_created"
	kindExpense = "incoming_expenses"
)

// classOf is the one place that maps MOCO's kinds. A kind that is not known
// stays apart.
func classOf(report, kind string) class {
	switch {
	case report == reportFinance && kind == kindInvoice:
		return classRevenue
	case report == reportFinance && kind == kindExpense:
		return classCost
	case report == reportFinance:
		return classOtherFinance
	case kind == kindInvoice:
		return classReceived
	case kind == kindExpense:
		return classSpent
	}
	return classOtherCash
}

// out reports whether money leaves.
func (c class) out() bool { return c == classCost || c == classSpent || c == classPlannedOut }

// planned is the class of the same thing in the future.
func (c class) planned() class {
	switch c {
	case classReceived:
		return classPlannedIn
	case classSpent:
		return classPlannedOut
	}
	return c
}

// title names a class; it is also the word in the data sheet that the sums go
// by.
func (c class) title(l billing.Language) string {
	switch c {
	case classRevenue:
		return say(l, "Umsatz netto", "Revenue net")
	case classCost:
		return say(l, "Aufwand netto", "Expenses net")
	case classReceived:
		return say(l, "Zahlungseingang", "Received")
	case classSpent:
		return say(l, "Ausgaben", "Spent")
	case classPlannedIn:
		return say(l, "Eingang geplant", "Planned in")
	case classPlannedOut:
		return say(l, "Ausgaben geplant", "Planned out")
	case classOtherFinance:
		return say(l, "Finanzen ohne Zuordnung", "Finance not mapped")
	}
	return say(l, "Cashflow ohne Zuordnung", "Cashflow not mapped")
}

// kindsBlock is the table on Info that shows how each kind was counted.
func (b *bookings) kindsBlock() Block {
	out := Block{Rows: [][]Cell{heads(b.say("Bericht", "Report"), b.say("Art in MOCO", "Kind in MOCO"), b.say("zählt als", "counts as"),
		b.say("#Buchungen", "#Bookings"), b.say("#Betrag", "#Amount"), b.say("Bemerkung", "Remark"))}}
	for _, k := range b.kinds {
		remark, look := "", Plain
		switch {
		case k.class == classOtherFinance || k.class == classOtherCash:
			look, remark = Amber, b.say("Diese Art ist nicht bekannt. Sie ist enthalten, zählt aber zu keiner Gruppe.", "This kind is not known. It is contained, but counts to no group.")
		case k.flipped:
			remark = b.say("MOCO schreibt diese Abflüsse positiv; die Spalte Wirkung dreht sie um.", "MOCO writes what goes out as positive here; the column Effect turns it round.")
		}
		out.Rows = append(out.Rows, []Cell{
			text(b.reportName(k.report)), text(b.clean(k.kind, &b.changed)).look(look), text(k.class.title(b.Language)), count(k.rows), money(k.sum), text(remark),
		})
	}
	if len(b.kinds) == 0 {
		out.Rows = append(out.Rows, []Cell{text("–"), {}, {}, count(0)})
	}
	return out
}

// unknownBlock warns on the overview of kinds that count as nothing.
func (b *bookings) unknownBlock() []Block {
	unknown := b.unknown()
	if len(unknown) == 0 {
		return nil
	}
	out := Block{Rows: [][]Cell{heads(b.say("Achtung: unbekannte Arten", "Warning: unknown kinds"), b.say("#Betrag ", "#Amount ")+b.currency, b.say("#Buchungen", "#Bookings"))}}
	for _, k := range unknown {
		out.Rows = append(out.Rows, []Cell{text(b.reportName(k.report) + ": " + b.clean(k.kind, &changes{})).look(Amber), money(k.sum), count(k.rows)})
	}
	return []Block{out}
}

// moneyNotes is what Info says about the figures of every book on money.
func (b *bookings) moneyNotes() []string {
	notes := []string{
		b.say("Kontowährung: ", "Account currency: ") + b.whence,
		b.say("Gelesen: ", "Read: ") + b.periodWords(b.covered()),
		b.say("Personen: ", "People: ") + b.people.words(),
	}
	if b.rounded > 0 {
		notes = append(notes, fmt.Sprintf(b.say("%d Beträge hatten mehr Stellen als die Währung und sind kaufmännisch gerundet.", "%d amounts had more places than the currency and are rounded half up."), b.rounded))
	}
	if n := len(b.unknown()); n > 0 {
		notes = append(notes, fmt.Sprintf(b.say("Achtung: %s unbekannt. Die Buchungen sind enthalten, zählen aber zu keiner Gruppe.", "Warning: %s not known. Their bookings are contained, but count to no group."),
			b.plural(n, "Art ist", "Arten sind", "kind is", "kinds are")))
	}
	if b.lost > 0 {
		notes = append(notes, fmt.Sprintf(b.say("Achtung: %d Zeilen von MOCO waren nicht lesbar und fehlen in allen Summen.", "Warning: %d rows of MOCO could not be read and are missing in all sums."), b.lost))
	}
	return notes
}

// plural counts in the input's language.
func (f *frame) plural(n int, one, many, oneEnglish, manyEnglish string) string {
	return plural(n, f.say(one, oneEnglish), f.say(many, manyEnglish))
}

// report is the report that a class belongs to.
func (c class) report() string {
	switch c {
	case classRevenue, classCost, classOtherFinance:
		return reportFinance
	}
	return reportCashflow
}

// key is the class's name in formulas.
func (c class) key() string {
	return [...]string{"revenue", "cost", "received", "spent", "planned_in", "planned_out", "other_finance", "other_cashflow"}[c]
}

// look shows what is planned in grey italics.
func (c class) look() Look {
	switch c {
	case classPlannedIn, classPlannedOut:
		return Planned
	case classOtherFinance, classOtherCash:
		return Amber
	}
	return Plain
}
