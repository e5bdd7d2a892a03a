package db_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
)

// A process that stands still in the middle of a transaction, with a lock that
// everybody needs, is cut off by the server; the others go on, and what it had
// begun has not happened.
func TestStandingStillInATransaction(t *testing.T) {
	t.Parallel()
	url := dbtest.Postgres(t)
	sep := "?"
	if strings.Contains(url, "?") {
		sep = "&"
	}
	others := dbtest.Open(t, url)
	var limit string
	if err := others.QueryRowContext(t.Context(), "SHOW idle_in_transaction_session_timeout").Scan(&limit); err != nil || limit != "10s" {
		t.Errorf("the limit is %q, %v", limit, err)
	}
	stopped := dbtest.Open(t, url+sep+"idle_in_transaction_session_timeout=100ms")
	tx, err := stopped.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // it is over by then
	for _, q := range []string{"LOCK TABLE meta IN EXCLUSIVE MODE", "INSERT INTO meta (name, value) VALUES ('stopped', '1')"} {
		if _, err := tx.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	var n int
	err = others.Tx(t.Context(), func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(t.Context(), "LOCK TABLE meta IN EXCLUSIVE MODE"); err != nil {
			return err
		}
		return tx.QueryRowContext(t.Context(), "SELECT count(*) FROM meta WHERE name = 'stopped'").Scan(&n)
	})
	if err != nil || n != 0 || time.Since(began) > 30*time.Second {
		t.Errorf("%v, %d rows, after %s", err, n, time.Since(began))
	}
	if err := tx.Commit(); err == nil {
		t.Error("the stopped transaction was committed")
	}
}
