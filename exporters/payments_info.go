package exporters

// infoSheet says what the book is made of, what is not in it, and what its
// columns mean.
func (r *receipts) infoSheet() Sheet {
	return Sheet{Key: "info", Name: "Info", Blocks: []Block{
		r.origin(r.say("Zeitraum", "Period"), r.span(), r.say("Zahlungen mit Datum im Zeitraum", "payments dated within the period")),
		r.counts(r.say("Zahlungen", "Payments"), len(r.Snapshot.Payments)+len(r.broken("payments")), r.left,
			count(len(r.rows)).from(Rows{"payments", "id", nil})),
		r.reasonsBlock(r.out, r.say("Betrag", "Amount")),
		r.notes(r.remarks()...),
		r.columnNotes(r.columns()),
	}}
}

// remarks say how the figures are meant.
func (r *receipts) remarks() []string {
	out := []string{
		r.say("Pünktlich heißt: bis zum Tag der Fälligkeit, wie ihn die Rechnung nennt. Tage und Anteile zählen nur Zahlungen zu Rechnungen mit Fälligkeit, keine Rückzahlungen.",
			"On time means: until the due date that the invoice gives. Days and shares count payments of invoices with a due date only, and nothing that was paid back."),
		r.say("Teilzahlung und Rest rechnen alle Zahlungen der Rechnung bis zu dieser mit, auch solche vor dem Zeitraum.",
			"Part payment and rest take in all payments of the invoice up to this one, also those before the period."),
	}
	return append(out, r.limits(len(r.rows), r.byValue, r.say("Zahlungsverhalten", "Paying behaviour"))...)
}
