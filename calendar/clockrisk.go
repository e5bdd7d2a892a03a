package calendar

import (
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// ClockRisk says how clock changes hit a schedule. Each field is the identity
// of the first tick that is hit, "2027-03-28T02:30", or empty.
type ClockRisk struct {
	Skipped string // the clocks go past it; it runs at the next minute that exists
	Doubled string // the clocks show it twice; it runs the first time
}

// Any reports whether a clock change hits the schedule at all.
func (r ClockRisk) Any() bool { return r != ClockRisk{} }

// String is a sentence for a warning, or "" if there is no risk.
func (r ClockRisk) String() string {
	var say []string
	if d, t, ok := strings.Cut(r.Skipped, "T"); ok {
		say = append(say, t+" does not exist on "+d)
	}
	if d, t, ok := strings.Cut(r.Doubled, "T"); ok {
		say = append(say, t+" comes twice on "+d)
	}
	return strings.Join(say, " and ")
}

// DSTRisk looks at the clock changes of loc in the two years after a moment. A
// schedule that runs in every hour of the day is never at risk: it loses nothing
// that the next hour does not bring.
func (c Cron) DSTRisk(from time.Time, loc *time.Location) (r ClockRisk) {
	if c.hours == allHours {
		return r
	}
	loc = newWallClock(loc).loc
	before := offsetAt(from.In(loc))
	for until := from.AddDate(2, 0, 0).Unix(); before.to < until && !(r.Skipped != "" && r.Doubled != ""); {
		next := offsetAt(time.Unix(before.to, 0).In(loc))
		if r.Skipped == "" {
			r.Skipped = c.firstIn(next.from+before.east, next.from+next.east)
		}
		if r.Doubled == "" {
			r.Doubled = c.firstIn(next.from+next.east, next.from+before.east)
		}
		before = next
	}
	return r
}

// firstIn is the identity of the first planned minute in a range of wall
// seconds; the end is not part of it.
func (c Cron) firstIn(from, to int64) string {
	for wall := from; wall < to; wall += 60 {
		t := time.Unix(wall, 0).UTC()
		if d := billing.DateOf(t); has(c.hours, t.Hour()) && has(c.minutes, t.Minute()) && c.matches(d) {
			return slot{date: d, time: timeOf(t)}.identity()
		}
	}
	return ""
}
