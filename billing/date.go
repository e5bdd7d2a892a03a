package billing

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"time"
)

// Date is a civil date without clock time or zone. The zero value means
// "absent": MOCO sent null. Dates are equal with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the date that a clock shows at t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2006-01-02" and nothing else: no time of day, no day that
// the calendar lacks.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, fmt.Errorf("%q is not a date (want YYYY-MM-DD)", clip(s))
	}
	return DateOf(t), nil
}

// IsZero reports whether the date is absent.
func (d Date) IsZero() bool { return d == Date{} }

// In is the start of the day in a zone: the first moment of the date that
// exists there. Where clocks skip midnight, that is 01:00; where a zone left
// out the whole date, it is the start of the next.
func (d Date) In(loc *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
	if DateOf(t).Before(d) {
		if _, end := t.ZoneBounds(); !end.IsZero() {
			return end
		}
	}
	return t
}

// AddDays moves the date by n days. An absent date stays absent.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return DateOf(d.In(time.UTC).AddDate(0, 0, n))
}

// Sub is the number of days from e to d; negative if d is earlier. It is 0 if
// either is absent.
func (d Date) Sub(e Date) int {
	if d.IsZero() || e.IsZero() {
		return 0
	}
	return int(d.In(time.UTC).Sub(e.In(time.UTC)) / (24 * time.Hour))
}

// Compare orders dates; an absent date comes first.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.In(time.UTC).Weekday() }

// String prints "2006-01-02", or "" if the date is absent.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Format prints the date for people: "02.01.2006" in German, "02 Jan 2006" in
// English. An absent date prints as "–".
func (d Date) Format(l Language) string {
	switch {
	case d.IsZero():
		return "–"
	case l == German:
		return fmt.Sprintf("%02d.%02d.%04d", d.Day, d.Month, d.Year)
	}
	return d.In(time.UTC).Format("02 Jan 2006")
}

// MarshalJSON writes "2006-01-02", or null if the date is absent.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.String())
}

// UnmarshalJSON reads "2006-01-02"; null and "" are absent (MOCO sends both).
func (d *Date) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*d = Date{}
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("%q is not a date (want YYYY-MM-DD)", clip(string(b)))
	}
	if s == "" {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(s)
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// MarshalText writes "2006-01-02", or nothing if the date is absent.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// ParseLong reads the English form of Format, "02 Jan 2006"; the zero Date if
// it is something else.
func ParseLong(s string) Date {
	t, err := time.Parse("02 Jan 2006", s)
	if err != nil {
		return Date{}
	}
	return DateOf(t)
}
