package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/test/report"
)

const reliability = "reliability.md"

// Every fault is met by a test that exists, or says why it is not. UPDATE=1
// with MOCOWORK_FAULTS takes over what a run of the tests has found out.
func TestReliability(t *testing.T) {
	data, err := os.ReadFile(reliability)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if file := os.Getenv(report.FileEnv); file != "" && os.Getenv("UPDATE") != "" {
		results, err := report.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		if text, err = report.Renew(text, results); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(reliability, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, problem := range reliabilityProblems(t, text, faultTests(t)) {
		t.Error(problem)
	}
}

// reliabilityProblems says what is wrong with the page; tests are those that
// exist, as "./test TestF08_…".
func reliabilityProblems(t *testing.T, text string, tests []string) (out []string) {
	t.Helper()
	met, reasons, err := report.Page(text)
	if err != nil {
		t.Fatal(err)
	}
	named, err := report.Tests(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range named {
		if !slices.Contains(tests, name) && !slices.Contains(tests, name+longForm) {
			out = append(out, name+" does not exist")
		}
	}
	for _, f := range report.Matrix() {
		reason, excepted := reasons[f.ID]
		switch has := slices.Contains(met, f.ID); {
		case has && excepted:
			out = append(out, f.ID+" is met, and yet an exception")
		case !has && !excepted:
			out = append(out, f.ID+" is neither met nor an exception")
		case excepted && reason == "":
			out = append(out, f.ID+" is an exception without a reason")
		}
		if excepted && slices.ContainsFunc(tests, func(s string) bool { return strings.Contains(s, " Test"+f.ID+"_") && !strings.HasSuffix(s, longForm) }) {
			out = append(out, f.ID+" is an exception, but there is a test: run all with "+report.FileEnv+" and UPDATE=1")
		}
	}
	return out
}

// longForm marks tests that take hours and that `go test ./...` leaves out.
const longForm = " (soak)"

var faultTest = regexp.MustCompile(`^TestF\d\d_`)

// faultTests are the tests of faults in the sources, whatever they are built
// with.
func faultTests(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		long := ""
		if len(f.Comments) > 0 && strings.HasPrefix(f.Comments[0].List[0].Text, "//go:build") && strings.Contains(f.Comments[0].List[0].Text, "soak") &&
			!strings.Contains(f.Comments[0].List[0].Text, "!soak") {
			long = longForm
		}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && faultTest.MatchString(fn.Name.Name) {
				dir, err := filepath.Rel(root, filepath.Dir(file))
				if err != nil {
					return err
				}
				names = append(names, "./"+filepath.ToSlash(dir)+" "+fn.Name.Name+long)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// The check itself can fail.
func TestReliabilityProblems(t *testing.T) {
	t.Parallel()
	page, err := report.Renew("<!-- results -->\n<!-- /results -->\n<!-- not met -->\n| F02 | x | no time |\n<!-- /not met -->\n",
		[]report.Result{{Row: report.Row{ID: "F01", Runs: 1, Fired: 1}, Test: "TestF01_A", Package: "./test"}})
	if err != nil {
		t.Fatal(err)
	}
	n := len(report.Matrix()) - 2
	for _, tt := range []struct {
		tests []string
		want  []string
	}{
		{[]string{"./test TestF01_A"}, nil},
		{nil, []string{"./test TestF01_A does not exist"}},
		{[]string{"./test TestF01_A", "./test TestF02_B"}, []string{"F02 is an exception, but there is a test: run all with MOCOWORK_FAULTS and UPDATE=1"}},
	} {
		got := reliabilityProblems(t, page, tt.tests)
		rest := slices.DeleteFunc(got, func(s string) bool { return strings.HasSuffix(s, "without a reason") })
		if !slices.Equal(rest, tt.want) {
			t.Errorf("%v: %v, want %v", tt.tests, rest, tt.want)
		}
	}
	if got := reliabilityProblems(t, page, []string{"./test TestF01_A"}); len(got) != n {
		t.Errorf("%d exceptions without a reason, want %d", len(got), n)
	}
}
