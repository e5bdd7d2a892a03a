package diag

import "strings"

// Override sets the value at a path of keys as if the file said so, and adds
// the maps on the way that are missing. Problems with the value are shown in
// the document that it returns, which holds nothing but the value. A path that
// leads through a text or a list changes nothing: the reader reports that.
func (d *Document) Override(name, value string, path ...string) *Document {
	over := &Document{Name: name, lines: strings.Split(value, "\n")}
	over.Root = &Node{Kind: Scalar, Value: value, doc: over, line: 1, col: 1, width: len([]rune(over.lines[0])), size: 1}
	if d.Root == nil || len(path) == 0 {
		return over
	}
	n := d.Root
	for _, key := range path[:len(path)-1] {
		next := n.Get(key)
		if next == nil {
			next = &Node{Kind: Map, doc: over, line: 1, col: 1, width: 1}
			n.set(key, next)
		}
		if next.Kind == Null {
			next.Kind = Map
		}
		n = next
	}
	n.set(path[len(path)-1], over.Root)
	return over
}

// set replaces a field of a map, or adds it with the value's place as the
// key's.
func (n *Node) set(key string, value *Node) {
	if n.Kind != Map {
		return
	}
	for i, f := range n.fields {
		if f.Key.Value == key {
			n.fields[i].Value = value
			return
		}
	}
	at := *value
	at.Kind, at.Value, at.fields = Scalar, key, nil
	n.fields = append(n.fields, Field{&at, value})
}
