package db

import "testing"

// PostgresForTest is dbtest.Postgres, for tests inside the package.
var PostgresForTest func(testing.TB) string

func postgresForTest(t testing.TB) string {
	t.Helper()
	return PostgresForTest(t)
}
