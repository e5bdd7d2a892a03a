package calendar

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

func clock(t *testing.T, s string) TimeOfDay {
	t.Helper()
	v, err := ParseTimeOfDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestQuiet(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	c, err := New(Options{Country: "DE", Region: "BE", DaysOff: []billing.Date{date(t, "2026-12-24"), date(t, "2026-12-31")}})
	if err != nil {
		t.Fatal(err)
	}
	full := Quiet{From: clock(t, "18:00"), To: clock(t, "08:00"), Weekends: true, Holidays: true, Calendar: c, Loc: berlin}
	nights := Quiet{From: clock(t, "18:00"), To: clock(t, "08:00"), Calendar: c, Loc: berlin}
	lunch := Quiet{From: clock(t, "12:00"), To: clock(t, "13:00"), Calendar: c, Loc: berlin}
	evening := Quiet{From: clock(t, "18:00"), To: clock(t, "00:00"), Calendar: c, Loc: berlin}
	early := Quiet{From: clock(t, "01:00"), To: clock(t, "02:30"), Calendar: c, Loc: berlin}
	tests := []struct {
		name  string
		quiet Quiet
		now   string
		ends  string // equal to now: not quiet
	}{
		{"Monday noon", full, "2026-11-23T12:00+01:00", "2026-11-23T12:00+01:00"},
		{"the first minute", full, "2026-11-23T18:00+01:00", "2026-11-24T08:00+01:00"},
		{"the minute before", full, "2026-11-23T17:59+01:00", "2026-11-23T17:59+01:00"},
		{"early morning", full, "2026-11-24T03:00+01:00", "2026-11-24T08:00+01:00"},
		{"the end", full, "2026-11-24T08:00+01:00", "2026-11-24T08:00+01:00"},
		{"Friday evening", full, "2026-11-20T19:00+01:00", "2026-11-23T08:00+01:00"},
		{"Friday evening, nights only", nights, "2026-11-20T19:00+01:00", "2026-11-21T08:00+01:00"},
		{"Christmas", full, "2026-12-23T20:00+01:00", "2026-12-28T08:00+01:00"},
		{"holiday at noon", full, "2026-12-25T12:00+01:00", "2026-12-28T08:00+01:00"},
		{"holiday at noon, nights only", nights, "2026-12-25T12:00+01:00", "2026-12-25T12:00+01:00"},
		{"within the day", lunch, "2026-11-23T12:30+01:00", "2026-11-23T13:00+01:00"},
		{"within the day, before", lunch, "2026-11-23T11:30+01:00", "2026-11-23T11:30+01:00"},
		{"until midnight", evening, "2026-11-23T23:59+01:00", "2026-11-24T00:00+01:00"},
		{"nothing set", Quiet{Loc: berlin}, "2026-11-22T03:00+01:00", "2026-11-22T03:00+01:00"},
		{"the end is skipped by the clocks", early, "2027-03-28T01:30+01:00", "2027-03-28T03:00+02:00"},
		{"the end comes twice", early, "2026-10-25T01:30+02:00", "2026-10-25T02:30+02:00"},
		{"between the two ends", early, "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00"},
		{"over the clock change", nights, "2027-03-27T20:00+01:00", "2027-03-28T08:00+02:00"},
		{"another zone asks", full, "2026-11-23T17:30Z", "2026-11-24T08:00+01:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			now, ends := moment(t, tt.now, time.UTC), moment(t, tt.ends, berlin)
			if got := tt.quiet.Ends(now); !got.Equal(ends) || got.Location() != berlin {
				t.Errorf("Ends(%s) = %s, want %s", tt.now, got.Format(stamp), tt.ends)
			}
			if got, want := tt.quiet.Active(now), !ends.Equal(now); got != want {
				t.Errorf("Active(%s) = %v", tt.now, got)
			}
		})
	}
}

// Ends agrees with Active asked minute by minute.
func TestQuietEndsIsTheFirst(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	q := Quiet{From: clock(t, "18:00"), To: clock(t, "02:30"), Weekends: true, Holidays: true, Calendar: place(t, "DE", "SN"), Loc: berlin}
	start := date(t, "2026-10-22").In(berlin)
	end := start.AddDate(0, 1, 0)
	for now := start; now.Before(end); now = now.Add(7 * time.Minute) {
		want := now
		for q.Active(want) {
			want = want.Add(time.Minute).Truncate(time.Minute)
		}
		if got := q.Ends(now); !got.Equal(want) {
			t.Fatalf("Ends(%s) = %s, want %s", now, got, want)
		}
	}
}

func TestTimeOfDay(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]TimeOfDay{"00:00": 0, "07:30": 450, "23:59": 1439} {
		var got TimeOfDay
		if err := got.UnmarshalText([]byte(s)); err != nil || got != want {
			t.Errorf("%q is %d, %v", s, got, err)
		}
		if b, _ := got.MarshalText(); string(b) != s {
			t.Errorf("%d prints as %s", got, b)
		}
	}
	for _, s := range []string{"", "7:30", "24:00", "12:60", "12.30", "-1:30", "+1:30", "07:30:00", "7pm", "ab:cd", "1１:0"} {
		var got TimeOfDay
		want := `"` + s + `" is not a time of day (want HH:MM, 00:00 to 23:59)`
		if err := got.UnmarshalText([]byte(s)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}
