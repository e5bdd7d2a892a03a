package checks

import (
	"fmt"
	"strings"
)

// severity is the page's word for how grave the problem is.
func (p Page) severity() string {
	if p.Warning {
		return "warning"
	}
	return "error"
}

// Text is the page as the terminal shows it.
func (p Page) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n\n%s\n", p.Code, p.severity(), wrap(p.Means, 78))
	if p.Wrong != "" {
		fmt.Fprintf(&b, "\nWrong, in %s:\n%s\nRight:\n%s", p.In, indent(p.Wrong), indent(p.Right))
	}
	return b.String()
}

// Summary is the first sentence of what the code means.
func (p Page) Summary() string {
	s, _, _ := strings.Cut(p.Means, ". ")
	return strings.TrimSuffix(s, ".")
}

// Markdown is all pages as one for the documentation.
func Markdown() string {
	var b strings.Builder
	for _, p := range Pages() {
		fmt.Fprintf(&b, "\n## %s\n\n*%s*\n\n%s\n", p.Code, p.severity(), p.Means)
		if p.Wrong != "" {
			fmt.Fprintf(&b, "\n```text\n# wrong, in %s\n%s\n# right\n%s\n```\n", p.In, strings.TrimRight(p.Wrong, "\n"), strings.TrimRight(p.Right, "\n"))
		}
	}
	return b.String()
}

func indent(s string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimRight(s, "\n") + "\n") {
		b.WriteString("    " + line)
	}
	return b.String()
}

// wrap breaks a text into lines of at most width characters, at spaces.
func wrap(s string, width int) string {
	var b strings.Builder
	n := 0
	for word := range strings.FieldsSeq(s) {
		l := len([]rune(word))
		switch {
		case n == 0:
		case n+1+l > width:
			b.WriteByte('\n')
			n = 0
		default:
			b.WriteByte(' ')
			n++
		}
		b.WriteString(word)
		n += l
	}
	return b.String()
}
