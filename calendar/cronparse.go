package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// CronError says what is wrong with a schedule, and how to write it right.
type CronError struct {
	Message string // such as "schedule has 4 fields, 5 are needed"
	Help    string // what to write instead; may be empty
}

// Error is the message without the help.
func (e CronError) Error() string { return e.Message }

const cronHelp = `minute hour day month weekday; weekdays at 07:00 is "0 7 * * 1-5"`

// field is one of the five places of a schedule.
type field struct {
	name     string
	min, max int
	names    []string // names of min, min+1, …
}

func cronFields() [5]field {
	return [5]field{
		{name: "minute", min: 0, max: 59},
		{name: "hour", min: 0, max: 23},
		{name: "day", min: 1, max: 31},
		{name: "month", min: 1, max: 12, names: []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}},
		{name: "weekday", min: 0, max: 7, names: []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}},
	}
}

// ParseCron reads a schedule of five fields: numbers, names (MON, JAN), lists,
// ranges, steps, * and, as a day, L for the last day of the month. Sunday is 0
// or 7. The shortest interval is a minute. The error is a CronError.
func ParseCron(expr string) (Cron, error) {
	parts := strings.Fields(expr)
	if err := checkShape(parts); err != nil {
		return Cron{}, err
	}
	c := Cron{expr: strings.Join(parts, " "), anyDay: parts[2][0] == '*', anyOn: parts[4][0] == '*'}
	into := [5]*uint64{&c.minutes, &c.hours, &c.days, &c.months, &c.on}
	for i, f := range cronFields() {
		items := strings.Split(parts[i], ",")
		if f.name == "day" {
			items, c.last = cutLast(items)
		}
		mask, err := f.parse(items)
		if err != nil {
			return Cron{}, err
		}
		*into[i] = mask
	}
	const sunday = 7 // its second number
	if has(c.on, sunday) {
		c.on = c.on&^(1<<sunday) | 1
	}
	if err := c.checkPossible(); err != nil {
		return Cron{}, err
	}
	return c, nil
}

// checkShape looks at the expression as a whole.
func checkShape(parts []string) error {
	switch n := len(parts); {
	case n == 0:
		return CronError{"schedule is empty", cronHelp}
	case strings.HasPrefix(parts[0], "@"):
		return CronError{fmt.Sprintf("%s is not supported in a schedule", clip(parts[0])), "write five fields: " + cronHelp}
	case strings.Contains(parts[0], "TZ="):
		return CronError{"a schedule has no time zone of its own", `set "timezone" once for the whole file`}
	case n == 6:
		return CronError{"schedule has 6 fields, 5 are needed", "seconds and years are not supported: " + cronHelp}
	case n == 1:
		return CronError{"schedule has 1 field, 5 are needed", cronHelp}
	case n != 5:
		return CronError{fmt.Sprintf("schedule has %d fields, 5 are needed", n), cronHelp}
	}
	return nil
}

// cutLast takes "L" out of the days; of "L" alone nothing is left.
func cutLast(days []string) (rest []string, last bool) {
	rest = slices.DeleteFunc(slices.Clone(days), func(s string) bool { return strings.EqualFold(s, "L") })
	return rest, len(rest) < len(days)
}

// parse reads a list such as "1-5", "7".
func (f field) parse(items []string) (mask uint64, err error) {
	for _, item := range items {
		part, err := f.item(item)
		if err != nil {
			return 0, err
		}
		mask |= part
	}
	return mask, nil
}

// item reads "*", "3", "1-5" and each of them with a step, "*/15".
func (f field) item(s string) (uint64, error) {
	body, stepText, stepped := strings.Cut(s, "/")
	step := 1
	if stepped {
		var ok bool
		if step, ok = number(stepText); !ok || step < 1 || step > f.max {
			return 0, f.errorf("step %q is not a number from 1 to %d", clip(stepText), f.max)
		}
	}
	if body == "*" {
		top := f.max
		if f.min == 0 && f.names != nil { // weekdays: 7 is 0 again
			top--
		}
		return span(f.min, top, step), nil
	}
	low, high, ranged := strings.Cut(body, "-")
	from, err := f.value(low)
	if err != nil {
		return 0, err
	}
	to := from
	switch {
	case ranged:
		if to, err = f.value(high); err != nil {
			return 0, err
		}
	case stepped:
		to = f.max
	}
	if f.name == "weekday" && to == 0 && from > 0 {
		to = f.max // FRI-SUN
	}
	if to < from {
		return 0, f.backwards(body, from, to)
	}
	return span(from, to, step), nil
}

func (f field) backwards(body string, from, to int) error {
	e := f.errorf("range %s runs backwards", body)
	e.Help = fmt.Sprintf("write %d-%d,%d-%d", from, f.max, f.min, to)
	return e
}

// value reads a number in range, or a name.
func (f field) value(s string) (int, error) {
	for i, name := range f.names {
		if strings.EqualFold(s, name) {
			return f.min + i, nil
		}
	}
	n, ok := number(s)
	switch {
	case s == "":
		return 0, f.errorf("has an empty entry")
	case ok && (n < f.min || n > f.max):
		return 0, f.errorf("%d is out of range (%d-%d)", n, f.min, f.max)
	case ok:
		return n, nil
	}
	e := f.errorf("%q is not understood (want %s)", clip(s), f.wanted())
	if f.name == "day" {
		e.Help = "L is the last day of the month"
	}
	return 0, e
}

func (f field) wanted() string {
	want := fmt.Sprintf("%d-%d", f.min, f.max)
	if f.names != nil {
		want += " or " + f.names[0] + "-" + f.names[len(f.names)-1]
	}
	return want
}

func (f field) errorf(format string, args ...any) CronError {
	return CronError{f.name + " " + fmt.Sprintf(format, args...), cronHelp}
}

// number reads up to three digits: no sign, no space.
func number(s string) (int, bool) {
	if len(s) > 3 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
