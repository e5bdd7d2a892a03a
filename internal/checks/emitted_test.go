package checks_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// packages are where problems are made.
var packages = []string{"rules", "rules/ruletest", "configs", "legal", "internal/diag", "internal/app"}

// codeForm is what a code looks like.
var codeForm = regexp.MustCompile(`^[a-z][a-z-]*[a-z]$`)

// codeArgument is which argument of a function is a code, by the function's
// name.
var codeArgument = map[string]int{"Errorf": 1, "Warnf": 1, "errorf": 1, "parsed": 2, "Value": 2}

// emitted are the codes that the source gives to problems, with a place of
// each: fields and variables named code, and the arguments above.
func emitted(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, pkg := range packages {
		files, err := filepath.Glob(filepath.Join("..", "..", pkg, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s: %v", pkg, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			tree, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(tree, func(n ast.Node) bool {
				for _, e := range codesOf(n) {
					if code := literal(e); codeForm.MatchString(code) {
						out[code] = set.Position(e.Pos()).String()
					}
				}
				return true
			})
		}
	}
	return out
}

// codesOf are the expressions of a node that are codes.
func codesOf(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if id, ok := n.Key.(*ast.Ident); ok && strings.EqualFold(id.Name, "code") {
			return []ast.Expr{n.Value}
		}
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			s, ok := l.(*ast.SelectorExpr)
			if ok && i < len(n.Rhs) && strings.EqualFold(s.Sel.Name, "code") {
				return []ast.Expr{n.Rhs[i]}
			}
		}
	case *ast.CallExpr:
		if i, ok := codeArgument[calleeName(n)]; ok && len(n.Args) > i+1 {
			return n.Args[i : i+1]
		}
	case *ast.CompositeLit:
		return positional(n)
	}
	return nil
}

// positional are the codes of literals without field names: findings, lints,
// and the table of the parser's words.
func positional(n *ast.CompositeLit) []ast.Expr {
	name := ""
	switch t := n.Type.(type) {
	case *ast.Ident:
		name = t.Name
	case *ast.ArrayType:
		if id, ok := t.Elt.(*ast.Ident); ok && id.Name == "lint" {
			name = "lints"
		}
		if _, ok := t.Elt.(*ast.StructType); ok {
			name = "words"
		}
	}
	at := map[string]int{"lints": 0, "words": 1}
	var out []ast.Expr
	if i, ok := at[name]; ok {
		for _, e := range n.Elts {
			if row, ok := e.(*ast.CompositeLit); ok && len(row.Elts) > i && (name == "lints" || len(row.Elts) == 4) {
				out = append(out, row.Elts[i])
			}
		}
	}
	return out
}

func calleeName(n *ast.CallExpr) string {
	fun := n.Fun
	if x, ok := fun.(*ast.IndexExpr); ok {
		fun = x.X
	}
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func literal(e ast.Expr) string {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return s
}

// printed are the codes in the golden output of bad files, with a file of each.
func printed(t *testing.T, pkg string) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, err := filepath.Glob(filepath.Join("..", "..", pkg, "testdata", "bad", "*.out"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d golden files in %s: %v", len(files), pkg, err)
	}
	head := regexp.MustCompile(`(?m)^\S+: (?:error|warning): .* \[([a-z-]+)\]$`)
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range head.FindAllStringSubmatch(string(b), -1) {
			out[m[1]] = filepath.Base(file)
		}
	}
	return out
}
