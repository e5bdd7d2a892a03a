package notifiers

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Rich is text with emphasis and links.
type Rich []Span

// Span is a piece of text in one style. Text is plain: a notifier escapes it.
type Span struct {
	Text  string
	Style Style
	// Link is an http or https address; "" for none. Anything else is dropped.
	Link string
	// Mention is a user or group to be called, as an id ("S0BUCHHALTUNG",
	// "U04ANNA") or a group's handle ("@buchhaltung"). It comes from the
	// configuration only, never from data. Text is shown where nobody can be
	// called.
	Mention string
}

// Style is the emphasis of a span.
type Style int

// The styles.
const (
	Plain Style = iota
	Bold
	Code
)

func say(text string) Span  { return Span{Text: text} }
func bold(text string) Span { return Span{Text: text, Style: Bold} }
func code(text string) Span { return Span{Text: text, Style: Code} }

// Plain is the text without emphasis and links.
func (r Rich) Plain() string {
	var b strings.Builder
	for _, s := range r {
		b.WriteString(s.Text)
	}
	return b.String()
}

// join puts sep between the non-empty parts.
func join(sep string, parts ...Rich) Rich {
	var out Rich
	for _, p := range parts {
		if p.Plain() == "" {
			continue
		}
		if len(out) > 0 {
			out = append(out, say(sep))
		}
		out = append(out, p...)
	}
	return out
}

// maxName is the length of a customer's name in a message.
const maxName = 80

// name makes a foreign text fit on a line: one line, no control characters,
// at most 80 characters.
func name(s string) string {
	return clip(strings.Join(strings.Fields(clean(start(s, 16*maxName))), " "), maxName)
}

// start is at most the first n bytes of a text, so that nothing is spent on
// what won't be shown. A text that was cut keeps enough to be clipped visibly.
func start(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// clip cuts a text to n characters, with an ellipsis as the last one.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// clean drops what must not reach a terminal or a chat: control characters
// other than line breaks and tabs, and characters that reverse or hide text.
// Invalid UTF-8 becomes U+FFFD.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), hides(r):
			return -1
		}
		return r
	}, s)
}

// hides reports whether r changes how its neighbours are shown: direction
// marks and overrides, zero-width characters, the byte-order mark.
func hides(r rune) bool {
	return r == '\u200b' || r == '\u200e' || r == '\u200f' || r == '\u061c' || r == '\ufeff' ||
		r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u2069'
}
