package diag

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseProblems(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		want      []string
	}{
		{"empty", "", []string{"f.yaml: error: the file is empty [empty]"}},
		{"only comments", "# a\n\n# b\n", []string{"f.yaml: error: the file is empty [empty]"}},
		{"latin 1", "a: b\nk: M\xfcller\n", []string{"f.yaml:2:5: error: the file is not UTF-8 [encoding]: save it as UTF-8"}},
		{"replacement character is a character", "a: \uFFFD\n", nil},
		{"utf-16", "\xff\xfea\x00", []string{"f.yaml: error: the file is UTF-16 [encoding]: save it as UTF-8"}},
		{"NUL", "a: ü\x00\n", []string{"f.yaml:1:5: error: control character U+0000 [encoding]"}},
		{"escape sequence", "a: \x1b[31m\n", []string{"f.yaml:1:4: error: control character U+001B [encoding]"}},
		{"tab", "a:\n\tb: 1\n  \tc: 2\n", []string{
			"f.yaml:2:1: error: a tab can't indent [tab]: use spaces",
			"f.yaml:3:3: error: a tab can't indent [tab]: use spaces"}},
		{"tab inside a block is text", "a: |\n  b\n  \tc\n", nil},
		{"tab after a value", "a: b\t# c\n", nil},
		{"duplicate keys", "a: 1\nü: 2\na: 3\nc: {d: 1, ö: 2, d: 3}\n", []string{
			`f.yaml:3:1: error: key "a" is here twice; the first is in line 1 [duplicate-key]`,
			`f.yaml:4:17: error: key "d" is here twice; the first is in line 4 [duplicate-key]`}},
		{"duplicate in a list", "l:\n- a: 1\n- a: 2\n  a: 3\n", []string{
			`f.yaml:4:3: error: key "a" is here twice; the first is in line 3 [duplicate-key]`}},
		{"anchors", "a: &x 1\nb: *x\nc: {<<: {d: 1}}\n", []string{
			"f.yaml:1:4: error: anchors and aliases (&, *, <<) are not allowed here [anchor]: write the value out; a text that begins with & or * needs quotes",
			"f.yaml:2:4: error: anchors and aliases (&, *, <<) are not allowed here [anchor]: write the value out; a text that begins with & or * needs quotes",
			"f.yaml:3:5: error: anchors and aliases (&, *, <<) are not allowed here [anchor]: write the value out; a text that begins with & or * needs quotes"}},
		{"tag", "a: !!str 5\n", []string{"f.yaml:1:4: error: tags (!) are not allowed [tag]: a text that begins with ! needs quotes"}},
		{"complex key", "? a\n: b\n", []string{"f.yaml:1:1: error: a key can't begin with ? [syntax]: write key: value"}},
		{"directive", "%YAML 1.2\n---\na: 1\n", []string{"f.yaml:1:1: error: directives (%) are not allowed [syntax]: a text that begins with % needs quotes"}},
		{"two documents", "a: 1\n---\nb: 2\n", []string{"f.yaml:3:1: error: a second document begins here [documents]: one file holds one document: remove the line ---"}},
		{"one document with a header", "---\na: 1\n", nil},
		{"no space after the colon", "a: 1\ntimezone:Berlin\n", []string{`f.yaml:2:1: error: this is neither a key nor a list item [syntax]: write "key: value", with a space after the colon`}},
		{"open quote", "a: \"b\nc: d\n", []string{"f.yaml:1:4: error: a quote is opened and never closed [syntax]"}},
		{"open brace", "a: {b: 1\nc: d\n", []string{"f.yaml:2:1: error: a { is never closed, or a comma is missing [syntax]"}},
		{"open bracket", "a: [b, c\n", []string{"f.yaml:1:4: error: a [ is never closed [syntax]"}},
		{"two colons", "a: b: c\n", []string{"f.yaml:1:4: error: a second colon in one value [syntax]: put the text in quotes, or begin a new line"}},
		{"percent", "a: %x\n", []string{"f.yaml:1:4: error: directives (%) are not allowed [syntax]: a text that begins with % needs quotes"}},
		{"at sign", "a: @b\n", []string{"f.yaml:1:4: error: a value can't begin with this character [syntax]: put the text in quotes"}},
		{"list and map mixed", "a:\n  - b\n  c: d\n", []string{"f.yaml:3:3: error: a list item or a key was expected here [syntax]: check the indentation"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, l := Parse("f.yaml", []byte(tt.src))
			if doc == nil {
				t.Fatal("no document")
			}
			if diff := cmp.Diff(tt.want, texts(l)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseBounds(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, src, code string }{
		{"larger than 1 MiB", strings.Repeat("# x\n", MaxSize/4+1), "size"},
		{"50 MB", strings.Repeat("a", 50<<20), "size"},
		{"many keys", strings.Repeat("abc: d\n", 140_000), "size"},
		{"open brackets", strings.Repeat("[", 500_000), "size"},
		{"nested brackets", strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "depth"},
		{"nested braces", strings.Repeat("{a: ", 5000), "depth"},
		{"dashes on one line", strings.Repeat("- ", 20_000) + "x", "depth"},
		{"alias bomb", "a: &a [x,x]\nb: &b [*a,*a]\n", "anchor"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, l := Parse("f.yaml", []byte(tt.src))
			if doc.Root != nil || len(l) == 0 || l[0].Code != tt.code {
				t.Errorf("Root %v, problems %v", doc.Root != nil, texts(l[:min(3, len(l))]))
			}
		})
	}
}

func TestAnchors(t *testing.T) {
	t.Parallel()
	const src = "base: &base {status: overdue, ö: 1}\na: {<<: *base, status: sent}\nb: *base\nc:\n  <<: [*base]\n  d: 2\n"
	root := tree(t, src, Anchors())
	if got := dig(t, root, "a", "status").Value; got != "sent" {
		t.Errorf("own key: %q", got)
	}
	if got := dig(t, root, "b", "status").Value; got != "overdue" {
		t.Errorf("alias: %q", got)
	}
	n := dig(t, root, "c", "ö")
	if got := highlight(t, src, n.Pos()); got != "1" || n.Pos().Line != 1 {
		t.Errorf("a merged value stands where it was written, got line %d %q", n.Pos().Line, got)
	}
}

func TestAnchorProblems(t *testing.T) {
	t.Parallel()
	bomb := "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
	for i := range 9 {
		prev := string(rune('0' + i))
		this := string(rune('1' + i))
		bomb += "a" + this + ": &a" + this + " [" + strings.TrimSuffix(strings.Repeat("*a"+prev+",", 10), ",") + "]\n"
	}
	tests := []struct{ name, src, want string }{
		{"bomb", bomb, "f.yaml:5:38: error: the aliases expand to more than 100000 values [alias]"},
		{"unknown", "a: *nix\n", "f.yaml:1:5: error: no anchor &nix before this [anchor]"},
		{"itself", "a: &x [*x]\n", "f.yaml:1:9: error: no anchor &x before this [anchor]"},
		{"merge of a text", "b: &x y\na: {<<: *x}\n", "f.yaml:1:7: error: << takes a map [anchor]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, l := Parse("f.yaml", []byte(tt.src), Anchors())
			if diff := cmp.Diff([]string{tt.want}, texts(l)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a: b\n", "a: |\n  ü\n b", "{a: [1, 'x''y', \"\\u00e4\"]}", "- - x\n-\n", "a: >-\n\tb", "---\n...\n", "\ufeffa: 1\r\n", "a: &b *c", "\"\\x", "? [", ": :", "a: |2+\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, opts := range [][]Option{nil, {Anchors()}} {
			doc, l := Parse("f", []byte(src), opts...)
			if doc.Root == nil && len(l) == 0 {
				t.Fatal("no tree and no reason")
			}
			visit(t, doc, doc.Root, 0)
			var b strings.Builder
			if err := Print(&b, l, []*Document{doc}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// visit asks every node for its place.
func visit(t *testing.T, doc *Document, n *Node, depth int) {
	if n == nil || depth > 20 {
		return
	}
	if p := n.Text(); p.Line < 1 || p.Col < 1 || p.Width < 1 {
		t.Fatalf("position %+v", p)
	}
	if n.ExprStyleOK() && n.Value != "" {
		n.At(0, len(n.Value)/2)
	}
	for _, f := range n.Fields() {
		visit(t, doc, f.Key, depth+1)
		visit(t, doc, f.Value, depth+1)
	}
	for _, i := range n.Items() {
		visit(t, doc, i, depth+1)
	}
}
