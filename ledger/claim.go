package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// ErrBusy says that the entry can't be claimed now: somebody else holds it, it
// waits for a later time, or it is finished.
var ErrBusy = errors.New("the entry can't be claimed now")

// Claim takes an entry for this process. A planned entry becomes claimed; one
// whose worker vanished is taken over in its state, so that an intent is
// reconciled and not written again. The error is ErrBusy if it can't be had.
func (l *Ledger) Claim(ctx context.Context, id string) (Entry, error) {
	var e Entry
	err := l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		before, err := l.entry(ctx, tx, id)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `UPDATE entry SET fence = fence + 1, owner = $1, lease_until = $2, attempts = attempts + 1,
				crashes = crashes + CASE WHEN owner <> '' THEN 1 ELSE 0 END,
				state = CASE state WHEN 'planned' THEN 'claimed' ELSE state END, updated_at = $3
			WHERE id = $4 AND state IN ('planned', 'claimed', 'intent') AND lease_until NOT BETWEEN $3 AND $5
				AND (next_at <= $3 OR updated_at > $6)`,
			l.owner, db.Millis(now.Add(l.lease)), db.Millis(now), id, l.farthest(now), db.Millis(now.Add(future)))
		if err := oneRow(res, err, ErrBusy); err != nil {
			return err
		}
		if e, err = l.entry(ctx, tx, id); err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Entry: id, Run: e.Run, Actor: l.owner, From: before.State, To: e.State,
			Detail: fmt.Sprintf(`{"fence":%d}`, e.Fence)})
	})
	return e, err
}

// Resolve is a person's word on an entry in review: Done and Skipped if it was
// or need not be carried out, Failed if it can't be, Planned to let a worker
// try again. by is the person. What stands as the person wants it stays as it
// is, so that a word that is given twice is no error. The error is ErrNotFound,
// or says that the entry is not in review.
func (l *Ledger) Resolve(ctx context.Context, id string, to State, by, reason string) (Entry, error) {
	if !Review.May(to) {
		return Entry{}, fmt.Errorf("entry %s can't go from %s to %s", id, Review, to)
	}
	reason = clean(reason)
	var after Entry
	err := l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		before, err := l.entry(ctx, tx, id)
		if err != nil {
			return err
		}
		if before.State == to || to == Planned && before.State.Open() {
			after = before
			return nil
		}
		res, err := tx.ExecContext(ctx, `UPDATE entry SET state = $1, reason = $2, next_at = 0, crashes = 0, updated_at = $3
			WHERE id = $4 AND state = 'review'`, to, reason, db.Millis(now), id)
		if err := oneRow(res, err, fmt.Errorf("entry %s is not in review, it is %s", id, before.State)); err != nil {
			return err
		}
		if after, err = l.entry(ctx, tx, id); err != nil {
			return err
		}
		detail, err := toJSON(map[string]any{"reason": reason})
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Entry: id, Run: after.Run, Actor: by, From: Review, To: to, Detail: detail})
	})
	if err != nil {
		return Entry{}, err
	}
	return after, nil
}

// ReleaseDead ends the leases of processes that do not live any more, as alive
// tells, on entries and on runs; it returns the number of leases. It is for a
// store that one machine uses alone; elsewhere a lease simply runs out. The
// next claim of such an entry counts as a crash.
func (l *Ledger) ReleaseDead(ctx context.Context, alive func(owner string) bool) (int, error) {
	var dead []string
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var owner string
		err := rows.Scan(&owner)
		if err == nil && !alive(owner) {
			dead = append(dead, owner)
		}
		return err
	}, `SELECT owner FROM entry WHERE account = $1 AND owner <> '' UNION SELECT owner FROM run WHERE account = $1 AND owner <> ''`, l.account)
	if err != nil {
		return 0, err
	}
	n := 0
	err = l.tx(ctx, func(tx *sql.Tx, _ time.Time) error {
		n = 0
		for _, owner := range dead {
			for _, table := range []string{"entry", "run"} {
				res, err := tx.ExecContext(ctx, `UPDATE `+table+` SET lease_until = 0 WHERE account = $1 AND owner = $2 AND lease_until > 0`, l.account, owner)
				if err != nil {
					return err
				}
				k, err := res.RowsAffected()
				if err != nil {
					return err
				}
				n += int(k)
			}
		}
		return nil
	})
	return n, err
}
