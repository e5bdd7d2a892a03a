package exporters

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/mocowork/mocowork/billing"
)

// hourDigits are the decimal places of hours.
const hourDigits = 2

func hours(d billing.Decimal) Cell { return number(d, hourDigits) }

// daysSheet is the data sheet: one person's day a row.
func (w *workload) daysSheet() Sheet {
	s := Sheet{Key: "days", Name: w.say("Daten", "Data"), Table: "tblAuslastung", Frozen: 2, Columns: w.dayColumns(),
		Rows: func(yield func([]Cell) bool) {
			for _, x := range w.rows {
				if !yield(w.dayRow(x, &changes{})) {
					return
				}
			}
		}}
	for _, x := range w.rows {
		w.dayRow(x, &w.changed)
	}
	total := make([]Cell, len(s.Columns))
	total[0] = text(w.say("Summe", "Total"))
	for key, d := range map[string]billing.Decimal{"target": w.all.target, "billable": w.all.billable, "unbillable": w.all.unbillable} {
		total[s.column(key)] = hours(d).from(Shown{"days", key})
	}
	s.Totals = [][]Cell{looking(Total, total...)}
	return s
}

func (w *workload) dayColumns() []Column {
	col := w.col
	day := col("date", Date, "Datum", "Date", "Tag laut MOCO", "day in MOCO")
	if w.people.mode == PeopleTeam {
		day = col("date", Date, "Datum ab", "Date from", "erster Tag der Zeile; eine Zeile fasst ein Team je Woche und Monat zusammen", "the row's first day; a row is a team's week and month")
	}
	cols := []Column{
		day,
		col("name", Text, w.who(), w.who(), "Person, oder Team, wie es eingestellt ist", "person, or team, as configured"),
		col("team", Text, "Einheit", "Unit", "Team der Person in MOCO", "the person's team in MOCO"),
		col("target", Number, "Soll", "Target", "Sollstunden", "target hours"),
		col("billable", Number, "Verrechenbar", "Billable", "verrechenbare Stunden", "billable hours"),
		col("unbillable", Number, "Nicht verrechenbar", "Not billable", "nicht verrechenbare Stunden", "hours that are not billable"),
		col("week", Int, "Woche", "Week", "Kalenderwoche nach ISO 8601 als Zahl, mit ihrem Jahr", "week by ISO 8601 as a number, with its year"),
		col("month", Int, "Monat", "Month", "Monat als Zahl", "month as a number"),
		col("group", Int, "Nr.", "No.", "laufende Nummer von Person oder Team in dieser Datei", "number of the person or team in this file"),
		col("unit", Int, "Team-Nr.", "Team no.", "laufende Nummer des Teams in dieser Datei", "number of the team in this file"),
	}
	for i := range cols {
		cols[i].Moves = cols[i].Type == Int && cols[i].Key != "week" && cols[i].Key != "month" // numbers of this file
	}
	return cols
}

// who is what a row is about.
func (w *workload) who() string {
	if w.people.mode == PeopleTeam {
		return "Team"
	}
	return "Person"
}

func (w *workload) dayRow(x workday, c *changes) []Cell {
	return []Cell{
		date(x.date), text(w.clean(x.group.seat.shown(), c)), text(w.clean(x.team.seat.team, c)),
		hours(x.target), hours(x.billable), hours(x.unbillable), count(x.week), count(x.month), count(x.group.n), count(x.team.n),
	}
}

// heatSheet has a row a person and a column a week.
func (w *workload) heatSheet() Sheet {
	name := w.say("Personen × Wochen", "People × weeks")
	if w.people.mode == PeopleTeam {
		name = w.say("Teams × Wochen", "Teams × weeks")
	}
	s := Sheet{Key: "heat", Name: name, Frozen: 2, Columns: []Column{
		w.col("name", Text, w.who(), w.who(), "", ""), w.col("team", Text, "Einheit", "Unit", "", ""),
		w.col("target", Number, "Soll", "Target", "", ""), w.col("billable", Number, "Verrechenbar", "Billable", "", ""),
		{Key: "quota", Title: w.say("Auslastung", "Utilisation"), Type: Whole, Warn: WarnHeat},
	}}
	for _, week := range w.weeks {
		s.Columns = append(s.Columns, Column{Key: weekKey(week), Title: w.weekName(week), Type: Whole, Warn: WarnHeat})
	}
	s.Columns = append(s.Columns, w.col("group", Int, "Nr.", "No.", "", ""))
	s.Rows = func(yield func([]Cell) bool) {
		for _, g := range w.groups {
			if !yield(w.heatRow(g)) {
				return
			}
		}
	}
	total := []Cell{text(w.say("Gesamt", "All")), {}, hours(w.all.target).from(Sum{"days", "target", nil}), hours(w.all.billable).from(Sum{"days", "billable", nil}),
		w.all.quota().from(Quota{Sum{"days", "billable", nil}, Sum{"days", "target", nil}})}
	for _, week := range w.weeks {
		var e effort
		for _, g := range w.groups {
			_ = e.add(*g.inWeek(week)) // a part of what was added up before
		}
		total = append(total, e.quota().from(w.quotaOf([]Where{{Column: "week", Value: strconv.Itoa(week)}})))
	}
	s.Totals = [][]Cell{looking(Total, append(total, Cell{})...)}
	return s
}

