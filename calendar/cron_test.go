package calendar

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/adhocore/gronx"
	"github.com/google/go-cmp/cmp"
	"github.com/mocowork/mocowork/billing"
)

func TestParseCronRefuses(t *testing.T) {
	t.Parallel()
	const help = `minute hour day month weekday; weekdays at 07:00 is "0 7 * * 1-5"`
	tests := []struct{ expr, message, help string }{
		{"", "schedule is empty", help},
		{"   ", "schedule is empty", help},
		{"7", "schedule has 1 field, 5 are needed", help},
		{"0 7 * *", "schedule has 4 fields, 5 are needed", help},
		{"0 0 7 * * *", "schedule has 6 fields, 5 are needed", "seconds and years are not supported: " + help},
		{"0 0 7 * * * 2026", "schedule has 7 fields, 5 are needed", help},
		{"@every 1s", "@every is not supported in a schedule", "write five fields: " + help},
		{"@daily", "@daily is not supported in a schedule", "write five fields: " + help},
		{"CRON_TZ=Europe/Berlin 0 7 * * *", "a schedule has no time zone of its own", `set "timezone" once for the whole file`},
		{"61 * * * *", "minute 61 is out of range (0-59)", help},
		{"0 24 * * *", "hour 24 is out of range (0-23)", help},
		{"0 0 0 * *", "day 0 is out of range (1-31)", help},
		{"0 0 1 13 *", "month 13 is out of range (1-12)", help},
		{"0 0 * * 8", "weekday 8 is out of range (0-7)", help},
		{"0 7 * * MOX", `weekday "MOX" is not understood (want 0-7 or SUN-SAT)`, help},
		{"0 7 1 JANUARY *", `month "JANUARY" is not understood (want 1-12 or JAN-DEC)`, help},
		{"-5 * * * *", "minute has an empty entry", help},
		{"1,,2 * * * *", "minute has an empty entry", help},
		{"0 7 L, * *", "day has an empty entry", help},
		{"0 7 ,L * *", "day has an empty entry", help},
		{"0 7 , * *", "day has an empty entry", help},
		{"1.5 * * * *", `minute "1.5" is not understood (want 0-59)`, help},
		{"0 18-8 * * *", "hour range 18-8 runs backwards", "write 18-23,0-8"},
		{"*/0 * * * *", `minute step "0" is not a number from 1 to 59`, help},
		{"*/90 * * * *", `minute step "90" is not a number from 1 to 59`, help},
		{"*/x * * * *", `minute step "x" is not a number from 1 to 59`, help},
		{"0 7 15W * *", `day "15W" is not understood (want 1-31)`, "L is the last day of the month"},
		{"0 7 ? * 1", `day "?" is not understood (want 1-31)`, "L is the last day of the month"},
		{"0 7 * * 5L", `weekday "5L" is not understood (want 0-7 or SUN-SAT)`, help},
		{"0 0 30 2 *", "30 February never happens", "use L for the last day of the month"},
		{"0 0 31 4,6 *", "31 April and 31 June never happens", "use L for the last day of the month"},
		{"0 0 30-31 FEB *", "30 February never happens", "use L for the last day of the month"},
		{strings.Repeat("9", 100) + " * * * *", `minute "` + strings.Repeat("9", 40) + `…" is not understood (want 0-59)`, help},
	}
	for _, tt := range tests {
		_, err := ParseCron(tt.expr)
		var got CronError
		if !errors.As(err, &got) {
			t.Errorf("ParseCron(%q) = %v, want a CronError", tt.expr, err)
			continue
		}
		if want := (CronError{tt.message, tt.help}); got != want || err.Error() != tt.message {
			t.Errorf("ParseCron(%q)\ngot  %q\nwant %q", tt.expr, got, want)
		}
	}
}

