package ruletest

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules"
)

// read reads a test file and its rules. What is wrong goes into out.
func read(t *testing.T, name string, out *bytes.Buffer) (*File, *rules.Set) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, l, doc := Read(filepath.Base(name), data)
	docs := []*diag.Document{doc}
	var set *rules.Set
	if f != nil {
		set, l, docs = f.Load(func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(name), path)) })
	}
	if err := diag.Print(out, l, docs); err != nil {
		t.Fatal(err)
	}
	return f, set
}

func run(t *testing.T, f *File, set *rules.Set) []Result {
	t.Helper()
	results, err := f.Run(set, nil)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// The folder of good rule files is the language by example: each file has its
// tests beside it, they pass, and they name every rule.
func TestGood(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/good/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range files {
		if strings.HasSuffix(name, Suffix) {
			continue
		}
		n++
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			f, set := read(t, strings.TrimSuffix(name, ".yaml")+Suffix, &out)
			if set == nil {
				t.Fatal(out.String())
			}
			results := run(t, f, set)
			if slices.ContainsFunc(results, func(r Result) bool { return !r.Passed }) {
				if err := Print(&out, f.Name, results, Style{}); err != nil {
					t.Fatal(err)
				}
				t.Error(out.String())
			}
			for _, rule := range set.Names() {
				if !slices.Contains(f.Named(), rule) {
					t.Errorf("no test names %s", rule)
				}
			}
			if data, err := f.Update(set, results); err != nil || !bytes.Equal(data, f.data) {
				t.Errorf("updating what passes changes it: %v", err)
			}
		})
	}
	if n < 20 {
		t.Errorf("only %d good rule files", n)
	}
}

// TestFailing prints what is wrong with each file of testdata/failing, or why
// its tests fail; and for the latter, the file with new expectations. A new
// file is a new test; UPDATE=1 writes what comes out.
func TestFailing(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/failing/*" + Suffix)
	if err != nil || len(files) < 12 {
		t.Fatalf("%d files in testdata/failing (%v)", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), Suffix), func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			f, set := read(t, name, &out)
			if set != nil {
				results := run(t, f, set)
				if err := Print(&out, f.Name, results, Style{}); err != nil {
					t.Fatal(err)
				}
				updated(t, f, set, results, &out)
			}
			golden(t, strings.TrimSuffix(name, Suffix)+".out", out.String())
		})
	}
}

// updated compares the file with new expectations, also in its form with
// Windows line ends and a byte order mark.
func updated(t *testing.T, f *File, set *rules.Set, results []Result, out *bytes.Buffer) {
	t.Helper()
	data, err := f.Update(set, results)
	if err != nil {
		out.WriteString("\nupdate: " + err.Error() + "\n")
		return
	}
	golden(t, "testdata/failing/"+strings.TrimSuffix(f.Name, Suffix)+".updated", string(data))
	dos := func(b []byte) []byte {
		return append([]byte("\ufeff"), bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))...)
	}
	g, l, _ := Read(f.Name, dos(f.data))
	if g == nil {
		t.Fatal(l)
	}
	again, err := g.Update(set, run(t, g, set))
	if diff := cmp.Diff(string(dos(data)), string(again)); diff != "" || err != nil {
		t.Errorf("with Windows line ends: %v\n%s", err, diff)
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