func (w *workload) heatRow(g *perGroup) []Cell {
	own := []Where{{Column: "group", Own: "group"}}
	row := []Cell{
		text(w.clean(g.seat.shown(), &changes{})), text(w.clean(g.seat.team, &changes{})),
		hours(g.target).from(Sum{"days", "target", own}), hours(g.billable).from(Sum{"days", "billable", own}),
		g.quota().from(Quota{Across{"billable", "billable"}, Across{"target", "target"}}),
	}
	for _, week := range w.weeks {
		cell := g.inWeek(week).quota()
		if !w.byValue {
			cell.Formula = w.quotaOf([]Where{{Column: "group", Own: "group"}, {Column: "week", Value: strconv.Itoa(week)}})
		}
		row = append(row, cell)
	}
	return append(row, count(g.n))
}

// quotaOf is the utilisation of the rows that meet conditions.
func (w *workload) quotaOf(where []Where) Formula {
	return Quota{Sum{"days", "billable", where}, Sum{"days", "target", where}}
}

func weekKey(week int) string { return "week" + strconv.Itoa(week) }

// weekName is "2026-W48".
func (f *frame) weekName(week int) string {
	if week == 0 {
		return f.say("ohne Datum", "without date")
	}
	return fmt.Sprintf(f.say("%04d-KW%02d", "%04d-W%02d"), week/100, week%100)
}

// plannedSheet compares planned with tracked hours, per person and project; in
// a book about teams per team only, because a project may be one person's.
func (w *workload) plannedSheet() (Sheet, error) {
	s := Sheet{Key: "planned", Name: w.say("Geplant und erfasst", "Planned and tracked"), Table: "tblPlanung", Frozen: 1, Columns: []Column{
		w.col("name", Text, w.who(), w.who(), "", ""),
		w.col("project", Text, "Projekt", "Project", "", ""), w.col("customer", Text, "Kunde", "Customer", "", ""),
		w.col("planned", Number, "Geplant", "Planned", "", ""), w.col("tracked", Number, "Erfasst", "Tracked", "", ""),
		w.col("delta", Number, "Erfasst − geplant", "Tracked − planned", "", ""),
	}}
	s.Columns[1].Wrap, s.Columns[2].Wrap = true, true
	rows, all, err := w.plannedRows()
	if err != nil {
		return Sheet{}, err
	}
	s.Rows = func(yield func([]Cell) bool) {
		for _, r := range rows {
			cells, err := w.plannedRow(r)
			if err != nil || !yield(cells) {
				return
			}
		}
	}
	total, err := w.plannedRow(all)
	if err != nil {
		return Sheet{}, err
	}
	for i := 3; i < len(total); i++ {
		total[i].Formula = Shown{"planned", s.Columns[i].Key}
	}
	total[0] = text(w.say("Summe", "Total"))
	s.Totals = [][]Cell{looking(Total, total...)}
	return s, nil
}

// projectHours is a row of the sheet of planned hours.
type projectHours struct {
	seat              seat
	project, customer string
	planned, tracked  billing.Decimal
}

// plannedRows are the rows in the order of people and projects, and their sum.
func (w *workload) plannedRows() (rows []projectHours, all projectHours, err error) {
	var ids []billing.ID
	for _, r := range w.Snapshot.PlannedVsTracked {
		if !slices.Contains(ids, r.UserID) {
			ids = append(ids, r.UserID)
		}
	}
	seats := w.people.seats(ids)
	at := map[projectHours]int{}
	for _, r := range w.Snapshot.PlannedVsTracked {
		s, ok := seats[r.UserID]
		if !ok {
			continue
		}
		x := projectHours{seat: s}
		if w.people.mode != PeopleTeam {
			x.project, x.customer = r.Project.Name, r.Project.Company.Name
		}
		i, ok := at[x]
		if !ok {
			i = len(rows)
			at[x], rows = i, append(rows, x)
		}
		for _, to := range []*projectHours{&rows[i], &all} {
			if to.planned, err = to.planned.Add(r.PlannedHours); err != nil {
				return nil, all, err
			}
			if to.tracked, err = to.tracked.Add(r.TrackedHours); err != nil {
				return nil, all, err
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b projectHours) int {
		return cmp.Or(a.seat.compare(b.seat), cmp.Compare(a.project, b.project), cmp.Compare(a.customer, b.customer))
	})
	return rows, all, nil
}

func (w *workload) plannedRow(r projectHours) ([]Cell, error) {
	delta, err := minus(r.tracked, r.planned)
	own := func(s string) Cell { return text(w.clean(s, &w.changed)) }
	return []Cell{own(r.seat.shown()), own(r.project), own(r.customer), hours(r.planned), hours(r.tracked), hours(delta)}, err
}
