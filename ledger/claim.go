package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/plan"
)

// ErrBusy says that the entry can't be claimed now: somebody else holds it, it
// waits for a later time, or it is finished.
var ErrBusy = errors.New("the entry can't be claimed now")

// Claim takes an entry for this process. A planned entry becomes claimed; one
// whose worker vanished is taken over in its state, so that an intent is
// reconciled and not written again. The error is ErrBusy if it can't be had.
func (l *Ledger) Claim(ctx context.Context, id string) (Entry, error) {
	var e Entry
	err := l.db.Tx(ctx, func(tx *sql.Tx) error {
		now, err := l.db.Now(ctx, tx)
		if err != nil {
			return err
		}
		before, err := scanEntry(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM entry WHERE id = $1`, id))
		if err != nil {
			return one(err, "entry", id)
		}
		res, err := tx.ExecContext(ctx, `UPDATE entry SET fence = fence + 1, owner = $1, lease_until = $2, attempts = attempts + 1,
				crashes = crashes + CASE WHEN owner <> '' THEN 1 ELSE 0 END,
				state = CASE state WHEN 'planned' THEN 'claimed' ELSE state END, updated_at = $3
			WHERE id = $4 AND state IN ('planned', 'claimed', 'intent') AND lease_until < $3 AND next_at <= $3`,
			l.owner, db.Millis(now.Add(l.lease)), db.Millis(now), id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrBusy)
		}
		if e, err = scanEntry(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM entry WHERE id = $1`, id)); err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Entry: id, Run: e.Run, Actor: l.owner, From: before.State, To: e.State,
			Detail: fmt.Sprintf(`{"fence":%d}`, e.Fence)})
	})
	return e, err
}

// Change is what a step of the protocol writes to its entry.
type Change struct {
	To     State
	Reason string
	// NextAt is when the entry may be claimed again, for states that stay
	// open. The lease ends with the change unless To is Intent and Hold is
	// set.
	NextAt time.Time
	// Hold keeps the claim: the same worker goes on.
	Hold     bool
	RemoteID string
	Params   plan.Params // replaces the entry's, if not nil
	Baseline []billing.ID
	Evidence any
	// Repeated counts a write that is going to be made a second time,
	// CleanRead a read-back that found nothing.
	Repeated, CleanRead bool
	// Undone is a done entry whose effect was taken back: it becomes skipped,
	// with the same reason, and frees its key.
	Undone string
	// Follow are entries that come to life together with the change.
	Follow []Entry
}

