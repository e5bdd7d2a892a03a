package diag

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// builder turns the library's tree into nodes that know their place.
type builder struct {
	doc     *Document
	list    *List
	anchors map[string]*Node
	total   int // nodes built so far, aliases expanded
	full    bool
}

// root builds the only document of a file.
func (b *builder) root(f *ast.File) *Node {
	var bodies []ast.Node
	for _, d := range f.Docs {
		if d.Body != nil && d.Body.Type() != ast.CommentType {
			bodies = append(bodies, d.Body)
		}
	}
	if len(bodies) == 0 {
		b.list.Errorf(Pos{File: b.doc.Name}, "empty", "the file is empty")
		return nil
	}
	if len(bodies) > 1 {
		n := b.node(bodies[1])
		b.list.Add(Problem{Pos: n.Pos(), Code: "documents", Text: "a second document begins here", Help: "one file holds one document: remove the line ---"})
	}
	n := b.node(bodies[0])
	if b.full {
		return nil
	}
	return n
}

// node builds one value. It never returns nil.
func (b *builder) node(v ast.Node) *Node {
	if b.full {
		return b.leaf(v, Null)
	}
	switch v := v.(type) {
	case *ast.MappingNode:
		return b.mapping(v, v.Values)
	case *ast.MappingValueNode:
		return b.mapping(v, []*ast.MappingValueNode{v})
	case *ast.SequenceNode:
		return b.sequence(v)
	case *ast.AnchorNode:
		n := b.node(v.Value)
		b.anchors[v.Name.GetToken().Value] = n
		return n
	case *ast.AliasNode:
		return b.alias(v)
	case *ast.LiteralNode:
		return b.block(v)
	case *ast.NullNode:
		return b.count(b.leaf(v, Null))
	case ast.ScalarNode:
		return b.count(b.scalar(v))
	}
	n := b.leaf(v, Null)
	b.list.Errorf(n.Pos(), "syntax", "this is not a value")
	return n
}

// leaf is a node at the first token of v.
func (b *builder) leaf(v ast.Node, kind Kind) *Node {
	pos := b.doc.tokenPos(v.GetToken())
	return &Node{Kind: kind, doc: b.doc, line: pos.Line, col: pos.Col, width: pos.Width, size: 1}
}

// count adds a node to the total and stops the building when aliases make too
// many.
func (b *builder) count(n *Node) *Node {
	b.total += n.size
	if b.total > maxNodes && !b.full {
		b.full = true
		b.list.Errorf(n.Pos(), "alias", "the aliases expand to more than %d values", maxNodes)
	}
	return n
}

func (b *builder) mapping(v ast.Node, values []*ast.MappingValueNode) *Node {
	n := b.leaf(v, Map)
	if t := v.GetToken(); t.Type != token.MappingStartType && len(values) > 0 {
		*n = *b.leaf(values[0].Key, Map)
	}
	b.count(n)
	var merged []*Node
	for _, f := range values {
		if f.Key.IsMergeKey() {
			merged = append(merged, b.node(f.Value))
			continue
		}
		if key := b.key(f.Key); key != nil {
			b.put(n, key, b.value(f.Value, key))
		}
	}
	for _, m := range merged {
		b.merge(n, m)
	}
	return n
}

// key builds a map's key, or reports that it is no scalar.
func (b *builder) key(k ast.MapKeyNode) *Node {
	if _, ok := k.(ast.ScalarNode); !ok || k.Type() == ast.NullType || k.Type() == ast.LiteralType {
		b.list.Errorf(b.doc.tokenPos(k.GetToken()), "syntax", "this can't be a key")
		return nil
	}
	return b.scalar(k)
}

// value builds a field's value; a missing one stands at its key.
func (b *builder) value(v ast.Node, key *Node) *Node {
	n := b.node(v)
	if n.Kind == Null && !n.written() {
		n.line, n.col, n.width = key.line, key.col, key.width
	}
	return n
}

