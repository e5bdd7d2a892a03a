package db_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
)

func TestSQLOnBoth(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec := func(query string, args ...any) {
			t.Helper()
			if _, err := d.ExecContext(ctx, query, args...); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		exec(`CREATE TABLE thing (id TEXT PRIMARY KEY, state TEXT NOT NULL, n BIGINT NOT NULL, body TEXT NOT NULL)`)
		exec(`CREATE UNIQUE INDEX thing_live ON thing (n) WHERE state IN ('live', 'done')`)
		// $1 twice and out of order: both drivers bind by number.
		exec(`INSERT INTO thing (id, n, state, body) VALUES ($2, $1, $3, $2)`, 7, "a", "live")
		var id, body string
		var n int64
		err := d.QueryRowContext(ctx, `INSERT INTO thing (id, n, state, body) VALUES ($1, $2, 'live', $3)
			ON CONFLICT (id) DO UPDATE SET n = excluded.n, body = excluded.body WHERE excluded.n > thing.n
			RETURNING id, n, body`, "a", 8, `{"x": 1}`).Scan(&id, &n, &body)
		if err != nil || id != "a" || n != 8 || body != `{"x": 1}` {
			t.Fatalf("upsert gave %q %d %q, %v", id, n, body, err)
		}
		_, err = d.ExecContext(ctx, `INSERT INTO thing VALUES ('b', 'done', 8, '')`)
		if !db.IsUnique(err) || db.IsBusy(err) {
			t.Errorf("a second live row with the same n: %v, want a unique violation", err)
		}
		exec(`INSERT INTO thing VALUES ('c', 'failed', 8, '')`)
		_, err = d.ExecContext(ctx, `INSERT INTO thing VALUES ('a', 'failed', 9, '')`)
		if !db.IsUnique(err) {
			t.Errorf("a second row with the same key: %v, want a unique violation", err)
		}
	})
}

func TestSQLiteSettings(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		var got string
		if err := d.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
		}
	}
}

func TestSQLiteFileIsPrivate(t *testing.T) {
	t.Parallel()
	// The characters have a meaning in the driver's address.
	path := filepath.Join(t.TempDir(), "new folder", "50% of #1?", "mocowork.db")
	dbtest.Open(t, "sqlite:"+path)
	for file, want := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", filepath.Base(file), got, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.db")
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, url string
		opts      db.Options
		want      string
	}{
		{"nothing", "", db.Options{}, "store.url is empty: use sqlite:PATH or postgres://"},
		{"kind", "mysql://root:geheim@host/db", db.Options{}, `a store of kind "mysql" is not known`},
		{"memory", "sqlite::memory:", db.Options{}, "needs the path of a file"},
		{"no path", "sqlite:", db.Options{}, "needs the path of a file"},
		{"folder", "sqlite:" + dir, db.Options{}, "is a folder: name a file in it"},
		{"lost", "sqlite:" + filepath.Join(dir, "lost.db"), db.Options{MustExist: true}, "does not exist, but it was in use before: restore it from a backup"},
		{"emptied", "sqlite:" + empty, db.Options{MustExist: true}, "is empty, but it was in use before"},
		{"no database", "sqlite:" + text, db.Options{}, "is damaged or is no SQLite database: restore it from a backup"},
		{"bad address", "postgres://u:geheim@[::1/db", db.Options{}, "store.url is not a valid PostgreSQL address"},
		{"nobody there", "postgres://u:geheim@127.0.0.1:1/db", db.Options{}, "can't be reached: check that it runs, and host and port of store.url"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := db.Open(t.Context(), tt.url, tt.opts)
			if err == nil {
				t.Fatalf("Open(%s) gave %v, want an error", tt.url, d.Name())
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q does not say %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "geheim") {
				t.Errorf("error %q shows the password", err)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(dir, "lost.db")); !os.IsNotExist(err) {
		t.Error("MustExist created the file")
	}
}

func TestQuickCheckFindsDamage(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	d := dbtest.Open(t, url)
	for range 50 {
		if _, err := d.ExecContext(t.Context(), `INSERT INTO record (account, kind, id, updated_at, body, first_seen, changed_at)
			SELECT 'a', 'k', count(*), 0, $1, 0, 0 FROM record`, strings.Repeat("x", 2000)); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil { // the last connection empties the WAL into the file
		t.Fatal(err)
	}
	path := strings.TrimPrefix(url, "sqlite:")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ok, err := db.Open(t.Context(), url, db.Options{QuickCheck: true})
	if err != nil {
		t.Fatalf("a sound file: %v", err)
	}
	if err := ok.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = db.Open(t.Context(), url, db.Options{QuickCheck: true})
	if err == nil || !strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), "backup") {
		t.Errorf("a truncated file: %v, want an error that says what to do", err)
	}
}

func TestPostgresRefusals(t *testing.T) {
	t.Parallel()
	url := dbtest.Postgres(t)
	d := dbtest.Open(t, url)
	wrong := strings.Replace(url, "postgres:", "postgres:x", 2) // the scheme keeps its own colon
	wrong = strings.Replace(wrong, "postgres:x//", "postgres://", 1)
	tests := []struct{ name, url, want string }{
		{"password", wrong, "refused user or password: check store.url"},
		{"database", strings.Replace(url, "/test_", "/absent_", 1), "does not exist on the server: create it"},
		{"lossy commits", url + "&options=-c%20synchronous_commit%3Doff", "synchronous_commit is off"},
	}
	for _, tt := range tests {
		_, err := db.Open(t.Context(), tt.url, db.Options{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	if !strings.HasPrefix(d.Name(), "postgres://127.0.0.1:") || strings.Contains(d.Name(), "@") {
		t.Errorf("Name() = %q, want host and database only", d.Name())
	}
}
