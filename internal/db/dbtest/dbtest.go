// Package dbtest runs tests on both databases: on a SQLite file, and on a real
// PostgreSQL server that it starts itself and that ends with the test process.
package dbtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mocowork/mocowork/internal/db"
)

// RequireEnv is the variable that turns a missing server into a failure: with
// "require", a test that can't run on PostgreSQL fails instead of being
// skipped.
const RequireEnv = "MOCOWORK_TEST_SERVERS"

// Each runs fn as a subtest on every kind of database, each time on a new
// store of its own whose tables are in place.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachURL(t, func(t *testing.T, url string) { fn(t, Open(t, url)) })
}

// EachURL is Each for tests that open the store themselves, perhaps from
// several processes: url names a new, empty database.
func EachURL(t *testing.T, fn func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite is the URL of a new file in a folder that goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "mocowork.db")
}

// Postgres is the URL of a new database on this process's server. Without
// PostgreSQL on the machine it skips the test; see RequireEnv.
func Postgres(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if err != nil {
		if os.Getenv(RequireEnv) == "require" {
			t.Fatalf("PostgreSQL is required here: %v", err)
		}
		t.Skipf("no PostgreSQL: %v", err)
	}
	t.Logf("using %s", s.version)
	return s.database(t)
}

// Open opens a store and makes its tables. It is closed with the test.
func Open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}
