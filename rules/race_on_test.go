//go:build race

package rules

// slow is how much longer the race detector makes everything take.
const slow = 10
