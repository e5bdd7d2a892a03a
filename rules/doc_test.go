package rules

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The map in doc.go has a place for each file.
func TestMapNamesEachFile(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(string(doc))
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(file, ".go")
		if name == "doc" || strings.HasSuffix(name, "_test") {
			continue
		}
		named := slices.ContainsFunc(words, func(word string) bool {
			fits, err := path.Match(word, name)
			return err == nil && fits
		})
		if !named {
			t.Errorf("%s is not on the map", file)
		}
	}
}
