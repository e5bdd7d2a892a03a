package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mocowork/mocowork/billing"
)

// row is a tick as a test table shows it.
type row struct {
	ID, At  string
	Skipped bool
	Reason  string
}

func rows(ticks []Tick) []row {
	var out []row
	for _, t := range ticks {
		out = append(out, row{t.Identity, t.At.Format("2006-01-02T15:04"), t.Skipped, t.Reason})
	}
	return out
}

func schedule(t *testing.T, expr string, o OnHoliday) Schedule {
	t.Helper()
	c, err := New(Options{Country: "DE", Region: "BE", DaysOff: []billing.Date{date(t, "2026-12-24"), date(t, "2026-12-31")}})
	if err != nil {
		t.Fatal(err)
	}
	return Schedule{Cron: cron(t, expr), Loc: zone(t, "Europe/Berlin"), Calendar: c, OnHoliday: o}
}

// Christmas 2026: Thursday 24 is a day off, Friday 25 and Saturday 26 are
// holidays, Monday 28 is the next working day.
func TestDueOnHolidays(t *testing.T) {
	t.Parallel()
	const weekdays, daily = "0 7 * * 1-5", "0 7 * * *"
	tests := []struct {
		name, expr string
		policy     OnHoliday
		want       []row
	}{
		{"run", weekdays, Run, []row{
			{"2026-12-24T07:00", "2026-12-24T07:00", false, ""},
			{"2026-12-25T07:00", "2026-12-25T07:00", false, ""},
			{"2026-12-28T07:00", "2026-12-28T07:00", false, ""},
		}},
		{"the zero policy runs", weekdays, "", []row{
			{"2026-12-24T07:00", "2026-12-24T07:00", false, ""},
			{"2026-12-25T07:00", "2026-12-25T07:00", false, ""},
			{"2026-12-28T07:00", "2026-12-28T07:00", false, ""},
		}},
		{"skip", weekdays, Skip, []row{
			{"2026-12-24T07:00", "2026-12-24T07:00", true, "day off"},
			{"2026-12-25T07:00", "2026-12-25T07:00", true, "1. Weihnachtstag"},
			{"2026-12-28T07:00", "2026-12-28T07:00", false, ""},
		}},
		{"next workday has its own tick", weekdays, NextWorkday, []row{
			{"2026-12-24T07:00", "2026-12-24T07:00", true, "day off, runs as 2026-12-28T07:00"},
			{"2026-12-25T07:00", "2026-12-25T07:00", true, "1. Weihnachtstag, runs as 2026-12-28T07:00"},
			{"2026-12-28T07:00", "2026-12-28T07:00", false, ""},
		}},
		{"a plain Sunday is no holiday", daily, NextWorkday, []row{
			{"2026-12-24T07:00", "2026-12-24T07:00", true, "day off, runs as 2026-12-28T07:00"},
			{"2026-12-25T07:00", "2026-12-25T07:00", true, "1. Weihnachtstag, runs as 2026-12-28T07:00"},
			{"2026-12-26T07:00", "2026-12-26T07:00", true, "2. Weihnachtstag, runs as 2026-12-28T07:00"},
			{"2026-12-27T07:00", "2026-12-27T07:00", false, ""},
			{"2026-12-28T07:00", "2026-12-28T07:00", false, ""},
		}},
		{"moved alone", "0 7 25 * *", NextWorkday, []row{
			{"2026-12-25T07:00", "2026-12-28T07:00", false, "1. Weihnachtstag, moved from 2026-12-25"},
		}},
		{"of two moved ones the later runs", "0 7 24,25 * *", NextWorkday, []row{
			{"2026-12-24T07:00", "2026-12-24T07:00", true, "day off, runs as 2026-12-25T07:00"},
			{"2026-12-25T07:00", "2026-12-28T07:00", false, "1. Weihnachtstag, moved from 2026-12-25"},
		}},
		{"Friday moves over a Sunday that runs", "0 7 * * 5,7", NextWorkday, []row{
			{"2026-12-27T07:00", "2026-12-27T07:00", false, ""},
			{"2026-12-25T07:00", "2026-12-28T07:00", false, "1. Weihnachtstag, moved from 2026-12-25"},
		}},
		{"two times of day stay two", "0 7,13 25 * *", NextWorkday, []row{
			{"2026-12-25T07:00", "2026-12-28T07:00", false, "1. Weihnachtstag, moved from 2026-12-25"},
			{"2026-12-25T13:00", "2026-12-28T13:00", false, "1. Weihnachtstag, moved from 2026-12-25"},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := schedule(t, tt.expr, tt.policy)
			after, until := date(t, "2026-12-24").In(s.Loc), date(t, "2026-12-29").In(s.Loc)
			if diff := cmp.Diff(tt.want, rows(s.Due(after, until))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Looked at once an hour or once a week, a schedule has the same ticks: those
// that a holiday moved into the window as well.
func TestDueJoins(t *testing.T) {
	t.Parallel()
	for _, expr := range []string{"0 7 25 * *", "0 7 * * *", "30 13 24,25,31 * *", "0 7 L * *", "0 */6 * * 5,7"} {
		for _, policy := range []OnHoliday{Run, Skip, NextWorkday} {
			s := schedule(t, expr, policy)
			from, until := date(t, "2026-12-20").In(s.Loc), date(t, "2027-01-12").In(s.Loc)
			var pieces []Tick
			for now := from; now.Before(until); now = now.Add(time.Hour) {
				pieces = append(pieces, s.Due(now, now.Add(time.Hour))...)
			}
			if diff := cmp.Diff(rows(s.Due(from, until)), rows(pieces)); diff != "" {
				t.Errorf("%q %s: %s", expr, policy, diff)
			}
		}
	}
}

// Whatever moves, no moment runs twice and no identity comes twice.
func TestDueNeverTwice(t *testing.T) {
	t.Parallel()
	for _, expr := range []string{"0 7 * * *", "0 7 * * 1-5", "30 2 * * *", "0 7 24-26,31 * *", "*/30 * * * *"} {
		s := schedule(t, expr, NextWorkday)
		ids, moments := map[string]bool{}, map[time.Time]bool{}
		for _, tick := range s.Due(date(t, "2026-01-01").In(s.Loc), date(t, "2029-01-01").In(s.Loc)) {
			if ids[tick.Identity] {
				t.Errorf("%q: %s comes twice", expr, tick.Identity)
			}
			ids[tick.Identity] = true
			if tick.Skipped {
				continue
			}
			if moments[tick.At] {
				t.Errorf("%q: two runs at %s", expr, tick.At)
			}
			moments[tick.At] = true
			if d := billing.DateOf(tick.At); !s.Calendar.IsWorkday(d) && !s.Calendar.isWeekend(d) {
				t.Errorf("%q runs on the closed day %s", expr, d)
			}
		}
		if len(moments) < 50 {
			t.Errorf("%q: only %d runs in three years", expr, len(moments))
		}
	}
}

func TestDueOfANewSchedule(t *testing.T) {
	t.Parallel()
	s := schedule(t, "* * * * *", Run)
	if got := s.Due(time.Time{}, date(t, "2026-11-23").In(s.Loc)); len(got) != 0 {
		t.Errorf("%d ticks of the past are due", len(got))
	}
}

func TestOnHolidayText(t *testing.T) {
	t.Parallel()
	var o OnHoliday
	for _, s := range []string{"run", "skip", "next_workday"} {
		if err := o.UnmarshalText([]byte(s)); err != nil || string(o) != s {
			t.Errorf("%q: %v, %v", s, o, err)
		}
	}
	err := o.UnmarshalText([]byte("nextday"))
	if want := `on_holiday "nextday" is unknown (want run, skip or next_workday)`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	var m IfMissed
	for _, s := range []string{"skip", "run_once"} {
		if err := m.UnmarshalText([]byte(s)); err != nil || string(m) != s {
			t.Errorf("%q: %v, %v", s, m, err)
		}
	}
	err = m.UnmarshalText([]byte("all"))
	if want := `if_missed "all" is unknown (want skip or run_once)`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
