package exporters

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/mocowork/mocowork/billing"
)

// minus is a − b.
func minus(a, b billing.Decimal) (billing.Decimal, error) {
	n, err := b.Neg()
	if err != nil {
		return n, err
	}
	return a.Add(n)
}

// overviewSheet is the page that people print.
func (w *workload) overviewSheet(title string) Sheet {
	s := w.overview(title)
	s.Blocks = append(s.Blocks, w.teamsBlock(), w.teamMonthsBlock(), w.courseBlock(), w.controlsBlock(), w.complete(
		w.say("Zeilen laut MOCO − enthalten − nicht enthalten", "Rows in MOCO − contained − not contained"), 0, "moco", "contained", "left-out"))
	return s
}

// teamsBlock has the hours of each team.
func (w *workload) teamsBlock() Block {
	b := Block{Rows: [][]Cell{heads("Team", w.say("#Personen", "#People"), w.say("#Soll", "#Target"), w.say("#Verrechenbar", "#Billable"),
		w.say("#Nicht verrechenbar", "#Not billable"), w.say("#Auslastung", "#Utilisation"))}}
	for i, t := range w.teams {
		where := []Where{{Column: "unit", Value: strconv.Itoa(t.n)}}
		b.Rows = append(b.Rows, append(w.hoursRow(w.clean(t.seat.team, &changes{}), len(t.people), t.effort, fmt.Sprintf("team%d", i), func(column string) Formula {
			return Sum{"days", column, where}
		}), Cell{}))
	}
	last := len(w.teams) - 1
	total := w.hoursRow(w.say("Gesamt", "All"), w.headcount(), w.all.effort, "all", func(column string) Formula {
		if last < 0 {
			return nil
		}
		return Span{fmt.Sprintf("team0.%s", column), fmt.Sprintf("team%d.%s", last, column)}
	})
	b.Rows = append(b.Rows, looking(Total, total...))
	if !w.Target.IsZero() {
		b.Rows = append(b.Rows, []Cell{text(w.say("Ziel", "Target line")).look(Label), {}, {}, {}, {}, w.goal()})
	}
	return b
}

// headcount is the number of people of all teams.
func (w *workload) headcount() (n int) {
	for _, t := range w.teams {
		n += len(t.people)
	}
	return n
}

// hoursRow is a row of the overview with named cells.
func (w *workload) hoursRow(name string, people int, e effort, cell string, from func(column string) Formula) []Cell {
	named := func(column string, d billing.Decimal) Cell {
		c := hours(d).named(cell + "." + column)
		c.Formula = from(column)
		return c
	}
	q := e.quota().from(Quota{Ref(cell + ".billable"), Ref(cell + ".target")})
	return []Cell{text(name), count(people), named("target", e.target), named("billable", e.billable), named("unbillable", e.unbillable), w.judged(q)}
}

// goal is the target in per cent.
func (w *workload) goal() Cell {
	c := quota(w.Target, billing.NewDecimal(100, 0))
	return c.look(Label)
}

// judged marks what is below the target.
func (w *workload) judged(q Cell) Cell {
	if !w.Target.IsZero() && q.Of > 0 && q.Int < w.goal().Int {
		return q.look(Amber)
	}
	return q
}

// recent are the last twelve months with rows.
func (w *workload) recent() []int { return w.months[max(0, len(w.months)-12):] }

// teamMonthsBlock has the utilisation of each team by month.
func (w *workload) teamMonthsBlock() Block {
	titles := []string{w.say("Auslastung", "Utilisation")}
	for _, m := range w.recent() {
		titles = append(titles, "#"+w.monthName(m))
	}
	b := Block{Rows: [][]Cell{heads(titles...)}}
	row := func(name string, g *perGroup, where []Where) []Cell {
		cells := []Cell{text(name)}
		for _, m := range w.recent() {
			cells = append(cells, w.judged(g.in(m).quota().from(w.quotaOf(append(slices.Clone(where), Where{Column: "month", Value: strconv.Itoa(m)})))))
		}
		return cells
	}
	for _, t := range w.teams {
		b.Rows = append(b.Rows, row(w.clean(t.seat.team, &changes{}), t, []Where{{Column: "unit", Value: strconv.Itoa(t.n)}}))
	}
	b.Rows = append(b.Rows, looking(Total, row(w.say("Gesamt", "All"), w.all, nil)...))
	if !w.Target.IsZero() {
		goal := []Cell{text(w.say("Ziel", "Target line")).look(Label)}
		for range w.recent() {
			goal = append(goal, w.goal())
		}
		b.Rows = append(b.Rows, goal)
	}
	return b
}

// courseBlock has the last twelve months below each other, with a chart.
func (w *workload) courseBlock() Block {
	b := Block{Rows: [][]Cell{heads(w.say("Verlauf", "Course"), w.say("#Auslastung", "#Utilisation"))}}
	b.Rows[0][1].Name = "course.series"
	for i, m := range w.recent() {
		b.Rows = append(b.Rows, []Cell{
			text(w.monthName(m)).named(fmt.Sprintf("course.label%d", i)),
			w.all.in(m).quota().named(fmt.Sprintf("course.value%d", i)).from(w.quotaOf([]Where{{Column: "month", Value: strconv.Itoa(m)}})),
		})
	}
	if last := len(w.recent()) - 1; last >= 0 {
		b.Chart = Chart{
			Title: w.say("Auslastung", "Utilisation"), Series: "course.series",
			Labels: [2]string{"course.label0", fmt.Sprintf("course.label%d", last)},
			Values: [2]string{"course.value0", fmt.Sprintf("course.value%d", last)},
		}
	}
	w.courseTarget(&b)
	return b
}

