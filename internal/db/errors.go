package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"github.com/mocowork/mocowork/internal/fault"
)

// SQLite's result codes (sqlite.org/rescode.html). The low byte is the primary
// code.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadOnly   = 8
	sqliteIOErr      = 10
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteNotADB     = 26
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
)

// sqliteCode is the SQLite result code in err's chain; 0 if there is none.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// pgCode is the SQLSTATE in err's chain; "" if there is none.
func pgCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// IsUnique reports whether err says that a row with the same key exists.
func IsUnique(err error) bool {
	code := sqliteCode(err)
	return code == sqliteUnique || code == sqlitePrimaryKey || pgCode(err) == "23505"
}

// IsBusy reports whether err says that somebody else held the database or the
// rows: nothing was changed and the same transaction may work now.
func IsBusy(err error) bool {
	switch sqliteCode(err) & 0xff {
	case sqliteBusy, sqliteLocked:
		return true
	}
	switch pgCode(err) {
	case "40001", "40P01", "55P03":
		return true
	}
	return false
}

// isLost reports whether err says that the connection to the server ended.
// Outside a COMMIT, what was under way in a transaction has not happened then.
func isLost(err error) bool {
	var network net.Error
	code := pgCode(err)
	switch {
	case code != "":
		// 25P03: the transaction stood still for too long, and was undone.
		return strings.HasPrefix(code, "57P") || strings.HasPrefix(code, "08") || code == "25P03"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, driver.ErrBadConn) ||
		errors.As(err, &network) || pgconn.SafeToRetry(err)
}

// IsFull reports whether err says that the database's disk is full.
func IsFull(err error) bool {
	return sqliteCode(err)&0xff == sqliteFull || pgCode(err) == "53100"
}

// IsReadOnly reports whether err says that the database can't be written at
// all: a read-only file or disk, or a standby server.
func IsReadOnly(err error) bool {
	return sqliteCode(err)&0xff == sqliteReadOnly || pgCode(err) == "25006"
}

// Explain puts a sentence that says what to do in front of a driver's error
// and gives it a kind (see fault). The driver's error stays in the chain. An
// error that is no driver's, or that nobody needs explained, comes back
// unchanged; nil stays nil.
func Explain(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	kind, text := explainSQLite(sqliteCode(err) & 0xff)
	if text == "" {
		kind, text = explainPostgres(err)
	}
	if text == "" {
		return err
	}
	return fault.New(kind, fmt.Errorf("%s (%w)", text, err))
}

func explainSQLite(primary int) (fault.Kind, string) {
	switch primary {
	case sqliteBusy, sqliteLocked:
		return fault.Temporary, "another process holds the database: nothing was changed, try again"
	case sqliteFull:
		return fault.Temporary, "the disk of the database is full: free some space, then the work goes on"
	case sqliteReadOnly:
		return fault.Permanent, "the database can't be written: check that the file, its folder and the disk are writable for this user"
	case sqliteCantOpen:
		return fault.Permanent, "the database file can't be opened: check the path and the rights of the file and its folder"
	case sqliteCorrupt, sqliteNotADB:
		return fault.Permanent, "the file is damaged or is no SQLite database: restore it from a backup"
	case sqliteIOErr:
		return fault.Temporary, "the disk of the database answers with errors: check the disk"
	}
	return 0, ""
}

func explainPostgres(err error) (fault.Kind, string) {
	code := pgCode(err)
	var connect *pgconn.ConnectError
	switch {
	case code == "40001", code == "40P01", code == "55P03":
		return fault.Temporary, "another process holds the rows: nothing was changed, try again"
	case code == "53100":
		return fault.Temporary, "the disk of the database server is full: free some space, then the work goes on"
	case code == "25006":
		return fault.Permanent, "the database server is read-only, such as a standby: use the address of the primary"
	case code == "28P01", code == "28000":
		return fault.Auth, "the database server refused user or password: check store.url"
	case code == "3D000":
		return fault.Permanent, "the database does not exist on the server: create it (CREATE DATABASE …), or correct store.url"
	case code == "42501":
		return fault.Permanent, "the database user lacks a right: it must own its tables"
	case strings.HasPrefix(code, "53"), strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "08"):
		return fault.Temporary, "the database server has no room or is restarting: try again"
	case errors.As(err, &connect):
		return fault.Temporary, "the database server can't be reached: check that it runs, and host and port of store.url"
	case isLost(err):
		return fault.Temporary, "the connection to the database server was lost: try again"
	}
	return 0, ""
}
