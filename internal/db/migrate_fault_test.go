//go:build unix

package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"modernc.org/sqlite"

	"github.com/mocowork/mocowork/test/report"
)

// killEnv tells the test program to be a migration that is killed:
// "URL FILE STATEMENT".
const killEnv = "MOCOWORK_TEST_KILLED_MIGRATION"

// TestMain is the killed migration, or runs the tests.
func TestMain(m *testing.M) {
	if what := os.Getenv(killEnv); what != "" {
		killed(what)
	}
	os.Exit(m.Run())
}

// killed migrates and dies at a statement as kill -9 does.
func killed(what string) {
	sqlite.MustRegisterScalarFunction("die", 0, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		return nil, syscall.Kill(os.Getpid(), syscall.SIGKILL)
	})
	var url, file string
	var n int
	if _, err := fmt.Sscanf(what, "%s %s %d", &url, &file, &n); err != nil {
		panic(err)
	}
	d, err := Open(context.Background(), url, Options{})
	if err != nil {
		panic(err)
	}
	panic(fmt.Sprint("it was not killed: ", d.migrate(context.Background(), until(file, n, "SELECT die();"))))
}

// steps are the files of the product's migrations, in order.
func steps() []string {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err)
	}
	for i := range names {
		names[i] = strings.TrimPrefix(names[i], "migrations/")
	}
	return names
}

// statements are the statements of a step, without the way down.
func statements(file string) []string {
	b, err := migrations.ReadFile("migrations/" + file)
	if err != nil {
		panic(err)
	}
	up, _, _ := strings.Cut(string(b), "-- +goose Down")
	_, up, _ = strings.Cut(up, "-- +goose Up\n")
	var out []string
	for s := range strings.SplitAfterSeq(up, ";\n") {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

// until are the migrations up to a step, into which another statement is put
// after the first n of its own; "" leaves the step as it is.
func until(file string, n int, statement string) fs.FS {
	out := fstest.MapFS{}
	for _, name := range steps() {
		own := statements(name)
		if name == file && statement != "" {
			own = slices.Insert(own, n, statement+"\n")
		}
		out[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + strings.Join(own, ""))}
		if name == file {
			break
		}
	}
	return out
}

// TestF39_KilledMigration kills a migration at each of its statements: by kill -9
// of the process on SQLite, by the end of the connection on PostgreSQL; from an
// empty store and from each earlier version. Nothing of the broken step is left,
// and the next start goes on.
func TestF39_KilledMigration(t *testing.T) {
	row := report.Row{ID: "F39", Min: 20, Note: "each statement of each step; nothing half"}
	t.Run("sqlite", func(t *testing.T) {
		for _, file := range steps() {
			for n := range len(statements(file)) + 1 {
				url := fmt.Sprintf("sqlite:%s/%s.%d.db", t.TempDir(), file, n)
				row.Runs++
				row.Missing += interrupted(t, url, file, n, func(*DB) bool {
					cmd := exec.Command(os.Args[0])
					cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %d", killEnv, url, file, n))
					out, err := cmd.CombinedOutput()
					var exit *exec.ExitError
					dead := errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
					if !dead {
						t.Errorf("%s, statement %d: %v: %s", file, n, err, out)
						return false
					}
					row.Fired++
					return true
				})
			}
		}
	})
	t.Run("postgres", func(t *testing.T) {
		url := postgresForTest(t)
		for _, file := range steps() {
			for n := range len(statements(file)) + 1 {
				emptied(t, url)
				row.Runs++
				row.Missing += interrupted(t, url, file, n, func(d *DB) bool {
					err := d.migrate(t.Context(), until(file, n, "SELECT pg_terminate_backend(pg_backend_pid());"))
					if err == nil {
						t.Errorf("%s, statement %d: the connection did not end", file, n)
						return false
					}
					row.Fired++
					return true
				})
			}
		}
	})
	report.Print(t, row)
}

// emptied makes a PostgreSQL database as good as new.
func emptied(t *testing.T, url string) {
	t.Helper()
	d, err := Open(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.ExecContext(t.Context(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public"); err != nil {
		t.Fatal(err)
	}
}

// interrupted brings a store to the version before a step, breaks the step, and
// counts what is wrong afterwards.
func interrupted(t *testing.T, url, file string, n int, kill func(*DB) bool) (wrong int) {
	t.Helper()
	d, err := Open(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if i := slices.Index(steps(), file); i > 0 {
		if err := d.migrate(t.Context(), until(steps()[i-1], 0, "")); err != nil {
			t.Fatal(err)
		}
		if _, err := d.ExecContext(t.Context(), `INSERT INTO record (account, kind, id, updated_at, body, first_seen, changed_at) VALUES ('a', 'k', 1, 0, '{}', 0, 0)`); err != nil {
			t.Fatal(err)
		}
	}
	before := shape(t, d)
	if !kill(d) {
		return 1
	}
	again, err := Open(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if after := shape(t, again); after != before {
		t.Errorf("%s, statement %d: half of it is there:\n%s\nwas:\n%s", file, n, after, before)
		wrong++
	}
	if err := again.Migrate(t.Context()); err != nil {
		t.Errorf("%s, statement %d: the next start: %v", file, n, err)
		return wrong + 1
	}
	var rows int
	err = again.QueryRowContext(t.Context(), `SELECT count(*) FROM record`).Scan(&rows)
	if want := min(1, slices.Index(steps(), file)); err != nil || rows != want {
		t.Errorf("%s, statement %d: %d rows, want %d, %v", file, n, rows, want, err)
		wrong++
	}
	if got, want := shape(t, again), whole(t, again.Dialect); got != want {
		t.Errorf("%s, statement %d: the tables are\n%s\nwant\n%s", file, n, got, want)
		wrong++
	}
	return wrong
}

// shape is what tables and indexes there are, without goose's own.
func shape(t *testing.T, d *DB) string {
	t.Helper()
	query := `SELECT coalesce(group_concat(sql, char(10)), '') FROM (SELECT sql FROM sqlite_master WHERE name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' AND sql IS NOT NULL ORDER BY name)`
	if d.Dialect == PostgreSQL {
		query = `SELECT coalesce(string_agg(x, E'\n' ORDER BY x), '') FROM (
			SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS x FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'
			UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'goose%') all_of_it`
	}
	var s string
	if err := d.QueryRowContext(t.Context(), query).Scan(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

var wholes = map[Dialect]string{}

// whole is the shape of a store that was never interrupted.
func whole(t *testing.T, kind Dialect) string {
	t.Helper()
	if s, ok := wholes[kind]; ok {
		return s
	}
	url := "sqlite:" + t.TempDir() + "/whole.db"
	if kind == PostgreSQL {
		url = postgresForTest(t)
	}
	d, err := Open(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	wholes[kind] = shape(t, d)
	return wholes[kind]
}
