package calendar

import (
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Quiet are the times at which people are not disturbed. The zero value is
// never quiet.
type Quiet struct {
	From, To TimeOfDay // quiet from From until To, over midnight if From is later; equal: no quiet hours
	Weekends bool      // quiet on the weekdays that are not in the calendar's working week
	Holidays bool      // quiet on public holidays and days off
	Calendar Calendar
	Loc      *time.Location // nil is UTC
}

// Active reports whether t is a quiet time.
func (q Quiet) Active(t time.Time) bool {
	t = t.In(newWallClock(q.Loc).loc)
	return q.wholeDay(billing.DateOf(t)) || q.hour(timeOf(t))
}

// Ends is the first moment from t on that is not quiet; t itself if t is not.
// The result is in the zone of the quiet hours.
func (q Quiet) Ends(t time.Time) time.Time {
	clock := newWallClock(q.Loc)
	t = t.In(clock.loc)
	for q.Active(t) {
		t = q.step(t, clock)
	}
	return t
}

// step moves a quiet moment to the next one at which quiet may end: the end of
// the quiet hours or midnight.
func (q Quiet) step(t time.Time, clock *wallClock) time.Time {
	d, end := billing.DateOf(t), TimeOfDay(0)
	if !q.wholeDay(d) && timeOf(t) < q.To {
		end = q.To
	} else {
		d = d.AddDays(1)
	}
	if next, _ := clock.moment(d, end); next.After(t) {
		return next
	}
	// The clocks were set back and show a time before end for the second time.
	return t.Add(time.Minute).Truncate(time.Minute)
}

func (q Quiet) wholeDay(d billing.Date) bool {
	if q.Weekends && q.Calendar.isWeekend(d) {
		return true
	}
	_, closed := q.Calendar.Closed(d)
	return q.Holidays && closed
}

func (q Quiet) hour(now TimeOfDay) bool {
	if q.From <= q.To {
		return q.From <= now && now < q.To
	}
	return now >= q.From || now < q.To
}
