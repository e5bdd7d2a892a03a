package billing

import "time"

// Period is a span of days, both ends included. The zero value is no period.
type Period struct{ From, To Date }

// YearOf is the year of a day.
func YearOf(d Date) Period {
	return Period{From: Date{Year: d.Year, Month: time.January, Day: 1}, To: Date{Year: d.Year, Month: time.December, Day: 31}}
}

// String is "2026-10-01..2026-10-31".
func (p Period) String() string { return p.From.String() + ".." + p.To.String() }