// Change moves a claimed entry on, in one durable transaction. It fails with
// ErrLost if the entry was claimed by somebody else meanwhile, and refuses a
// move that the states do not allow.
func (l *Ledger) Change(ctx context.Context, e Entry, c Change) (Entry, error) {
	if e.State != c.To && !e.State.May(c.To) {
		return Entry{}, fmt.Errorf("entry %s can't go from %s to %s", e.ID, e.State, c.To)
	}
	var after Entry
	err := l.db.Tx(ctx, func(tx *sql.Tx) error {
		now, err := l.db.Now(ctx, tx)
		if err != nil {
			return err
		}
		row, err := changedRow(e, c, now, l.lease)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `UPDATE entry SET state = $1, reason = $2, owner = $3, lease_until = $4, next_at = $5,
				remote_id = $6, params = $7, baseline = $8, evidence = $9, repeats = $10, clean_reads = $11, intent_at = $12,
				crashes = $13, updated_at = $14
			WHERE id = $15 AND fence = $16 AND owner = $17`, append(row, e.ID, e.Fence, l.owner)...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrLost)
		}
		if after, err = scanEntry(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM entry WHERE id = $1`, e.ID)); err != nil {
			return err
		}
		if err := l.undo(ctx, tx, now, c); err != nil {
			return err
		}
		for _, f := range c.Follow {
			f.Run, f.Plan, f.Parent, f.ApprovedBy = e.Run, e.Plan, e.ID, e.ApprovedBy
			if _, err := l.insert(ctx, tx, now, f); err != nil {
				return err
			}
		}
		detail, err := toJSON(map[string]any{"reason": c.Reason, "remote_id": c.RemoteID, "evidence": c.Evidence})
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Entry: e.ID, Run: e.Run, Actor: l.owner, From: e.State, To: c.To, Detail: detail})
	})
	return after, err
}

// undo marks the entry whose effect was taken back.
func (l *Ledger) undo(ctx context.Context, tx *sql.Tx, now time.Time, c Change) error {
	if c.Undone == "" {
		return nil
	}
	res, err := tx.ExecContext(ctx, `UPDATE entry SET state = $1, reason = $2, updated_at = $3 WHERE id = $4 AND state = 'done'`,
		Skipped, c.Reason, db.Millis(now), c.Undone)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	detail, err := toJSON(map[string]any{"reason": c.Reason})
	if err != nil {
		return err
	}
	return l.note(ctx, tx, now, Event{Entry: c.Undone, Actor: l.owner, From: Done, To: Skipped, Detail: detail})
}

// changedRow is the new value of every column that Change sets.
func changedRow(e Entry, c Change, now time.Time, lease time.Duration) ([]any, error) {
	owner, leaseUntil := "", int64(0)
	if c.Hold {
		owner, leaseUntil = e.Owner, db.Millis(now.Add(lease))
	}
	if c.Params == nil {
		c.Params = e.Params
	}
	if c.Baseline == nil {
		c.Baseline = e.Baseline
	}
	if c.RemoteID == "" {
		c.RemoteID = e.RemoteID
	}
	evidence := string(e.Evidence)
	params, err := toJSON(c.Params)
	if err != nil {
		return nil, err
	}
	baseline, err := toJSON(append([]billing.ID{}, c.Baseline...))
	if err != nil {
		return nil, err
	}
	if c.Evidence != nil {
		if evidence, err = toJSON(c.Evidence); err != nil {
			return nil, err
		}
	}
	intentAt := db.Millis(e.IntentAt)
	if c.To == Intent && e.State != Intent {
		intentAt, e.CleanReads = db.Millis(now), 0
	}
	if c.Repeated {
		e.Repeats++
	}
	if c.CleanRead {
		e.CleanReads++
	}
	if c.To.Final() || c.To == Planned {
		e.Crashes = 0
	}
	return []any{c.To, c.Reason, owner, leaseUntil, db.Millis(c.NextAt), c.RemoteID, params, baseline, evidence,
		e.Repeats, e.CleanReads, intentAt, e.Crashes, db.Millis(now)}, nil
}

// Expire ends planned entries whose deadline has passed, and returns them.
func (l *Ledger) Expire(ctx context.Context, e Entry) error {
	_, err := l.Change(ctx, e, Change{To: Expired, Reason: "not carried out in time"})
	return err
}

// ReleaseDead ends the leases, on entries and on runs, of processes that do not live any more, as alive
// tells. It is for a store that one machine uses alone; elsewhere a lease
// simply runs out.
func (l *Ledger) ReleaseDead(ctx context.Context, alive func(owner string) bool) (int, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT owner FROM entry WHERE account = $1 AND owner <> ''
		UNION SELECT owner FROM run WHERE account = $1 AND owner <> ''`, l.account)
	if err != nil {
		return 0, err
	}
	var dead []string
	for rows.Next() {
		var owner string
		if err := rows.Scan(&owner); err != nil {
			rows.Close()
			return 0, err
		}
		if !alive(owner) {
			dead = append(dead, owner)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return 0, err
	}
	n := int64(0)
	for _, owner := range dead {
		res, err := l.db.ExecContext(ctx, `UPDATE entry SET lease_until = 0 WHERE account = $1 AND owner = $2`, l.account, owner)
		if err != nil {
			return int(n), err
		}
		k, err := res.RowsAffected()
		if err != nil {
			return int(n), err
		}
		n += k
		if _, err := l.db.ExecContext(ctx, `UPDATE run SET lease_until = 0 WHERE account = $1 AND owner = $2`, l.account, owner); err != nil {
			return int(n), err
		}
	}
	return int(n), nil
}
