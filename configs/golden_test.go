package configs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every file of testdata/bad is read, and its problems as printed must be the
// text of the .out file beside it. UPDATE=1 writes those. Lines that begin
// with "# env: " set a variable.
func TestBadFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			text := readFile(t, file)
			_, l, docs := Parse("worker.yaml", []byte(text), fakeEnv{vars: variables(text)}.env())
			if len(l) == 0 {
				t.Fatal("no problem found")
			}
			got := printed(t, l, docs) + "\n" + l.Counts() + "\n"
			out := strings.TrimSuffix(file, ".yaml") + ".out"
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(out, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(readFile(t, out), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Every file of testdata/good is read without errors; warnings are what its
// first line says after "# warnings: ".
func TestGoodFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/good/*.yaml")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text := readFile(t, file)
			_, l, docs := Parse("worker.yaml", []byte(text), fakeEnv{vars: variables(text)}.env())
			var keys []string
			for _, p := range l {
				key, _, _ := strings.Cut(p.Text, " is accepted")
				keys = append(keys, key)
			}
			first, _, _ := strings.Cut(strings.TrimPrefix(text, "\ufeff"), "\n")
			want, found := strings.CutPrefix(first, "# warnings:")
			if want = strings.TrimSpace(want); !found {
				want = ""
			}
			if strings.Join(keys, ", ") != want || l.HasErrors() {
				t.Errorf("want warnings %q, got\n%s", want, printed(t, l, docs))
			}
		})
	}
}

func variables(text string) map[string]string {
	vars := map[string]string{}
	for line := range strings.Lines(text) {
		if pair, ok := strings.CutPrefix(strings.TrimSpace(line), "# env: "); ok {
			name, value, _ := strings.Cut(pair, "=")
			vars[name] = value
		}
	}
	return vars
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
