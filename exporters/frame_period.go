package exporters

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// covers is the time that a book about a period covers: the input's, or else
// the whole year of the as-of date.
func (f *frame) covers() billing.Period {
	if f.Period == (billing.Period{}) {
		return billing.YearOf(f.Today)
	}
	return f.Period
}

// contains reports whether a day is in the period.
func (f *frame) contains(d billing.Date) bool {
	return f.covers().Has(d)
}

// span is the period in words: "01.10.2026 – 31.10.2026".
func (f *frame) span() string {
	p := f.covers()
	return p.From.Format(f.Language) + " – " + p.To.Format(f.Language)
}

// titled is a book's title with its period.
func (f *frame) titled(german, english string) string {
	return f.say(german, english) + ", " + f.span()
}

// monthsTo are the first days of the months that the period and the days of a
// book reach into: to the as-of date, or to the last of the days.
func (f *frame) monthsTo(last billing.Date) []billing.Date {
	p := f.covers()
	if last.Before(f.Today) {
		last = f.Today
	}
	if last.After(p.To) {
		last = p.To
	}
	var out []billing.Date
	for m := monthOf(p.From); !m.After(last); m = monthOf(m.AddDays(31)) {
		out = append(out, m)
	}
	return out
}

// monthOf is the first day of a day's month.
func monthOf(d billing.Date) billing.Date {
	return billing.Date{Year: d.Year, Month: d.Month, Day: 1}
}

// inMonth are the conditions that put a row with a date into a month.
func inMonth(column string, month billing.Date) []Where {
	return []Where{
		{Column: column, Op: ">=", Value: serial(month)},
		{Column: column, Op: "<", Value: serial(monthOf(month.AddDays(31)))},
	}
}

// serial is a day as spreadsheets count it: from 30 December 1899, which is
// right from March 1900 on.
func serial(d billing.Date) string {
	return strconv.Itoa(d.Sub(billing.Date{Year: 1899, Month: time.December, Day: 30}))
}

// monthTitle is a month for people: "Okt 2026".
func (f *frame) monthTitle(month billing.Date) string {
	names := [...]string{"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"}
	if f.Language == billing.English {
		names[2], names[4], names[9], names[11] = "Mar", "May", "Oct", "Dec"
	}
	return fmt.Sprintf("%s %d", names[month.Month-1], month.Year)
}

// order sets the book's currencies: that with the most rows first, because it
// is the account's own.
func (f *frame) order(rows map[string]int) {
	f.codes = nil
	for c := range rows {
		f.codes = append(f.codes, c)
	}
	slices.SortFunc(f.codes, func(a, b string) int { return cmp.Or(cmp.Compare(rows[b], rows[a]), cmp.Compare(a, b)) })
}

// counts is the block of Info that the control of completeness ties together:
// how many objects MOCO has, and where they are. The cells are named moco,
// contained and left-out.
func (f *frame) counts(what string, all, left int, contained Cell) Block {
	return Block{Rows: [][]Cell{
		heads(what, f.say("#Anzahl", "#Count")),
		{text(f.say("laut MOCO", "in MOCO")), count(all).named("moco")},
		{text(f.say("enthalten", "contained")), contained.named("contained")},
		{text(f.say("nicht enthalten", "not contained")), count(left).named("left-out")},
	}}
}

// broken are the objects of a data set that MOCO sent and that can't be
// understood.
func (f *frame) broken(kind string) []billing.Broken {
	return slices.DeleteFunc(slices.Clone(f.Snapshot.Broken), func(b billing.Broken) bool { return b.Kind != kind })
}

// yes is the word for a fact that holds, and for one that does not.
func (f *frame) yes(holds bool) string {
	if holds {
		return f.say("ja", "yes")
	}
	return f.say("nein", "no")
}

// byID finds the objects of a list by their ids.
func byID[T any](rows []T, id func(*T) billing.ID) map[billing.ID]*T {
	out := make(map[billing.ID]*T, len(rows))
	for i := range rows {
		out[id(&rows[i])] = &rows[i]
	}
	return out
}
