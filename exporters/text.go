package exporters

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxText is the number of UTF-16 units that a cell of a spreadsheet holds.
// Programs that write more are cut without a word; we say it.
const maxText = 32767

// changes counts the texts that could not be shown as they came.
type changes struct {
	cut      int // too long for a cell
	replaced int // held characters that no file may hold
}

// clean makes a foreign text fit for a cell: control characters and broken
// encoding become U+FFFD, other line ends become \n, a text that is too long
// is cut and ends with the mark. What it did is counted in c.
func clean(s, mark string, c *changes) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unprintable) {
		c.replaced++
		s = strings.Map(func(r rune) rune {
			if unprintable(r) {
				return utf8.RuneError
			}
			return r
		}, s)
	}
	if len(s) > maxText && units(s) > maxText {
		c.cut++
		s = head(s, maxText-units(mark)) + mark
	}
	return s
}

// unprintable reports control characters and code points that XML forbids.
func unprintable(r rune) bool {
	return r != '\t' && r != '\n' && unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF
}

// units is the length of s in UTF-16, which is how spreadsheets count.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// head is the longest start of s that fits into n UTF-16 units.
func head(s string, n int) string {
	for i, r := range s {
		if n -= utf16.RuneLen(r); n < 0 {
			return s[:i]
		}
	}
	return s
}