func TestParseCronReads(t *testing.T) {
	t.Parallel()
	same := [][2]string{
		{"0 7 * * 1-5", "0 7 * * MON-FRI"},
		{"0 7 * * 1-5", "0 7 * * mon,tue,Wed,thu,FRI"},
		{"0 7 * * 0", "0 7 * * 7"},
		{"0 7 * * 0,5,6", "0 7 * * FRI-SUN"},
		{"0 7 * * 0,6", "0 7 * * 6-7"},
		{"0,30 * * * *", "*/30 * * * *"},
		{"5,20,35,50 * * * *", "5/15 * * * *"},
		{"0 8,10,12 * * *", "0 8-12/2 * * *"},
		{"0 0 1 1,4,7,10 *", "0 0 1 */3 *"},
		{"0 0 1 JAN *", "0  0\t1 1 *"},
		{"0 0 L * *", "0 0 l * *"},
		{"0 0 L * *", "0 0 L,l * *"},
		{"0 0 1,L * *", "0 0 L,1 * *"},
	}
	for _, tt := range same {
		a, b := cron(t, tt[0]), cron(t, tt[1])
		a.expr, b.expr = "", ""
		if a != b {
			t.Errorf("%q and %q differ:\n%+v\n%+v", tt[0], tt[1], a, b)
		}
	}
	if got := cron(t, " 0  7 * *\t1-5 ").String(); got != "0 7 * * 1-5" {
		t.Errorf("String() = %q", got)
	}
	// 29 February and days that only some months have are possible.
	for _, expr := range []string{"0 0 29 2 *", "0 0 31 1,2 *", "0 0 30 2 MON", "0 0 L 2 *", "0 0 30,L 2 *"} {
		cron(t, expr)
	}
}

func TestCronText(t *testing.T) {
	t.Parallel()
	var c Cron
	if err := c.UnmarshalText([]byte("0 7 * * 1-5")); err != nil {
		t.Fatal(err)
	}
	if b, _ := c.MarshalText(); string(b) != "0 7 * * 1-5" {
		t.Errorf("MarshalText() = %s", b)
	}
	if err := c.UnmarshalText([]byte("x")); err == nil || c.IsZero() {
		t.Errorf("a bad text gave %v and left %v", err, c)
	}
}

func TestZeroCron(t *testing.T) {
	t.Parallel()
	var c Cron
	now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	for tick := range c.Ticks(now, now.AddDate(1, 0, 0), time.UTC) {
		t.Errorf("the zero value ticks at %v", tick.At)
	}
	if !c.Next(now, time.UTC).IsZero() {
		t.Error("the zero value has a next tick")
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	tests := []struct{ expr, after, want string }{
		{"0 7 * * 1-5", "2026-11-23T06:59+01:00", "2026-11-23T07:00+01:00"},
		{"0 7 * * 1-5", "2026-11-23T07:00+01:00", "2026-11-24T07:00+01:00"},
		{"0 7 * * 1-5", "2026-11-27T07:00+01:00", "2026-11-30T07:00+01:00"},
		{"* * * * *", "2026-11-23T07:00+01:00", "2026-11-23T07:01+01:00"},
		{"*/30 * * * *", "2026-12-31T23:45+01:00", "2027-01-01T00:00+01:00"},
		{"0 6 L * *", "2027-02-01T00:00+01:00", "2027-02-28T06:00+01:00"},
		{"0 6 L * *", "2028-02-01T00:00+01:00", "2028-02-29T06:00+01:00"},
		{"0 6 15,L * *", "2027-02-15T06:00+01:00", "2027-02-28T06:00+01:00"},
		{"0 6 29 2 *", "2026-11-23T00:00+01:00", "2028-02-29T06:00+01:00"},
		{"0 6 29 2 *", "2096-11-23T00:00+01:00", "2104-02-29T06:00+01:00"},
		{"0 6 31 12 *", "2026-11-23T00:00+01:00", "2026-12-31T06:00+01:00"},
		{"0 6 13 * 5", "2026-11-23T00:00+01:00", "2026-11-27T06:00+01:00"}, // the 13th or a Friday
		{"0 7 * * *", "2026-11-23T05:00Z", "2026-11-23T07:00+01:00"},       // another zone asks
	}
	for _, tt := range tests {
		got := cron(t, tt.expr).Next(moment(t, tt.after, time.UTC), berlin)
		if got.Format(stamp) != tt.want {
			t.Errorf("%q after %s: %s, want %s", tt.expr, tt.after, got.Format(stamp), tt.want)
		}
	}
}

// F69: day 31 runs in seven months, L in all twelve.
func TestShortMonths(t *testing.T) {
	t.Parallel()
	const feb, apr, jun, sep, nov = time.February, time.April, time.June, time.September, time.November
	tests := []struct {
		expr string
		want []time.Month
		runs int // in 2027
	}{
		{"0 8 L * *", nil, 12},
		{"0 8 28 * *", nil, 12},
		{"0 8 29 * *", []time.Month{feb}, 11},
		{"0 8 30 * *", []time.Month{feb}, 11},
		{"0 8 31 * *", []time.Month{feb, apr, jun, sep, nov}, 7},
		{"0 8 31 1,3 *", nil, 2},
		{"0 8 31,L * *", nil, 12},
		{"0 8 1,31 * *", nil, 19},
		{"0 8 31 * 1", nil, 52 + 7 - 1}, // 31 May is a Monday
	}
	from := time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC)
	for _, tt := range tests {
		c := cron(t, tt.expr)
		if diff := cmp.Diff(tt.want, c.ShortMonths()); diff != "" {
			t.Errorf("%q: %s", tt.expr, diff)
		}
		runs := 0
		for range c.Ticks(from, from.AddDate(1, 0, 0), time.UTC) {
			runs++
		}
		if runs != tt.runs {
			t.Errorf("%q runs %d times a year, want %d", tt.expr, runs, tt.runs)
		}
	}
}

