package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Queryer reads one row: a *sql.DB, *sql.Tx or *sql.Conn.
type Queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Now is the database's clock in UTC, to the millisecond. It moves on inside a
// transaction. All processes that share a store see the same clock, so leases
// and ticks are compared with it.
func (d *DB) Now(ctx context.Context, q Queryer) (time.Time, error) {
	query := "SELECT CAST(round(unixepoch('now', 'subsec') * 1000) AS INTEGER)"
	if d.Dialect == PostgreSQL {
		query = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
	}
	var ms int64
	if err := q.QueryRowContext(ctx, query).Scan(&ms); err != nil {
		return time.Time{}, fmt.Errorf("read the database's clock: %w", Explain(err))
	}
	return Time(ms), nil
}

// Millis is a moment as it is stored: milliseconds since 1970 in UTC, cut to
// the millisecond; 0 for the zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the moment of a stored time, in UTC; the zero time for 0.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
