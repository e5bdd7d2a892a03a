package ruletest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mocowork/mocowork/rules"
)

// Style is how much Print shows.
type Style struct {
	Verbose bool // also what came out of tests that passed
	Quiet   bool // only tests that failed
	Colour  bool
}

// Print writes the results of one file for people: a line per test, and for a
// failed one only what differs, with the reason. The error is w's.
func Print(w io.Writer, file string, results []Result, s Style) error {
	var b bytes.Buffer
	passed := 0
	for _, r := range results {
		if r.Passed {
			passed++
		}
	}
	if !s.Quiet || passed < len(results) {
		fmt.Fprintln(&b, file)
	}
	for _, r := range results {
		r.print(&b, s)
	}
	if !s.Quiet {
		fmt.Fprintf(&b, "  %s, %d passed, %d failed\n", count(len(results), "test"), passed, len(results)-passed)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func count(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

func (r Result) print(b *bytes.Buffer, s Style) {
	if r.Passed {
		if !s.Quiet {
			fmt.Fprintf(b, "  %s %s\n", s.mark(true), oneLine(r.Name))
		}
		if s.Verbose {
			r.printActions(b)
		}
		return
	}
	fmt.Fprintf(b, "  %s %s %s:%d\n", s.mark(false), pad(oneLine(r.Name), 60), r.File, r.Line)
	r.printDifferences(b)
	for _, y := range r.Because {
		fmt.Fprintf(b, "      because: %s\n", oneLine(y.Text))
		printTerms(b, y.Terms)
	}
	if s.Verbose {
		r.printActions(b)
	}
}

func (s Style) mark(passed bool) string {
	sign, colour := "✗", "31"
	if passed {
		sign, colour = "✓", "32"
	}
	if s.Colour {
		return "\x1b[" + colour + "m" + sign + "\x1b[0m"
	}
	return sign
}

func (r Result) printDifferences(b *bytes.Buffer) {
	rows := [][]string{{"action", "want", "got", ""}}
	for _, d := range r.Differences {
		note := ""
		if d.Note != "" {
			note = "← " + d.Note
		}
		rows = append(rows, []string{d.What, d.Want, d.Got, note})
	}
	printColumns(b, "      ", rows)
}

func printTerms(b *bytes.Buffer, terms []rules.Term) {
	var rows [][]string
	for _, t := range terms {
		fact := t.Comparison
		switch {
		case t.Error != "":
			fact = t.Error
		case fact == "":
			fact = t.Fact
		}
		rows = append(rows, []string{t.Text, fact, fmt.Sprint(t.Value)})
	}
	printColumns(b, "        ", rows)
}

func (r Result) printActions(b *bytes.Buffer) {
	for _, a := range r.Actions {
		fmt.Fprintf(b, "      → %s\n", oneLine(a))
	}
	if r.Verdict != "" {
		fmt.Fprintf(b, "      → %s\n", oneLine(r.Verdict))
	}
}

// maxCell keeps a letter's text from filling the screen; what is cut off shows
// as … and stands whole in --json.
const maxCell = 60

func printColumns(b *bytes.Buffer, indent string, rows [][]string) {
	widths := map[int]int{}
	for _, row := range rows {
		for i := range row {
			row[i] = clip(oneLine(row[i]))
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	for _, row := range rows {
		line := indent
		for i, cell := range row {
			line += pad(cell, widths[i]) + "   "
		}
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
}

func clip(s string) string {
	if r := []rune(s); len(r) > maxCell {
		return string(r[:maxCell-1]) + "…"
	}
	return s
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// oneLine keeps a foreign text on one line and free of control characters.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