// The library reads the same expressions by its own code. In UTC, without
// clock changes, both must agree on each minute.
func TestAgainstGronx(t *testing.T) {
	t.Parallel()
	from := time.Date(2028, 2, 26, 0, 0, 0, 0, time.UTC)
	for _, expr := range []string{
		"0 7 * * 1-5", "*/17 * * * *", "3-59/20 9-17 * * MON-FRI", "0 0 L * *", "15 10 L * *", "0 6 1,15 * *",
		"30 4 1 * 5", "0 12 29 2 *", "0 5/6 * * *", "0 0 * * 7", "0 0 * * 5-7", "45 23 */2 * *", "0 9 1-7 3 MON",
		"0 8 */2 * 1", "0 8 3 * */2",
	} {
		g, c := gronx.New(), cron(t, expr)
		ours := map[time.Time]bool{}
		for tick := range c.Ticks(from.Add(-time.Minute), from.AddDate(0, 0, 8), time.UTC) {
			ours[tick.At] = true
		}
		for now := from; now.Before(from.AddDate(0, 0, 8)); now = now.Add(time.Minute) {
			due, err := g.IsDue(expr, now)
			if err != nil {
				t.Fatal(err)
			}
			if due != ours[now] {
				t.Errorf("%q at %s: %v, the library says %v", expr, now.Format(stamp), ours[now], due)
			}
		}
	}
}

// Whatever is accepted has a next tick, keeps its meaning when printed and has
// words.
func FuzzParseCron(f *testing.F) {
	for _, expr := range []string{"0 7 * * 1-5", "*/30 8-18 L,1 JAN-MAR *", "0 0 29 2 */7", "0 7 * *", "@daily", "0 0 30 2 *", "1,,2 * L, * 5L"} {
		f.Add(expr)
	}
	now := time.Date(2072, 3, 1, 0, 0, 0, 0, time.UTC) // the longest wait for a Sunday, 29 February
	f.Fuzz(func(t *testing.T, expr string) {
		c, err := ParseCron(expr)
		if err != nil {
			if err.Error() == "" || !c.IsZero() {
				t.Errorf("%q: error %q with %v", expr, err, c)
			}
			return
		}
		if again, err := ParseCron(c.String()); err != nil || again != c {
			t.Errorf("%q prints as %q, which is %v, %v", expr, c, again, err)
		}
		if !c.Next(now, time.UTC).After(now) {
			t.Errorf("%q has no next tick", expr)
		}
		if c.Words(billing.English) == "" {
			t.Errorf("%q has no words", expr)
		}
	})
}
