package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgres opens a pool and makes one connection, so that a wrong address
// or password shows at the start.
func openPostgres(ctx context.Context, url string) (*DB, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		// The parser's own message quotes the address.
		return nil, errors.New("store.url is not a valid PostgreSQL address: it looks like postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=require, and special characters in the password are written as %XX")
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "mocowork"
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 10 * time.Second
	}
	pool := stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(limitIdle))
	pool.SetMaxOpenConns(10)
	pool.SetMaxIdleConns(5)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	d := &DB{DB: pool, Dialect: PostgreSQL, name: fmt.Sprintf("postgres://%s:%d/%s", cfg.Host, cfg.Port, cfg.Database)}
	if err := d.checkPostgres(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store %s: %w", d.name, err), pool.Close())
	}
	return d, nil
}

// idleInTx is how long a transaction may stand still. A process that is stopped
// in the middle of one, by a signal or with its whole machine, holds locks that
// everybody else waits for; the server takes them away from it. It is less than
// a lease, so that others take over its work as well.
const idleInTx = "10s"

// limitIdle sets idleInTx, unless the address or the server has a limit of its
// own.
func limitIdle(ctx context.Context, c *pgx.Conn) error {
	var own string
	if err := c.QueryRow(ctx, "SHOW idle_in_transaction_session_timeout").Scan(&own); err != nil || own != "0" {
		return err
	}
	_, err := c.Exec(ctx, "SET idle_in_transaction_session_timeout = '"+idleInTx+"'")
	return err
}

// checkPostgres refuses a server whose commits may be lost: the intent to send
// a letter must be on disk before the letter leaves.
func (d *DB) checkPostgres(ctx context.Context) error {
	var mode string
	if err := d.QueryRowContext(ctx, "SHOW synchronous_commit").Scan(&mode); err != nil {
		return Explain(err)
	}
	if mode == "off" {
		return errors.New("synchronous_commit is off: a crash of the server would forget letters that were sent; set it to on for this database (ALTER DATABASE … SET synchronous_commit = on)")
	}
	return nil
}
