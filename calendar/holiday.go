package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
)

const (
	none    = "none"
	germany = "DE"
	austria = "AT"
	swiss   = "CH"
)

// country is a set of holidays and the regions that differ in them.
type country struct {
	code     string
	regions  []string
	holidays []holiday
}

// countries lists every country whose holidays are known.
func countries() []country {
	return []country{
		{germany, germanRegions(), germanHolidays()},
		{austria, austrianRegions(), austrianHolidays()},
		{swiss, swissRegions(), swissHolidays()},
	}
}

// Countries lists the valid values of Options.Country: DE, AT, CH, none.
func Countries() []string {
	var codes []string
	for _, c := range countries() {
		codes = append(codes, c.code)
	}
	return append(codes, none)
}

// Regions lists the valid values of Options.Region in a country; it is empty
// for "none" and for a country that is not known.
func Regions(code string) []string {
	for _, c := range countries() {
		if c.code == strings.ToUpper(code) {
			return c.regions
		}
	}
	return nil
}

// findPlace checks a country and region. Case does not matter, and Ö may be
// written as itself.
func findPlace(code, region string) (country, string, error) {
	region = strings.ReplaceAll(strings.ToUpper(region), "Ö", "OE")
	if code == "" || strings.EqualFold(code, none) {
		if region != "" {
			return country{}, "", fmt.Errorf("region %q needs a country (want DE, AT or CH)", clip(region))
		}
		return country{}, "", nil
	}
	for _, c := range countries() {
		if c.code != strings.ToUpper(code) {
			continue
		}
		if region != "" && !slices.Contains(c.regions, region) {
			return country{}, "", fmt.Errorf("region %q is unknown in %s (want %s)", clip(region), c.code, choice(c.regions))
		}
		return c, region, nil
	}
	return country{}, "", fmt.Errorf("country %q is unknown (want %s)", clip(code), choice(Countries()))
}

// choice joins words as "a, b or c".
func choice(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// in picks the holidays of a region.
func (c country) in(region string) []holiday {
	var of []holiday
	for _, h := range c.holidays {
		if h.appliesIn(region) {
			of = append(of, h)
		}
	}
	return of
}

// holiday is one line of a country's table.
type holiday struct {
	name  string
	on    rule
	in    string // regions that have it, separated by spaces; empty: all
	notIn string // regions that do not have it
	from  int    // first year; 0: always
	to    int    // last year; 0: still
}

// appliesIn reports whether the holiday belongs to a region. A part of a
// region, such as BY-KATH, has what its region BY has. Without a region only
// what the whole country has applies.
func (h holiday) appliesIn(region string) bool {
	whole, _, _ := strings.Cut(region, "-")
	lists := func(list string) bool {
		codes := strings.Fields(list)
		return region != "" && (slices.Contains(codes, region) || slices.Contains(codes, whole))
	}
	if h.notIn != "" {
		return region != "" && !lists(h.notIn)
	}
	return h.in == "" || lists(h.in)
}

// falls reports whether the holiday is on d; easter is Easter Sunday of d's year.
func (h holiday) falls(d, easter billing.Date) bool {
	if d.Year < h.from || h.to != 0 && d.Year > h.to {
		return false
	}
	return h.on(easter) == d
}

// rule gives the date of a holiday in the year of an Easter Sunday, or no date
// if it is left out that year.
type rule func(easter billing.Date) billing.Date

func fixed(m time.Month, day int) rule {
	return func(easter billing.Date) billing.Date { return billing.Date{Year: easter.Year, Month: m, Day: day} }
}

func afterEaster(days int) rule {
	return func(easter billing.Date) billing.Date { return easter.AddDays(days) }
}

// only keeps the days of a rule that fall on one of the given weekdays.
func (r rule) only(on ...time.Weekday) rule {
	return func(easter billing.Date) billing.Date {
		if d := r(easter); slices.Contains(on, d.Weekday()) {
			return d
		}
		return billing.Date{}
	}
}

// weekdayFrom is the first given weekday on or after a day, moved by some days.
func weekdayFrom(m time.Month, day int, w time.Weekday, move int) rule {
	return func(easter billing.Date) billing.Date {
		d := billing.Date{Year: easter.Year, Month: m, Day: day}
		return d.AddDays((int(w-d.Weekday())+7)%7 + move)
	}
}

// easter is Easter Sunday in the Gregorian calendar, after the algorithm of
// Meeus, Jones and Butcher.
func easter(year int) billing.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	n := (h + l - 7*m + 90) / 25
	p := (h + l - 7*m + 33*n + 19) % 32
	return billing.Date{Year: year, Month: time.Month(n), Day: p}
}
