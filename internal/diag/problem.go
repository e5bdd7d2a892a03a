package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a problem stops the work.
type Severity int

// The severities. The zero value is Error.
const (
	// Error: nothing runs with this file.
	Error Severity = iota
	// Warning: it runs, but probably not as meant.
	Warning
)

// String is the word in the output: "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Pos is a piece of one line of a file. Line and Col start at 1; Col and Width
// count characters (runes), as editors do. The zero Line means the file as a
// whole.
type Pos struct {
	File             string
	Line, Col, Width int
}

// String is "file:line:col", or the file's name alone.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Compare orders by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// Problem is one thing wrong with a file.
type Problem struct {
	Pos
	Severity Severity
	// Code is a stable short word, such as "unknown-key".
	Code string
	// Text says what is wrong, in one line without a full stop.
	Text string
	// Help says what to do; Why says what could happen. Both may be empty.
	Help, Why string
}

// Error prints the problem in one line, with its help: a problem can be
// returned as an error.
func (p Problem) Error() string {
	s := p.head()
	if p.Help != "" {
		s += ": " + oneLine(p.Help)
	}
	return s
}

// head is the problem's first line.
func (p Problem) head() string {
	at := p.Pos.String()
	if at != "" {
		at += ": "
	}
	s := at + p.Severity.String() + ": " + oneLine(p.Text)
	if p.Code != "" {
		s += " [" + p.Code + "]"
	}
	return s
}

// List collects problems. The zero value is an empty list.
type List []Problem

// Add appends a problem.
func (l *List) Add(p Problem) { *l = append(*l, p) }

// Errorf appends an error without help.
func (l *List) Errorf(pos Pos, code, format string, args ...any) {
	l.Add(Problem{Pos: pos, Code: code, Text: fmt.Sprintf(format, args...)})
}

// Warnf appends a warning without help.
func (l *List) Warnf(pos Pos, code, format string, args ...any) {
	l.Add(Problem{Pos: pos, Severity: Warning, Code: code, Text: fmt.Sprintf(format, args...)})
}

// HasErrors reports whether any problem is an error.
func (l List) HasErrors() bool {
	errors, _ := l.Count()
	return errors > 0
}

// Count counts errors and warnings.
func (l List) Count() (errors, warnings int) {
	for _, p := range l {
		if p.Severity == Warning {
			warnings++
		} else {
			errors++
		}
	}
	return errors, warnings
}

// Sort orders the list by file, line and column; problems of one place stay in
// the order they were found.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Problem) int { return a.Pos.Compare(b.Pos) })
}
