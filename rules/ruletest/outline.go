package ruletest

import (
	"path/filepath"
	"slices"

	"github.com/mocowork/mocowork/internal/diag"
)

// Outline is what a test file is about, as far as it can be understood: it is
// read leniently, because whether the file is right is for Read to say.
type Outline struct {
	Rules []string // the rule files that it loads, as in File
	Named []string // the rules that its tests name under expect:, sorted
	Tests int      // how many there are
}

// ReadOutline reads the outline of a test file.
func ReadOutline(name string, data []byte) Outline {
	doc, _ := diag.Parse(name, data, diag.Anchors())
	o := Outline{Named: namedIn(doc), Tests: len(doc.Root.Get("tests").Items())}
	for _, n := range doc.Root.Get("rules").Items() {
		o.Rules = append(o.Rules, besideFile(name, n.Value))
	}
	return o
}

// About reports whether the file loads a rule file. One that names none may be
// about any.
func (o Outline) About(ruleFile string) bool {
	return len(o.Rules) == 0 || slices.Contains(o.Rules, filepath.Clean(ruleFile))
}

// besideFile is a path that a test file names, seen from where it is read.
func besideFile(testFile, path string) string {
	if path = filepath.FromSlash(path); !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(testFile), path)
	}
	return filepath.Clean(path)
}

func namedIn(doc *diag.Document) []string {
	var out []string
	for _, t := range doc.Root.Get("tests").Items() {
		for _, item := range t.Get("expect").Items() {
			for _, e := range item.Fields() {
				out = append(out, e.Key.Value)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
