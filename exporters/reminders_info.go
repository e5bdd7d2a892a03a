package exporters

// infoSheet says what the book is made of, what is not in it, and what its
// columns mean.
func (l *letters) infoSheet() Sheet {
	for range l.restingRows(&l.changed) {
		continue // its texts count too
	}
	return Sheet{Key: "info", Name: "Info", Blocks: []Block{
		l.origin(l.say("Zeitraum", "Period"), l.span(), l.say("versendete Mahnungen mit Datum im Zeitraum; nicht gemahnt: Stand "+l.Today.Format(l.Language),
			"sent reminders dated within the period; left alone: as of "+l.Today.Format(l.Language))),
		l.countsBlock(), l.reasonsBlock(l.out, l.say("Betrag", "Amount")), l.notes(l.remarks()...), l.columnNotes(l.columns()),
	}}
}

// countsBlock holds the counts that the overview ties together.
func (l *letters) countsBlock() Block {
	inMOCO := len(l.Snapshot.Reminders) + len(l.broken("reminders"))
	b := l.counts(l.say("Mahnungen", "Reminders"), inMOCO, l.left, count(len(l.rows)).from(Rows{"reminders", "level", nil}))
	known := []Cell{
		text(l.say("laut MOCO und laut Protokoll", "in MOCO, and by the record")),
		count(inMOCO + l.gone).named("known").from(Span{"moco", "gone"}),
	}
	gone := []Cell{text(l.say("nur laut Protokoll: in MOCO gelöscht, oder später verschickt", "by the record only: deleted in MOCO, or sent later")), count(l.gone).named("gone")}
	b.Rows = append(b.Rows[:2:2], append([][]Cell{gone, known}, b.Rows[2:]...)...)
	return b
}

// remarks say how the figures are meant.
func (l *letters) remarks() []string {
	return append([]string{
		l.say("Mahnungen, die jemand in MOCO von Hand verschickt hat, stehen mit darin; Empfänger, Regel, Lauf und Freigabe kennt MOCO dazu nicht.",
			"Reminders that somebody sent in MOCO by hand are contained; MOCO does not say who got them."),
		l.say("Gekreuzt: Die Zahlung war beim Versand schon eingegangen und noch nicht gebucht, oder sie kam binnen 24 Stunden. Bewertet wird eine Mahnung, wenn ein Tag vergangen ist.",
			"Crossed: the payment had arrived and was not booked yet, or it came within 24 hours. A reminder is judged when a day has passed."),
		l.say("Nicht gemahnt zeigt die Entscheidungen des Laufs vom Stichtag.", "Left alone shows the decisions of the run of the as-of date."),
	}, l.limits(max(len(l.rows), len(l.resting)), false, "")...)
}
