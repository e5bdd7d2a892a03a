// Package docs_test holds the documentation against the program: paths exist,
// samples load, commands parse, tables are those of the code. UPDATE=1 writes
// the generated pages anew.
package docs_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the folder of the module, seen from here.
const root = ".."

// page is one Markdown file.
type page struct {
	name   string // below root, such as "docs/start/demo.md"
	text   string
	blocks []block
	// prose is the text without blocks, with its lines where they were.
	prose string
}

// block is one fenced piece of a page.
type block struct {
	info  string // what stands behind the fence, such as "yaml rules"
	line  int    // of the first line inside
	lines []string
}

func (b block) text() string { return strings.Join(b.lines, "\n") + "\n" }

// pages are all Markdown files that people read.
func pages(t *testing.T) []page {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []page
	for _, name := range names {
		out = append(out, readPage(t, name))
	}
	for _, must := range []string{"README.md", "README.de.md", "CONTRIBUTING.md", "docs/rules.md"} {
		if !slices.ContainsFunc(out, func(p page) bool { return p.name == must }) {
			t.Fatalf("%s is missing", must)
		}
	}
	return out
}

func readPage(t *testing.T, file string) page {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	name, err := filepath.Rel(top, abs)
	if err != nil {
		t.Fatal(err)
	}
	p, err := parsePage(filepath.ToSlash(name), string(data))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// parsePage finds the blocks. A block may be indented, as in a list.
func parsePage(name, text string) (page, error) {
	p := page{name: name, text: text}
	var prose []string
	var open *block
	indent := ""
	for i, l := range strings.Split(text, "\n") {
		body := strings.TrimLeft(l, " ")
		switch {
		case open == nil && strings.HasPrefix(body, "```"):
			indent = l[:len(l)-len(body)]
			open = &block{info: strings.TrimPrefix(body, "```"), line: i + 2}
			prose = append(prose, "")
		case open != nil && body == "```":
			p.blocks = append(p.blocks, *open)
			open = nil
			prose = append(prose, "")
		case open != nil:
			open.lines = append(open.lines, strings.TrimPrefix(l, indent))
			prose = append(prose, "")
		default:
			prose = append(prose, l)
		}
	}
	if open != nil {
		return p, fmt.Errorf("%s:%d: the block is never closed", name, open.line-1)
	}
	p.prose = strings.Join(prose, "\n")
	return p, nil
}

func TestParsePage(t *testing.T) {
	t.Parallel()
	p, err := parsePage("x.md", "a\n```yaml rules\nb: 1\n```\n1. c\n   ```sh\n   d\n     e\n   ```\nf\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(p.blocks); got != `[{yaml rules 3 [b: 1]} {sh 7 [d   e]}]` {
		t.Error(got)
	}
	if p.prose != "a\n\n\n\n1. c\n\n\n\n\nf\n" {
		t.Errorf("%q", p.prose)
	}
	if _, err := parsePage("x.md", "a\n```\nb\n"); err == nil || err.Error() != "x.md:2: the block is never closed" {
		t.Error(err)
	}
}
