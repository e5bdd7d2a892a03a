package exporters

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// The reports on people, as MOCO's documentation calls them, and the list that
// knows their names and teams.
const (
	reportUtilization = "report.utilization"
	reportAbsences    = "report.absences"
	reportPlanned     = "report.planned_vs_tracked"
	listUsers         = "users"
)

// workload is what the book on utilisation is made of.
type workload struct {
	frame
	people  *people
	rows    []workday
	groups  []*perGroup // persons, or teams in a book about teams
	teams   []*perGroup
	weeks   []int // 202648, the weeks of ISO 8601 with rows
	months  []int
	all     *perGroup
	source  int // rows that MOCO gave
	left    int // of them not contained, because they can't be read or would be a person's
	byValue bool
}

// effort is a sum of hours.
type effort struct{ target, billable, unbillable billing.Decimal }

// workday is a row of the data sheet: a person's day, or a team's days of one
// week and month.
type workday struct {
	effort
	date        billing.Date
	group, team *perGroup
	week, month int // 0 without a date
}

// perGroup are the hours of a person or a team.
type perGroup struct {
	effort
	n       int // its number in formulas, from 1
	seat    seat
	people  map[billing.ID]bool
	byWeek  map[int]*effort
	byMonth map[int]*effort
}

// utilisation makes the book on hours.
func utilisation(in Input) (Book, error) {
	w := &workload{frame: frame{Input: in}}
	w.people = newPeople(&w.frame)
	if err := w.read(); err != nil {
		return Book{}, fmt.Errorf("%s: %w", reportUtilization, err)
	}
	w.byValue = len(w.groups)*len(w.weeks)*2*len(w.rows) > slowFormulas
	title := w.titled("Auslastung", "Utilisation")
	sheets := []Sheet{w.overviewSheet(title), w.heatSheet()}
	if len(in.Snapshot.PlannedVsTracked) > 0 {
		s, err := w.plannedSheet()
		if err != nil {
			return Book{}, fmt.Errorf("%s: %w", reportPlanned, err)
		}
		sheets = append(sheets, s)
	}
	if len(in.Snapshot.Absences) > 0 {
		l, err := newLeave(&w.frame, w.people)
		if err != nil {
			return Book{}, fmt.Errorf("%s: %w", reportAbsences, err)
		}
		sheets = append(sheets, l.sheet())
	}
	return Book{
		Title: title, Summary: w.summary(), Sheets: append(sheets, w.daysSheet(), w.infoSheet()),
		Control: w.say("Kontrolle: Übersicht − Daten = 0,00", "Control: Overview − Data = 0.00"),
		Check:   Check{Sheet: "days", Amount: "billable", Rows: len(w.rows), Sum: w.all.billable},
	}, nil
}

// read makes rows and sums of the report.
func (w *workload) read() error {
	report := w.Snapshot.Utilization
	w.left = len(w.broken(reportUtilization))
	w.source = len(report) + w.left
	seats := w.people.seats(w.present())
	w.all = newGroup(0, seat{})
	w.groups = groupsOf(seats, func(s seat) seat { return s })
	w.teams = groupsOf(seats, func(s seat) seat { return seat{team: s.team} })
	groups, teams := bySeat(w.groups), bySeat(w.teams)
	merged := map[workday]int{}
	for _, r := range report {
		s, ok := seats[r.UserID]
		if !ok {
			w.left++
			continue
		}
		x := workday{date: r.Date, group: groups[s], team: teams[seat{team: s.team}]}
		if !r.Date.IsZero() {
			year, week := r.Date.In(time.UTC).ISOWeek()
			x.week, x.month = year*100+week, monthKey(r.Date)
		}
		if err := w.add(x, effort{r.TargetHours, r.BillableHours, r.UnbillableHours}, merged); err != nil {
			return err
		}
	}
	slices.Sort(w.weeks)
	slices.Sort(w.months)
	slices.SortStableFunc(w.rows, func(a, b workday) int {
		return cmp.Or(a.date.Compare(b.date), cmp.Compare(a.group.n, b.group.n))
	})
	return nil
}

// present are the people of the report. In a book about teams those without an
// hour don't count: they would hide a single person behind them.
func (w *workload) present() []billing.ID {
	var ids []billing.ID
	for _, r := range w.Snapshot.Utilization {
		idle := r.TargetHours.IsZero() && r.BillableHours.IsZero() && r.UnbillableHours.IsZero()
		if !slices.Contains(ids, r.UserID) && !(idle && w.people.mode == PeopleTeam) {
			ids = append(ids, r.UserID)
		}
	}
	return ids
}

