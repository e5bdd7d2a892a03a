package exporters

import (
	"cmp"
	"fmt"
	"strconv"
)

// overviewSheet is the page that people print: per currency and level what went
// out and what became of it, per rule how often a payment was on its way, and
// the differences that must be zero.
func (l *letters) overviewSheet(title string) Sheet {
	s := l.overview(title)
	if len(l.rows) == 0 {
		s.Blocks = append(s.Blocks, Block{Rows: [][]Cell{{text(l.say("Im Zeitraum wurde keine Mahnung verschickt.", "No reminder was sent during the period.")).look(Label)}}})
	}
	for _, c := range l.currencies {
		if c.open.rows > 0 {
			s.Blocks = append(s.Blocks, l.levelsBlock(c), l.funnelBlock(c), l.controlsBlock(c))
		}
	}
	s.Blocks = append(s.Blocks, l.restingBlock(), l.crossingBlock(), l.completenessBlock())
	return s
}

// atLevel are the conditions for one level of one currency, and for a result.
func (l *letters) atLevel(c *dunned, level int, more ...Where) []Where {
	where := append(l.in(c.currency), Where{Column: "level", Value: strconv.Itoa(level)})
	return append(where, more...)
}

// rowsOf counts reminders.
func rowsOf(where []Where) Formula { return Rows{"reminders", "level", where} }

// levelsBlock has one row a level, with a chart.
func (l *letters) levelsBlock(c *dunned) Block {
	name := func(what string, i int) string { return fmt.Sprintf("%s%d.%s", what, i, c.currency) }
	last, total, rows := len(c.levels)-1, "total."+c.currency, "rows."+c.currency
	header := heads(c.currency, l.say("#verschickt", "#Sent"), l.say("#offen bei Versand", "#Open when sent"), l.say("#bezahlt", "#Paid"),
		l.say("#Anteil", "#Share"), l.say("#in der Frist", "#Within the term"), l.say("#Anteil", "#Share"), l.say("#Gebühren", "#Fees"))
	header[1].Name = "series." + c.currency
	b := Block{Rows: [][]Cell{header}, Chart: Chart{
		Series: header[1].Name, Title: l.say("Verschickt nach Stufe, ", "Sent by level, ") + c.currency,
		Labels: [2]string{name("label", 0), name("label", last)}, Values: [2]string{name("sent", 0), name("sent", last)},
	}}
	all := dunnedLevel{}
	paid, inTerm := Where{Column: "result", Value: l.resultWord(wasPaid)}, Where{Column: "inTerm", Value: l.yes(true)}
	for i, n := range c.levels {
		sent := l.atLevel(c, n.level)
		all.inTerm += n.inTerm
		all.results[wasPaid] += n.results[wasPaid]
		b.Rows = append(b.Rows, []Cell{
			text(l.levelName(n.level)).named(name("label", i)),
			count(n.open.rows).named(name("sent", i)).from(rowsOf(sent)),
			money(n.open.sum).named(name("amount", i)).from(Sum{"reminders", "open", sent}),
			count(n.results[wasPaid]).named(name("paid", i)).from(rowsOf(l.atLevel(c, n.level, paid))),
			shareOf(n.results[wasPaid], n.open.rows).from(Ratio{Ref(name("paid", i)), Ref(name("sent", i))}),
			count(n.inTerm).named(name("term", i)).from(rowsOf(l.atLevel(c, n.level, inTerm))),
			shareOf(n.inTerm, n.open.rows).from(Ratio{Ref(name("term", i)), Ref(name("sent", i))}),
			money(n.fees).named(name("fee", i)).from(Sum{"reminders", "fee", sent}),
		})
	}
	span := func(what string) Formula { return Span{name(what, 0), name(what, last)} }
	b.Rows = append(b.Rows, looking(Total,
		text(l.say("Summe", "Total")), count(c.open.rows).named(rows).from(span("sent")), money(c.open.sum).named(total).from(span("amount")),
		count(all.results[wasPaid]).from(span("paid")), shareOf(all.results[wasPaid], c.open.rows).from(Ratio{span("paid"), Ref(rows)}),
		count(all.inTerm).from(span("term")), shareOf(all.inTerm, c.open.rows).from(Ratio{span("term"), Ref(rows)}),
		money(c.fees).named("fees."+c.currency).from(span("fee")),
	))
	return b
}

