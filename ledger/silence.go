package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// alertRow names the row of meta that holds the incident that was told last.
func (l *Ledger) alertRow(key string) string { return "alert|" + l.account + "|" + key }

// AlertOnce reports whether this call is the first to tell of an incident, so
// that of several workers one does. key names what is watched, incident this
// time that it went wrong: a new incident replaces the last one of its key.
func (l *Ledger) AlertOnce(ctx context.Context, key, incident string) (bool, error) {
	first := false
	err := l.tx(ctx, func(tx *sql.Tx, _ time.Time) error {
		res, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE meta.value <> excluded.value`, l.alertRow(key), clean(incident))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		first = n == 1
		return err
	})
	return first && err == nil, err
}

// AlertFailed takes AlertOnce back, because nobody could be told.
func (l *Ledger) AlertFailed(ctx context.Context, key, incident string) error {
	return l.tx(ctx, func(tx *sql.Tx, _ time.Time) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE name = $1 AND value = $2`, l.alertRow(key), clean(incident))
		return err
	})
}

// AlertOver says that all is well with what a key names: the next incident is
// told, also if it is the one that was told last.
func (l *Ledger) AlertOver(ctx context.Context, key string) error {
	return l.tx(ctx, func(tx *sql.Tx, _ time.Time) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE name = $1`, l.alertRow(key))
		return err
	})
}

// LastEnded is the run of a job that ended last in one of two kinds of
// statuses: without plans that were only made to be looked at, and with
// succeeded only those in which nothing failed, otherwise all that did not fail
// as a whole. found is false if there is none.
func (l *Ledger) LastEnded(ctx context.Context, job string, succeeded bool) (r Run, found bool, err error) {
	also := []any{RunPartly, RunStopped}
	if succeeded {
		also = []any{RunDone, RunDone}
	}
	r, err = scanRun(l.db.QueryRowContext(ctx, `SELECT `+runColumns+` FROM run WHERE account = $1 AND job = $2 AND plan_only = 0
			AND status IN ($3, $4, $5, $6) ORDER BY ended_at DESC, id LIMIT 1`,
		append([]any{l.account, job, RunDone, RunWaiting}, also...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return Run{}, false, nil
	}
	return r, err == nil, err
}

// Writable tries to write to the store, as a sign of life.
func (l *Ledger) Writable(ctx context.Context) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
			"writable|"+l.account, now.UTC().Format(time.RFC3339Nano))
		return err
	})
}
