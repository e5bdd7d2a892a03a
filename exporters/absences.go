package exporters

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// leave is what the book on absences is made of.
type leave struct {
	frame  *frame
	people *people
	rows   []*perLeave
	all    perLeave
	source int
	left   int // rows that are not contained
}

// perLeave are the days off of a person or a team in one year.
type perLeave struct {
	seat   seat
	people int
	days   [leaveKinds]billing.Decimal
}

// The figures of a row. Rest is what is neither taken nor planned.
const (
	leaveTotal = iota
	leaveUsed
	leavePlanned
	leaveRest
	leaveSick
	leaveKinds
)

// absences makes the book on days off.
func absences(in Input) (Book, error) {
	f := &frame{Input: in}
	l, err := newLeave(f, newPeople(f))
	if err != nil {
		return Book{}, err
	}
	year := f.covers().To.Year
	title := fmt.Sprintf("%s %d", f.say("Abwesenheit, Jahr", "Absences, year"), year)
	data := l.sheet()
	overview := f.overview(title)
	overview.Blocks = append(overview.Blocks, l.sumsBlock(), l.controlsBlock(), f.complete(
		f.say("Zeilen laut MOCO − enthalten − nicht enthalten", "Rows in MOCO − contained − not contained"), 0, "moco", "contained", "left-out"))
	return Book{
		Title: title, Summary: l.summary(), Sheets: []Sheet{overview, data, l.infoSheet(year)},
		Control: f.say("Kontrolle: Übersicht − Abwesenheit = 0,00", "Control: Overview − Absences = 0.00"),
		Check:   Check{Sheet: "absences", Amount: "total", Rows: len(l.rows), Sum: l.all.days[leaveTotal]},
	}, nil
}

