package ledger

import (
	"context"

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
