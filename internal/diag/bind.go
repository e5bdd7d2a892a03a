package diag

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Fields is a map of the source bound to its known keys. Its getters report
// what is wrong at the right place and return a zero value, so that a reader
// goes on and finds the next problem. An absent optional key is not a problem.
type Fields struct {
	// Where names the map in messages, such as `rule "dunning"`; empty for the
	// whole file.
	Where string
	// Node is the map; nil if it is absent.
	Node *Node

	list *List
	at   Pos
}

// Bind binds a node to the keys that it may have; a key that ends in "!" is
// required. It reports a node that is no map, unknown keys (those that begin
// with "x-" are the user's own) and missing ones. A missing value is an empty
// map. An absent node (nil) is bound silently and has no required keys.
func Bind(l *List, n *Node, where string, keys ...string) *Fields {
	f := &Fields{Where: where, Node: n, list: l, at: n.Pos()}
	if n == nil {
		return f
	}
	if n.Kind != Map && n.Kind != Null {
		l.Errorf(n.Text(), "type", "%s: want a map (key: value), got %s", whole(where), n.describe())
		f.Node = nil
		return f
	}
	known := make([]string, len(keys))
	for i, k := range keys {
		known[i] = strings.TrimSuffix(k, "!")
	}
	for _, field := range n.Fields() {
		if k := field.Key.Value; !slices.Contains(known, k) && !strings.HasPrefix(k, "x-") {
			l.Add(Problem{Pos: field.Key.Pos(), Code: "unknown-key",
				Text: fmt.Sprintf("unknown key %q%s", k, in(where)), Help: DidYouMean(k, known)})
		}
	}
	for _, k := range keys {
		if name, required := strings.CutSuffix(k, "!"); required && n.Get(name) == nil {
			l.Errorf(n.Pos(), "missing-key", "key %q is missing%s", name, in(where))
		}
	}
	return f
}

func in(where string) string {
	if where == "" {
		return ""
	}
	return " in " + where
}

func whole(where string) string {
	if where == "" {
		return "the file"
	}
	return where
}

// describe is what a node is, in words, with the text if it is short.
func (n *Node) describe() string {
	if n.Kind == Scalar {
		return strconv.Quote(clip(n.Value))
	}
	return n.Kind.String()
}

// clip keeps a foreign text short enough for one line of a message.
func clip(s string) string {
	s, _, cut := strings.Cut(s, "\n")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	if cut {
		return s + "…"
	}
	return s
}

// List is where the problems go.
func (f *Fields) List() *List { return f.list }

// Has reports whether the key is there, with or without a value.
func (f *Fields) Has(key string) bool { return f.Get(key) != nil }

// Get is the key's value; nil if it is absent.
func (f *Fields) Get(key string) *Node { return f.Node.Get(key) }

// Key is the place of the key itself; that of the map if it is absent.
func (f *Fields) Key(key string) Pos {
	for _, field := range f.Node.Fields() {
		if field.Key.Value == key {
			return field.Key.Pos()
		}
	}
	return f.at
}

// Pos is the place of the key's value, without quotes; that of the map if the
// key is absent.
func (f *Fields) Pos(key string) Pos {
	if n := f.Get(key); n != nil {
		return n.Text()
	}
	return f.at
}

// Errorf reports an error at the key's value.
func (f *Fields) Errorf(key, code, format string, args ...any) {
	f.list.Errorf(f.Pos(key), code, format, args...)
}

// Add reports a problem at the key's value; p needs no Pos.
func (f *Fields) Add(key string, p Problem) {
	p.Pos = f.Pos(key)
	f.list.Add(p)
}

// kind is the key's value if it has the wanted kind. Otherwise it is nil, and
// a value of another kind has been reported.
func (f *Fields) kind(key string, want Kind) *Node {
	n := f.Get(key)
	switch {
	case n == nil:
		return nil
	case n.Kind == Null:
		f.list.Add(Problem{Pos: n.Pos(), Code: "type", Text: key + " has no value", Help: n.emptyHelp(want)})
		return nil
	case n.Kind != want:
		f.list.Errorf(n.Text(), "type", "%s: want %s, got %s", key, want, n.describe())
		return nil
	}
	return n
}

// emptyHelp says how to give a key its value. A name such as #finance without
// quotes is a comment to YAML.
func (n *Node) emptyHelp(want Kind) string {
	_, comment, ok := strings.Cut(n.doc.Line(n.line), " #")
	if want == Scalar && ok && comment != "" && comment[0] != ' ' {
		name, _, _ := strings.Cut(comment, " ")
		return `# begins a comment; a text that begins with it needs quotes: "#` + strings.TrimRight(name, "]},") + `"`
	}
	return "write " + want.String() + " or remove the key"
}

// Map binds a nested map. where names it in messages. An absent one is bound
// to nothing; one without a value is an empty map.
func (f *Fields) Map(key, where string, keys ...string) *Fields {
	m := Bind(f.list, f.Get(key), where, keys...)
	if m.at == (Pos{}) {
		m.at = f.at
	}
	return m
}

// Items are the items of a list. A list without a value has none.
func (f *Fields) Items(key string) []*Node {
	if n := f.Get(key); n.IsNull() {
		return nil
	}
	return f.kind(key, Seq).Items()
}

// Entries are the fields of a map whose keys the user chooses.
func (f *Fields) Entries(key string) []Field {
	if n := f.Get(key); n.IsNull() {
		return nil
	}
	return f.kind(key, Map).Fields()
}

// Scalar is the key's value if it is a scalar, else nil.
func (f *Fields) Scalar(key string) *Node { return f.kind(key, Scalar) }
