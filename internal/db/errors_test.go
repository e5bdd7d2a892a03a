package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/internal/fault"
)

func TestExplainPostgres(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code string
		kind fault.Kind
		want string
	}{
		{"40001", fault.Temporary, "another process holds the rows"},
		{"40P01", fault.Temporary, "nothing was changed, try again"},
		{"53100", fault.Temporary, "the disk of the database server is full: free some space"},
		{"25006", fault.Permanent, "use the address of the primary"},
		{"28P01", fault.Auth, "check store.url"},
		{"42501", fault.Permanent, "lacks a right"},
		{"57P03", fault.Temporary, "restarting: try again"},
		{"53300", fault.Temporary, "has no room"},
	} {
		cause := fmt.Errorf("claim: %w", &pgconn.PgError{Code: tt.code, Message: "server text"})
		err := db.Explain(cause)
		if fault.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.want) || !errors.Is(err, cause) {
			t.Errorf("%s: %q (%v), want %q (%v) around the cause", tt.code, err, fault.KindOf(err), tt.want, tt.kind)
		}
	}
}

func TestExplainLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	classified := fault.New(fault.Gone, errors.New("gone"))
	for _, err := range []error{nil, errors.New("no rows of ours"), context.Canceled, classified, &pgconn.PgError{Code: "23505"}} {
		if got := db.Explain(err); got != err {
			t.Errorf("Explain(%v) = %v, want it unchanged", err, got)
		}
	}
}

func TestIs(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(error) bool{"unique": db.IsUnique, "busy": db.IsBusy, "full": db.IsFull, "read-only": db.IsReadOnly}
	want := map[string]string{"23505": "unique", "40001": "busy", "40P01": "busy", "55P03": "busy", "53100": "full", "25006": "read-only", "42601": ""}
	for code, only := range want {
		for name, is := range kinds {
			if got := is(fmt.Errorf("insert: %w", &pgconn.PgError{Code: code})); got != (name == only) {
				t.Errorf("%s: %s = %v", code, name, got)
			}
		}
	}
	for name, is := range kinds {
		if is(nil) || is(errors.New("other")) {
			t.Errorf("%s is true for an error of nobody", name)
		}
	}
}

// SQLite's own limit on the number of pages stands in for a full disk.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	d.SetMaxOpenConns(1) // the limit belongs to the connection
	counter(t, d)
	var pages int
	if err := d.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		if _, err := d.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages)
	fill := fill(t, strings.Repeat("x", 100_000))
	err := d.Tx(t.Context(), fill)
	if !db.IsFull(err) || fault.KindOf(err) != fault.Temporary || !strings.Contains(err.Error(), "disk of the database is full: free some space") {
		t.Errorf("full: %v (%v)", err, fault.KindOf(err))
	}
	limit(pages + 1000)
	if err := d.Tx(t.Context(), fill); err != nil {
		t.Errorf("after space was freed: %v, want it to work again", err)
	}
}

func TestReadOnlyDatabase(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	d.SetMaxOpenConns(1)
	if _, err := d.ExecContext(t.Context(), "PRAGMA query_only = 1"); err != nil {
		t.Fatal(err)
	}
	err := d.Tx(t.Context(), fill(t, "x"))
	if !db.IsReadOnly(err) || !strings.Contains(err.Error(), "the database can't be written: check that the file") {
		t.Errorf("read-only: %v", err)
	}
}

// fill writes one large row.
func fill(t *testing.T, body string) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO record (account, kind, id, updated_at, body, first_seen, changed_at)
			VALUES ('a', 'k', 1, 0, $1, 0, 0)`, body)
		return err
	}
}
