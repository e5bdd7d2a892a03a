package docs_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/configs"
)

// The README names every key that configs marks as without effect, and only keys
// that exist.
func TestUnusedKeys(t *testing.T) {
	t.Parallel()
	text := readPage(t, root+"/README.md").text
	_, list, found := strings.Cut(text, "nothing follows from them yet:")
	list, _, ended := strings.Cut(list, ". The digest")
	if !found || !ended {
		t.Fatal("the README has no list of keys without effect")
	}
	named := map[string]bool{}
	for _, m := range span.FindAllStringSubmatch(list, -1) {
		named[m[1]] = true
	}
	known := map[string]bool{}
	for _, f := range configs.Fields() {
		known[f.Path] = true
		if f.Unused && !named[f.Path] {
			t.Errorf("%s has no effect, and the README does not say so", f.Path)
		}
	}
	for key := range named {
		if !known[key] {
			t.Errorf("the README says that %s has no effect, and there is no such key", key)
		}
	}
	if keys := regexp.MustCompile("`[^`]+`").FindAllString(list, -1); len(keys) != len(named) {
		t.Error("the README names a key twice")
	}
}
