package jobs_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/report"
)

// fires are the days from..to at a clock time, computed without package
// calendar, as the ledger names them.
func fires(from, to time.Time, hour int) []string {
	var out []string
	for d := from; !d.After(to); d = d.Add(time.Hour) {
		if d.Hour() == hour && d.Minute() == 0 {
			out = append(out, d.Format("2006-01-02T15:04"))
		}
	}
	return out
}

// TestF70_DownOverTheFireTime lets a worker be away over the time of a daily
// job, for an hour and for days, back at a random moment: at most one run,
// never a burst; each fire of an independent calendar has one row, with a
// reason if it did not run.
func TestF70_DownOverTheFireTime(t *testing.T) {
	t.Parallel()
	const seed = 70
	row := report.Row{ID: "F70", Min: 240, Note: "down for 1 h to 3 days, skip and run_once, each fire of an independent calendar has one row"}
	t.Run("worlds", func(t *testing.T) {
		for _, missed := range []calendar.IfMissed{calendar.SkipMissed, calendar.RunOnce} {
			random := rand.New(rand.NewPCG(seed, 0))
			w := world(t, scheduled(t, daily, missed, calendar.Run))
			w.Clock.Set(tuesday(6, 0, 0))
			due(t, w.Worker)
			seen := tuesday(6, 0, 0)
			for i := range 120 {
				// It is there until shortly before a fire, and then away.
				fire := time.Date(seen.Year(), seen.Month(), seen.Day()+1, 7, 0, 0, 0, jobstest.Berlin())
				for _, at := range []time.Time{fire.Add(-24 * time.Hour), fire.Add(-time.Minute)} {
					if at.After(seen) {
						w.Clock.Set(at)
						due(t, w.Worker)
					}
				}
				away := []time.Duration{time.Hour, 26 * time.Hour, 3 * 24 * time.Hour}[i%3]
				back := fire.Add(-time.Minute).Add(away).Add(time.Duration(3+random.IntN(40)) * time.Minute)
				w.Clock.Set(back)
				runs := due(t, w.Worker)
				row.Runs++
				row.Fired++
				want := 0
				if missed == calendar.RunOnce && back.Sub(lastFire(back)) <= 24*time.Hour {
					want = 1
				}
				row.Dup += max(0, len(runs)-want)
				row.Missing += max(0, want-len(runs))
				if len(runs) != want {
					t.Errorf("%s, away for %s, back at %s: %d runs, want %d (seed %d, step %d)", missed, away, back, len(runs), want, seed, i)
				}
				seen = back
			}
			all, err := w.Ledger.Ticks(t.Context(), "overdue-daily", 10_000)
			if err != nil {
				t.Fatal(err)
			}
			rows := map[string]int{}
			for _, k := range all {
				rows[k.Identity]++
				if k.Status == "skipped" && !strings.HasPrefix(k.Reason, calendar.ReasonMissed) || k.Status == "run" == (k.Run == "") {
					t.Errorf("%+v", k)
				}
			}
			for _, id := range fires(tuesday(6, 1, 0).Truncate(time.Hour), seen, 7) {
				row.Dup += max(0, rows[id]-1)
				row.Missing += max(0, 1-rows[id])
				delete(rows, id)
			}
			row.Dup += len(rows) // rows of fires that no calendar has
		}
	})
	report.Print(t, row)
}

// lastFire is the latest 07:00 before a moment.
func lastFire(now time.Time) time.Time {
	at := time.Date(now.Year(), now.Month(), now.Day(), 7, 0, 0, 0, jobstest.Berlin())
	if at.After(now) {
		at = time.Date(now.Year(), now.Month(), now.Day()-1, 7, 0, 0, 0, jobstest.Berlin())
	}
	return at
}

