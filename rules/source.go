package rules

import (
	"io"
	"unicode/utf8"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"
)

// source is an expression's text. expr counts runes, positions in files count
// bytes.
type source string

// bytes turns a range of runes into one of bytes.
func (s source) bytes(from, to int) (int, int) {
	n, start, end := 0, len(s), len(s)
	for i := range string(s) {
		if n == from {
			start = i
		}
		if n == to {
			end = i
			break
		}
		n++
	}
	return start, max(start, end)
}

// token is a word or sign of an expression; from and to are bytes.
type token struct {
	kind     lexer.Kind
	text     string
	from, to int
	depth    int // brackets around it
}

// tokens cuts the text into words, and stops when there are more than
// maxTokens: what is too large costs no more than what is allowed. It is nil if
// the text can't be cut.
func (s source) tokens() []token {
	l, offsets := lexer.New(), s.offsets()
	l.Reset(file.NewSource(string(s)))
	var out []token
	depth := 0
	for len(out) <= maxTokens {
		t, err := l.Next()
		if err == io.EOF || err == nil && t.Kind == lexer.EOF {
			break
		}
		if err != nil {
			return nil
		}
		opens := t.Is(lexer.Bracket, "(", "[", "{")
		if t.Is(lexer.Bracket, ")", "]", "}") {
			depth--
		}
		out = append(out, token{t.Kind, t.Value, offsets[min(t.From, len(offsets)-1)], offsets[min(t.To, len(offsets)-1)], depth})
		if opens {
			depth++
		}
	}
	return out
}

// offsets are the bytes at which the runes begin, and the end.
func (s source) offsets() []int {
	out := make([]int, 0, utf8.RuneCountInString(string(s))+1)
	for i := range string(s) {
		out = append(out, i)
	}
	return append(out, len(s))
}

// deepest is the number of brackets around the innermost word.
func deepest(tokens []token) int {
	d := 0
	for _, t := range tokens {
		d = max(d, t.depth)
	}
	return d
}
