package diag

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxShown is how much of a source line is printed, in characters.
const maxShown = 160

// Print writes the problems for people, each with its source line and a caret:
//
//	rules.yaml:15:5: error: unknown key "action" [unknown-key]
//	    14 |     when: invoice.overdue
//	    15 |     action:
//	       |     ^^^^^^
//	       = help: did you mean "actions"?
//
// The line before is shown for context where the problem is indented. Source
// is found in docs by the file's name. The error is w's.
func Print(w io.Writer, l List, docs []*Document) error {
	byName := map[string]*Document{}
	for _, d := range docs {
		if d != nil {
			byName[d.Name] = d
		}
	}
	var b bytes.Buffer
	for i, p := range l {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.head() + "\n")
		if d := byName[p.File]; d != nil {
			d.snippet(&b, p.Pos)
		}
		note(&b, "help", p.Help)
		note(&b, "why", p.Why)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Counts is the closing line of a check, such as "5 errors, 1 warning".
func (l List) Counts() string {
	errors, warnings := l.Count()
	return plural(errors, "error") + ", " + plural(warnings, "warning")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func note(b *bytes.Buffer, word, text string) {
	if text != "" {
		fmt.Fprintf(b, "       = %s: %s\n", word, oneLine(text))
	}
}

// snippet prints the source line, the one before it, and the caret.
func (d *Document) snippet(b *bytes.Buffer, p Pos) {
	if p.Line < 1 || p.Line > len(d.lines) || d.Line(p.Line) == "" {
		return
	}
	start := max(0, p.Col-1-maxShown/2)
	if p.Col+p.Width <= maxShown {
		start = 0
	}
	if before := strings.TrimSpace(d.Line(p.Line - 1)); p.Col > 1 && before != "" && before[0] != '#' && start == 0 {
		fmt.Fprintf(b, "%6d | %s\n", p.Line-1, window(d.Line(p.Line-1), 0))
	}
	shown := window(d.Line(p.Line), start)
	fmt.Fprintf(b, "%6d | %s\n", p.Line, shown)
	col := p.Col - 1 - start
	width := max(1, min(p.Width, utf8.RuneCountInString(shown)-col))
	fmt.Fprintf(b, "       | %s%s\n", strings.Repeat(" ", max(col, 0)), strings.Repeat("^", width))
}

// window is the part of a line that is shown; each character stays one
// character wide.
func window(line string, start int) string {
	r := []rune(mask(line))
	r = r[min(start, len(r)):]
	cut := len(r) > maxShown
	r = r[:min(maxShown, len(r))]
	for i, c := range r {
		if !unicode.IsPrint(c) {
			r[i] = ' '
		}
	}
	s := strings.TrimRight(string(r), " ")
	if cut {
		s += "…"
	}
	return s
}

// secretShapes are secrets that show by their form: a password in a URL, which
// ends at the last @ because people forget to escape, a value in its query, and
// Slack's tokens and webhooks.
var secretShapes = regexp.MustCompile(`://[^\s:/@]*:(.+)@|://\S*?[?&][\w.-]+=([^&\s"']+)|hooks\.slack\.com/services/(\S+)|\bxox[a-z]-[\w-]+|\bxapp-[\w-]+`)

// mask puts * over what looks like a secret, character by character.
func mask(s string) string {
	found := secretShapes.FindAllStringSubmatchIndex(s, -1)
	for _, m := range slices.Backward(found) {
		start, end := m[0], m[1]
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				start, end = m[group], m[group+1]
			}
		}
		if !strings.HasPrefix(s[start:end], "${") {
			s = stars(s, start, end)
		}
	}
	return s
}

// oneLine keeps a text that may hold foreign words on one line and free of
// control characters.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, mask(s))
}
