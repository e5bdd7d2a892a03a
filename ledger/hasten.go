package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// Hasten makes the open entries of a run due now, because a person asks. What
// may be written again, and when, does not change by it. It returns how many
// there were.
func (l *Ledger) Hasten(ctx context.Context, run, by string) (int, error) {
	n := int64(0)
	err := l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `UPDATE entry SET next_at = 0, updated_at = $1
			WHERE account = $2 AND run = $3 AND state IN ('planned', 'claimed', 'intent') AND next_at > 0`, db.Millis(now), l.account, run)
		if err != nil {
			return err
		}
		if n, err = res.RowsAffected(); err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Run: run, Actor: by, To: "settle_asked", Detail: fmt.Sprintf(`{"entries":%d}`, n)})
	})
	return int(n), err
}
