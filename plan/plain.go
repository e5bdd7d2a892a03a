package plan

import (
	"io"
	"strings"
	"unicode"
)

// Plain takes everything out of a text that a terminal would obey: control
// characters, and those that turn the direction of writing. A line break or a
// tab becomes a space. Names and texts of customers pass through it before a
// person sees them in a terminal.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case harmful(r):
			return -1
		}
		return r
	}, s)
}

func harmful(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// plainWriter writes on what a terminal may see; line breaks and tabs are the
// writer's own.
type plainWriter struct{ w io.Writer }

// Write reports the length of b, although it may write less.
func (p plainWriter) Write(b []byte) (int, error) {
	_, err := io.WriteString(p.w, strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && harmful(r) {
			return -1
		}
		return r
	}, string(b)))
	return len(b), err
}
