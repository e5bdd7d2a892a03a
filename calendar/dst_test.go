package calendar

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/test/report"
)

// TestF68_EveryMinuteOfTheNight takes each minute from 00:00 to 03:59 as a daily
// schedule, over ten years in three zones: one run a local date, at the right
// moment, whatever the clocks do in that night.
func TestF68_EveryMinuteOfTheNight(t *testing.T) {
	t.Parallel()
	years := 10
	if testing.Short() {
		years = 2
	}
	zones := []string{"Europe/Berlin", "Europe/Zurich", "Europe/Lisbon"}
	rows := make([]report.Row, len(zones))
	t.Run("zones", func(t *testing.T) {
		for i, name := range zones {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				loc := zone(t, name)
				from := time.Date(2020, 1, 1, 0, 0, 0, 0, loc)
				until := time.Date(2020+years, 1, 1, 0, 0, 0, 0, loc)
				want := walk(from, until)
				if days := billing.DateOf(until).Sub(billing.DateOf(from)); len(want) != days {
					t.Fatalf("the walk found %d dates, want %d", len(want), days)
				}
				for minute := range nightMinutes {
					checkDaily(t, minute, from, until, want, &rows[i])
				}
			})
		}
	})
	row := report.Row{ID: "F68", Min: 365 * years * nightMinutes * len(zones), Note: "daily schedules in 3 zones against a walk over each minute"}
	for _, r := range rows {
		row.Runs, row.Fired, row.Dup, row.Missing = row.Runs+r.Runs, row.Fired+r.Fired, row.Dup+r.Dup, row.Missing+r.Missing
	}
	report.Print(t, row)
}

const nightMinutes = 4 * 60

// night is, for each minute of a date's first four hours, when it must run.
type night struct {
	date billing.Date
	unix [nightMinutes]int64
}

// walk looks at a clock each minute and notes the first moment that shows a
// minute, or, where none does, the first that shows a later one. It knows
// nothing of clock changes.
func walk(from, until time.Time) []night {
	var nights []night
	var latest int // the latest minute of the date so far
	for now := from; now.Before(until); now = now.Add(time.Minute) {
		if d := billing.DateOf(now); len(nights) == 0 || nights[len(nights)-1].date != d {
			nights = append(nights, night{date: d})
			latest = -1
		}
		shown := now.Hour()*60 + now.Minute()
		for latest < shown {
			latest++
			if latest < nightMinutes {
				nights[len(nights)-1].unix[latest] = now.Unix()
			}
		}
	}
	return nights
}

// checkDaily counts, for one minute, the dates without their run and the runs
// too many or at another moment.
func checkDaily(t *testing.T, minute int, from, until time.Time, want []night, row *report.Row) {
	t.Helper()
	at := TimeOfDay(minute)
	due := map[string]int64{} // the moment of each date's run
	for _, n := range want {
		due[n.date.String()+"T"+at.String()] = n.unix[minute]
	}
	row.Runs += len(due)
	row.Fired += len(due)
	for tick := range cron(t, at.cron()).Ticks(from.Add(-time.Nanosecond), until.Add(-time.Nanosecond), from.Location()) {
		moment, ok := due[tick.Identity]
		if !ok || tick.At.Unix() != moment {
			t.Errorf("%s: runs at %s as %s, want %s", at, tick.At, tick.Identity, time.Unix(moment, 0).In(from.Location()))
			row.Dup++
		}
		delete(due, tick.Identity)
	}
	for id := range due {
		t.Errorf("%s has no run", id)
	}
	row.Missing += len(due)
}

// cron is the expression of a daily schedule.
func (t TimeOfDay) cron() string {
	s := t.String()
	return s[3:] + " " + s[:2] + " * * *"
}

// The same walk for a schedule of each minute: every local date and minute that
// the clocks show runs once, at its first moment.
func TestEveryMinuteOverClockChanges(t *testing.T) {
	t.Parallel()
	loc := zone(t, "Europe/Berlin")
	for _, date := range []string{"2026-10-25", "2027-03-28"} {
		from := date0(t, date, loc).Add(-time.Minute)
		until := from.Add(26 * time.Hour)
		seen := map[string]int64{}
		var order []string
		for now := from.Add(time.Minute); !now.After(until); now = now.Add(time.Minute) {
			id := now.Format("2006-01-02T15:04")
			if _, ok := seen[id]; !ok {
				seen[id] = now.Unix()
				order = append(order, id)
			}
		}
		i := 0
		for tick := range cron(t, "* * * * *").Ticks(from, until, loc) {
			if i == len(order) || tick.Identity != order[i] || tick.At.Unix() != seen[order[i]] {
				t.Fatalf("%s: tick %d is %s at %s", date, i, tick.Identity, tick.At)
			}
			i++
		}
		if i != len(order) {
			t.Errorf("%s: %d ticks, want %d", date, i, len(order))
		}
	}
}

func date0(t *testing.T, s string, loc *time.Location) time.Time {
	t.Helper()
	return date(t, s).In(loc)
}

func TestDSTRisk(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	tests := []struct{ expr, zone, want string }{
		{"30 2 * * *", "Europe/Berlin", "02:30 does not exist on 2027-03-28 and 02:30 comes twice on 2027-10-31"},
		{"0 2 * * *", "Europe/Berlin", "02:00 does not exist on 2027-03-28 and 02:00 comes twice on 2027-10-31"},
		{"0 3 * * *", "Europe/Berlin", ""},
		{"59 1 * * *", "Europe/Berlin", ""},
		{"30 2 * * 1-5", "Europe/Berlin", ""}, // never on a Sunday
		{"30 2 L * *", "Europe/Berlin", "02:30 comes twice on 2027-10-31"},
		{"30 2 28 3 *", "Europe/Berlin", "02:30 does not exist on 2027-03-28"},
		{"30 1 * * *", "Europe/Lisbon", "01:30 does not exist on 2027-03-28 and 01:30 comes twice on 2027-10-31"},
		{"30 2 * * *", "Europe/Lisbon", ""},
		{"0 * * * *", "Europe/Berlin", ""}, // each hour of the day
		{"*/30 1-4 * * *", "Europe/Berlin", "02:00 does not exist on 2027-03-28 and 02:00 comes twice on 2027-10-31"},
		{"30 2 * * *", "UTC", ""},
	}
	for _, tt := range tests {
		got := cron(t, tt.expr).DSTRisk(from, zone(t, tt.zone))
		if got.String() != tt.want || got.Any() != (tt.want != "") {
			t.Errorf("%q in %s: %q, want %q", tt.expr, tt.zone, got, tt.want)
		}
	}
	if got := cron(t, "30 2 * * *").DSTRisk(from, nil); got.Any() {
		t.Errorf("no zone is UTC, got %q", got)
	}
}
