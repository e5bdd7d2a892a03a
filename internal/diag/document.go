package diag

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// MaxSize is the largest file that Parse reads, in bytes.
const MaxSize = 1 << 20

// Document is a file with its tree.
type Document struct {
	// Name is the file's name as it is shown.
	Name string
	// Root is the tree; nil if the file could not be read.
	Root *Node

	lines []string // without line ends
}

// Line is the text of a line, counted from 1; "" if there is none.
func (d *Document) Line(n int) string {
	if n < 1 || n > len(d.lines) {
		return ""
	}
	return d.lines[n-1]
}

// Start is the place of the file as a whole: its first character.
func (d *Document) Start() Pos { return d.pos(1, 1, 1) }

// Redact puts * over a scalar in the source that Print shows, so that a secret
// written there by mistake does not reach a log.
func (n *Node) Redact() {
	if n == nil || n.Kind != Scalar {
		return
	}
	lines := n.doc.lines
	oneLine := n.Style != Literal && n.exact()
	last := n.line
	if !oneLine {
		last += strings.Count(n.Value, "\n") + 1
	}
	first := lines[n.line-1]
	start := len(first) - len(n.doc.from(n.line, n.col))
	end := len(first)
	if oneLine {
		end = start + tokenEnd(first[start:], n)
	}
	lines[n.line-1] = stars(first, start, end)
	for i := n.line; i < min(last, len(lines)); i++ {
		lines[i] = stars(lines[i], 0, len(lines[i]))
	}
}

// RedactKeys puts * over whatever follows one of the keys on its line, except
// references in ${…}. It is for a file that could not be parsed.
func (d *Document) RedactKeys(keys ...string) {
	for i, line := range d.lines {
		for _, key := range keys {
			at := strings.Index(line, key+":")
			if at < 0 {
				continue
			}
			start := at + len(key) + 1
			start += len(line[start:]) - len(strings.TrimLeft(line[start:], ` "'`))
			if !strings.HasPrefix(line[start:], "${") {
				line = stars(line, start, len(line))
			}
		}
		d.lines[i] = line
	}
}

// stars replaces each character of s[start:end] except spaces.
func stars(s string, start, end int) string {
	masked := strings.Map(func(r rune) rune {
		if r == ' ' {
			return r
		}
		return '*'
	}, s[start:end])
	return s[:start] + masked + s[end:]
}

func (d *Document) pos(line, col, width int) Pos {
	return Pos{File: d.Name, Line: line, Col: max(col, 1), Width: max(width, 1)}
}

// from is the rest of a line, from a column in runes.
func (d *Document) from(line, col int) string {
	s := d.Line(line)
	for range col - 1 {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return s
}

// check finds what makes a file unreadable before YAML is asked, and returns
// the text with \n as the only line end.
func (d *Document) check(data []byte, l *List) string {
	if len(data) > MaxSize {
		l.Add(Problem{Pos: Pos{File: d.Name}, Code: "size", Text: "the file is larger than 1 MiB"})
		return ""
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		l.Add(Problem{Pos: Pos{File: d.Name}, Code: "encoding", Text: "the file is UTF-16", Help: "save it as UTF-8"})
		return ""
	}
	text := string(bytes.TrimPrefix(data, []byte("\ufeff")))
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	d.lines = strings.Split(text, "\n")
	for i, line := range d.lines {
		d.checkLine(i+1, line, l)
	}
	return text
}

// checkLine reports the first character of a line that no text file holds.
func (d *Document) checkLine(n int, line string, l *List) {
	col := 0
	for i, r := range line {
		col++
		pos := d.pos(n, col, 1)
		if r == utf8.RuneError && !strings.HasPrefix(line[i:], "\uFFFD") {
			l.Add(Problem{Pos: pos, Code: "encoding", Text: "the file is not UTF-8", Help: "save it as UTF-8"})
			return
		}
		if r < ' ' && r != '\t' || r == 0x7f {
			l.Errorf(pos, "encoding", "control character U+%04X", r)
			return
		}
	}
}
