package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/mocowork/mocowork/internal/fault"
)

// openSQLite opens a file with the settings that law 1 needs: a commit is on
// the disk when it returns (synchronous=FULL), and a transaction that writes
// takes the lock at its beginning (BEGIN IMMEDIATE), so that what it read
// can't change under it.
func openSQLite(ctx context.Context, path string, opts Options) (*DB, error) {
	if path == "" || path == ":memory:" {
		return nil, errors.New("store.url: sqlite: needs the path of a file, as in sqlite:./data/mocowork.db; what was sent must outlive the process")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", path, err)
	}
	if err := prepareFile(path, opts.MustExist); err != nil {
		return nil, err
	}
	if kind := networkFileSystem(filepath.Dir(path)); kind != "" {
		return nil, unfit("store %s is on a network file system (%s): SQLite's locks can't be trusted there and a letter could be sent twice; use a local disk, or PostgreSQL", path, kind)
	}
	d, err := openFile(path, nil)
	if err != nil {
		return nil, err
	}
	if err := d.checkSQLite(ctx, opts.QuickCheck); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// openFile makes the pool of a file that is there.
func openFile(path string, more url.Values) (*DB, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	pool, err := sql.Open("sqlite", sqliteDSN(path, more))
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", path, err)
	}
	pool.SetMaxOpenConns(8)
	pool.SetMaxIdleConns(8)
	return &DB{DB: pool, Dialect: SQLite, name: path, file: info}, nil
}

// sqliteDSN is the driver's address of a file. The path is escaped, because
// "?", "#" and "%" have a meaning in it. No connection creates the file: one
// that is made later than the others must not begin an empty store beside
// theirs. more replaces some of the settings.
func sqliteDSN(path string, more url.Values) string {
	q := url.Values{
		"mode":          {"rw"},
		"_txlock":       {"immediate"},
		"_busy_timeout": {"5000"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_foreign_keys": {"1"},
	}
	maps.Copy(q, more)
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode(), OmitHost: true}
	return u.String()
}

// prepareFile creates the folder and the file, readable by their owner only.
// SQLite gives its side files (-wal, -shm) the same mode.
func prepareFile(path string, mustExist bool) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("store %s is a folder: name a file in it, such as sqlite:%s", path, filepath.Join(path, "mocowork.db"))
	case err == nil && mustExist && info.Size() == 0:
		return unfit("store %s is empty, but it was in use before: restore it from a backup; starting without it would forget what was sent", path)
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("store: %w", err)
	case mustExist:
		return unfit("store %s does not exist, but it was in use before: restore it from a backup, or correct store.url; starting without it would forget what was sent", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return unfit("store: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return unfit("store: %w", err)
	}
	return f.Close()
}

// checkSQLite makes the first access, which is where a file that is no
// database, or a damaged one, shows.
func (d *DB) checkSQLite(ctx context.Context, whole bool) error {
	var tables int
	if err := d.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return d.opening(err)
	}
	if !whole {
		return nil
	}
	return d.QuickCheck(ctx)
}

// QuickCheck reads the whole SQLite file and says whether its pages fit
// together; the error is an *UnfitError if they don't. PostgreSQL looks after
// its own files: there it does nothing.
func (d *DB) QuickCheck(ctx context.Context) error {
	if d.Dialect != SQLite {
		return nil
	}
	var answer string
	if err := d.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&answer); err != nil {
		return d.opening(err)
	}
	if answer != "ok" {
		return unfit("store %s is damaged: restore it from a backup (SQLite says: %s)", d.name, answer)
	}
	return nil
}

// opening sorts an error of the first access: a lock, a full or a failing disk
// pass, everything else does not.
func (d *DB) opening(err error) error {
	err = fmt.Errorf("store %s: %w", d.name, Explain(err))
	if fault.KindOf(err) == fault.Permanent {
		return &UnfitError{err}
	}
	return err
}

// present fails when the SQLite file is not the one that was opened: what is
// written to a file that was deleted or replaced is lost with this process.
func (d *DB) present() error {
	if d.file == nil {
		return nil
	}
	info, err := os.Stat(d.name)
	switch {
	case err == nil && os.SameFile(info, d.file):
		return nil
	case err == nil || errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.Permanent, fmt.Errorf("store %s was deleted or replaced while it was in use: stop this program, restore the file from a backup, and start again", d.name))
	}
	return fault.New(fault.Temporary, fmt.Errorf("store: %w", err))
}
