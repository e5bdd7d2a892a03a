package mocosim_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// The server answers each operation that the OpenAPI description or the documentation's list knows, and no other one.
func TestEveryOperationIsAnswered(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for path, methods := range describe(t, shared(t, "moco/openapi.json")).Paths {
		for method := range methods {
			if slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) {
				known[strings.ToUpper(method)+" "+blankNames(path)] = true
			}
		}
	}
	for i, line := range strings.Split(strings.TrimSpace(string(shared(t, "moco/endpoints.tsv"))), "\n") {
		if columns := strings.Split(line, "\t"); i > 0 {
			known[columns[1]+" "+blankNames(columns[2])] = true
		}
	}
	answered := map[string]bool{}
	for _, r := range mocosim.Routes() {
		if r = blankNames(r); answered[r] {
			t.Errorf("%s is answered twice", r)
		} else if !known[r] {
			t.Errorf("%s is in neither list", r)
		}
		answered[r] = true
	}
	for _, op := range slices.Sorted(maps.Keys(known)) {
		if !answered[op] {
			t.Errorf("%s is not answered", op)
		}
	}
	t.Logf("%d operations known, %d answered", len(known), len(answered))
}

// blankNames makes paths comparable that name their variables differently.
func blankNames(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if open, end := strings.Index(p, "{"), strings.Index(p, "}"); open == 0 && end > 0 {
			parts[i] = "{}" + p[end+1:]
		}
	}
	return strings.Join(parts, "/")
}
