package mocoapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// helpers are exported methods of Client that are no endpoint.
var helpers = []string{"Close", "Format", "RawPages", "RawObject"}

// operations reads the //moco:operation line of each exported method.
func operations(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || !fn.Name.IsExported() || receiver(fn) != "Client" || slices.Contains(helpers, fn.Name.Name) {
				continue
			}
			op := directive(fn.Doc)
			if op == "" {
				t.Errorf("%s has no //moco:operation line", fn.Name.Name)
			}
			if other := found[op]; other != "" {
				t.Errorf("%s and %s are both %s", other, fn.Name.Name, op)
			}
			found[op] = fn.Name.Name
		}
	}
	return found
}

func receiver(fn *ast.FuncDecl) string {
	if star, ok := fn.Recv.List[0].Type.(*ast.StarExpr); ok {
		return star.X.(*ast.Ident).Name
	}
	return ""
}

func directive(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	for _, c := range doc.List {
		if op, ok := strings.CutPrefix(c.Text, "//moco:operation "); ok {
			return op
		}
	}
	return ""
}

func TestEveryOperationIsTested(t *testing.T) {
	t.Parallel()
	var tested []string
	for _, e := range endpoints() {
		tested = append(tested, e.op)
	}
	slices.Sort(tested)
	equal(t, "operations", tested, slices.Sorted(maps.Keys(operations(t))))
}

// TestOperationsAreDocumented compares the operations with the vendor's list.
func TestOperationsAreDocumented(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for line := range strings.Lines(string(shared(t, "moco/endpoints.tsv"))) {
		if f := strings.Split(line, "\t"); len(f) > 2 {
			known[f[1]+" "+f[2]] = true
		}
	}
	if len(known) < 100 {
		t.Fatalf("only %d endpoints are known", len(known))
	}
	for op, method := range operations(t) {
		if !known[op] {
			t.Errorf("%s: the vendor does not know %s", method, op)
		}
	}
}
