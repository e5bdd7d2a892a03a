package calendar

import (
	"time"

	"github.com/mocowork/mocowork/billing"
)

// AddWorking is the moment that lies d of working days after t, by the clocks
// of loc (nil is UTC): a day without work does not count at all, and a working
// day counts as 24 hours whatever the clocks do. 48h after Friday 07:00 is
// Tuesday 07:00. A t on a day without work counts from the next working day's
// beginning. A d of 0 or less is t itself.
func (c Calendar) AddWorking(t time.Time, d time.Duration, loc *time.Location) time.Time {
	if loc == nil {
		loc = time.UTC
	}
	if d <= 0 {
		return t
	}
	t = t.In(loc)
	date := c.NextWorkday(billing.DateOf(t))
	var clock time.Duration // on that date
	if date == billing.DateOf(t) {
		clock = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
	}
	for clock += d; clock >= 24*time.Hour; clock -= 24 * time.Hour {
		date = c.AddWorkdays(date, 1)
	}
	return time.Date(date.Year, date.Month, date.Day, 0, 0, int(clock/time.Second), 0, loc)
}
