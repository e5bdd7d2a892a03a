//go:build race

package mirror_test

// thin keeps every tenth of many rounds: they differ in data, not in
// concurrency, and the race detector makes each ten times as long.
const thin = 10