// written reports whether a missing value is spelled out, as ~ or null.
func (n *Node) written() bool {
	rest := n.doc.from(n.line, n.col)
	return strings.HasPrefix(rest, "~") || len(rest) >= 4 && strings.EqualFold(rest[:4], "null")
}

// put adds a field; a second one of the same name is a problem.
func (b *builder) put(n, key, value *Node) {
	for _, f := range n.fields {
		if f.Key.Value == key.Value {
			b.list.Errorf(key.Pos(), "duplicate-key", "key %q is here twice; the first is in line %d", key.Value, f.Key.line)
			return
		}
	}
	n.size += value.size
	n.fields = append(n.fields, Field{key, value})
}

// merge adds the fields of << that n does not have itself.
func (b *builder) merge(n, from *Node) {
	if from.Kind == Seq {
		for _, item := range from.items {
			b.merge(n, item)
		}
		return
	}
	if from.Kind != Map {
		b.list.Errorf(from.Pos(), "anchor", "<< takes a map")
		return
	}
	for _, f := range from.fields {
		if n.Get(f.Key.Value) == nil {
			n.size += f.Value.size
			n.fields = append(n.fields, f)
		}
	}
}

func (b *builder) sequence(v *ast.SequenceNode) *Node {
	n := b.count(b.leaf(v, Seq))
	for _, item := range v.Values {
		c := b.node(item)
		n.size += c.size
		n.items = append(n.items, c)
	}
	return n
}

func (b *builder) alias(v *ast.AliasNode) *Node {
	name := v.Value.GetToken()
	n, ok := b.anchors[name.Value]
	if !ok {
		b.list.Errorf(b.doc.tokenPos(name), "anchor", "no anchor &%s before this", name.Value)
		return b.leaf(v, Null)
	}
	here := b.leaf(v, Null)
	here.size = n.size
	if b.count(here); b.full {
		return here
	}
	return n
}

// scalar builds a one-token value. Its width is that of the token's first
// line, with quotes.
func (b *builder) scalar(v ast.Node) *Node {
	n := b.leaf(v, Scalar)
	t := v.GetToken()
	n.Value = t.Value
	switch t.Type {
	case token.SingleQuoteType:
		n.Style = SingleQuoted
	case token.DoubleQuoteType:
		n.Style = DoubleQuoted
	}
	rest := b.doc.from(n.line, n.col)
	n.width = utf8.RuneCountInString(rest[:tokenEnd(rest, n)])
	return n
}

// tokenEnd is where a scalar ends on its first line, in bytes.
func tokenEnd(rest string, n *Node) int {
	if n.Style == Plain {
		if strings.HasPrefix(rest, n.Value) {
			return len(n.Value)
		}
		return len(rest)
	}
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && n.Style == DoubleQuoted:
			i++
		case rest[i] == '\'' && n.Style == SingleQuoted && strings.HasPrefix(rest[i+1:], "'"):
			i++
		case rest[i] == rest[0]:
			return i + 1
		}
	}
	return len(rest)
}

// block builds a | or > scalar, which stands at its header. The library's
// columns are wrong inside; the indentation is read off the first line with
// text.
func (b *builder) block(v *ast.LiteralNode) *Node {
	n := b.count(b.leaf(v, Scalar))
	n.Style, n.Value, n.indent = Literal, v.Value.Value, -1
	if v.Start.Type == token.FoldedType {
		n.Style = Folded
		return n
	}
	for i, line := range strings.Split(n.Value, "\n") {
		text := strings.TrimLeft(line, " ")
		if text == "" {
			continue
		}
		src := b.doc.Line(n.line + 1 + i)
		if strings.HasSuffix(src, line) || strings.HasPrefix(strings.TrimLeft(src, " "), text) {
			n.indent = len(src) - len(strings.TrimLeft(src, " ")) - (len(line) - len(text))
		}
		break
	}
	return n
}
