package calendar

import (
	"strings"
	"testing"
)

func TestParseDays(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"7d": 7, "0d": 0, "3 days": 3, "1 day": 1, "2w": 14, "1 week": 7, "2 weeks": 14, " 10d ": 10, "007d": 7, "3660d": 3660,
	} {
		if got, err := ParseDays(s); err != nil || got != want {
			t.Errorf("ParseDays(%q) = %d, %v, want %d", s, got, err, want)
		}
	}
	for s, want := range map[string]string{
		"7":                           `"7" has no unit (use 7d)`,
		" 7 ":                         `" 7 " has no unit (use 7d)`,
		"":                            `"" is not a number of days (use 7d or 2w)`,
		"d":                           `"d" is not a number of days (use 7d or 2w)`,
		"-3d":                         `"-3d" is not a number of days (use 7d or 2w)`,
		"a few":                       `"a few" is not a number of days (use 7d or 2w)`,
		"24h":                         `"24h" has an unknown unit "h" (want days or weeks, such as 7d or 2w)`,
		"7D":                          `"7D" has an unknown unit "D" (want days or weeks, such as 7d or 2w)`,
		"1.5d":                        `"1.5d" has an unknown unit ".5d" (want days or weeks, such as 7d or 2w)`,
		"1d12h":                       `"1d12h" has an unknown unit "d12h" (want days or weeks, such as 7d or 2w)`,
		"3 months":                    `"3 months" has an unknown unit "months" (want days or weeks, such as 7d or 2w)`,
		"3661d":                       `"3661d" is too long (at most 3660 days)`,
		"523w":                        `"523w" is too long (at most 3660 days)`,
		strings.Repeat("9", 60) + "d": `"` + strings.Repeat("9", 40) + `…" is too long (at most 3660 days)`,
	} {
		if _, err := ParseDays(s); err == nil || err.Error() != want {
			t.Errorf("ParseDays(%q): %v, want %s", s, err, want)
		}
	}
}

func TestDaysText(t *testing.T) {
	t.Parallel()
	var d Days
	if err := d.UnmarshalText([]byte("2w")); err != nil || d != 14 {
		t.Errorf("%d, %v", d, err)
	}
	if b, _ := d.MarshalText(); string(b) != "14d" {
		t.Errorf("MarshalText() = %s", b)
	}
	if err := d.UnmarshalText([]byte("7")); err == nil || d != 14 {
		t.Errorf("a bad text gave %v and left %d", err, d)
	}
}
