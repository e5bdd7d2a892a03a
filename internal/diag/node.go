package diag

import (
	"strings"
	"unicode/utf8"
)

// Kind is the shape of a node.
type Kind int

// The kinds. Null is a key without a value, or "null" or "~" without quotes.
const (
	Null Kind = iota
	Scalar
	Map
	Seq
)

var kindNames = [...]string{"no value", "a text", "a map", "a list"}

// String is the kind in words, such as "a list".
func (k Kind) String() string { return kindNames[k] }

// Style is how a scalar is written.
type Style int

// The styles.
const (
	Plain Style = iota
	SingleQuoted
	DoubleQuoted
	// Literal is a block that begins with |.
	Literal
	// Folded is a block that begins with >.
	Folded
)

// Node is one value of a document. A nil Node behaves as an absent value.
type Node struct {
	Kind Kind
	// Value is a scalar's text as YAML understands it: without quotes, escapes
	// and indentation. Numbers keep their spelling.
	Value string
	Style Style

	doc       *Document
	line, col int // where the token starts, from 1; col counts runes
	width     int // of the token on that line
	indent    int // of a literal block's content, in bytes
	fields    []Field
	items     []*Node
	size      int // nodes below and including this one, aliases expanded
}

// Field is one key of a map with its value.
type Field struct{ Key, Value *Node }

// Fields are a map's fields in the order of the file; nil for other kinds.
func (n *Node) Fields() []Field {
	if n == nil {
		return nil
	}
	return n.fields
}

// Items are a list's items; nil for other kinds.
func (n *Node) Items() []*Node {
	if n == nil {
		return nil
	}
	return n.items
}

// Get is the value of a key, or nil if the map lacks it or n is no map.
func (n *Node) Get(key string) *Node {
	for _, f := range n.Fields() {
		if f.Key.Value == key {
			return f.Value
		}
	}
	return nil
}

// IsNull reports whether there is no value: the key is absent or has nothing
// behind it.
func (n *Node) IsNull() bool { return n == nil || n.Kind == Null }

// Pos is the place of the node: a scalar with its quotes, a literal block's
// first line, a map's first key or brace, a list's first dash or bracket; for
// a missing value its key. It is zero if n is nil.
func (n *Node) Pos() Pos {
	switch {
	case n == nil:
		return Pos{}
	case n.Style == Literal && n.exact() && n.Value != "":
		first := len(n.Value) - len(strings.TrimLeft(n.Value, " \n"))
		return n.At(first, len(n.Value))
	}
	return n.doc.pos(n.line, n.col, n.width)
}

// Text is the place of a scalar's text without its quotes where that is
// known, else Pos.
func (n *Node) Text() Pos {
	if n == nil || n.Value == "" || n.Style == Literal {
		return n.Pos()
	}
	return n.At(0, len(n.Value))
}

// At is the place of Value[from:to], in bytes, in the source; it ends with the
// line it starts on. It is exact for one-line plain scalars, one-line quoted
// ones without escapes and literal blocks; for the others it is Pos.
func (n *Node) At(from, to int) Pos {
	if n == nil || !n.exact() {
		return n.Pos()
	}
	from = min(max(from, 0), len(n.Value))
	to = min(max(to, from), len(n.Value))
	before, piece := n.Value[:from], n.Value[from:to]
	piece, _, _ = strings.Cut(piece, "\n")
	width := max(1, utf8.RuneCountInString(piece))
	if n.Style == Literal {
		start := strings.LastIndexByte(before, '\n') + 1
		line := n.line + 1 + strings.Count(before, "\n")
		return n.doc.pos(line, n.indent+utf8.RuneCountInString(before[start:])+1, width)
	}
	col := n.col + utf8.RuneCountInString(before)
	if n.Style != Plain {
		col++
	}
	return n.doc.pos(n.line, col, width)
}

// ExprStyleOK reports whether an expression may be written so: each character
// of the value stands in the source as it is, in one line or a literal block.
func (n *Node) ExprStyleOK() bool { return n != nil && n.Kind == Scalar && n.exact() }

// exact reports whether Value can be found in the source character by
// character. Columns inside a literal block are checked on its first line with
// text, which gives the indentation.
func (n *Node) exact() bool {
	switch n.Style {
	case Literal:
		return n.indent >= 0
	case Folded:
		return false
	}
	rest := n.doc.from(n.line, n.col)
	if n.Style == Plain {
		return n.Kind == Scalar && strings.HasPrefix(rest, n.Value)
	}
	quote, never := `"`, `\`
	if n.Style == SingleQuoted {
		quote, never = `'`, `'`
	}
	return !strings.Contains(n.Value, never) && strings.HasPrefix(rest, quote+n.Value+quote)
}
