package diag

import (
	"strings"
	"testing"
)

// highlight is what the caret of a position stands under.
func highlight(t *testing.T, src string, p Pos) string {
	t.Helper()
	src = strings.TrimPrefix(src, "\ufeff")
	lines := strings.Split(src, "\n")
	if p.Line < 1 || p.Line > len(lines) {
		t.Fatalf("position %v is outside of the source", p)
	}
	r := []rune(strings.TrimSuffix(lines[p.Line-1], "\r"))
	if p.Col < 1 || p.Col-1+p.Width > len(r) {
		t.Fatalf("position %+v is outside of line %q", p, string(r))
	}
	return string(r[p.Col-1 : p.Col-1+p.Width])
}

// tree parses a source that must be free of problems.
func tree(t *testing.T, src string, opts ...Option) *Node {
	t.Helper()
	doc, l := Parse("f.yaml", []byte(src), opts...)
	if len(l) > 0 {
		t.Fatalf("problems in %q: %v", src, l)
	}
	return doc.Root
}

// texts are the problems, each as one line.
func texts(l List) []string {
	var out []string
	for _, p := range l {
		out = append(out, p.Error())
	}
	return out
}

// dig follows keys and list indexes, such as "a", 0, "b".
func dig(t *testing.T, n *Node, path ...any) *Node {
	t.Helper()
	for _, step := range path {
		switch s := step.(type) {
		case string:
			n = n.Get(s)
		case int:
			n = n.Items()[s]
		}
		if n == nil {
			t.Fatalf("nothing at %v of %v", step, path)
		}
	}
	return n
}
