package docs_test

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/configs"
)

// The page about reloading names every key that needs a restart, and no other.
func TestRestartKeys(t *testing.T) {
	t.Parallel()
	_, list, found := strings.Cut(readPage(t, root+"/docs/how-to/reload.md").text, "because the worker was opened with them:")
	list, _, ended := strings.Cut(list, ". A reload takes everything else")
	if !found || !ended {
		t.Fatal("the page has no list of keys that need a restart")
	}
	var named []string
	for _, m := range span.FindAllStringSubmatch(list, -1) {
		named = append(named, m[1])
	}
	if got, want := strings.Join(named, " "), strings.Join(configs.Lasting(), " "); got != want {
		t.Errorf("the page names %s, the program %s", got, want)
	}
}
