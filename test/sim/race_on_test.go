//go:build race

package sim

// thin keeps every eighth seed: the race detector makes each of them ten times
// as long, and they differ in schedule, not in code.
const thin = 8