// newLeave reads the report.
func newLeave(f *frame, p *people) (*leave, error) {
	l := &leave{frame: f, people: p, left: len(f.broken(reportAbsences))}
	l.source = len(f.Snapshot.Absences) + l.left
	var ids []billing.ID
	for _, r := range f.Snapshot.Absences {
		// In a book about teams, who has no days would hide a single person.
		if !slices.Contains(ids, r.User.ID) && !(idle(r) && p.mode == PeopleTeam) {
			ids = append(ids, r.User.ID)
		}
	}
	seats := p.seats(ids)
	at := map[seat]*perLeave{}
	for _, r := range f.Snapshot.Absences {
		s, ok := seats[r.User.ID]
		if !ok {
			l.left++
			continue
		}
		if at[s] == nil {
			at[s] = &perLeave{seat: s}
			l.rows = append(l.rows, at[s])
		}
		at[s].people++
		l.all.people++
		for _, to := range []*perLeave{at[s], &l.all} {
			if err := to.add(r, f.Sick); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(l.rows, func(a, b *perLeave) int { return a.seat.compare(b.seat) })
	return l, nil
}

// idle reports whether a row has no days at all.
func idle(r billing.AbsenceRow) bool {
	return r.TotalVacationDays.IsZero() && r.UsedVacationDays.IsZero() && r.PlannedVacationDays.IsZero()
}

// add adds a row of MOCO. Sick days that are not to be shown don't even get
// here.
func (x *perLeave) add(r billing.AbsenceRow, sick bool) error {
	given := [leaveKinds]billing.Decimal{leaveTotal: r.TotalVacationDays, leaveUsed: r.UsedVacationDays, leavePlanned: r.PlannedVacationDays}
	if sick {
		given[leaveSick] = r.Sickdays
	}
	rest, err := minus(r.TotalVacationDays, r.UsedVacationDays)
	if err == nil {
		given[leaveRest], err = minus(rest, r.PlannedVacationDays)
	}
	for i := range given {
		if err == nil {
			x.days[i], err = x.days[i].Add(given[i])
		}
	}
	return err
}

// leaveColumns are the figures that the book shows.
func (l *leave) columns() []Column {
	col := l.frame.col
	cols := []Column{
		col("name", Text, l.who(), l.who(), "Person, oder Team, wie es eingestellt ist", "person, or team, as configured"),
		col("team", Text, "Einheit", "Unit", "Team der Person in MOCO", "the person's team in MOCO"),
		col("people", Int, "Personen", "People", "Zahl der Personen in der Zeile", "number of people in the row"),
		col("total", Number, "Anspruch", "Entitled", "Urlaubstage des Jahres", "days of vacation of the year"),
		col("used", Number, "Genommen", "Taken", "genommene Urlaubstage", "days taken"),
		col("planned", Number, "Geplant", "Planned", "geplante Urlaubstage", "days planned"),
		col("rest", Number, "Rest", "Rest", "Anspruch − genommen − geplant", "entitled − taken − planned"),
	}
	if l.frame.Sick {
		cols = append(cols, col("sick", Number, "Krankheitstage", "Sick days", "Krankheitstage laut MOCO; Gesundheitsdaten", "sick days in MOCO; health data"))
	}
	return cols
}

func (l *leave) who() string {
	if l.people.mode == PeopleTeam {
		return "Team"
	}
	return "Person"
}

// sheet is the data sheet: one person's year a row.
func (l *leave) sheet() Sheet {
	s := Sheet{Key: "absences", Name: l.frame.say("Abwesenheit", "Absences"), Table: "tblAbwesenheit", Frozen: 1, Columns: l.columns(),
		Rows: func(yield func([]Cell) bool) {
			for _, x := range l.rows {
				if !yield(l.row(x, &changes{})) {
					return
				}
			}
		}}
	for _, x := range l.rows {
		l.row(x, &l.frame.changed)
	}
	total := l.row(&l.all, &changes{})
	for i := 2; i < len(total); i++ {
		total[i].Formula = Shown{"absences", s.Columns[i].Key}
	}
	total[0], total[1] = text(l.frame.say("Summe", "Total")), Cell{}
	s.Totals = [][]Cell{looking(Total, total...)}
	return s
}

func (l *leave) row(x *perLeave, c *changes) []Cell {
	out := []Cell{text(l.frame.clean(x.seat.shown(), c)), text(l.frame.clean(x.seat.team, c)), count(x.people)}
	for i, d := range x.days {
		if i != leaveSick || l.frame.Sick {
			out = append(out, hours(d))
		}
	}
	return out
}

// sumsBlock has the sums of everybody.
func (l *leave) sumsBlock() Block {
	b := Block{Rows: [][]Cell{heads(l.frame.say("Tage", "Days"), l.frame.say("#Summe", "#Sum"))}}
	days := 0
	for _, c := range l.columns() {
		if c.Type != Number {
			continue
		}
		b.Rows = append(b.Rows, []Cell{text(c.Title).look(Label), hours(l.all.days[days]).named("sum." + c.Key).from(Sum{"absences", c.Key, nil})})
		days++
	}
	return b
}

// controlsBlock holds differences that must be zero.
func (l *leave) controlsBlock() Block {
	f := l.frame
	b := Block{Rows: [][]Cell{heads(f.say("Kontrolle Tage", "Control of days"), f.say("#Differenz", "#Difference"))}}
	add := func(what string, a Formula, less []Formula, more ...Cell) {
		b.Rows = append(b.Rows, append([]Cell{text(what), hours(billing.Decimal{}).look(Control).from(Less{A: a, B: less, Places: hourDigits})}, more...))
	}
	add(f.against(f.say("Summe laut Lauf, Anspruch", "sum of the run, entitled")), Ref("sum.total"), []Formula{Ref("fixed.total")},
		text(f.say("Lauf:", "Run:")).look(Note), hours(l.all.days[leaveTotal]).look(Note).named("fixed.total"))
	add(f.say("Anspruch − genommen − geplant − Rest", "Entitled − taken − planned − rest"), Ref("sum.total"), []Formula{Ref("sum.used"), Ref("sum.planned"), Ref("sum.rest")})
	return b
}

func (l *leave) infoSheet(year int) Sheet {
	f := l.frame
	hints := []string{f.say("Personen: ", "People: ") + l.people.words(), f.sickNote(),
		f.say("MOCO gibt Abwesenheiten nur für ein ganzes Jahr: das Jahr, in dem der Zeitraum endet.", "MOCO gives absences for a whole year only: that in which the period ends.")}
	if len(l.rows) == 0 && len(f.Snapshot.Absences) > 0 {
		hints = append(hints, fmt.Sprintf(f.say("Es sind weniger als %d Personen: Ihre Tage werden nicht als Team gezeigt.", "There are fewer than %d people: their days are not shown as a team."), smallestTeam))
	}
	return Sheet{Key: "info", Name: "Info", Blocks: []Block{
		f.origin(f.say("Jahr", "Year"), fmt.Sprint(year), f.say("alle Zeilen des Berichts", "all rows of the report")),
		f.counts(f.say("Zeilen des Berichts", "Rows of the report"), l.source, l.left, count(l.source-l.left)),
		f.notes(hints...),
		f.columnNotes(l.columns()),
	}}
}

// summary is one paragraph for the message beside the file.
func (l *leave) summary() string {
	f := l.frame
	n := f.Language.Number
	return fmt.Sprintf(f.say("%s: Anspruch %s Tage, genommen %s, geplant %s, Rest %s.", "%s: entitled to %s days, taken %s, planned %s, rest %s."),
		f.plural(l.all.people, "Person", "Personen", "person", "people"),
		n(l.all.days[leaveTotal]), n(l.all.days[leaveUsed]), n(l.all.days[leavePlanned]), n(l.all.days[leaveRest]))
}
