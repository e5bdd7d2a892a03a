// Package race lets tests do less under the race detector, which makes
// everything take about ten times as long. It looks for accesses that no lock
// orders: the first few runs of the same code show those, and a table of ten
// thousand rows shows no more. The numbers that the fault matrix asks for are
// those of the tests without it, which run everything.
package race

import "testing"

// Part is what to divide a table or a count by: by under the detector, else 1.
func Part(by int) int {
	if On {
		return by
	}
	return 1
}

// Skip skips, under the detector, a test that has nothing for it to see, and
// says why.
func Skip(t testing.TB, why string) {
	t.Helper()
	if On {
		t.Skip("under the race detector: " + why)
	}
}
