package diag

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shown prints one problem in a source called f.yaml.
func shown(t *testing.T, src string, p Problem) string {
	t.Helper()
	doc, _ := Parse("f.yaml", []byte(src))
	p.File = "f.yaml"
	var b strings.Builder
	if err := Print(&b, List{p}, []*Document{nil, doc}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPrint(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		p         Problem
		want      string
	}{
		{"the form of the documentation", "rules:\n  when: |\n    invoice.days_overdu >= 14 and\n",
			Problem{Pos: Pos{Line: 3, Col: 5, Width: 19}, Code: "unknown-field", Text: "no such field", Help: `did you mean "days_overdue"?`},
			`f.yaml:3:5: error: no such field [unknown-field]
     2 |   when: |
     3 |     invoice.days_overdu >= 14 and
       |     ^^^^^^^^^^^^^^^^^^^
       = help: did you mean "days_overdue"?
`},
		{"a key of the file needs no context", "a: 1\nwrite: auto\n",
			Problem{Pos: Pos{Line: 2, Col: 1, Width: 5}, Code: "no-limit", Text: "t", Why: "w"},
			"f.yaml:2:1: error: t [no-limit]\n     2 | write: auto\n       | ^^^^^\n       = why: w\n"},
		{"a comment is no context", "a:\n  # note\n  b: 1\n", Problem{Pos: Pos{Line: 3, Col: 3, Width: 1}, Text: "t"},
			"f.yaml:3:3: error: t\n     3 |   b: 1\n       |   ^\n"},
		{"umlauts are one wide", "ä: größe\n", Problem{Pos: Pos{Line: 1, Col: 4, Width: 5}, Severity: Warning, Text: "t"},
			"f.yaml:1:4: warning: t\n     1 | ä: größe\n       |    ^^^^^\n"},
		{"Windows line ends", "a: 1\r\nb: 2\r\n", Problem{Pos: Pos{Line: 2, Col: 4, Width: 1}, Text: "t"},
			"f.yaml:2:4: error: t\n     1 | a: 1\n     2 | b: 2\n       |    ^\n"},
		{"tabs are one wide", "a: b\t# c\n", Problem{Pos: Pos{Line: 1, Col: 4, Width: 99}, Text: "t"},
			"f.yaml:1:4: error: t\n     1 | a: b # c\n       |    ^^^^^\n"},
		{"escape sequences do not reach the terminal", "a: \x1b[31mred\n", Problem{Pos: Pos{Line: 1, Col: 4, Width: 1}, Text: "x\x1b[2J"},
			"f.yaml:1:4: error: x [2J\n     1 | a:  [31mred\n       |    ^\n"},
		{"line outside", "a: 1\n", Problem{Pos: Pos{Line: 9, Col: 1, Width: 1}, Text: "t"}, "f.yaml:9:1: error: t\n"},
		{"file as a whole", "a: 1\n", Problem{Text: "t"}, "f.yaml: error: t\n"},
		{"password of an address", "u: redis://me:pässword@host:6379/0\n", Problem{Pos: Pos{Line: 1, Col: 4, Width: 5}, Text: "can't reach redis://me:pässword@host"},
			"f.yaml:1:4: error: can't reach redis://me:********@host\n     1 | u: redis://me:********@host:6379/0\n       |    ^^^^^\n"},
		{"Slack token", "t: xoxb-12-ab\n", Problem{Pos: Pos{Line: 1, Col: 4, Width: 2}, Text: "t"},
			"f.yaml:1:4: error: t\n     1 | t: **********\n       |    ^^\n"},
		{"reference in an address", "u: redis://:${env:PW}@h\n", Problem{Pos: Pos{Line: 1, Col: 4, Width: 2}, Text: "t"},
			"f.yaml:1:4: error: t\n     1 | u: redis://:${env:PW}@h\n       |    ^^\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, shown(t, tt.src, tt.p)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPrintLongLine(t *testing.T) {
	t.Parallel()
	src := "a: " + strings.Repeat("ö", 500) + "WRONG" + strings.Repeat("x", 500) + "\n"
	lines := strings.Split(shown(t, src, Problem{Pos: Pos{Line: 1, Col: 504, Width: 5}, Text: "t"}), "\n")
	if n := len([]rune(lines[1])); n > 180 {
		t.Errorf("%d characters printed", n)
	}
	caret := strings.Index(lines[2], "^")
	if got := string([]rune(lines[1])[caret : caret+5]); got != "WRONG" {
		t.Errorf("caret under %q", got)
	}
}

func TestPrintSeparatesProblems(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := Print(&b, List{{Text: "one"}, {Text: "two"}}, nil); err != nil {
		t.Fatal(err)
	}
	if b.String() != "error: one\n\nerror: two\n" {
		t.Errorf("%q", b.String())
	}
	if err := Print(broken{}, List{{Text: "one"}}, nil); !errors.Is(err, errBroken) {
		t.Errorf("the writer's error is lost: %v", err)
	}
}

var errBroken = errors.New("broken pipe")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestRedact(t *testing.T) {
	t.Parallel()
	const src = "a: hunter2 # c\nb: \"hünter2\"\nc: {k: hunter2, d: e}\nl: |\n  hunter2\n  hunter2\nf: >\n  hunter2\nm: hunter2\n  hunter2\nz: stays\n"
	doc, _ := Parse("f.yaml", []byte(src))
	for _, path := range [][]any{{"a"}, {"b"}, {"c", "k"}, {"l"}, {"f"}, {"m"}} {
		dig(t, doc.Root, path...).Redact()
	}
	(*Node)(nil).Redact()
	dig(t, doc.Root, "c").Redact()
	all := strings.Join(doc.lines, "\n")
	if strings.Contains(all, "unter") || strings.Contains(all, "ünter") {
		t.Errorf("secret left in\n%s", all)
	}
	for _, want := range []string{"a: ******* # c", "b: *********", "c: {k: *******, d: e}", "z: stays"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q missing in\n%s", want, all)
		}
	}
}

func TestRedactKeys(t *testing.T) {
	t.Parallel()
	doc, l := Parse("f.yaml", []byte("read_key: hunter2\nx: {read_key: 'hünter2', write_key: ${env:A}}\nwrite_key: ${env:B}\nb: \"open\n"))
	if !l.HasErrors() {
		t.Fatal("the source must be broken")
	}
	doc.RedactKeys("read_key", "write_key")
	all := strings.Join(doc.lines, "\n")
	if strings.Contains(all, "nter2") || !strings.Contains(all, "write_key: ${env:B}") || !strings.Contains(all, "read_key: *******") {
		t.Errorf("got\n%s", all)
	}
}
