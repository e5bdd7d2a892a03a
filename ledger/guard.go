package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// farthest is the latest end that a lease can have. A later one was written
// before the database's clock was set back; it would keep its entry from
// everybody for as long as the clock was wrong, so it counts as over. Workers
// may have been given other leases than this one.
func (l *Ledger) farthest(now time.Time) int64 {
	return db.Millis(now.Add(max(2*l.lease, 15*time.Minute)))
}

// future is how far in the future a row may have been written. One that is
// farther dates from before the database's clock was set back, so the moment
// that it waits for means nothing: it is due.
const future = 10 * time.Second

// AheadOf reports whether the entry was last written in what is the future by
// now: the database's clock has been set back since.
func (e Entry) AheadOf(now time.Time) bool { return e.UpdatedAt.After(now.Add(future)) }

// Held reports whether somebody works on an entry: its lease has not run out.
func (l *Ledger) Held(x Entry, now time.Time) bool {
	return x.LeaseUntil.After(now) && db.Millis(x.LeaseUntil) <= l.farthest(now)
}

// Last is the number and the hash of the latest event; 0 and "" if there is
// none yet. A store in which they come out lower, or as something else, than
// they did before is an older one.
func (l *Ledger) Last(ctx context.Context) (seq int64, hash string, err error) {
	return head(ctx, l.db)
}

// Has reports whether the store has an event with this number and hash.
func (l *Ledger) Has(ctx context.Context, seq int64, hash string) (bool, error) {
	var n int
	err := l.db.QueryRowContext(ctx, `SELECT count(*) FROM event WHERE seq = $1 AND hash = $2`, seq, hash).Scan(&n)
	return n == 1, err
}

// restoredRow names the row of meta that stands there from the moment in which
// an older store was noticed until MOCO's reminders were read again.
func (l *Ledger) restoredRow() string { return "restored|" + l.account }

// Restored records that the store is older than it was: something that was done
// may be missing in it. was is the number of events that it had.
func (l *Ledger) Restored(ctx context.Context, was int64) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		last, _, err := head(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
			l.restoredRow(), strconv.FormatInt(db.Millis(now), 10))
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Actor: l.owner, To: "store_restored", Detail: fmt.Sprintf(`{"events":%d,"before":%d}`, last, was)})
	})
}

// Rereading reports whether an older store was noticed and MOCO's reminders
// were not read again since: until then nothing may be written.
func (l *Ledger) Rereading(ctx context.Context) (bool, error) {
	var value string
	err := l.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = $1`, l.restoredRow()).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// Reread records that MOCO's reminders were read again, all of them.
func (l *Ledger) Reread(ctx context.Context) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE name = $1`, l.restoredRow())
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err // another worker was faster
		}
		return l.note(ctx, tx, now, Event{Actor: l.owner, To: "reminders_reread"})
	})
}
