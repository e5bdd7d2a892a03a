package calendar

import (
	"iter"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Tick is one time at which a schedule is due.
type Tick struct {
	// Identity is the planned local date and minute, "2026-11-23T07:00": the
	// same on every machine and however late the tick is noticed.
	Identity string
	// At is when it runs, in the schedule's zone; if skipped, when it would have.
	At time.Time
	// Planned is when the cron expression alone has it. It differs from At if
	// a holiday moved the tick.
	Planned time.Time
	// Skipped ticks do not run; Reason says why.
	Skipped bool
	// Reason is for people: why the tick is skipped or moved. Empty if it is
	// neither.
	Reason string
}

// slot is a planned tick before anything happens to it.
type slot struct {
	date   billing.Date
	time   TimeOfDay
	at     time.Time
	exists bool // false: the clocks skip this minute
}

func (s slot) identity() string { return s.date.String() + "T" + s.time.String() }

// tick is the slot as it runs without a holiday.
func (s slot) tick() Tick {
	t := Tick{Identity: s.identity(), At: s.at, Planned: s.at}
	if !s.exists {
		t.Reason = s.time.String() + " does not exist on " + s.date.String() + " (clock change)"
	}
	return t
}

// Ticks are the ticks in (after, until], in order, by the clocks of loc (nil is
// UTC). A minute that a clock change skips ticks at the first minute after the
// gap; what else is planned for that minute is then the same tick. A minute that
// the clocks show twice ticks the first time only, so that a schedule that runs
// each hour pauses during the second pass.
func (c Cron) Ticks(after, until time.Time, loc *time.Location) iter.Seq[Tick] {
	return func(yield func(Tick) bool) {
		for s := range c.slots(after, until, newWallClock(loc)) {
			if !yield(s.tick()) {
				return
			}
		}
	}
}

// horizon is longer than the wait for any date that exists: 29 February on a
// given weekday comes at least every 40 years.
const horizon = 41

// Next is the first tick after a moment; the zero time if the schedule is the
// zero value. A nil loc is UTC.
func (c Cron) Next(after time.Time, loc *time.Location) time.Time {
	for t := range c.Ticks(after, after.AddDate(horizon, 0, 0), loc) {
		return t.At
	}
	return time.Time{}
}

// slots are the planned ticks in (after, until], one for each moment.
func (c Cron) slots(after, until time.Time, clock *wallClock) iter.Seq[slot] {
	return func(yield func(slot) bool) {
		var held slot
		flush := func() bool {
			return held.at.IsZero() || !held.at.After(after) || held.at.After(until) || yield(held)
		}
		for s := range c.planned(after, until, clock) {
			if s.at.Equal(held.at) {
				if s.exists {
					held = s
				}
				continue
			}
			if !flush() {
				return
			}
			if held = s; s.at.After(until) {
				return
			}
		}
		flush()
	}
}

// planned are all slots of the dates that touch (after, until]. After a gap
// several may share a moment.
func (c Cron) planned(after, until time.Time, clock *wallClock) iter.Seq[slot] {
	first := billing.DateOf(after.In(clock.loc)).AddDays(-1)
	last := billing.DateOf(until.In(clock.loc)).AddDays(1)
	return func(yield func(slot) bool) {
		for d := first; !c.IsZero() && !d.After(last); d = d.AddDays(1) {
			if !c.matches(d) {
				continue
			}
			for t := range c.times() {
				at, exists := clock.moment(d, t)
				if !yield(slot{d, t, at, exists}) {
					return
				}
			}
		}
	}
}
