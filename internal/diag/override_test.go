package diag

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOverride(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		path      []string
		want      string // of the value at path
	}{
		{"replaced", "write: approve\n", []string{"write"}, "off"},
		{"added", "a: 1\n", []string{"write"}, "off"},
		{"added with its section", "a: 1\n", []string{"moco", "write"}, "off"},
		{"section without a value", "moco:\n", []string{"moco", "write"}, "off"},
		{"section is a text", "moco: text\n", []string{"moco", "write"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, l := Parse("f.yaml", []byte(tt.src))
			over := doc.Override("MOCOWORK_WRITE", "off", tt.path...)
			n := doc.Root
			for _, key := range tt.path {
				n = n.Get(key)
			}
			got := ""
			if n != nil {
				got = n.Value
				if n.Pos() != (Pos{"MOCOWORK_WRITE", 1, 1, 3}) {
					t.Errorf("position %+v", n.Pos())
				}
				if p := n.At(1, 3); p != (Pos{"MOCOWORK_WRITE", 1, 2, 2}) {
					t.Errorf("At = %+v", p)
				}
			}
			if got != tt.want || len(l) > 0 || over.Name != "MOCOWORK_WRITE" {
				t.Errorf("value %q, want %q; problems %v", got, tt.want, l)
			}
		})
	}
}

func TestOverrideIsShown(t *testing.T) {
	t.Parallel()
	doc, l := Parse("f.yaml", []byte("settle: 30m\n"))
	over := doc.Override("MOCOWORK_SETTLE", "schnell", "settle")
	Bind(&l, doc.Root, "", "settle").Duration("settle")
	var b strings.Builder
	if err := Print(&b, l, []*Document{doc, over}); err != nil {
		t.Fatal(err)
	}
	want := `MOCOWORK_SETTLE:1:1: error: settle: want a duration such as 90s, 15m, 26h or 7d, got "schnell" [duration]
     1 | schnell
       | ^^^^^^^
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestOverrideOfABrokenFile(t *testing.T) {
	t.Parallel()
	doc, _ := Parse("f.yaml", []byte("a: [\n"))
	if over := doc.Override("X", "v", "a"); over == nil || doc.Root != nil {
		t.Error("a file without a tree stays one")
	}
}
