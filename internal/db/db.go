// Package db opens the product's SQL store: a SQLite file on one machine, or a
// PostgreSQL server for several. All SQL of the product is written once, with
// $1 placeholders and the parts of SQL that both understand.
//
// Times are stored as BIGINT: milliseconds since 1970 in UTC. Anything that is
// compared between processes, such as a lease, uses the database's own clock
// (see DB.Now).
package db

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
)

// Dialect is the kind of database.
type Dialect string

// The dialects.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgres"
)

// DB is an open store. It is safe for concurrent use.
type DB struct {
	*sql.DB
	Dialect Dialect

	// name is what messages call the store: a path, or host and database. It
	// never holds a password.
	name string
	// file is the SQLite file as it was opened; nil for PostgreSQL.
	file os.FileInfo
}

// UnfitError says that a store must not be used as it is: it is missing,
// damaged, read-only, or in a place where locks mean nothing. Trying again
// changes nothing; a person has to do what the text says.
type UnfitError struct{ err error }

// Error says what is wrong and what to do.
func (e *UnfitError) Error() string { return e.err.Error() }

// Unwrap is the cause.
func (e *UnfitError) Unwrap() error { return e.err }

func unfit(format string, args ...any) error { return &UnfitError{fmt.Errorf(format, args...)} }

// Options say how Open treats the store. The zero value is right for a first
// start.
type Options struct {
	// MustExist refuses a SQLite file that is missing or empty instead of
	// creating it: a lost ledger must not look like "nothing was ever sent".
	MustExist bool
	// QuickCheck reads the whole SQLite file once and refuses a damaged one.
	// It takes about a second for 500 MB (see DB.QuickCheck).
	QuickCheck bool
}

// Open opens the store that url names: "sqlite:PATH", or a
// "postgres://user:password@host/database" address with libpq's parameters.
// It does not create tables; see Migrate. Errors say what to do and never show
// a password; an *UnfitError is one that time does not heal.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	scheme, rest, _ := strings.Cut(url, ":")
	switch scheme {
	case "sqlite":
		return openSQLite(ctx, strings.TrimPrefix(rest, "//"), opts)
	case "postgres", "postgresql":
		return openPostgres(ctx, url)
	case "":
		return nil, fmt.Errorf("store.url is empty: use sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE")
	}
	return nil, fmt.Errorf("store.url: a store of kind %q is not known: use sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE", scheme)
}

// Name is the store in words: the SQLite file's path, or PostgreSQL's host and
// database. It holds no secret.
func (d *DB) Name() string { return d.name }