// TestF75_LeapDayAndYearEnd looks at the days that calendars get wrong: file
// names, weekly runs over the 53rd week of a year, the 29th of February.
func TestF75_LeapDayAndYearEnd(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F75", Note: "file names by date (there are none by week), weekly runs over week 53, 29 February, the days between"}
	check := func(name, got, want string) {
		row.Runs++
		row.Fired++
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
			row.Missing++
		}
	}
	w := world(t, func(o *jobstest.Options) {
		o.Only = []string{second}
		o.Job.Exports = []string{"open-items"}
		o.Exports = []jobs.Export{{Name: "open-items", Template: "open-items", To: []string{"#finance"}, File: func(today billing.Date, _ billing.Period, _ string) (string, error) {
			return exporters.FileName("offen_{{.AsOf}}.xlsx", exporters.Vars{AsOf: today})
		}}}
	})
	for _, at := range []struct{ utc, want string }{
		{"2028-02-28T22:59:59Z", "2028-02-28"}, {"2028-02-28T23:00:00Z", "2028-02-29"}, {"2028-02-29T22:59:59Z", "2028-02-29"}, {"2028-02-29T23:00:00Z", "2028-03-01"},
		{"2027-02-28T22:59:59Z", "2027-02-28"}, {"2027-02-28T23:00:00Z", "2027-03-01"},
		{"2026-12-31T22:59:59Z", "2026-12-31"}, {"2026-12-31T23:00:00Z", "2027-01-01"}, {"2027-01-03T12:00:00Z", "2027-01-03"}, {"2032-12-31T23:30:00Z", "2033-01-01"},
	} {
		now, err := time.Parse(time.RFC3339, at.utc)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(now)
		r, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{PlanOnly: true}).ID)
		if err != nil {
			t.Fatal(err)
		}
		file := ""
		for _, l := range r.Plan.Lines {
			if x, ok := l.Params.(plan.Export); ok {
				file = x.File
			}
		}
		check("the export at "+at.utc, file, "offen_"+at.want+".xlsx")
		for _, v := range r.Plan.Verdicts {
			days := int(time.Date(w.Engine.Today().Year, w.Engine.Today().Month, w.Engine.Today().Day, 0, 0, 0, 0, time.UTC).
				Sub(time.Date(v.Due.Year, v.Due.Month, v.Due.Day, 0, 0, 0, 0, time.UTC)).Hours() / 24)
			check("days overdue at "+at.utc, fmt.Sprint(v.DaysOverdue), fmt.Sprint(days))
		}
	}
	for _, weekday := range []time.Weekday{time.Monday, time.Sunday, time.Thursday} {
		weekly(t, weekday, check)
	}
	var leap []string
	for tick := range parsed(t, "0 7 29 2 *").Ticks(noon(2023, 1, 1), noon(2045, 1, 1), jobstest.Berlin()) {
		leap = append(leap, tick.Identity[:10])
	}
	check("29 February", strings.Join(leap, " "), "2024-02-29 2028-02-29 2032-02-29 2036-02-29 2040-02-29 2044-02-29")
	row.Min = 10*2 + 3*20 + 1
	report.Print(t, row)
}

func noon(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 12, 0, 0, 0, jobstest.Berlin())
}

func parsed(t *testing.T, expr string) calendar.Cron {
	t.Helper()
	c, err := calendar.ParseCron(expr)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// weekly lets a weekly schedule run over the ends of twenty years: one run in
// each week as ISO 8601 counts them, of which some years have 53.
func weekly(t *testing.T, weekday time.Weekday, check func(name, got, want string)) {
	t.Helper()
	c := parsed(t, fmt.Sprintf("0 7 * * %d", weekday))
	for year := 2015; year < 2035; year++ {
		from := time.Date(year, 12, 1, 0, 0, 0, 0, jobstest.Berlin())
		var got, want []string
		for tick := range c.Ticks(from.Add(-time.Second), from.AddDate(0, 2, 0), jobstest.Berlin()) {
			y, w := tick.At.ISOWeek()
			got = append(got, fmt.Sprintf("%d-W%02d", y, w))
		}
		for d := from; d.Before(from.AddDate(0, 2, 0)); d = d.AddDate(0, 0, 1) {
			if y, w := d.ISOWeek(); d.Weekday() == weekday {
				want = append(want, fmt.Sprintf("%d-W%02d", y, w))
			}
		}
		if len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("%s: two runs in a week: %v", weekday, got)
		}
		check(fmt.Sprintf("%s around the end of %d", weekday, year), strings.Join(got, " "), strings.Join(want, " "))
	}
}

// An invoice is overdue from the first moment of the day after its due date, by
// the clocks of the configured zone, whatever the date is elsewhere.
func TestOverdueBeginsAtMidnight(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Only = []string{second} })
	n := 0
	for _, name := range []string{"Europe/Berlin", "UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Chatham"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Engine.Zone = loc
		// The invoice is due on 24 October, one day before the clocks change.
		for _, tt := range []struct {
			at   time.Time
			days int
		}{
			{time.Date(2026, 10, 24, 23, 59, 59, 999_999_999, loc), 0},
			{time.Date(2026, 10, 25, 0, 0, 0, 0, loc), 1},
			{time.Date(2026, 10, 25, 23, 59, 59, 0, loc), 1},
			{time.Date(2026, 10, 26, 0, 0, 0, 0, loc), 2},
			{time.Date(2026, 10, 24, 0, 0, 0, 0, loc), 0},
		} {
			w.Clock.Set(tt.at.UTC())
			v := w.Plan().Verdicts[0]
			if v.Due.String() != "2026-10-24" || v.DaysOverdue != tt.days || v.Overdue != (tt.days > 0) {
				t.Errorf("%s: due %s, %d days overdue (%v), want %d", tt.at, v.Due, v.DaysOverdue, v.Overdue, tt.days)
			}
			n++
		}
	}
	if n != 25 {
		t.Errorf("%d moments", n)
	}
}
