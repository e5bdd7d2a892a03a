package calendar

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

func TestAddWorking(t *testing.T) {
	t.Parallel()
	berlin, err := New(Options{Country: "DE", Region: "BE", DaysOff: []billing.Date{{Year: 2026, Month: time.December, Day: 24}}})
	if err != nil {
		t.Fatal(err)
	}
	const hour = time.Hour
	for _, tt := range []struct {
		from string
		d    time.Duration
		want string
	}{
		{"2026-11-23 07:00", 48 * hour, "2026-11-25 07:00"}, // Monday
		{"2026-11-27 07:00", 48 * hour, "2026-12-01 07:00"}, // over a weekend
		{"2026-11-27 07:00", 12 * hour, "2026-11-27 19:00"},
		{"2026-11-27 18:00", 12 * hour, "2026-11-30 06:00"},
		{"2026-11-28 11:00", 48 * hour, "2026-12-02 00:00"}, // Saturday: from Monday on
		{"2026-11-28 11:00", 1 * hour, "2026-11-30 01:00"},
		{"2026-12-23 07:00", 48 * hour, "2026-12-29 07:00"}, // a day off, two holidays, a weekend
		{"2026-12-31 07:00", 24 * hour, "2027-01-04 07:00"}, // the year's end
		{"2028-02-28 07:00", 24 * hour, "2028-02-29 07:00"}, // a leap day
		{"2027-03-25 07:00", 48 * hour, "2027-03-31 07:00"}, // the clocks change, Good Friday and Easter Monday
		{"2026-10-23 07:00", 24 * hour, "2026-10-26 07:00"}, // the clocks change
		{"2026-11-23 07:00", 90 * time.Minute, "2026-11-23 08:30"},
		{"2026-11-23 07:00", 0, "2026-11-23 07:00"},
		{"2026-11-23 07:00", -hour, "2026-11-23 07:00"},
	} {
		loc := zone(t, "Europe/Berlin")
		from, err := time.ParseInLocation("2006-01-02 15:04", tt.from, loc)
		if err != nil {
			t.Fatal(err)
		}
		if got := berlin.AddWorking(from.UTC(), tt.d, loc).In(loc).Format("2006-01-02 15:04"); got != tt.want {
			t.Errorf("%s and %s: %s, want %s", tt.from, tt.d, got, tt.want)
		}
	}
	if got := (Calendar{}).AddWorking(time.Date(2026, 11, 27, 7, 0, 0, 0, time.UTC), 24*hour, nil); !got.Equal(time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC)) {
		t.Errorf("no zone: %s", got)
	}
}
