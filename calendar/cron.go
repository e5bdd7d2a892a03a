package calendar

import (
	"fmt"
	"iter"
	"math/bits"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Cron is a schedule in five fields: minute, hour, day, month, weekday. If day
// and weekday are both restricted, either suffices, as crontab(5) has it. It is
// comparable; the zero value never ticks.
type Cron struct {
	expr    string
	minutes uint64 // bit n: minute n
	hours   uint64
	days    uint64
	months  uint64
	on      uint64 // bit n: time.Weekday n
	last    bool   // the last day of the month, "L"
	anyDay  bool   // the day field begins with *
	anyOn   bool   // the weekday field begins with *
}

// String is the expression with single spaces.
func (c Cron) String() string { return c.expr }

// IsZero reports whether there is no schedule.
func (c Cron) IsZero() bool { return c == Cron{} }

// MarshalText writes the expression.
func (c Cron) MarshalText() ([]byte, error) { return []byte(c.expr), nil }

// UnmarshalText reads what ParseCron reads; the error is a CronError.
func (c *Cron) UnmarshalText(b []byte) error {
	v, err := ParseCron(string(b))
	if err != nil {
		return err
	}
	*c = v
	return nil
}

// matches reports whether the schedule runs on a date at all.
func (c Cron) matches(d billing.Date) bool {
	if !has(c.months, int(d.Month)) {
		return false
	}
	day := has(c.days, d.Day) || c.last && d.Day == daysIn(d.Year, d.Month)
	on := has(c.on, int(d.Weekday()))
	if c.anyDay || c.anyOn {
		return day && on
	}
	return day || on
}

// times are the minutes of a day, in order: 7 × 60 is 07:00.
func (c Cron) times() iter.Seq[TimeOfDay] {
	return func(yield func(TimeOfDay) bool) {
		for h := range each(c.hours) {
			for m := range each(c.minutes) {
				if !yield(TimeOfDay(h*60 + m)) {
					return
				}
			}
		}
	}
}

// ShortMonths lists the months of the schedule in which it never or, for 29
// February, not every year runs because its days do not exist there: a reason
// to use L instead of 29, 30 or 31.
func (c Cron) ShortMonths() []time.Month {
	if !c.anyOn || c.last || c.anyDay {
		return nil
	}
	first := bits.TrailingZeros64(c.days)
	var short []time.Month
	for m := range each(c.months) {
		if first > daysIn(commonYear, time.Month(m)) {
			short = append(short, time.Month(m))
		}
	}
	return short
}

// checkPossible refuses days that no year has, such as 30 February.
func (c Cron) checkPossible() error {
	if c.last || !c.anyDay && !c.anyOn {
		return nil
	}
	first := bits.TrailingZeros64(c.days)
	var never []string
	for m := range each(c.months) {
		if first <= daysIn(leapYear, time.Month(m)) {
			return nil
		}
		never = append(never, fmt.Sprintf("%d %s", first, time.Month(m)))
	}
	return CronError{strings.Join(never, " and ") + " never happens", "use L for the last day of the month"}
}

const (
	commonYear = 2001
	leapYear   = 2000
)

// daysIn is the number of days in a month.
func daysIn(year int, m time.Month) int {
	return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Full sets of a schedule's fields.
const (
	allHours    = 1<<24 - 1
	allDays     = 1<<32 - 2
	allMonths   = 1<<13 - 2
	allWeekdays = 1<<7 - 1
)

func has(mask uint64, n int) bool { return mask&(1<<n) != 0 }

// each walks the numbers in a set, the smallest first.
func each(mask uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for m := mask; m != 0; m &= m - 1 {
			if !yield(bits.TrailingZeros64(m)) {
				return
			}
		}
	}
}

// span is the set of from..to in steps.
func span(from, to, step int) (mask uint64) {
	for n := from; n <= to; n += step {
		mask |= 1 << n
	}
	return mask
}
