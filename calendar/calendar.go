package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Options describes a calendar as a person writes it.
type Options struct {
	Workdays []time.Weekday // empty: Monday to Friday
	Country  string         // one of Countries; empty is "none"
	Region   string         // one of Regions(Country); empty: only the holidays of the whole country
	DaysOff  []billing.Date // further days on which nobody works, such as 24 December
}

// Calendar knows working days and public holidays. The zero value works Monday
// to Friday and knows no holidays. Holidays are right from 2015 on.
type Calendar struct {
	works   weekdays // 0: Monday to Friday
	country string
	region  string
	rules   []holiday
	daysOff map[billing.Date]bool
}

// New checks the options and builds the calendar. The error joins everything
// that is wrong; each part names the value and the valid ones.
func New(o Options) (Calendar, error) {
	c := Calendar{daysOff: make(map[billing.Date]bool, len(o.DaysOff))}
	var errs []error
	for _, w := range o.Workdays {
		if w < time.Sunday || w > time.Saturday {
			errs = append(errs, fmt.Errorf("workday %d is not a day of the week (want 0 for Sunday to 6 for Saturday)", w))
			continue
		}
		c.works = c.works.with(w)
	}
	for i, d := range o.DaysOff {
		if d.IsZero() {
			errs = append(errs, fmt.Errorf("day off number %d is empty (want YYYY-MM-DD)", i+1))
		}
		c.daysOff[d] = true
	}
	country, region, err := findPlace(o.Country, o.Region)
	if err != nil {
		errs = append(errs, err)
	}
	c.country, c.region, c.rules = country.code, region, country.in(region)
	return c, errors.Join(errs...)
}

// Place is where the holidays are taken from, such as "DE-BE", "AT" or "none".
func (c Calendar) Place() string {
	switch {
	case c.country == "":
		return none
	case c.region == "":
		return c.country
	}
	return c.country + "-" + c.region
}

// Holiday is the name of the public holiday on d, in the language of the
// country's law. Days off and weekends are not holidays.
func (c Calendar) Holiday(d billing.Date) (name string, ok bool) {
	if d.IsZero() {
		return "", false
	}
	sunday := easter(d.Year)
	i := slices.IndexFunc(c.rules, func(h holiday) bool { return h.falls(d, sunday) })
	if i < 0 {
		return "", false
	}
	return c.rules[i].name, true
}

// Closed says why nobody works on d although the weekday is given: the
// holiday's name, or "day off". Weekends as such are not closed days.
func (c Calendar) Closed(d billing.Date) (reason string, ok bool) {
	if name, ok := c.Holiday(d); ok {
		return name, true
	}
	if c.daysOff[d] {
		return "day off", true
	}
	return "", false
}

// IsWorkday reports whether people work on d: a weekday of the working week
// that is neither a holiday nor a day off. An absent date is no working day.
func (c Calendar) IsWorkday(d billing.Date) bool {
	if d.IsZero() || c.isWeekend(d) {
		return false
	}
	_, closed := c.Closed(d)
	return !closed
}

// NextWorkday is d itself if it is a working day, else the first one after it.
// An absent date stays absent.
func (c Calendar) NextWorkday(d billing.Date) billing.Date {
	for !d.IsZero() && !c.IsWorkday(d) {
		d = d.AddDays(1)
	}
	return d
}

// AddWorkdays is the n-th working day after d, or before it if n is negative;
// d itself need not be one and is not counted. With n = 0 it is d. An absent
// date stays absent.
func (c Calendar) AddWorkdays(d billing.Date, n int) billing.Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 && !d.IsZero() {
		d = d.AddDays(step)
		if c.IsWorkday(d) {
			n--
		}
	}
	return d
}

// Shift moves the last day of a term to the next one on which the law lets it
// end: not a Saturday, Sunday or public holiday (§ 193 BGB; § 903 ABGB with
// BGBl. 37/1961, which adds Good Friday; Art. 78 OR with SR 173.110.3). The
// company's own working week and days off do not count: they are not the
// debtor's. An absent date stays absent.
func (c Calendar) Shift(d billing.Date) billing.Date {
	for !d.IsZero() && !c.termMayEnd(d) {
		d = d.AddDays(1)
	}
	return d
}

func (c Calendar) termMayEnd(d billing.Date) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	if c.country == austria && d == easter(d.Year).AddDays(-2) {
		return false
	}
	_, holiday := c.Holiday(d)
	return !holiday
}

func (c Calendar) isWeekend(d billing.Date) bool { return !c.works.has(d.Weekday()) }

// weekdays is a set of days of the week; the empty set stands for Monday to
// Friday, so that no calendar is without working days.
type weekdays uint8

const mondayToFriday weekdays = 1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday

func (s weekdays) with(w time.Weekday) weekdays { return s | 1<<w }

func (s weekdays) has(w time.Weekday) bool {
	if s == 0 {
		s = mondayToFriday
	}
	return s&(1<<w) != 0
}

// ParseWeekday reads a day of the week as a config names it: "mon" or "monday",
// in any case.
func ParseWeekday(s string) (time.Weekday, error) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		name := w.String()
		if strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return w, nil
		}
	}
	return 0, fmt.Errorf("%q is not a day of the week (want mon, tue, wed, thu, fri, sat or sun)", clip(s))
}

// clip keeps foreign text in messages short.
func clip(s string) string {
	const most = 40
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "…"
}
