package calendar

import (
	"fmt"
	"time"
)

// IfMissed says what happens with a tick that nobody was there for.
type IfMissed string

// The ways to treat a missed tick. There is no "all of them". The zero value is
// SkipMissed.
const (
	SkipMissed IfMissed = "skip"
	RunOnce    IfMissed = "run_once"
)

// UnmarshalText reads skip or run_once.
func (m *IfMissed) UnmarshalText(b []byte) error {
	switch v := IfMissed(b); v {
	case SkipMissed, RunOnce:
		*m = v
		return nil
	}
	return fmt.Errorf("if_missed %q is unknown (want skip or run_once)", clip(string(b)))
}

// Missed is the policy for ticks that are noticed late.
type Missed struct {
	Policy IfMissed
	Grace  time.Duration // a tick no older than this is on time
	Window time.Duration // RunOnce does not run ticks older than this; 0: no limit
}

// ReasonMissed is how the reasons of missed ticks begin.
const ReasonMissed = "missed while the worker was down"

// Catchup divides the ticks that are due at now, as Schedule.Due gives them.
// At most one runs, so that a worker that comes back never starts a burst: the
// latest that no holiday skips, if it is on time or the policy allows it. All
// others are skipped with a reason. The ticks given are not changed.
func Catchup(ticks []Tick, now time.Time, m Missed) (run, skipped []Tick) {
	latest := -1
	for i, t := range ticks {
		if !t.Skipped {
			latest = i
		}
	}
	for i, t := range ticks {
		reason := ""
		if !t.Skipped {
			reason = m.reason(now.Sub(t.At), i == latest)
		}
		switch {
		case t.Skipped:
			skipped = append(skipped, t)
		case reason == "":
			run = append(run, t)
		default:
			t.Skipped, t.Reason = true, reason
			skipped = append(skipped, t)
		}
	}
	return run, skipped
}

// reason says why a tick of some age does not run, or "".
func (m Missed) reason(age time.Duration, latest bool) string {
	onTime := age <= m.Grace
	switch {
	case onTime && latest:
		return ""
	case onTime:
		return "a later tick is due as well"
	case m.Policy != RunOnce || !latest:
		return ReasonMissed
	case m.Window > 0 && age > m.Window:
		return fmt.Sprintf("%s, more than %s ago", ReasonMissed, words(m.Window))
	}
	return ""
}

// words is a length in whole hours, where it is one: "24 hours".
func words(d time.Duration) string {
	if h := d / time.Hour; h > 1 && d == h*time.Hour {
		return fmt.Sprintf("%d hours", h)
	}
	return d.String()
}
