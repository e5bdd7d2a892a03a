package notifiers

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
)

// FuzzMarkdown: whatever a text holds, what comes out is valid, within its
// limit, and has no bracket or ampersand of its own.
func FuzzMarkdown(f *testing.F) {
	for i, s := range hostile {
		f.Add(s, 60+i*7, i%3)
	}
	f.Fuzz(func(t *testing.T, s string, limit, style int) {
		limit = 60 + max(0, limit)%4000
		r := render{language: billing.German}
		got := r.markdown(Rich{say("Kunde: "), {Text: s, Style: Style(max(0, style) % 3)}}, limit)
		if units(got) > limit || !utf8.ValidString(got) {
			t.Errorf("%d units of %d, valid %v: %q", units(got), limit, utf8.ValidString(got), got)
		}
		checkEscaped(t, s, got)
	})
}

// FuzzName: a name is one line of at most 80 characters, and naming it again
// changes nothing.
func FuzzName(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := name(s)
		if utf8.RuneCountInString(got) > maxName || strings.ContainsAny(got, "\n\r\t\x1b\x00") || !utf8.ValidString(got) {
			t.Errorf("%q", got)
		}
		if again := name(got); again != got {
			t.Errorf("%q becomes %q", got, again)
		}
	})
}

// FuzzRetryAfter: whatever the header says, the wait is between a second and a
// day.
func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"1", "-1", "soon", "Mon, 23 Nov 2026 06:31:00 GMT", "9999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w := &wire{retryAfter: s}
		if got := w.after(monday).Hours(); got <= 0 || got >= 24 {
			t.Errorf("%q: %v hours", s, got)
		}
	})
}

// FuzzLink: a link that is kept can't end the angle brackets around it.
func FuzzLink(f *testing.F) {
	for _, s := range append([]string{"https://a.example/x?y=1&z=2", "http://a.example", "//a.example", "https://", "HTTPS://A"}, hostile...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := webLink(s)
		if strings.ContainsAny(got, "<>|\" \n\r") || got != "" && !strings.HasPrefix(got, "http") {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}
