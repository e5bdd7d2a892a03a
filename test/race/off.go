//go:build !race

package race

const (
	// On says that the race detector is on.
	On = false
	// Slow is how much longer it makes everything take.
	Slow = 1
)
