package docs_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	span = regexp.MustCompile("`([^`\n]+)`")
	head = regexp.MustCompile(`(?m)^#+ (.+)$`)
	call = regexp.MustCompile(`^(?:\w+\.)*(\w+)\(\)$`)
)

// Links of pages lead to files and headings that exist.
func TestLinks(t *testing.T) {
	t.Parallel()
	all := pages(t)
	headings := map[string]bool{}
	for _, p := range all {
		for _, m := range head.FindAllStringSubmatch(p.prose, -1) {
			headings[p.name+"#"+anchor(m[1])] = true
		}
	}
	for _, p := range all {
		for _, m := range link.FindAllStringSubmatch(p.prose, -1) {
			target := m[1]
			if strings.Contains(target, "://") {
				continue
			}
			file, mark, marked := strings.Cut(target, "#")
			if file = path.Join(path.Dir(p.name), file); strings.HasPrefix(target, "#") {
				file = p.name
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(file))); err != nil {
				t.Errorf("%s links to %s, which does not exist", p.name, target)
			} else if marked && !headings[file+"#"+mark] {
				t.Errorf("%s links to %s, but there is no such heading", p.name, target)
			}
		}
	}
}

// anchor is the heading's name in links.
func anchor(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(heading) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || r > 127 || r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Paths and Go functions that pages name exist. A path is a piece of code that
// begins with a folder of this repository. Rule files and the configuration
// are the reader's own.
func TestPaths(t *testing.T) {
	t.Parallel()
	source := goSource(t)
	for _, p := range pages(t) {
		for _, m := range span.FindAllStringSubmatch(p.prose, -1) {
			name := strings.TrimPrefix(m[1], "./")
			if c := call.FindStringSubmatch(name); c != nil {
				if c[1] != "init" && !regexp.MustCompile(`(?m)^func (\([^)]*\) )?`+c[1]+`\(`).MatchString(source) {
					t.Errorf("%s names %s, and there is no such function", p.name, m[1])
				}
				continue
			}
			if !isPath(name) {
				continue
			}
			found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(name)))
			if err != nil || len(found) == 0 {
				t.Errorf("%s names %s, which does not exist", p.name, m[1])
			}
		}
	}
}

func isPath(name string) bool {
	first, _, deep := strings.Cut(name, "/")
	ext := path.Ext(name)
	if !deep || first == "" || strings.ContainsAny(name, " {}$:…") || strings.HasPrefix(name, "rules/") && ext != ".go" && !strings.HasPrefix(name, "rules/testdata") {
		return false
	}
	info, err := os.Stat(filepath.Join(root, first))
	return err == nil && info.IsDir()
}

func TestIsPath(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"rules/check.go": true, "rules/testdata/bad/": true, "rules/dunning.yaml": false, "rules/*.yaml": false, "data/STOP": false,
		"mirror/kinds.go": true, "mirror/no_such_file.go": true, "go test ./...": false, ".ci/run": true, "invoice.open": false,
	} {
		if got := isPath(name); got != want {
			t.Errorf("isPath(%q) = %t, want %t", name, got, want)
		}
	}
}

// goSource is all Go code outside of tests, as one text.
func goSource(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		text, err := os.ReadFile(file)
		b.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
