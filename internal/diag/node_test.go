package diag

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		path      []any
		find      string // in Value; the caret must stand under it
		exact     bool
	}{
		{"plain", "when: invoice.statsu == 1\n", []any{"when"}, "statsu", true},
		{"plain after umlauts", "größe: äöü statsu\n", []any{"größe"}, "statsu", true},
		{"umlauts in the range", "a: x größer y\n", []any{"a"}, "größer", true},
		{"double quoted", "a: \"x ü statsu\" # c\n", []any{"a"}, "statsu", true},
		{"single quoted", "a: 'x > \"2\" statsu'\n", []any{"a"}, "statsu", true},
		{"single quoted backslash", `a: '\d+ statsu'` + "\n", []any{"a"}, "statsu", true},
		{"literal", "a:\n  when: |\n    ö and\n      statsu == 1\n", []any{"a", "when"}, "statsu", true},
		{"literal umlaut before", "a: |-\n  öä statsu\n", []any{"a"}, "statsu", true},
		{"literal after blank lines", "a: |\n\n\n   x\n\n   statsu\nb: 1\n", []any{"a"}, "statsu", true},
		{"literal with an indentation", "a: |2\n    x\n  statsu\n", []any{"a"}, "statsu", true},
		{"literal with a comment", "a: |  # why\n  statsu\n", []any{"a"}, "statsu", true},
		{"literal CRLF", "ä: 1\r\na: |\r\n  x\r\n  statsu\r\nb: 2\r\n", []any{"a"}, "statsu", true},
		{"literal keep", "a: |+\n  x\n  statsu\n\n\nb: 1\n", []any{"a"}, "statsu", true},
		{"literal in a list", "a:\n  - if: |\n      x\n      statsu\n    say: no\n", []any{"a", 0, "if"}, "statsu", true},
		{"flow map", "a: {ö: 1, if: x statsu, say: \"y\"}\n", []any{"a", "if"}, "statsu", true},
		{"flow map quoted", "a: {ö: 'ü', if: \"x statsu\"}\n", []any{"a", "if"}, "statsu", true},
		{"flow map after an escape", `a: {b: "\u00e4\n\x41", if: x statsu}` + "\n", []any{"a", "if"}, "statsu", true},
		{"flow list over lines", "a: [ö,\n  'x statsu',\n b]\n", []any{"a", 1}, "statsu", true},
		{"byte order mark", "\ufeffa: x statsu\n", []any{"a"}, "statsu", true},
		{"CRLF", "ä: 1\r\na: x statsu\r\n", []any{"a"}, "statsu", true},
		{"folded", "a: >\n  x\n  statsu\n", []any{"a"}, "statsu", false},
		{"plain over lines", "a: x\n  statsu\n", []any{"a"}, "statsu", false},
		{"quoted over lines", "a: \"x\n  statsu\"\n", []any{"a"}, "statsu", false},
		{"escape", `a: "x \"y\" statsu"` + "\n", []any{"a"}, "statsu", false},
		{"escaped end", `a: "statsu\\"` + "\n", []any{"a"}, "statsu", false},
		{"doubled quote", "a: 'x ''y'' statsu'\n", []any{"a"}, "statsu", false},
		{"doubled quote at the end", "a: 'statsu'''\n", []any{"a"}, "statsu", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := dig(t, tree(t, tt.src), tt.path...)
			from := strings.Index(n.Value, tt.find)
			if from < 0 {
				t.Fatalf("value %q lacks %q", n.Value, tt.find)
			}
			if n.ExprStyleOK() != tt.exact {
				t.Errorf("ExprStyleOK = %v", n.ExprStyleOK())
			}
			p := n.At(from, from+len(tt.find))
			if !tt.exact {
				if p != n.Pos() {
					t.Errorf("At = %v, want the whole token %v", p, n.Pos())
				}
				return
			}
			if got := highlight(t, tt.src, p); got != tt.find {
				t.Errorf("caret under %q, want %q", got, tt.find)
			}
		})
	}
}

