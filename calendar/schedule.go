package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// OnHoliday says what a schedule does on a public holiday or day off. Weekends
// are not meant: the cron expression itself names the weekdays.
type OnHoliday string

// The ways to treat a holiday. The zero value is Run.
const (
	Run         OnHoliday = "run"
	Skip        OnHoliday = "skip"
	NextWorkday OnHoliday = "next_workday"
)

// UnmarshalText reads run, skip or next_workday.
func (o *OnHoliday) UnmarshalText(b []byte) error {
	switch v := OnHoliday(b); v {
	case Run, Skip, NextWorkday:
		*o = v
		return nil
	}
	return fmt.Errorf("on_holiday %q is unknown (want run, skip or next_workday)", clip(string(b)))
}

// Schedule is a cron expression in a zone, with its treatment of holidays.
type Schedule struct {
	Cron      Cron
	Loc       *time.Location // nil is UTC; the config requires one
	Calendar  Calendar
	OnHoliday OnHoliday
}

// Due are the ticks in (after, until] in the order in which they run, skipped
// ones among them, so that each can have its row.
//
// With NextWorkday a tick of a closed day moves to the same time on the next
// working day. If another tick runs there at that time, which for a daily
// schedule is always so, only the later planned one runs and the moved one is
// skipped, at its own time and with the other's identity as reason.
//
// A zero after is a schedule that was never looked at: nothing of its past is
// due.
func (s Schedule) Due(after, until time.Time) []Tick {
	if after.IsZero() {
		return nil
	}
	clock := newWallClock(s.Loc)
	var due []Tick
	for p := range s.Cron.slots(s.lookBack(after, clock.loc), until, clock) {
		if t := s.decide(p, clock); t.At.After(after) && !t.At.After(until) {
			due = append(due, t)
		}
	}
	slices.SortStableFunc(due, func(a, b Tick) int { return a.At.Compare(b.At) })
	return due
}

// lookBack is a moment before every tick that may have moved past after: the
// stretch of days without work that ends there.
func (s Schedule) lookBack(after time.Time, loc *time.Location) time.Time {
	if s.OnHoliday != NextWorkday {
		return after
	}
	d := billing.DateOf(after.In(loc)).AddDays(-1)
	for !s.Calendar.IsWorkday(d) {
		d = d.AddDays(-1)
	}
	return d.In(loc)
}

// decide applies the holiday policy to one planned tick.
func (s Schedule) decide(p slot, clock *wallClock) Tick {
	t := p.tick()
	reason, closed := s.Calendar.Closed(p.date)
	if !closed {
		return t
	}
	switch s.OnHoliday {
	case Skip:
		t.Skipped, t.Reason = true, reason
	case NextWorkday:
		target := s.Calendar.NextWorkday(p.date)
		if other, ok := s.successor(p, target); ok {
			t.Skipped, t.Reason = true, reason+", runs as "+other
			break
		}
		t.At, _ = clock.moment(target, p.time)
		t.Reason = reason + ", moved from " + p.date.String()
	}
	return t
}

// successor is the identity of a later tick that runs on the target day at the
// same time: the day's own, or one that another holiday moves there.
func (s Schedule) successor(p slot, target billing.Date) (identity string, ok bool) {
	for d := target; d.After(p.date); d = d.AddDays(-1) {
		if !s.Cron.matches(d) {
			continue
		}
		if _, closed := s.Calendar.Closed(d); d == target || closed {
			return slot{date: d, time: p.time}.identity(), true
		}
	}
	return "", false
}
