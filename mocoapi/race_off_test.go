//go:build !race

package mocoapi

// raced says that the race detector is on.
const raced = false
