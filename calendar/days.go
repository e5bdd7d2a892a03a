package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// Days is a number of days as a config writes it, "7d" or "2 weeks".
type Days int

// mostDays keeps terms within what a person can mean: ten years.
const mostDays = 3660

// ParseDays reads "7d", "3 days", "1 day", "2w" or "2 weeks". A bare number is
// refused: it may be meant as hours by one and as days by another.
func ParseDays(s string) (int, error) {
	text := strings.TrimSpace(s)
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	n, err := strconv.Atoi(digits)
	unit := strings.TrimSpace(text[len(digits):])
	switch {
	case digits == "":
		return 0, fmt.Errorf("%q is not a number of days (use 7d or 2w)", clip(s))
	case unit == "":
		return 0, fmt.Errorf("%q has no unit (use %sd)", clip(s), clip(digits))
	}
	factor := daysPer(unit)
	switch {
	case factor == 0:
		return 0, fmt.Errorf("%q has an unknown unit %q (want days or weeks, such as 7d or 2w)", clip(s), clip(unit))
	case err != nil || n > mostDays/factor:
		return 0, fmt.Errorf("%q is too long (at most %d days)", clip(s), mostDays)
	}
	return n * factor, nil
}

func daysPer(unit string) int {
	switch unit {
	case "d", "day", "days":
		return 1
	case "w", "week", "weeks":
		return 7
	}
	return 0
}

// String prints "7d".
func (d Days) String() string { return strconv.Itoa(int(d)) + "d" }

// MarshalText writes "7d".
func (d Days) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDays reads.
func (d *Days) UnmarshalText(b []byte) error {
	n, err := ParseDays(string(b))
	if err != nil {
		return err
	}
	*d = Days(n)
	return nil
}
