package billing

import (
	"fmt"
	"strings"
	"time"
)

// Period is a span of days, both ends included. The zero value is no period.
type Period struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// YearOf is the year of a day.
func YearOf(d Date) Period {
	return Period{From: Date{Year: d.Year, Month: time.January, Day: 1}, To: Date{Year: d.Year, Month: time.December, Day: 31}}
}

// Has reports whether a day is in the period.
func (p Period) Has(d Date) bool { return !d.IsZero() && !d.Before(p.From) && !d.After(p.To) }

// Before is the time from the beginning of the year before the period's last day
// to the day before its first: what its months are compared with. It is the
// zero value if the period begins earlier.
func (p Period) Before() Period {
	b := Period{From: Date{Year: p.To.Year - 1, Month: time.January, Day: 1}, To: p.From.AddDays(-1)}
	if b.To.Before(b.From) {
		return Period{}
	}
	return b
}

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

// WeekOf is the week of a day, Monday to Sunday.
func WeekOf(d Date) Period {
	monday := d.AddDays(-(int(d.Weekday()) + 6) % 7)
	return Period{From: monday, To: monday.AddDays(6)}
}

// MonthOf is the month of a day.
func MonthOf(d Date) Period { return monthsFrom(d.Year, d.Month, 1) }

// QuarterOf is the quarter of a day.
func QuarterOf(d Date) Period { return monthsFrom(d.Year, d.Month-(d.Month-time.January)%3, 3) }

// monthsFrom are n whole months.
func monthsFrom(year int, m time.Month, n int) Period {
	end := time.Date(year, m+time.Month(n), 0, 0, 0, 0, 0, time.UTC)
	return Period{From: Date{Year: year, Month: m, Day: 1}, To: DateOf(end)}
}

// Within reports whether all of p lies in q.
func (p Period) Within(q Period) bool { return !p.From.Before(q.From) && !p.To.After(q.To) }

// ParsePeriod reads a period by its Name: "2026", "2026-Q4", "2026-10",
// "2026-W47" or "2026-11-01_2026-11-23"; for the last, ".." may stand between
// the days too.
func ParsePeriod(s string) (Period, error) {
	var p Period
	var year, n int
	from, to, span := strings.Cut(strings.Replace(s, "..", "_", 1), "_")
	switch {
	case span:
		var err, err2 error
		p.From, err = ParseDate(from)
		p.To, err2 = ParseDate(to)
		if err != nil || err2 != nil || p.To.Before(p.From) {
			p = Period{}
		}
		return p, p.named(s)
	case scanned(s, "%4d-Q%1d", &year, &n) && n >= 1 && n <= 4:
		p = monthsFrom(year, time.Month(3*n-2), 3)
	case scanned(s, "%4d-W%2d", &year, &n) && n >= 1:
		p = WeekOf(Date{Year: year, Month: time.January, Day: 4}.AddDays(7 * (n - 1)))
	case scanned(s, "%4d-%2d", &year, &n) && n >= 1 && n <= 12:
		p = monthsFrom(year, time.Month(n), 1)
	case scanned(s, "%4d", &year):
		p = YearOf(Date{Year: year, Month: time.January, Day: 1})
	}
	if p.Name() != s {
		p = Period{}
	}
	return p, p.named(s)
}

// named is the error of a text that names no period.
func (p Period) named(s string) error {
	if p == (Period{}) {
		return fmt.Errorf("%q is no period (want a month such as 2026-10, a quarter 2026-Q4, a week 2026-W47, a year, or two days as in 2026-11-01..2026-11-23)", clip(s))
	}
	return nil
}

// scanned reads numbers by a form.
func scanned(s, form string, to ...any) bool {
	n, err := fmt.Sscanf(s, form, to...)
	return err == nil && n == len(to)
}
