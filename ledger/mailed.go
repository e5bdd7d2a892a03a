package ledger

import (
	"context"
	"database/sql"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
)

// MailedSince is the highest level that was mailed after a moment of the
// database's clock, per invoice: what a copy of MOCO read by then can't show.
func (l *Ledger) MailedSince(ctx context.Context, t time.Time) (map[billing.ID]int, error) {
	out := map[billing.ID]int{}
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var id billing.ID
		var level int
		err := rows.Scan(&id, &level)
		out[id] = level
		return err
	}, `SELECT invoice_id, max(level) FROM entry WHERE account = $1 AND action = 'email' AND state = 'done' AND key NOT LIKE 'trial|%' AND updated_at > $2
		GROUP BY invoice_id`, l.account, db.Millis(t))
	return out, err
}
