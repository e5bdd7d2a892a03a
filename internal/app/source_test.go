package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// timeless packages get their dates and moments: what they make can be made
// again, on any machine and any day.
var timeless = []string{"billing", "calendar", "exporters", "mirror", "plan", "rules"}

// clocks are the names of package time that look at this machine's clock or
// zone.
var clocks = []string{"Now", "Since", "Until", "Local"}

// maxLines is the length of a file that nobody wants to read.
const maxLines = 500

func parsed(t *testing.T, file string) (*token.FileSet, *ast.File) {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return set, f
}

func TestTimeIsGiven(t *testing.T) {
	t.Parallel()
	code := sources(t)
	for _, pkg := range timeless {
		if len(code[pkg]) == 0 {
			t.Errorf("%s does not exist", pkg)
		}
		for _, file := range code[pkg] {
			set, f := parsed(t, file)
			for _, bad := range clockUses(f) {
				t.Errorf("%s: %s looks at the clock; take a date or a moment", set.Position(bad.Pos()), pkg)
			}
		}
	}
}

// clockUses are the places where a file names one of clocks.
func clockUses(f *ast.File) []ast.Node {
	name := ""
	for _, spec := range f.Imports {
		if spec.Path.Value == `"time"` {
			if name = "time"; spec.Name != nil {
				name = spec.Name.Name
			}
		}
	}
	var out []ast.Node
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || name == "" {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && x.Obj == nil && slices.Contains(clocks, sel.Sel.Name) {
			out = append(out, n)
		}
		return true
	})
	return out
}

// Test the test: an alias does not hide the clock.
func TestClockUses(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]int{
		"package p\nimport \"time\"\nvar a, b = time.Now(), time.Since": 2,
		"package p\nimport clock \"time\"\nvar a = clock.Now":           1,
		"package p\nimport \"time\"\nvar a = time.UTC":                  0,
		"package p\nvar time struct{ Now int }\nvar a = time.Now":       0,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "p.go", src, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(clockUses(f)); got != want {
			t.Errorf("%d uses in %q, want %d", got, src, want)
		}
	}
}

func TestSourceIsFinished(t *testing.T) {
	t.Parallel()
	marks := []string{"TO" + "DO", "FIX" + "ME"}
	for _, files := range sources(t) {
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, l := range strings.Split(string(text), "\n") {
				for _, mark := range marks {
					if strings.Contains(l, mark) {
						t.Errorf("%s:%d: %s", file, i+1, mark)
					}
				}
				if i == maxLines {
					t.Errorf("%s has more than %d lines", file, maxLines)
				}
			}
		}
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	t.Parallel()
	for pkg, files := range sources(t) {
		documented := false
		for _, file := range files {
			set, f := parsed(t, file)
			documented = documented || f.Doc != nil
			for _, n := range undocumented(f) {
				t.Errorf("%s: %s has no doc comment", set.Position(n.Pos()), nameOf(n))
			}
		}
		if !documented {
			t.Errorf("package %s has no doc comment", pkg)
		}
	}
}

// undocumented are the exported names of a file without a comment. A comment
// of a group counts for its constants and variables.
func undocumented(f *ast.File) []ast.Node {
	var out []ast.Node
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
				out = append(out, d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				out = append(out, bareNames(d, spec)...)
			}
		}
	}
	return out
}

// exportedReceiver reports whether a function is one that others can see.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

func bareNames(d *ast.GenDecl, spec ast.Spec) []ast.Node {
	var out []ast.Node
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
			out = append(out, s.Name)
		}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			if name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				out = append(out, name)
			}
		}
	}
	return out
}

func nameOf(n ast.Node) string {
	if id, ok := n.(*ast.Ident); ok {
		return id.Name
	}
	return fmt.Sprintf("%T", n)
}

// Test the test: what lacks a comment is seen, what others can't see is not
// asked for one.
func TestUndocumented(t *testing.T) {
	t.Parallel()
	const src = `package p

type A struct{}

// B is documented.
type B struct{}

func (b *B) M() {}

type c struct{}

func (c) M() {}

// The colours.
const (
	Red = iota
	Green
)

var V, w = 1, 2
`
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("p", "p.go"), src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range undocumented(f) {
		got = append(got, nameOf(n))
	}
	if want := []string{"A", "M", "V"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