// add counts a row everywhere. A team's rows of one week and month become one:
// a day of a team may be a day of one person.
func (w *workload) add(x workday, e effort, merged map[workday]int) error {
	if !slices.Contains(w.weeks, x.week) {
		w.weeks = append(w.weeks, x.week)
	}
	if !slices.Contains(w.months, x.month) {
		w.months = append(w.months, x.month)
	}
	for _, to := range []*effort{&w.all.effort, &x.team.effort, &x.group.effort, w.all.in(x.month), x.team.in(x.month), x.group.inWeek(x.week)} {
		if err := to.add(e); err != nil {
			return err
		}
	}
	if w.people.mode != PeopleTeam {
		x.effort = e
		w.rows = append(w.rows, x)
		return nil
	}
	key := x
	key.date = billing.Date{}
	i, ok := merged[key]
	if !ok {
		i = len(w.rows)
		merged[key], w.rows = i, append(w.rows, x)
	}
	if x.date.Before(w.rows[i].date) {
		w.rows[i].date = x.date
	}
	return w.rows[i].add(e)
}

func newGroup(n int, s seat) *perGroup {
	return &perGroup{n: n, seat: s, people: map[billing.ID]bool{}, byWeek: map[int]*effort{}, byMonth: map[int]*effort{}}
}

// groupsOf numbers the seats that people are shown by, in their order.
func groupsOf(seats map[billing.ID]seat, by func(seat) seat) []*perGroup {
	people := map[seat]map[billing.ID]bool{}
	for id, s := range seats {
		if people[by(s)] == nil {
			people[by(s)] = map[billing.ID]bool{}
		}
		people[by(s)][id] = true
	}
	var all []seat
	for s := range people {
		all = append(all, s)
	}
	slices.SortFunc(all, seat.compare)
	out := make([]*perGroup, len(all))
	for i, s := range all {
		out[i] = newGroup(i+1, s)
		out[i].people = people[s]
	}
	return out
}

func bySeat(groups []*perGroup) map[seat]*perGroup {
	out := map[seat]*perGroup{}
	for _, g := range groups {
		out[g.seat] = g
	}
	return out
}

// in are a group's hours of a month.
func (g *perGroup) in(month int) *effort {
	if g.byMonth[month] == nil {
		g.byMonth[month] = &effort{}
	}
	return g.byMonth[month]
}

// inWeek are a group's hours of a week.
func (g *perGroup) inWeek(week int) *effort {
	if g.byWeek[week] == nil {
		g.byWeek[week] = &effort{}
	}
	return g.byWeek[week]
}

// add adds hours. It fails when a sum does not fit.
func (e *effort) add(x effort) (err error) {
	if e.target, err = e.target.Add(x.target); err != nil {
		return err
	}
	if e.billable, err = e.billable.Add(x.billable); err != nil {
		return err
	}
	e.unbillable, err = e.unbillable.Add(x.unbillable)
	return err
}

// quota is utilisation: billable hours as a share of the target. Without a
// target there is none.
func (e effort) quota() Cell { return quota(e.billable, e.target) }

// quota is a / b in whole per cent, computed to the hundredth of one; empty if
// b is 0.
func quota(a, b billing.Decimal) Cell {
	c := Cell{Type: Whole}
	num, _ := new(big.Rat).SetString(a.String())
	den, _ := new(big.Rat).SetString(b.String())
	if num == nil || den == nil || den.Sign() == 0 {
		return c
	}
	digits := new(big.Rat).Mul(new(big.Rat).Quo(num, den), big.NewRat(10_000, 1)).FloatString(0)
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		c.Int, c.Of = n, 10_000
	}
	return c
}

// summary is one paragraph for the message beside the file.
func (w *workload) summary() string {
	share := "–"
	if q := w.all.quota(); q.Of > 0 {
		share = fmt.Sprintf("%.0f %%", q.ratio()*100)
	}
	return fmt.Sprintf(w.say("Auslastung %s: %s von %s Stunden Soll sind verrechenbar.", "Utilisation %s: %s of %s target hours are billable."),
		share, w.Language.Number(w.all.billable), w.Language.Number(w.all.target))
}
