package db_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/internal/fault"
)

func counter(t *testing.T, d *db.DB) {
	t.Helper()
	if _, err := d.ExecContext(t.Context(), `CREATE TABLE counter (n BIGINT NOT NULL)`); err != nil {
		t.Fatal(err)
	}
	if _, err := d.ExecContext(t.Context(), `INSERT INTO counter VALUES (0)`); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	if err := d.QueryRowContext(t.Context(), `SELECT n FROM counter`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Read, compute, write: the pattern that loses updates when transactions
// interleave.
func TestTxLosesNoUpdate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		counter(t, d)
		const workers, rounds = 4, 10
		var done sync.WaitGroup
		for range workers {
			done.Go(func() {
				for range rounds {
					err := d.Tx(t.Context(), func(tx *sql.Tx) error {
						var n int64
						if err := tx.QueryRowContext(t.Context(), `SELECT n FROM counter`).Scan(&n); err != nil {
							return err
						}
						_, err := tx.ExecContext(t.Context(), `UPDATE counter SET n = $1`, n+1)
						return err
					})
					if err != nil {
						t.Errorf("Tx: %v", err)
					}
				}
			})
		}
		done.Wait()
		if n := read(t, d); n != workers*rounds {
			t.Errorf("the counter stands at %d, want %d", n, workers*rounds)
		}
	})
}

func TestTxRollsBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		counter(t, d)
		add := func(ctx context.Context, tx *sql.Tx) {
			if _, err := tx.ExecContext(ctx, `UPDATE counter SET n = n + 1`); err != nil {
				t.Error(err)
			}
		}
		reason := errors.New("no")
		if err := d.Tx(t.Context(), func(tx *sql.Tx) error { add(t.Context(), tx); return reason }); !errors.Is(err, reason) {
			t.Errorf("Tx gave %v, want the function's own error", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = d.Tx(t.Context(), func(tx *sql.Tx) error { add(t.Context(), tx); panic("stop") })
		}()
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Tx(ctx, func(tx *sql.Tx) error { add(t.Context(), tx); cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Tx gave %v after the context ended, want context.Canceled", err)
		}
		if n := read(t, d); n != 0 {
			t.Errorf("the counter stands at %d after an error, a panic and a cancel; want 0", n)
		}
	})
}

// A lock that outlasts the caller's patience is Temporary, and nothing changed.
func TestTxWaitsForLock(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	d := dbtest.Open(t, url)
	counter(t, d)
	other := dbtest.Open(t, url)
	held, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err = d.Tx(ctx, func(*sql.Tx) error { t.Error("ran beside another writer"); return nil })
	if !errors.Is(err, context.DeadlineExceeded) || fault.KindOf(err) != fault.Temporary {
		t.Errorf("Tx gave %v (%v), want a temporary error for the deadline", err, fault.KindOf(err))
	}
	free := make(chan error, 1)
	go func() {
		free <- d.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE counter SET n = n + 1`)
			return err
		})
	}()
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-free; err != nil {
		t.Errorf("Tx after the lock was released: %v", err)
	}
	if n := read(t, d); n != 1 {
		t.Errorf("the counter stands at %d, want 1", n)
	}
}

// A lock that outlasts all attempts is said in words.
func TestTxGivesUpOnLock(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	d, other := dbtest.Open(t, url), dbtest.Open(t, url)
	counter(t, d)
	d.SetMaxOpenConns(1) // the patience belongs to the connection
	if _, err := d.ExecContext(t.Context(), "PRAGMA busy_timeout = 1"); err != nil {
		t.Fatal(err)
	}
	held, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Tx(t.Context(), func(*sql.Tx) error { t.Error("ran beside another writer"); return nil })
	if !db.IsBusy(err) || fault.KindOf(err) != fault.Temporary || !strings.HasPrefix(err.Error(), "another process holds the database: nothing was changed, try again (") {
		t.Errorf("Tx gave %v (%v), want that the database is held", err, fault.KindOf(err))
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(t.Context(), func(*sql.Tx) error { return nil }); err != nil {
		t.Errorf("after the lock was released: %v", err)
	}
}

func TestViewIsFrozen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		counter(t, d)
		err := d.View(t.Context(), func(tx *sql.Tx) error {
			var before, after int64
			if err := tx.QueryRowContext(t.Context(), `SELECT n FROM counter`).Scan(&before); err != nil {
				return err
			}
			if _, err := d.ExecContext(t.Context(), `UPDATE counter SET n = n + 1`); err != nil {
				return err
			}
			if err := tx.QueryRowContext(t.Context(), `SELECT n FROM counter`).Scan(&after); err != nil {
				return err
			}
			if before != after {
				t.Errorf("the view moved from %d to %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A backend that dies before the COMMIT leaves nothing behind; the caller can
// tell that from an unknown outcome.
func TestPostgresBackendDies(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Postgres(t))
	counter(t, d)
	kill := func(tx *sql.Tx) {
		var pid int
		if err := tx.QueryRowContext(t.Context(), `SELECT pg_backend_pid()`).Scan(&pid); err != nil {
			t.Fatal(err)
		}
		if _, err := d.ExecContext(t.Context(), `SELECT pg_terminate_backend($1, 5000)`, pid); err != nil {
			t.Fatal(err)
		}
	}
	err := d.Tx(t.Context(), func(tx *sql.Tx) error {
		kill(tx)
		_, err := tx.ExecContext(t.Context(), `UPDATE counter SET n = n + 1`)
		return err
	})
	if err == nil || fault.KindOf(err) == fault.Unsure {
		t.Errorf("killed before the end: %v (%v), want a plain error", err, fault.KindOf(err))
	}
	err = d.Tx(t.Context(), func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(t.Context(), `UPDATE counter SET n = n + 1`); err != nil {
			return err
		}
		kill(tx)
		return nil
	})
	if fault.KindOf(err) != fault.Unsure || !strings.Contains(err.Error(), "whether it did is unknown, read again before repeating") {
		t.Errorf("killed at the commit: %v (%v), want unsure", err, fault.KindOf(err))
	}
	if n := read(t, d); n != 0 {
		t.Errorf("the counter stands at %d, want 0", n)
	}
}
