package calendar

import (
	"fmt"
	"time"
)

// TimeOfDay is a time on a wall clock, in minutes after midnight: 0 is 00:00,
// 1439 is 23:59.
type TimeOfDay int

// ParseTimeOfDay reads "07:30": two digits, a colon, two digits.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	if len(s) == 5 && s[2] == ':' {
		h, okHour := number(s[:2])
		m, okMinute := number(s[3:])
		if okHour && okMinute && h < 24 && m < 60 {
			return TimeOfDay(h*60 + m), nil
		}
	}
	return 0, fmt.Errorf("%q is not a time of day (want HH:MM, 00:00 to 23:59)", clip(s))
}

// timeOf is what a clock in t's zone shows.
func timeOf(t time.Time) TimeOfDay { return TimeOfDay(t.Hour()*60 + t.Minute()) }

// String prints "07:30".
func (t TimeOfDay) String() string {
	h, m := byte(t/60), byte(t%60)
	return string([]byte{'0' + h/10, '0' + h%10, ':', '0' + m/10, '0' + m%10})
}

// MarshalText writes "07:30".
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what ParseTimeOfDay reads.
func (t *TimeOfDay) UnmarshalText(b []byte) error {
	v, err := ParseTimeOfDay(string(b))
	if err != nil {
		return err
	}
	*t = v
	return nil
}
