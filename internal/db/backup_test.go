package db_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
)

// fine is a copy that nobody objects to.
func fine(*db.DB) error { return nil }

// A copy made while others write is a state that the store really had.
func TestBackupWhileOthersWrite(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	ctx, stop := context.WithCancel(t.Context())
	wrote, ended := make(chan struct{}, 1000), make(chan error, 1)
	go func() {
		var err error
		for n := 0; err == nil && ctx.Err() == nil; n++ {
			// Two rows that belong together.
			err = d.Tx(ctx, both(n))
			select {
			case wrote <- struct{}{}:
			default:
			}
		}
		ended <- err
	}()
	<-wrote
	to := filepath.Join(t.TempDir(), "new", "copy.db")
	for range 5 { // the later ones replace the first
		rows := 0
		size, err := d.Backup(t.Context(), to, func(c *db.DB) error {
			return c.QueryRowContext(t.Context(), `SELECT count(*) FROM record`).Scan(&rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(to)
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() != size || rows == 0 || rows%2 != 0 {
			t.Fatalf("%d rows, size %d, %v, %v", rows, size, info, err)
		}
	}
	stop()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("the writer was disturbed: %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(to))
	if err != nil || len(left) != 1 {
		t.Errorf("files left beside the copy: %v, %v", left, err)
	}
	again, err := db.Open(t.Context(), "sqlite:"+to, db.Options{MustExist: true, QuickCheck: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	d := dbtest.Open(t, url)
	store, dir := strings.TrimPrefix(url, "sqlite:"), t.TempDir()
	no := func(*db.DB) error { return errors.New("the audit is broken") }
	link := filepath.Join(dir, "link")
	if err := os.Symlink(store, link); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		to    string
		check func(*db.DB) error
		want  string
	}{
		{store, fine, "is the store itself"},
		{link, fine, "is the store itself"},
		{dir, fine, "is a folder"},
		{filepath.Join(dir, "bad.db"), no, "was thrown away: the audit is broken"},
		{filepath.Join(link, "below", "a.db"), fine, "backup: "},
	} {
		if _, err := d.Backup(t.Context(), tt.to, tt.check); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.to, err, tt.want)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("files left: %v, %v", left, err)
	}
}

// both writes two rows in one transaction.
func both(n int) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO record (account, kind, id, updated_at, body, first_seen, changed_at)
			VALUES ('a', 'k', $1, 0, $3, 0, 0), ('a', 'k', $2, 0, $3, 0, 0)`, 2*n, 2*n+1, strings.Repeat("x", 500))
		return err
	}
}

// A store whose file goes away under a running program takes nothing more:
// the words would be lost with the process.
func TestFileGoesAway(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(path string) error{
		"deleted": os.Remove,
		"replaced": func(path string) error {
			b, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path+".new", b, 0o600), os.Rename(path+".new", path))
		},
	} {
		url := dbtest.SQLite(t)
		d := dbtest.Open(t, url)
		if err := d.Tx(t.Context(), both(1)); err != nil {
			t.Fatal(err)
		}
		path := strings.TrimPrefix(url, "sqlite:")
		if err := do(path); err != nil {
			t.Fatal(err)
		}
		err := d.Tx(t.Context(), both(2))
		if err == nil || !strings.Contains(err.Error(), "was deleted or replaced while it was in use") {
			t.Errorf("%s: %v", name, err)
		}
		d.SetMaxIdleConns(0) // what comes next needs a new connection
		_, err = d.ExecContext(t.Context(), `DELETE FROM record`)
		if _, statErr := os.Stat(path); name == "deleted" && (err == nil || statErr == nil) {
			t.Errorf("%s: a new connection began an empty store: %v, %v", name, err, statErr)
		}
	}
}
