package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/mocowork/mocowork/internal/fault"
)

// Attempts at one transaction while others are in the way. SQLite waits five
// seconds by itself in each.
const (
	sqliteAttempts   = 3
	postgresAttempts = 12
)

// commitTimeout ends the wait for the answer to a COMMIT.
const commitTimeout = 30 * time.Second

// Tx runs fn in a transaction that nobody else can interleave with: SQLite
// lets one writer in at a time, PostgreSQL runs it SERIALIZABLE, so what fn
// reads holds until the commit on both. fn's error, or a panic, rolls back.
//
// When others are in the way, or the connection is lost before the COMMIT, the
// whole of fn runs again, so it must have no effect outside the transaction. If
// that does not help, the error is
// fault.Temporary and nothing was changed. If the connection is lost at the
// COMMIT itself, the error is fault.Unsure: read before doing it again.
func (d *DB) Tx(ctx context.Context, fn func(*sql.Tx) error) error {
	attempts := sqliteAttempts
	if d.Dialect == PostgreSQL {
		attempts = postgresAttempts
	}
	for n := 1; ; n++ {
		err := d.once(ctx, fn)
		if err == nil || !IsBusy(err) && !isLost(err) || fault.KindOf(err) == fault.Unsure || n == attempts {
			return Explain(err)
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
}

// View runs fn on a frozen picture of the database; fn must not write.
func (d *DB) View(ctx context.Context, fn func(*sql.Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.Dialect == PostgreSQL {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.BeginTx(ctx, opts)
	if err != nil {
		return Explain(err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	return Explain(fn(tx))
}

// once makes one attempt. Only the work before the COMMIT can be cancelled: a
// COMMIT that is cut off leaves nobody knowing what happened.
func (d *DB) once(ctx context.Context, fn func(*sql.Tx) error) error {
	if err := d.present(); err != nil {
		return err
	}
	txCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, cancel)
	defer stop()
	tx, err := d.BeginTx(txCtx, &sql.TxOptions{Isolation: d.isolation()})
	if err != nil {
		return cancelled(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	if err := fn(tx); err != nil {
		return cancelled(ctx, err)
	}
	if !stop() {
		return ctx.Err()
	}
	timer := time.AfterFunc(commitTimeout, cancel)
	defer timer.Stop()
	return d.commitError(tx.Commit())
}

func (d *DB) isolation() sql.IsolationLevel {
	if d.Dialect == PostgreSQL {
		return sql.LevelSerializable
	}
	return sql.LevelDefault
}

// cancelled prefers the caller's own reason to what the driver made of it.
func cancelled(ctx context.Context, err error) error {
	if ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}

// commitError tells a refused COMMIT, which changed nothing, from one whose
// outcome is unknown.
func (d *DB) commitError(err error) error {
	if err == nil || errors.Is(err, sql.ErrTxDone) {
		return err
	}
	unknown := sqliteCode(err)&0xff == sqliteIOErr
	if d.Dialect == PostgreSQL {
		code := pgCode(err)
		switch {
		case code == "":
			unknown = !pgconn.SafeToRetry(err) && !errors.Is(err, pgx.ErrTxCommitRollback)
		default:
			unknown = code == "40003" || strings.HasPrefix(code, "57") || strings.HasPrefix(code, "08")
		}
	}
	if unknown {
		return fault.New(fault.Unsure, fmt.Errorf("the database was lost while it saved; whether it did is unknown, read again before repeating (%w)", err))
	}
	return err
}

// pause waits a little longer at every attempt, never the same time as a
// rival that met the same lock.
func pause(ctx context.Context, n int) error {
	t := time.NewTimer(time.Duration(n) * time.Duration(2+rand.IntN(8)) * time.Millisecond)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
