package ledger

import (
	"context"
	"database/sql"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// together lets the entries of Change.With share what became of e. A change
// that keeps the claim is about e alone; so is one on the way into an intent.
func (l *Ledger) together(ctx context.Context, tx *sql.Tx, now time.Time, e Entry, c Change) error {
	if c.Hold || c.To != Planned && c.To.Open() || c.To == Review {
		return nil
	}
	detail, err := toJSON(map[string]any{"reason": c.Reason, "remote_id": c.RemoteID, "with": e.ID})
	if err != nil {
		return err
	}
	for _, id := range c.With {
		res, err := tx.ExecContext(ctx, `UPDATE entry SET state = $1, reason = $2, next_at = $3, remote_id = $4, updated_at = $5,
				deadline = CASE WHEN deadline > 0 AND deadline < $6 THEN $6 ELSE deadline END
			WHERE id = $7 AND account = $8 AND run = $9 AND action = $10 AND state = 'planned' AND lease_until NOT BETWEEN $5 AND $11`,
			c.To, c.Reason, db.Millis(c.NextAt), c.RemoteID, db.Millis(now), db.Millis(c.Deadline), id, l.account, e.Run, e.Action, l.farthest(now))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 || c.To == Planned {
			continue // somebody else has it, or it only goes on waiting
		}
		if err := l.note(ctx, tx, now, Event{Entry: id, Run: e.Run, Actor: l.owner, From: Planned, To: c.To, Detail: detail}); err != nil {
			return err
		}
	}
	return nil
}
