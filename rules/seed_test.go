package rules

import (
	"os"
	"strconv"
	"testing"
	"time"
)

// seed is that of a test's chance, another one each time unless MOCOWORK_TEST_SEED
// names it. It is printed.
func seed(t *testing.T) uint64 {
	t.Helper()
	n := uint64(time.Now().UnixNano())
	if text := os.Getenv("MOCOWORK_TEST_SEED"); text != "" {
		var err error
		if n, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("MOCOWORK_TEST_SEED=%d", n)
	return n
}
