//go:build race

package race

const (
	// On says that the race detector is on.
	On = true
	// Slow is how much longer it makes everything take.
	Slow = 10
)
