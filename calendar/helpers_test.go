package calendar

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

func date(t *testing.T, s string) billing.Date {
	t.Helper()
	d, err := billing.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Skipf("no time zone data: %v", err)
	}
	return loc
}

// moment reads a local time with its distance to UTC, "2026-11-23T07:00+01:00",
// and shows it in a zone.
func moment(t *testing.T, s string, loc *time.Location) time.Time {
	t.Helper()
	v, err := time.Parse("2006-01-02T15:04Z07:00", s)
	if err != nil {
		t.Fatal(err)
	}
	return v.In(loc)
}

func cron(t *testing.T, expr string) Cron {
	t.Helper()
	c, err := ParseCron(expr)
	if err != nil {
		t.Fatalf("ParseCron(%q): %v", expr, err)
	}
	return c
}

func place(t *testing.T, country, region string) Calendar {
	t.Helper()
	c, err := New(Options{Country: country, Region: region})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const stamp = "2006-01-02T15:04Z07:00"

// shown lists the moments of ticks.
func shown(ticks []Tick) []string {
	var out []string
	for _, t := range ticks {
		out = append(out, t.At.Format(stamp))
	}
	return out
}

func identities(ticks []Tick) []string {
	var out []string
	for _, t := range ticks {
		out = append(out, t.Identity)
	}
	return out
}
