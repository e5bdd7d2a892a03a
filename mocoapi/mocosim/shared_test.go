package mocosim_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// shared reads a file of the folder that lies beside the project, and skips the test where there is none.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		raw, err := os.ReadFile(filepath.Join(dir, "shared", filepath.FromSlash(name)))
		if err == nil {
			return raw
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skipf("no shared/%s above this folder", name)
		}
		dir = up
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
