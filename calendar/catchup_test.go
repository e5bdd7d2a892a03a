package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// F70: the worker was down over one or more ticks.
func TestCatchup(t *testing.T) {
	t.Parallel()
	const (
		down  = "missed while the worker was down"
		later = "a later tick is due as well"
		xmas  = "1. Weihnachtstag"
	)
	once := Missed{Policy: RunOnce, Grace: 2 * time.Minute, Window: 24 * time.Hour}
	skip := Missed{Policy: SkipMissed, Grace: 2 * time.Minute}
	tests := []struct {
		name, expr, after, now string
		policy                 Missed
		run, skipped           []string
		reasons                []string
	}{
		{"on time", "0 7 * * *", "2026-11-22T07:00", "2026-11-23T07:01", skip, []string{"2026-11-23T07:00"}, nil, nil},
		{"at the grace's end", "0 7 * * *", "2026-11-22T07:00", "2026-11-23T07:02", skip, []string{"2026-11-23T07:00"}, nil, nil},
		{"down for an hour, skip", "0 7 * * *", "2026-11-22T07:00", "2026-11-23T08:00", skip, nil, []string{"2026-11-23T07:00"}, []string{down}},
		{"down for an hour, once", "0 7 * * *", "2026-11-22T07:00", "2026-11-23T08:00", once, []string{"2026-11-23T07:00"}, nil, nil},
		{
			"down for three days, once", "0 7 * * *", "2026-11-20T07:00", "2026-11-23T08:00", once,
			[]string{"2026-11-23T07:00"},
			[]string{"2026-11-21T07:00", "2026-11-22T07:00"},
			[]string{down, down},
		},
		{
			"down for three days, back on time", "0 7 * * *", "2026-11-20T07:00", "2026-11-23T07:01", once,
			[]string{"2026-11-23T07:00"},
			[]string{"2026-11-21T07:00", "2026-11-22T07:00"},
			[]string{down, down},
		},
		{
			"down for three days, skip", "0 7 * * *", "2026-11-20T07:00", "2026-11-22T08:00", skip,
			nil, []string{"2026-11-21T07:00", "2026-11-22T07:00"}, []string{down, down},
		},
		{
			"too late for the window", "0 7 1 * *", "2026-11-30T12:00", "2026-12-03T08:00", once,
			nil, []string{"2026-12-01T07:00"}, []string{down + ", more than 24 hours ago"},
		},
		{"no window", "0 7 1 * *", "2026-11-30T12:00", "2026-12-03T08:00", Missed{Policy: RunOnce}, []string{"2026-12-01T07:00"}, nil, nil},
		{
			"an alarm a minute late is no burst", "* * * * *", "2026-11-23T07:00", "2026-11-23T07:02", skip,
			[]string{"2026-11-23T07:02"}, []string{"2026-11-23T07:01"}, []string{later},
		},
		{
			"a holiday's tick does not stand in for a missed one", "0 7 * * *", "2026-12-23T07:00", "2026-12-25T08:00", once,
			nil, []string{"2026-12-24T07:00", "2026-12-25T07:00"}, []string{down + ", more than 24 hours ago", xmas},
		},
		{"nothing due", "0 7 * * *", "2026-11-23T07:00", "2026-11-23T08:00", once, nil, nil, nil},
		{"the clock jumped back", "0 7 * * *", "2026-11-23T07:00", "2026-11-22T06:00", once, nil, nil, nil},
	}
	berlin := zone(t, "Europe/Berlin")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := Schedule{Cron: cron(t, tt.expr), Loc: berlin, Calendar: place(t, "DE", "BE"), OnHoliday: Skip}
			now := moment(t, tt.now+"+01:00", berlin)
			run, skipped := Catchup(s.Due(moment(t, tt.after+"+01:00", berlin), now), now, tt.policy)
			if diff := cmp.Diff(tt.run, identities(run)); diff != "" {
				t.Errorf("run: %s", diff)
			}
			if diff := cmp.Diff(tt.skipped, identities(skipped)); diff != "" {
				t.Errorf("skipped: %s", diff)
			}
			var reasons []string
			for _, tick := range skipped {
				reasons = append(reasons, tick.Reason)
				if !tick.Skipped {
					t.Errorf("%s is not marked as skipped", tick.Identity)
				}
			}
			if diff := cmp.Diff(tt.reasons, reasons); diff != "" {
				t.Errorf("reasons: %s", diff)
			}
		})
	}
}

// I7: each due tick comes out once, in run or in skipped, and at most one runs.
func TestCatchupLosesNothing(t *testing.T) {
	t.Parallel()
	s := Schedule{Cron: cron(t, "*/5 * * * *"), Loc: time.UTC}
	start := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	for minutes := range 120 {
		now := start.Add(time.Duration(minutes) * time.Minute)
		due := s.Due(start, now)
		for _, policy := range []IfMissed{SkipMissed, RunOnce} {
			run, skipped := Catchup(due, now, Missed{Policy: policy, Grace: time.Minute})
			if len(run)+len(skipped) != len(due) || len(run) > 1 || len(due) != minutes/5 {
				t.Errorf("%s after %d min: %d due, %d run, %d skipped", policy, minutes, len(due), len(run), len(skipped))
			}
		}
		for _, tick := range due {
			if tick.Skipped {
				t.Fatal("Catchup changed what it was given")
			}
		}
	}
}
