package exporters

// infoSheet says what the book is made of, what is not in it, and what its
// columns mean.
func (l *invoiceList) infoSheet() Sheet {
	blocks := []Block{
		l.origin(l.say("Zeitraum", "Period"), l.span(), l.say("Rechnungen mit Datum im Zeitraum, in jedem Status", "invoices dated within the period, of any status")),
		l.counts(l.say("Rechnungen", "Invoices"), len(l.Snapshot.Invoices)+len(l.broken("invoices")), l.left,
			count(len(l.rows)).from(Rows{"invoices", "id", nil})),
		l.reasonsBlock(l.out, l.say("Brutto", "Gross")),
		l.notes(l.remarks()...),
		l.columnNotes(l.columns()),
	}
	if l.read > 0 {
		blocks = append(blocks, l.columnNotes(l.itemColumns()))
	}
	return Sheet{Key: "info", Name: "Info", Blocks: blocks}
}

// remarks say how the figures are meant.
func (l *invoiceList) remarks() []string {
	out := []string{l.say(
		"Positionen: nur Zeilen, die etwas berechnen; Titel, Texte und Zwischensummen sind weggelassen.",
		"Items: only rows that bill something; titles, texts and subtotals are left out.")}
	if missing := len(l.rows) - l.read; missing > 0 {
		out = append(out, l.say(
			"Nicht von allen Rechnungen sind die Positionen gelesen. Jeder Lauf liest höchstens 300 Rechnungen einzeln; der nächste macht weiter.",
			"The items of some invoices were not read yet. Each run reads at most 300 invoices by themselves; the next one goes on."))
	}
	return append(out, l.limits(max(len(l.rows), len(l.items)), false, "")...)
}
