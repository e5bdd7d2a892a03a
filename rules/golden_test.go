package rules

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/internal/diag"
)

// goldenOptions are what the files of testdata are held against.
func goldenOptions() Options {
	return Options{
		Exports: []string{"open-items", "revenue"}, Groups: []string{"finance", "leads"},
		Channels: []string{"#finance", "#finance-leads"}, Currencies: []string{"EUR", "CHF"},
	}
}

// TestBad prints what is wrong with each file of testdata/bad. A new pair of
// files is a new test; UPDATE=1 writes what comes out.
func TestBad(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 60 {
		t.Fatalf("only %d files in testdata/bad", len(files))
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			set, list, docs := Load([]File{{filepath.Base(name), data}}, goldenOptions())
			if set != nil {
				list = append(list, set.Lint()...)
				list.Sort()
			}
			var b bytes.Buffer
			if err := diag.Print(&b, list, docs); err != nil {
				t.Fatal(err)
			}
			b.WriteString("\n" + list.Counts() + "\n")
			if (set == nil) != list.HasErrors() {
				t.Errorf("the set is nil: %v; there are errors: %v", set == nil, list.HasErrors())
			}
			golden(t, strings.TrimSuffix(name, ".yaml")+".out", b.String())
		})
	}
}

// golden compares with a file of expected output.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}

// TestGood loads each file of testdata/good without a problem. What the rules
// do there is tested beside them, by package ruletest.
func TestGood(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/good/*.yaml")
	files = slices.DeleteFunc(files, func(name string) bool { return strings.HasSuffix(name, "_test.yaml") })
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files in testdata/good (%v)", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			set, list, _ := Load([]File{{name, data}}, goldenOptions())
			if set == nil || len(list) > 0 {
				t.Fatalf("problems: %v", list)
			}
			if warnings := set.Lint(); len(warnings) > 0 {
				t.Errorf("warnings without cause: %v", warnings)
			}
		})
	}
}
