//go:build race

package ledger_test

// thin keeps every third row of large tables: the race detector makes each of
// them ten times as long, and the rows differ in data, not in concurrency.
const thin = 3
