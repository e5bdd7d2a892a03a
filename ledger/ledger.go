// Package ledger remembers what was released and what became of it. It is the
// truth about our own deeds: states, claims, fences, an append-only chain of
// events, schedule ticks, runs and the budget of requests. Redis may lose
// everything; the ledger may not. It decides nothing.
package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// Ledger is the ledger of one MOCO account. It is safe for use by several
// goroutines, and by several processes on the same store.
type Ledger struct {
	db      *db.DB
	account string
	owner   string
	lease   time.Duration
	random  io.Reader
	changed func()
}

// Options set up a Ledger.
type Options struct {
	// Account is MOCO's sub-domain; it is part of every row.
	Account string
	// Owner names this process in claims and in the audit, such as
	// "host:4711:1f3a". It must be unique among living processes.
	Owner string
	// Lease is how long a claim holds without being renewed; 60 s if 0. It is
	// measured on the database's clock.
	Lease time.Duration
	// Random gives ids; crypto/rand if nil.
	Random io.Reader
	// Changed is called after each transaction that may have added events; nil
	// for nobody.
	Changed func()
}

// ErrLost says that the claim on an entry or a run does not hold any more,
// because another process took it over or the lease ran out: whatever this one
// was about to do, it must not do any more.
var ErrLost = errors.New("the claim was lost to another worker, or ran out")

// ErrForeign says that a plan was written by another version of the product in
// a way that this one does not understand: it is to be left alone.
var ErrForeign = errors.New("of another version of this program, left alone")

// ErrNotFound says that there is no such run, plan or entry.
var ErrNotFound = errors.New("not found")

// New makes a Ledger on a migrated store.
func New(store *db.DB, o Options) *Ledger {
	l := &Ledger{db: store, account: o.Account, owner: o.Owner, lease: o.Lease, random: o.Random, changed: o.Changed}
	if l.lease <= 0 {
		l.lease = time.Minute
	}
	if l.random == nil {
		l.random = rand.Reader
	}
	return l
}

// Account is the sub-domain that the ledger belongs to.
func (l *Ledger) Account() string { return l.account }

// Owner is this process's name in claims.
func (l *Ledger) Owner() string { return l.owner }

// Lease is how long a claim holds.
func (l *Ledger) Lease() time.Duration { return l.lease }

// Now is the database's time, the only clock that leases know.
func (l *Ledger) Now(ctx context.Context) (time.Time, error) { return l.db.Now(ctx, l.db) }

// NewID makes an id such as "r_8f31": short enough to type, and not in use.
// Kinds are r (run), p (plan), a (entry) and h (hold).
func (l *Ledger) NewID(ctx context.Context, kind string) (string, error) {
	table := map[string]string{"r": "run", "p": "plan", "a": "entry", "h": "hold"}[kind]
	if table == "" {
		return "", fmt.Errorf("no ids of kind %q", kind)
	}
	for size := 2; size <= 8; size++ {
		id, err := l.randomID(kind, size)
		if err != nil {
			return "", err
		}
		var n int
		err = l.db.QueryRowContext(ctx, "SELECT count(*) FROM "+table+" WHERE id = $1", id).Scan(&n)
		if err != nil || n == 0 {
			return id, err
		}
	}
	return "", fmt.Errorf("no free id of kind %q", kind)
}

func (l *Ledger) randomID(kind string, size int) (string, error) {
	b := make([]byte, size)
	if _, err := io.ReadFull(l.random, b); err != nil {
		return "", fmt.Errorf("no randomness for an id: %w", err)
	}
	return kind + "_" + hex.EncodeToString(b), nil
}

// entryID is longer than other ids: nobody types it, and a plan makes many.
func (l *Ledger) entryID() (string, error) { return l.randomID("a", 6) }

// tx runs fn in a transaction that no other of the ledger interleaves with, and
// gives it the database's time.
func (l *Ledger) tx(ctx context.Context, fn func(tx *sql.Tx, now time.Time) error) error {
	err := l.lockedTx(ctx, "meta", fn)
	if err == nil && l.changed != nil {
		l.changed()
	}
	return err
}

// lockedTx makes transactions that write the same rows queue up at their
// beginning, which SQLite does by itself. PostgreSQL would notice a rival at
// the end only and start over, again and again under load.
func (l *Ledger) lockedTx(ctx context.Context, table string, fn func(tx *sql.Tx, now time.Time) error) error {
	return l.db.Tx(ctx, func(tx *sql.Tx) error {
		if l.db.Dialect == db.PostgreSQL {
			if _, err := tx.ExecContext(ctx, "LOCK TABLE "+table+" IN EXCLUSIVE MODE"); err != nil {
				return err
			}
		}
		now, err := l.db.Now(ctx, tx)
		if err != nil {
			return err
		}
		return fn(tx, now)
	})
}

// queryer is the store, or a transaction of it.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// each calls row for every row of a query.
func each(ctx context.Context, q queryer, row func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// oneRow turns the result of an UPDATE that must meet its row into otherwise
// when it met none.
func oneRow(res sql.Result, err, otherwise error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return otherwise
	}
	return err
}

// meta reads a value of the store itself; "" if there is none.
func meta(ctx context.Context, q db.Queryer, name string) (value string, err error) {
	err = q.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = $1`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

// clean makes a foreign text fit for both databases: PostgreSQL refuses NUL and
// broken UTF-8, and what happened must be remembered whatever its words are.
func clean(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}

// toJSON encodes a value whose types all encode.
func toJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("ledger: %w", err)
	}
	return string(b), nil
}

// one turns "no row" into ErrNotFound, named.
func one(err error, what, id string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s %s: %w", what, id, ErrNotFound)
	}
	return err
}
