package mirror

import (
	"context"
	"database/sql"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// Above manyRows known rows, losing more than half of them is suspicious.
const manyRows = 20

// finish moves the cursor after a proven reading, and after a whole one marks
// what is missing, all in one transaction.
func (p *puller) finish(ctx context.Context, l *listing, s KindState) error {
	m := p.mirror
	err := m.db.Tx(ctx, func(tx *sql.Tx) error {
		now, err := m.db.Now(ctx, tx)
		if err != nil {
			return err
		}
		next := s
		next.Kind, next.PulledAt, next.Cursor = p.kind.key(), now, cursorAfter(l, s.Cursor)
		p.done.Gone = 0
		if l.full {
			if p.done.Gone, err = p.sweep(ctx, tx, l, s, now); err != nil {
				return err
			}
			next.FullAt, next.Total = now, len(l.ids)
		}
		if p.kind.report() {
			if err := p.forget(ctx, tx, now); err != nil {
				return err
			}
		}
		return m.saveState(ctx, tx, next)
	})
	p.done.Complete = err == nil
	return err
}

// sweep marks the objects that the complete list l lacks. Objects stored after
// its first request was sent are left alone: a list can't know them.
func (p *puller) sweep(ctx context.Context, tx *sql.Tx, l *listing, s KindState, now time.Time) (gone int, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, first_seen < $1 FROM record
		WHERE account = $2 AND kind = $3 AND gone_at = 0 AND changed_at <= $4`,
		db.Millis(l.started), p.mirror.account, p.kind.key(), db.Millis(l.started))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	known := 0
	var missing []int64
	for rows.Next() {
		var id int64
		var before bool
		if err := rows.Scan(&id, &before); err != nil {
			return 0, err
		}
		known++
		if _, there := l.ids[id]; !there {
			missing = append(missing, id)
		}
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	if p.kind.report() {
		return len(missing), p.mirror.replaced(ctx, tx, p.kind.key(), missing)
	}
	if !p.opts.AcceptDrop && suspicious(known, len(missing), len(l.ids)) {
		return 0, &DropError{Kind: p.kind.Name, Known: known, Now: len(l.ids), Since: s.FullAt}
	}
	return len(missing), p.mirror.markGone(ctx, tx, p.kind.Name, missing, db.Millis(now))
}

// suspicious reports whether a list lacks so much that a fault is likelier
// than the truth: more than half of many, or everything.
func suspicious(known, missing, listed int) bool {
	return missing > 0 && listed == 0 || known > manyRows && missing*2 > known
}
