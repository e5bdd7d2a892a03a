package billing

import (
	"fmt"
	"time"
)

// Period is a span of days, both ends included. The zero value is no period.
type Period struct{ From, To Date }

// YearOf is the year of a day.
func YearOf(d Date) Period {
	return Period{From: Date{Year: d.Year, Month: time.January, Day: 1}, To: Date{Year: d.Year, Month: time.December, Day: 31}}
}

// Has reports whether a day is in the period.
func (p Period) Has(d Date) bool { return !d.IsZero() && !d.Before(p.From) && !d.After(p.To) }

// String is "2026-10-01..2026-10-31".
func (p Period) String() string { return p.From.String() + ".." + p.To.String() }

// Name is the shortest name of the period, for people and files: "2026" of a
// whole year, "2026-Q4" of a quarter, "2026-10" of a month, "2026-W47" of a week
// by ISO 8601, else its first and last day, "2026-11-01_2026-11-23". It is empty
// for the zero value.
func (p Period) Name() string {
	year, week := p.From.In(time.UTC).ISOWeek()
	switch last := p.To.AddDays(1); {
	case p.From.IsZero() || p.To.IsZero():
		return ""
	case p.From.Day == 1 && last.Day == 1 && p.From.Month == time.January && p == YearOf(p.From):
		return fmt.Sprintf("%04d", p.From.Year)
	case p.From.Day == 1 && last.Day == 1 && (p.From.Month-1)%3 == 0 && months(p.From, last) == 3:
		return fmt.Sprintf("%04d-Q%d", p.From.Year, (p.From.Month+2)/3)
	case p.From.Day == 1 && last.Day == 1 && months(p.From, last) == 1:
		return fmt.Sprintf("%04d-%02d", p.From.Year, p.From.Month)
	case p.From.Weekday() == time.Monday && p.From.AddDays(6) == p.To:
		return fmt.Sprintf("%04d-W%02d", year, week)
	}
	return p.From.String() + "_" + p.To.String()
}

// months counts the months between two firsts of a month.
func months(from, to Date) int { return (to.Year-from.Year)*12 + int(to.Month-from.Month) }
