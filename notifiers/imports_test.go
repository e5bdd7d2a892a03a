package notifiers

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestImports holds the two rules that make the tests here worth something:
// the simulator shares no code with the client, and slack-go stays behind the
// Slack notifier's own files.
func TestImports(t *testing.T) {
	t.Parallel()
	const module = "github.com/mocowork/mocowork/"
	allowed := []string{module + "billing", module + "plan", module + "calendar", module + "internal/fault"}
	for _, pattern := range []string{"*.go", "slacksim/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, path := range importsOf(t, file) {
				std := !strings.Contains(strings.SplitN(path, "/", 2)[0], ".")
				inSlack := strings.HasPrefix(file, "slack") && !strings.HasPrefix(file, "slacksim/")
				switch {
				case std:
				case path == "github.com/gorilla/websocket" && strings.HasPrefix(file, "slacksim/"):
				case strings.HasPrefix(file, "slacksim/"):
					t.Errorf("%s imports %s: the simulator imports the standard library and a WebSocket only", file, path)
				case strings.HasPrefix(path, "github.com/slack-go/slack") && inSlack:
				case strings.HasPrefix(path, "github.com/wneessen/go-mail") && strings.HasPrefix(file, "email"):
				case !slices.Contains(allowed, path):
					t.Errorf("%s imports %s", file, path)
				}
			}
		}
	}
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, path)
	}
	return out
}