// funnelBlock says what became of each level: "Stufe 1 → bezahlt  62 %".
func (l *letters) funnelBlock(c *dunned) Block {
	b := Block{Rows: [][]Cell{heads(l.say("Was daraus wurde, ", "What became of it, ")+c.currency, l.say("#Anzahl", "#Count"), l.say("#Anteil", "#Share"))}}
	for i, n := range c.levels {
		for _, r := range []result{wasPaid, nextLevel, stillOpen, closed} {
			if n.results[r] == 0 && r == closed {
				continue
			}
			counted := rowsOf(l.atLevel(c, n.level, Where{Column: "result", Value: l.resultWord(r)}))
			b.Rows = append(b.Rows, []Cell{
				text(l.levelName(n.level) + " → " + l.resultWord(r)), count(n.results[r]).from(counted),
				shareOf(n.results[r], n.open.rows).from(Ratio{counted, Ref(fmt.Sprintf("sent%d.%s", i, c.currency))}),
			})
		}
	}
	return b
}

// controlsBlock holds differences that must be zero.
func (l *letters) controlsBlock(c *dunned) Block {
	data := l.say("Mahnungen", "Reminders")
	b := l.controls(c.currency, "total."+c.currency, c.open.sum, "reminders", "open", data)
	fees := l.difference(c.currency, "fees."+c.currency)
	b.Rows = append(b.Rows,
		[]Cell{text(l.against(data) + l.say(", Gebühren", ", fees")), fees(Sum{"reminders", "fee", l.in(c.currency)})},
		l.countControl("rows."+c.currency, data, Rows{"reminders", "level", l.in(c.currency)}),
	)
	return b
}

// restingBlock says how much the run left alone.
func (l *letters) restingBlock() Block {
	b := Block{Rows: [][]Cell{heads(l.say("Nicht gemahnt am ", "Left alone on ")+l.Today.Format(l.Language), l.say("#Anzahl", "#Count"), l.say("#Offen", "#Open"), l.say("Whg.", "Currency"))}}
	known := 0
	for _, c := range l.currencies {
		if c.resting.rows == 0 {
			continue
		}
		known += c.resting.rows
		where := append(l.in(c.currency), Where{Column: "open", Op: "<>"})
		b.Rows = append(b.Rows, []Cell{
			text(l.say("zurückgestellt oder zu prüfen", "left alone or to be checked")), count(c.resting.rows).from(Rows{"resting", "id", where}),
			money(c.resting.sum).from(Sum{"resting", "open", l.in(c.currency)}), text(c.currency),
		})
	}
	if n := len(l.resting) - known; n > 0 || len(b.Rows) == 1 {
		b.Rows = append(b.Rows, []Cell{text(l.say("ohne bekannten offenen Betrag", "without a known open amount")), count(n)})
	}
	return b
}

// crossingBlock says per rule how often a payment was on its way when the
// reminder went out. Its figures are values: a rule's name is a person's text,
// which formulas never hold.
func (l *letters) crossingBlock() Block {
	b := Block{Rows: [][]Cell{heads(l.say("Gekreuzt (Zahlung binnen 24 h), nach Regel", "Crossed (paid within 24 h), by rule"),
		l.say("#verschickt", "#Sent"), l.say("#bewertet", "#Judged"), l.say("#gekreuzt", "#Crossed"), l.say("#Quote", "#Rate"))}}
	for i, r := range l.rules {
		rule := l.clean(cmp.Or(r.rule, l.byHand()), &changes{})
		judged, crossed := fmt.Sprint("judged", i), fmt.Sprint("crossed", i)
		b.Rows = append(b.Rows, []Cell{
			text(rule), count(r.sent), count(r.judged).named(judged), count(r.crossed).named(crossed),
			shareOf(r.crossed, r.judged).from(Ratio{Ref(crossed), Ref(judged)}),
		})
	}
	if len(l.rules) == 0 {
		b.Rows = append(b.Rows, []Cell{text("–"), count(0)})
	}
	return b
}

// completenessBlock ties the book to MOCO's own count.
func (l *letters) completenessBlock() Block {
	return l.complete(
		l.say("Mahnungen laut MOCO und Protokoll − enthalten − nicht enthalten", "Reminders in MOCO and by the record − contained − not contained"),
		0, "known", "contained", "left-out")
}

// byHand is the word for reminders that somebody made in MOCO.
func (l *letters) byHand() string { return l.say("(von Hand in MOCO)", "(by hand in MOCO)") }

func (l *letters) levelName(level int) string {
	return fmt.Sprintf(l.say("Stufe %d", "Level %d"), level)
}

// resultWord is a result for people; formulas compare with it.
func (l *letters) resultWord(r result) string {
	switch r {
	case wasPaid:
		return l.say("bezahlt", "paid")
	case nextLevel:
		return l.say("nächste Stufe", "next level")
	case closed:
		return l.say("keine Forderung mehr", "no claim any more")
	}
	return l.say("offen", "open")
}
