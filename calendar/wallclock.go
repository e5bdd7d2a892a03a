package calendar

import (
	"math"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// wallClock finds the moment at which the clocks of a zone show a given date
// and time. It remembers the zone's clock changes around the last question; it
// is for one goroutine.
type wallClock struct {
	loc    *time.Location
	spans  []offset
	lo, hi int64 // wall seconds for which spans is complete
}

// offset is a stretch of time during which a zone keeps one distance to UTC.
type offset struct {
	from, to int64 // unix seconds; to is not part of it
	east     int64 // seconds
}

const (
	hour = int64(60 * 60)
	day  = 24 * hour
	// No zone is further than 14 hours from UTC, so two days around a wall
	// time hold every moment that may show it.
	margin = 2 * day
)

// newWallClock takes nil for UTC.
func newWallClock(loc *time.Location) *wallClock {
	if loc == nil {
		loc = time.UTC
	}
	return &wallClock{loc: loc}
}

// moment is the first moment at which the zone's clocks show the date and
// time. If the clocks skip it, moment is the first full minute after the gap and
// exists is false.
func (w *wallClock) moment(d billing.Date, at TimeOfDay) (t time.Time, exists bool) {
	wall := d.In(time.UTC).Unix() + int64(at)*60
	w.load(wall)
	for _, s := range w.spans {
		if u := wall - s.east; s.from <= u && u < s.to {
			return time.Unix(u, 0).In(w.loc), true
		}
	}
	for i, s := range w.spans[1:] {
		before := w.spans[i]
		if s.from+before.east <= wall && wall < s.from+s.east {
			return w.fullMinute(s), false
		}
	}
	return time.Unix(wall-w.spans[0].east, 0).In(w.loc), false
}

// fullMinute is the first moment of s at which the clocks show second 0.
func (w *wallClock) fullMinute(s offset) time.Time {
	shown := s.from + s.east
	return time.Unix(s.from+(60-shown%60)%60, 0).In(w.loc)
}

// load reads the clock changes around a wall time and for a year ahead, unless
// they are known.
func (w *wallClock) load(wall int64) {
	if w.spans != nil && w.lo <= wall && wall <= w.hi {
		return
	}
	w.lo, w.hi, w.spans = wall, wall+366*day, nil
	end := w.hi + margin
	for at := w.lo - margin; at < end; at = w.spans[len(w.spans)-1].to {
		t := time.Unix(at, 0).In(w.loc)
		w.spans = append(w.spans, offsetAt(t))
	}
}

// offsetAt is the stretch that a moment lies in.
func offsetAt(t time.Time) offset {
	_, east := t.Zone()
	from, to := t.ZoneBounds()
	s := offset{from: math.MinInt64, to: math.MaxInt64, east: int64(east)}
	if !from.IsZero() {
		s.from = from.Unix()
	}
	if !to.IsZero() {
		// On the last day of a leap year beyond the zone's table, ZoneBounds
		// counts 365 days and gives an end that is past already.
		s.to = max(to.Unix(), t.Unix()+hour)
	}
	return s
}