// courseTarget adds the target beside each month, and as a line to the chart.
func (w *workload) courseTarget(b *Block) {
	if w.Target.IsZero() || b.Chart.Title == "" {
		return
	}
	b.Rows[0] = append(b.Rows[0], heads("", w.say("#Ziel", "#Target line"))[1].named("course.target"))
	for i := range b.Rows[1:] {
		b.Rows[i+1] = append(b.Rows[i+1], w.goal().named(fmt.Sprintf("course.target%d", i)))
	}
	b.Chart.Target = Line{Series: "course.target", Values: [2]string{"course.target0", fmt.Sprintf("course.target%d", len(b.Rows)-2)}}
}

// controlsBlock holds differences that must be zero.
func (w *workload) controlsBlock() Block {
	b := Block{Rows: [][]Cell{heads(w.say("Kontrolle Stunden", "Control of hours"), w.say("#Differenz", "#Difference"))}}
	add := func(what, column string, less Formula, more ...Cell) {
		cell := hours(billing.Decimal{}).look(Control).from(Less{A: Ref("all." + column), B: []Formula{less}, Places: hourDigits})
		b.Rows = append(b.Rows, append([]Cell{text(w.against(what)), cell}, more...))
	}
	data, run := w.say("Daten", "Data"), w.say("Summe laut Lauf", "sum of the run")
	for _, c := range []struct {
		column, name string
		sum          billing.Decimal
	}{
		{"target", w.say("Soll", "target"), w.all.target}, {"billable", w.say("verrechenbar", "billable"), w.all.billable},
		{"unbillable", w.say("nicht verrechenbar", "not billable"), w.all.unbillable},
	} {
		fixed := "fixed." + c.column
		add(data+", "+c.name, c.column, Sum{"days", c.column, nil})
		add(run+", "+c.name, c.column, Ref(fixed), text(w.say("Lauf:", "Run:")).look(Note), hours(c.sum).look(Note).named(fixed))
	}
	people := w.heatSheet().Name
	add(people+", "+w.say("verrechenbar", "billable"), "billable", Sum{"heat", "billable", nil})
	return b
}

// infoSheet says what the book is made of.
func (w *workload) infoSheet() Sheet {
	contained := count(w.source - w.left).named("contained")
	return Sheet{Key: "info", Name: "Info", Blocks: []Block{
		w.origin(w.say("Zeitraum", "Period"), w.span(), w.say("alle Zeilen des Berichts", "all rows of the report")),
		w.counts(w.say("Zeilen des Berichts", "Rows of the report"), w.source, w.left, contained),
		w.notes(w.hints()...),
		w.columnNotes(w.dayColumns()),
	}}
}

// hints are what a reader could not guess about this very file.
func (w *workload) hints() []string {
	out := []string{
		w.say("Personen: ", "People: ") + w.people.words(),
		w.say("Auslastung = verrechenbare Stunden / Sollstunden. Ohne Soll bleibt das Feld leer; die Stunden zählen in den Summen.",
			"Utilisation = billable hours / target hours. Without a target the cell is empty; the hours count in the sums."),
	}
	if w.people.mode == PeopleTeam {
		out = append(out, w.say("Eine Datenzeile fasst ein Team je Woche und Monat zusammen. Wer keine Stunden hat, zählt nicht als Mitglied.",
			"A data row is a team's week and month. Who has no hours does not count as a member."))
	}
	if n := len(w.broken(reportUtilization)); n > 0 {
		out = append(out, fmt.Sprintf(w.say("Achtung: %d Zeilen von MOCO waren nicht lesbar und fehlen in allen Summen.", "Warning: %d rows of MOCO could not be read and are missing in all sums."), n))
	}
	if len(w.rows) == 0 && len(w.Snapshot.Utilization) > 0 {
		out = append(out, fmt.Sprintf(w.say("Es sind weniger als %d Personen: Ihre Stunden werden nicht als Team gezeigt.", "There are fewer than %d people: their hours are not shown as a team."), smallestTeam))
	}
	if w.byValue {
		out = append(out, w.say("Die Wochen sind Werte statt Formeln, weil so viele Formeln minutenlang rechnen würden.", "The weeks are values instead of formulas, because so many formulas would take minutes."))
	}
	for _, b := range []struct {
		report string
		rows   int
		name   string
	}{
		{reportPlanned, len(w.Snapshot.PlannedVsTracked), w.say("Geplant und erfasst", "Planned and tracked")},
		{reportAbsences, len(w.Snapshot.Absences), w.say("Abwesenheit", "Absences")},
		{listUsers, len(w.Snapshot.Users), w.say("Namen und Teams aller Personen", "Names and teams of everybody")},
	} {
		if b.rows == 0 {
			out = append(out, fmt.Sprintf(w.say("%s fehlt: Der Auftrag hat %s nicht gelesen, oder MOCO hat nichts dazu.", "%s missing: the job did not read %s, or MOCO has nothing of it."), b.name, b.report))
		}
	}
	return append(out, w.sickNote())
}

// sickNote says what is done with sick days.
func (f *frame) sickNote() string {
	if f.Sick {
		return f.say("Krankheitstage sind enthalten (include_sick). Sie sind Gesundheitsdaten nach Art. 9 DSGVO.", "Sick days are contained (include_sick). They are health data under Art. 9 GDPR.")
	}
	return f.say("Krankheitstage sind nicht enthalten. Sie sind Gesundheitsdaten nach Art. 9 DSGVO.", "Sick days are not contained. They are health data under Art. 9 GDPR.")
}
