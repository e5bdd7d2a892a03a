//go:build race

package test

// raced says that the tests are built with the race detector, which sees
// nothing of the processes that they start.
const raced = true
