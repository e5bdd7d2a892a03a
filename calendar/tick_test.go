package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func ticks(t *testing.T, expr, after, until string, loc *time.Location) []Tick {
	t.Helper()
	var out []Tick
	for tick := range cron(t, expr).Ticks(moment(t, after, loc), moment(t, until, loc), loc) {
		out = append(out, tick)
	}
	return out
}

func TestTicksOverClockChanges(t *testing.T) {
	t.Parallel()
	const (
		springBefore, springAfter = "2027-03-28T01:15+01:00", "2027-03-28T04:15+02:00"
		autumnBefore, autumnAfter = "2026-10-25T01:15+02:00", "2026-10-25T04:15+01:00"
	)
	tests := []struct {
		name, expr, after, until string
		at, ids                  []string
	}{
		{
			"skipped time", "30 2 * * *", springBefore, springAfter,
			[]string{"2027-03-28T03:00+02:00"}, []string{"2027-03-28T02:30"},
		},
		{
			"doubled time", "30 2 * * *", autumnBefore, autumnAfter,
			[]string{"2026-10-25T02:30+02:00"}, []string{"2026-10-25T02:30"},
		},
		{
			"start of the gap", "0 2 * * *", springBefore, springAfter,
			[]string{"2027-03-28T03:00+02:00"}, []string{"2027-03-28T02:00"},
		},
		{
			"end of the gap", "0 3 * * *", springBefore, springAfter,
			[]string{"2027-03-28T03:00+02:00"}, []string{"2027-03-28T03:00"},
		},
		{
			"hourly in spring", "0 * * * *", springBefore, springAfter,
			[]string{"2027-03-28T03:00+02:00", "2027-03-28T04:00+02:00"}, []string{"2027-03-28T03:00", "2027-03-28T04:00"},
		},
		{
			"hourly in autumn", "0 * * * *", autumnBefore, autumnAfter,
			[]string{"2026-10-25T02:00+02:00", "2026-10-25T03:00+01:00", "2026-10-25T04:00+01:00"},
			[]string{"2026-10-25T02:00", "2026-10-25T03:00", "2026-10-25T04:00"},
		},
		{
			"half-hourly in spring, no burst", "*/30 * * * *", springBefore, springAfter,
			[]string{"2027-03-28T01:30+01:00", "2027-03-28T03:00+02:00", "2027-03-28T03:30+02:00", "2027-03-28T04:00+02:00"},
			[]string{"2027-03-28T01:30", "2027-03-28T03:00", "2027-03-28T03:30", "2027-03-28T04:00"},
		},
		{
			"two in the gap, nothing after it", "15,45 2 * * *", springBefore, springAfter,
			[]string{"2027-03-28T03:00+02:00"}, []string{"2027-03-28T02:15"},
		},
		{
			"the window ends inside the second pass", "30 2 * * *", "2026-10-25T02:30+02:00", "2026-10-25T02:59+01:00",
			nil, nil,
		},
	}
	berlin := zone(t, "Europe/Berlin")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ticks(t, tt.expr, tt.after, tt.until, berlin)
			if diff := cmp.Diff(tt.at, shown(got)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.ids, identities(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMovedTickSaysWhy(t *testing.T) {
	t.Parallel()
	got := ticks(t, "30 2 * * *", "2027-03-28T00:00+01:00", "2027-03-29T12:00+02:00", zone(t, "Europe/Berlin"))
	want := []string{"02:30 does not exist on 2027-03-28 (clock change)", ""}
	for i, tick := range got {
		if tick.Reason != want[i] || tick.Skipped || !tick.Planned.Equal(tick.At) {
			t.Errorf("%+v, want the reason %q", tick, want[i])
		}
	}
}

// Zones with a gap at midnight, a half-hour change, a whole day left out.
func TestOddZones(t *testing.T) {
	t.Parallel()
	tests := []struct{ zone, expr, after, until, want string }{
		{"Asia/Beirut", "0 0 * * *", "2022-03-26T12:00+02:00", "2022-03-27T12:00+03:00", "2022-03-27T01:00+03:00"},
		{"Australia/Lord_Howe", "15 2 * * *", "2026-10-04T01:00+10:30", "2026-10-04T04:00+11:00", "2026-10-04T02:30+11:00"},
		{"Pacific/Apia", "0 7 30 12 *", "2011-12-29T12:00-10:00", "2011-12-31T12:00+14:00", "2011-12-31T00:00+14:00"},
		{"Atlantic/Azores", "30 0 * * *", "2026-10-24T12:00Z", "2026-10-25T12:00-01:00", "2026-10-25T00:30Z"},
	}
	for _, tt := range tests {
		got := ticks(t, tt.expr, tt.after, tt.until, zone(t, tt.zone))
		if diff := cmp.Diff([]string{tt.want}, shown(got)); diff != "" {
			t.Errorf("%s: %s", tt.zone, diff)
		}
	}
}

// F75: the end of a leap year far ahead, where zone data is a rule and no table.
func TestLeapYearsEndFarAhead(t *testing.T) {
	t.Parallel()
	got := ticks(t, "30 23 31 12 *", "2048-12-31T12:00Z", "2049-01-01T12:00Z", zone(t, "Europe/Berlin"))
	if diff := cmp.Diff([]string{"2048-12-31T23:30+01:00"}, shown(got)); diff != "" {
		t.Error(diff)
	}
	if risk := cron(t, "30 2 31 12 *").DSTRisk(moment(t, "2048-06-01T00:00Z", time.UTC), zone(t, "Europe/Berlin")); risk.Any() {
		t.Error(risk)
	}
}

// F74, F75: the identity is the zone's date, at the year's end and on leap days.
func TestIdentityIsLocal(t *testing.T) {
	t.Parallel()
	tests := []struct{ zone, expr, after, until, want string }{
		{"Europe/Berlin", "30 0 * * *", "2026-12-31T12:00Z", "2026-12-31T23:45Z", "2027-01-01T00:30"},
		{"UTC", "30 0 * * *", "2026-12-31T12:00Z", "2027-01-01T00:45Z", "2027-01-01T00:30"},
		{"America/New_York", "30 23 * * *", "2026-12-31T12:00Z", "2027-01-01T05:00Z", "2026-12-31T23:30"},
		{"Europe/Berlin", "0 7 29 2 *", "2028-01-01T00:00Z", "2028-12-31T00:00Z", "2028-02-29T07:00"},
		{"Europe/Berlin", "59 23 31 12 *", "2026-01-01T00:00Z", "2027-01-01T00:00Z", "2026-12-31T23:59"},
		{"Europe/Berlin", "0 0 1 1 *", "2026-06-01T00:00Z", "2027-06-01T00:00Z", "2027-01-01T00:00"},
	}
	for _, tt := range tests {
		got := ticks(t, tt.expr, tt.after, tt.until, zone(t, tt.zone))
		if diff := cmp.Diff([]string{tt.want}, identities(got)); diff != "" {
			t.Errorf("%s %q: %s", tt.zone, tt.expr, diff)
		}
	}
}

// F75: a weekly schedule ticks once in each ISO week, week 53 included.
func TestWeek53(t *testing.T) {
	t.Parallel()
	got := ticks(t, "0 7 * * MON", "2026-12-20T00:00+01:00", "2027-01-12T00:00+01:00", zone(t, "Europe/Berlin"))
	var weeks []int
	for _, tick := range got {
		_, week := tick.At.ISOWeek()
		weeks = append(weeks, week)
	}
	if diff := cmp.Diff([]int{52, 53, 1, 2}, weeks); diff != "" {
		t.Error(diff)
	}
}

func TestWindowIsHalfOpen(t *testing.T) {
	t.Parallel()
	const seven, eight = "2026-11-23T07:00Z", "2026-11-23T08:00Z"
	for _, tt := range []struct {
		after, until string
		want         int
	}{
		{seven, seven, 0}, {seven, eight, 1}, {"2026-11-23T06:59Z", eight, 2}, {eight, seven, 0}, // F72: the clock jumped back
	} {
		if got := len(ticks(t, "0 * * * *", tt.after, tt.until, time.UTC)); got != tt.want {
			t.Errorf("(%s, %s] has %d ticks, want %d", tt.after, tt.until, got, tt.want)
		}
	}
}

// Any way to cut time into windows gives the same ticks, also inside gaps.
func TestWindowsJoin(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	for _, date := range []string{"2026-10-25", "2027-03-28"} {
		start := moment(t, date+"T00:00+01:00", berlin)
		for _, expr := range []string{"*/10 * * * *", "30 2 * * *", "15,45 2 * * *", "0 2,3 * * *"} {
			var pieces []Tick
			for m := range 6 * 60 {
				from := start.Add(time.Duration(m) * time.Minute)
				for tick := range cron(t, expr).Ticks(from, from.Add(time.Minute), berlin) {
					pieces = append(pieces, tick)
				}
			}
			whole := ticks(t, expr, start.Format(stamp), start.Add(6*time.Hour).Format(stamp), berlin)
			if diff := cmp.Diff(whole, pieces); diff != "" {
				t.Errorf("%s %q: %s", date, expr, diff)
			}
		}
	}
}

func TestNilZoneIsUTC(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	if got := cron(t, "0 7 * * *").Next(now, nil); got.Sub(now) != time.Hour {
		t.Errorf("Next = %v", got)
	}
}