// Every range of every exact scalar is under its own caret.
func TestAtEveryRange(t *testing.T) {
	t.Parallel()
	const src = "ä: öx\nb: \"ü y\"\nc: |\n  aä\n\n    bß c\nd: {e: 'ß ü', f: [g ä, x]}\n"
	checked := 0
	var walk func(n *Node)
	walk = func(n *Node) {
		for _, f := range n.Fields() {
			walk(f.Value)
		}
		for _, i := range n.Items() {
			walk(i)
		}
		for from := range len(n.Value) {
			for to := from + 1; to <= len(n.Value); to++ {
				want, _, _ := strings.Cut(n.Value[from:to], "\n")
				if want == "" || !utf8.ValidString(want) || !utf8.RuneStart(n.Value[from]) {
					continue
				}
				checked++
				if got := highlight(t, src, n.At(from, to)); got != want {
					t.Fatalf("%q [%d:%d]: caret under %q, want %q", n.Value, from, to, got, want)
				}
			}
		}
	}
	walk(tree(t, src))
	if checked < 50 {
		t.Errorf("only %d ranges checked", checked)
	}
}

func TestPos(t *testing.T) {
	t.Parallel()
	const src = "ä: 'q'\nlist:\n  - x: 1\n    y: \nflow: {a: b}\nseq: [1]\nblock: |\n  first line \n  second\nfold: >-\n  z\nnone:\ntilde: ~\nesc: \"a\\\"b\" # c\nlong: a\n  b\n"
	root := tree(t, src)
	tests := []struct {
		path       []any
		pos, text  string
		line, kind int
	}{
		{[]any{"ä"}, "'q'", "q", 1, int(Scalar)},
		{[]any{"list"}, "-", "-", 3, int(Seq)},
		{[]any{"list", 0}, "x", "x", 3, int(Map)},
		{[]any{"list", 0, "y"}, "y", "y", 4, int(Null)},
		{[]any{"flow"}, "{", "{", 5, int(Map)},
		{[]any{"seq"}, "[", "[", 6, int(Seq)},
		{[]any{"block"}, "first line ", "first line ", 8, int(Scalar)},
		{[]any{"fold"}, ">-", ">-", 10, int(Scalar)},
		{[]any{"none"}, "none", "none", 12, int(Null)},
		{[]any{"tilde"}, "~", "~", 13, int(Null)},
		{[]any{"esc"}, `"a\"b"`, `"a\"b"`, 14, int(Scalar)},
		{[]any{"long"}, "a", "a", 15, int(Scalar)},
	}
	for _, tt := range tests {
		n := dig(t, root, tt.path...)
		if n.Kind != Kind(tt.kind) {
			t.Errorf("%v: kind %v", tt.path, n.Kind)
		}
		if got := highlight(t, src, n.Pos()); got != tt.pos || n.Pos().Line != tt.line {
			t.Errorf("%v: Pos is line %d %q, want %d %q", tt.path, n.Pos().Line, got, tt.line, tt.pos)
		}
		if got := highlight(t, src, n.Text()); got != tt.text {
			t.Errorf("%v: Text is %q, want %q", tt.path, got, tt.text)
		}
	}
}

func TestNilNode(t *testing.T) {
	t.Parallel()
	var n *Node
	if n.Get("a") != nil || n.Fields() != nil || n.Items() != nil || !n.IsNull() || n.ExprStyleOK() ||
		n.Pos() != (Pos{}) || n.Text() != (Pos{}) || n.At(1, 2) != (Pos{}) {
		t.Error("a nil node must behave as an absent value")
	}
}

func TestAtOutside(t *testing.T) {
	t.Parallel()
	n := tree(t, "a: bc\n").Get("a")
	for _, r := range [][2]int{{-5, 99}, {2, 2}, {99, -1}, {1, 0}} {
		if p := n.At(r[0], r[1]); p.Line != 1 || p.Col < 4 || p.Width < 1 {
			t.Errorf("At(%d, %d) = %+v", r[0], r[1], p)
		}
	}
}

func TestValuesKeepTheirSpelling(t *testing.T) {
	t.Parallel()
	root := tree(t, "a: 0x1F\nb: 1_000\nc: 007\nd: 1.50\ne: yes\nf: true\ng: 2026-01-01\nh: .inf\ni: \"10\"\n\"on\": workdays\n5: five\n")
	for key, want := range map[string]string{"a": "0x1F", "b": "1_000", "c": "007", "d": "1.50", "e": "yes", "f": "true",
		"g": "2026-01-01", "h": ".inf", "i": "10", "on": "workdays", "5": "five"} {
		if n := root.Get(key); n == nil || n.Value != want || n.Kind != Scalar {
			t.Errorf("%s = %+v, want %q", key, n, want)
		}
	}
}
