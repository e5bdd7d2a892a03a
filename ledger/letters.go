package ledger

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
)

// Letter is one half of a letter as the ledger knows it: its reminder, or the
// mail that carries it.
type Letter struct {
	Entry, Parent string // ids
	Action        string // remind, draft_reminder or email
	State         State
	Reason        string
	InvoiceID     billing.ID
	Level         int
	Reminder      billing.ID // that MOCO made; 0 if none is known
	Trial         bool       // its mail was redirected
	UpdatedAt     time.Time
}

// Letters are all halves of all letters, in the order of their ids.
func (l *Ledger) Letters(ctx context.Context) ([]Letter, error) {
	var out []Letter
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var x Letter
		var remote, key string
		var updated int64
		err := rows.Scan(&x.Entry, &x.Parent, &x.Action, &x.State, &x.Reason, &x.InvoiceID, &x.Level, &remote, &key, &updated)
		if id, convErr := strconv.ParseInt(remote, 10, 64); convErr == nil {
			x.Reminder = billing.ID(id)
		}
		x.Trial, x.UpdatedAt = strings.HasPrefix(key, "trial|"), db.Time(updated)
		out = append(out, x)
		return err
	}, `SELECT id, parent, action, state, reason, invoice_id, level, remote_id, key, updated_at FROM entry
		WHERE account = $1 AND action IN ('remind', 'draft_reminder', 'email') ORDER BY id`, l.account)
	return out, err
}
