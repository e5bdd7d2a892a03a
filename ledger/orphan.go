package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// RunFree reports whether a run is wanted, not ended, and worked on by nobody:
// the process that took it is gone, or none has taken it within a lease.
func (l *Ledger) RunFree(ctx context.Context, id string) (bool, error) {
	now, err := l.Now(ctx)
	if err != nil {
		return false, err
	}
	var n int
	err = l.db.QueryRowContext(ctx, `SELECT count(*) FROM run WHERE id = $1 AND account = $4
			AND status IN ('queued', 'running') AND lease_until NOT BETWEEN $2 AND $5 AND (owner <> '' OR created_at < $3)`,
		id, db.Millis(now), db.Millis(now.Add(-l.lease)), l.account, l.farthest(now)).Scan(&n)
	return n == 1, err
}

// RunHeld is how long the worker of a run holds it, if it does not say again
// that it lives. It is zero if nobody holds the run.
func (l *Ledger) RunHeld(ctx context.Context, id string) (time.Time, error) {
	var until int64
	err := l.db.QueryRowContext(ctx, `SELECT lease_until FROM run WHERE id = $1 AND account = $2 AND status = 'running'`, id, l.account).Scan(&until)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return db.Time(until), err
}
