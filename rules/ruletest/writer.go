package ruletest

import (
	"bytes"
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

var (
	errAnchor = errors.New("its expectation comes from an anchor: change it by hand")
	errStyle  = errors.New("its expectation is written over several lines: change it by hand")
)

// writer collects changes to a source. Offsets are in bytes of what was read.
type writer struct {
	data  []byte
	lines []int // where each line begins
	edits []edit
}

// edit replaces data[from:to].
type edit struct {
	from, to int
	text     string
}

func newWriter(data []byte) *writer {
	w := &writer{data: data, lines: []int{0}}
	if bytes.HasPrefix(data, []byte("\ufeff")) {
		w.lines[0] = 3
	}
	for i := 0; i < len(data); i++ {
		if data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n' {
			continue
		}
		if data[i] == '\n' || data[i] == '\r' {
			w.lines = append(w.lines, i+1)
		}
	}
	return w
}

// offset is the byte at a place.
func (w *writer) offset(p diag.Pos) int {
	at := w.lines[p.Line-1]
	for range p.Col - 1 {
		_, size := utf8.DecodeRune(w.data[at:])
		at += size
	}
	return at
}

func (w *writer) at(p diag.Pos) byte { return w.data[w.offset(p)] }

// after is the byte behind a key's colon.
func (w *writer) after(key *diag.Node) int {
	at := w.offset(key.Pos())
	return at + bytes.IndexByte(w.data[at:], ':') + 1
}

func (w *writer) replace(from, to int, text string) { w.edits = append(w.edits, edit{from, to, text}) }

func (w *writer) insert(at int, text string) { w.replace(at, at, text) }

// lineEnd is the offset of the end of the line that holds a byte, before its
// line break.
func (w *writer) lineEnd(at int) int {
	if i := bytes.IndexAny(w.data[at:], "\r\n"); i >= 0 {
		return at + i
	}
	return len(w.data)
}

// insertAfter adds a line after the one that holds a byte.
func (w *writer) insertAfter(at int, line string) { w.insert(w.lineEnd(at), w.newline()+line) }

// newline is the file's own line end.
func (w *writer) newline() string {
	if bytes.Contains(w.data, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// deleteLines takes whole lines out.
func (w *writer) deleteLines(from, to int) {
	line, _ := slices.BinarySearch(w.lines, from+1)
	next, _ := slices.BinarySearch(w.lines, max(to, from+1))
	end := len(w.data)
	if next < len(w.lines) {
		end = w.lines[next]
	}
	w.replace(w.lines[line-1], end, "")
}

// scalar replaces the text of a value.
func (w *writer) scalar(t *Test, n *diag.Node, text string) error {
	switch {
	case !t.owns(n.Pos()):
		return errAnchor
	case n.Kind != diag.Scalar || !n.ExprStyleOK() || n.Style == diag.Literal:
		return errStyle
	}
	p := n.Pos()
	from := w.offset(p)
	p.Col += p.Width
	w.replace(from, w.offset(p), quoted(text))
	return nil
}

// indentOf is the white space before a line's first character, which is a dash
// or a key.
func (w *writer) indentOf(n *diag.Node) string {
	start := w.lines[n.Pos().Line-1]
	line := string(w.data[start:w.lineEnd(start)])
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	if dash := strings.TrimPrefix(line, indent); strings.HasPrefix(dash, "- ") && w.offset(n.Pos()) > start+len(indent) && n.Kind == diag.Scalar {
		indent = strings.Repeat(" ", utf8.RuneCount(w.data[start:w.offset(n.Pos())]))
	}
	return indent
}

// itemEnd is where an item of a list ends, without comments behind it.
func (w *writer) itemEnd(t *Test, item *diag.Node, i int) int {
	if v := w.offset(item.Fields()[0].Value.Pos()); w.data[v] == '{' {
		return w.matching(v)
	}
	last := t.expectEnd
	if items := t.expect.Items(); i+1 < len(items) {
		last = items[i+1].Pos().Line
	}
	for line := last - 1; line > item.Pos().Line; line-- {
		start := w.lines[line-1]
		if text := strings.TrimSpace(string(w.data[start:w.lineEnd(start)])); text != "" && text[0] != '#' {
			return w.lineEnd(start)
		}
	}
	return w.lineEnd(w.offset(item.Pos()))
}

// matching is the end of what a bracket begins. Quotes count where a value may
// begin, so that an apostrophe inside a word is none.
func (w *writer) matching(at int) int {
	depth, start := 0, true
	for i := at; i < len(w.data); i++ {
		switch c := w.data[i]; {
		case start && (c == '"' || c == '\''):
			i = w.quoteEnd(i)
			start = false
		case c == '#' && i > 0 && (w.data[i-1] == ' ' || w.data[i-1] == '\n'):
			i = w.lineEnd(i)
		case c == '[' || c == '{':
			depth++
			start = true
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case c == ',' || c == ':':
			start = true
		case c != ' ' && c != '\n' && c != '\r':
			start = false
		}
	}
	return len(w.data)
}

// quoteEnd is the last byte of a quoted text.
func (w *writer) quoteEnd(at int) int {
	for i := at + 1; i < len(w.data); i++ {
		switch {
		case w.data[i] == '\\' && w.data[at] == '"':
			i++
		case w.data[i] == w.data[at]:
			return i
		}
	}
	return len(w.data)
}

// onlyBlank reports whether nothing stands between a byte and its line's end.
func (w *writer) onlyBlank(at int) bool {
	return strings.TrimSpace(string(w.data[at:w.lineEnd(at)])) == ""
}

// apply makes the changes.
func (w *writer) apply() []byte {
	slices.SortStableFunc(w.edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	var out []byte
	at := 0
	for _, e := range w.edits {
		out = append(out, w.data[at:max(e.from, at)]...)
		out = append(out, e.text...)
		at = max(e.to, at)
	}
	return append(out, w.data[at:]...)
}

// safe is a text that means itself without quotes, also between brackets.
var safe = regexp.MustCompile(`^[\p{L}\p{N}]([\p{L}\p{N} ._/+-]*[\p{L}\p{N}.])?$`)

// quoted is a text as YAML writes it on one line, with quotes if it needs them.
func quoted(s string) string {
	if safe.MatchString(s) && !strings.EqualFold(s, "null") {
		return s
	}
	return strconv.Quote(s)
}

func join(parts []string) string { return strings.Join(parts, ", ") }

func bracketed(parts []string) string { return "[" + join(parts) + "]" }

func (t *Test) today() billing.Date { return t.input.Snapshot.Today }

// owns reports whether a place is inside the test's own lines.
func (t *Test) owns(p diag.Pos) bool { return p.Line >= t.node.Pos().Line && p.Line < t.end }
