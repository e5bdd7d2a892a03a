package mocoapi

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// implemented reads the //moco:operation lines of the methods: operation →
// Service.Method. The first line of a method is what it sends; further ones
// are other names that MOCO has for the same action, PATCH beside PUT.
func implemented(t *testing.T) map[string]string {
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
			if !ok || fn.Recv == nil || !fn.Name.IsExported() {
				continue
			}
			method := receiver(fn) + "." + fn.Name.Name
			ops := directives(fn.Doc)
			if len(ops) == 0 && fn.Name.Name != "WritePDF" && (strings.HasSuffix(receiver(fn), "Service") || strings.HasSuffix(receiver(fn), "Reader")) {
				t.Errorf("%s has no //moco:operation line", method)
			}
			for _, op := range ops {
				if other := found[op]; other != "" {
					t.Errorf("%s and %s are both %s", other, method, op)
				}
				found[op] = method
			}
		}
	}
	return found
}

func receiver(fn *ast.FuncDecl) string {
	switch x := fn.Recv.List[0].Type.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.StarExpr:
		if id, ok := x.X.(*ast.Ident); ok {
			return id.Name
		}
	}
	return ""
}

func directives(doc *ast.CommentGroup) (ops []string) {
	if doc == nil {
		return nil
	}
	for _, c := range doc.List {
		if op, ok := strings.CutPrefix(c.Text, "//moco:operation "); ok {
			ops = append(ops, op)
		}
	}
	return ops
}

// documented is the table of MOCO's operations, as "METHOD /path".
func documented(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/operations.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var ops []string
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(line, "\t"); f[0] != "method" {
			ops = append(ops, f[0]+" "+f[1])
		}
	}
	return ops
}

var braces = regexp.MustCompile(`\{[^}]*\}`)

// anyName makes paths comparable that call their variables by other names.
func anyName(op string) string { return braces.ReplaceAllString(op, "{}") }

// TestOperations is the promise of the package: all that MOCO documents.
func TestOperations(t *testing.T) {
	t.Parallel()
	found, want := implemented(t), documented(t)
	for _, op := range want {
		if found[op] == "" {
			t.Errorf("not implemented: %s", op)
		}
	}
	for op, method := range found {
		if !slices.Contains(want, op) {
			t.Errorf("%s: MOCO does not document %s", method, op)
		}
	}
	t.Logf("%d operations are documented, %d implemented", len(want), len(found))
}

// TestOperationsTable compares the table with the vendor's two lists.
func TestOperationsTable(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for line := range strings.Lines(string(shared(t, "moco/endpoints.tsv"))) {
		if f := strings.Split(line, "\t"); len(f) > 2 && f[0] != "entity" {
			known[anyName(f[1]+" "+f[2])] = true
		}
	}
	var api struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(shared(t, "moco/openapi.json"), &api); err != nil {
		t.Fatal(err)
	}
	for path, methods := range api.Paths {
		for method := range methods {
			if slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) {
				known[anyName(strings.ToUpper(method)+" "+path)] = true
			}
		}
	}
	var table []string
	for _, op := range documented(t) {
		table = append(table, anyName(op))
	}
	slices.Sort(table)
	equal(t, "operations", table, slices.Sorted(maps.Keys(known)))
}

// TestEveryOperationIsCalled: each method is called by TestEndpoints.
func TestEveryOperationIsCalled(t *testing.T) {
	t.Parallel()
	found, called := implemented(t), map[string]bool{}
	for _, e := range endpoints() {
		if found[e.op] == "" {
			t.Errorf("%s is called and not implemented", e.op)
		}
		called[found[e.op]] = true
	}
	for op, method := range found {
		if !called[method] {
			t.Errorf("%s is not called: %s", method, op)
		}
	}
}
