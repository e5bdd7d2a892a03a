package configs

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/diag"
)

// fakeEnv is a world of variables and files.
type fakeEnv struct {
	vars  map[string]string
	files map[string]fakeFile
}

type fakeFile struct {
	text string
	mode fs.FileMode // 0: 0600
	root bool
	err  error
}

// env has the rule files that most tests name.
func (w fakeEnv) env() Env {
	files := map[string]fakeFile{"rules/dunning.yaml": {text: "version: 1\n"}, "rules/alerts.yaml": {text: "version: 1\n"}, "texts": {mode: fs.ModeDir | 0o700}}
	maps.Copy(files, w.files)
	return Env{
		LookupEnv: func(name string) (string, bool) { v, ok := w.vars[name]; return v, ok },
		Environ: func() []string {
			var out []string
			for _, k := range slices.Sorted(maps.Keys(w.vars)) {
				out = append(out, k+"="+w.vars[k])
			}
			return out
		},
		ReadFile: func(p string) ([]byte, error) {
			f, ok := files[p]
			if !ok {
				return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
			}
			return []byte(f.text), f.err
		},
		Stat: func(p string) (FileInfo, error) {
			f, ok := files[p]
			if !ok {
				return FileInfo{}, &fs.PathError{Op: "stat", Path: p, Err: fs.ErrNotExist}
			}
			if f.mode == 0 {
				f.mode = 0o600
			}
			return FileInfo{Mode: f.mode, Size: int64(len(f.text)), OwnedByRoot: f.root}, nil
		},
		Names: func(dir string) []string {
			var out []string
			for _, p := range slices.Sorted(maps.Keys(files)) {
				if path.Dir(p) == dir {
					out = append(out, path.Base(p))
				}
			}
			return out
		},
		Now: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC),
	}
}

// least is the shortest worker.yaml without problems.
const least = "version: 1\ntimezone: Europe/Berlin\nmoco: {account: beispiel, read_key: \"${env:MOCO_READ_KEY}\"}\n"

// ok parses a text that must be free of errors.
func ok(t *testing.T, text string, w fakeEnv) *Config {
	t.Helper()
	c, l, docs := Parse("worker.yaml", []byte(text), w.env())
	if l.HasErrors() {
		t.Fatal(printed(t, l, docs))
	}
	return c
}

func printed(t *testing.T, l diag.List, docs []*diag.Document) string {
	t.Helper()
	var b strings.Builder
	if err := diag.Print(&b, l, docs); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// problem is the only problem of a text, in one line.
func problem(t *testing.T, text string, w fakeEnv) string {
	t.Helper()
	_, l, docs := Parse("worker.yaml", []byte(text), w.env())
	if len(l) != 1 {
		t.Fatalf("%d problems, want 1:\n%s", len(l), printed(t, l, docs))
	}
	return l[0].Error()
}
