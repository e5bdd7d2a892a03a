package mocoapi

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const (
	referencePath  = "../docs/mocoapi.md"
	referenceBegin = "<!-- operations: UPDATE=1 go test ./mocoapi -run Reference -->\n"
)

// TestReference compares the table of the documentation with the methods.
// UPDATE=1 rewrites it.
func TestReference(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(referencePath)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := strings.Cut(string(b), referenceBegin)
	if !found {
		t.Fatalf("%s has no line %s", referencePath, referenceBegin)
	}
	if want := head + referenceBegin + referenceTable(t); want != string(b) {
		if os.Getenv("UPDATE") == "" {
			t.Fatalf("%s is not up to date: UPDATE=1 go test ./mocoapi -run Reference", referencePath)
		}
		if err := os.WriteFile(referencePath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// referenceTable is a line for each operation, by service.
func referenceTable(t *testing.T) string {
	t.Helper()
	fields := map[string]string{} // of a Client, by what its service is of
	for f := range reflect.TypeFor[Client]().Fields() {
		of := strings.TrimSuffix(strings.TrimSuffix(f.Type.Name(), "Service"), "Reader")
		fields[of], fields[of+"Service"] = f.Name, f.Name
	}
	var lines []string
	for op, method := range implemented(t) {
		service, name, _ := strings.Cut(method, ".")
		verb, path, _ := strings.Cut(op, " ")
		lines = append(lines, fmt.Sprintf("| %s.%s | %s | `%s` |\n", fields[strings.TrimSuffix(service, "Reader")], name, verb, path))
	}
	slices.Sort(lines)
	return fmt.Sprintf("\n%d operations.\n\n| method | | path |\n|---|---|---|\n", len(lines)) + strings.Join(lines, "")
}
