package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/plan"
)

// Change is what a step of the protocol writes to its entry.
type Change struct {
	To     State
	Reason string
	// NextAt is when the entry may be claimed again, for states that stay
	// open.
	NextAt time.Time
	// Hold keeps the claim of an entry that stays open, with a new lease: the
	// same worker goes on. Otherwise the claim ends with the change.
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
	// Deadline replaces the entry's if it is later: what has to wait must not
	// expire by it.
	Deadline time.Time
	// With are entries that share what becomes of this one, by id: one message
	// said them all. Those that are planned and that nobody has in hand go to
	// To as well, with the same reason, time and result.
	With []string
	// Tell says that people must hear of an entry although it stays open. Of
	// one that failed, expired or needs a person they always must.
	Tell bool
}

// tell reports whether people must hear of the change. It is remembered in the
// same transaction, so that no crash can silence it.
func (c Change) tell() bool {
	return c.Tell || c.To == Failed || c.To == Expired || c.To == Review
}

// change makes one attempt at a Change.
func (l *Ledger) change(ctx context.Context, e Entry, c Change) (Entry, error) {
	if e.State != c.To && !e.State.May(c.To) {
		return Entry{}, fmt.Errorf("entry %s can't go from %s to %s", e.ID, e.State, c.To)
	}
	if c.Params != nil {
		if err := checkParams(e.Action, c.Params); err != nil {
			return Entry{}, fmt.Errorf("entry %s: %w", e.ID, err)
		}
	}
	c.Reason, c.RemoteID = clean(c.Reason), clean(c.RemoteID)
	var after Entry
	err := l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		if err := l.update(ctx, tx, now, e, c); err != nil {
			return err
		}
		var err error
		if after, err = l.entry(ctx, tx, e.ID); err != nil {
			return err
		}
		if err := l.undo(ctx, tx, now, e, c); err != nil {
			return err
		}
		if err := l.together(ctx, tx, now, e, c); err != nil {
			return err
		}
		for _, f := range c.Follow {
			f.Run, f.Plan, f.Parent, f.ApprovedBy = e.Run, e.Plan, e.ID, e.ApprovedBy
			if _, err := l.insert(ctx, tx, now, f); err != nil {
				return err
			}
		}
		if c.tell() {
			if err := l.mustTell(ctx, tx, now, Untold{ID: e.ID}); err != nil {
				return err
			}
		}
		detail, err := toJSON(map[string]any{"reason": c.Reason, "remote_id": c.RemoteID, "evidence": c.Evidence})
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Entry: e.ID, Run: e.Run, Actor: l.owner, From: e.State, To: c.To, Detail: detail})
	})
	if err != nil {
		return Entry{}, err
	}
	return after, nil
}

// update writes the changed row, if the claim that e stands for still holds.
func (l *Ledger) update(ctx context.Context, tx *sql.Tx, now time.Time, e Entry, c Change) error {
	row, err := l.changedRow(e, c, now)
	if err != nil {
		return err
	}
	// Only the way into an intent needs a living lease: what happened
	// afterwards has to be recorded however late it is.
	alive := int64(0)
	if c.To == Intent && e.State != Intent {
		alive = db.Millis(now)
	}
	res, err := tx.ExecContext(ctx, `UPDATE entry SET state = $1, reason = $2, owner = $3, lease_until = $4, next_at = $5,
			remote_id = $6, params = $7, baseline = $8, evidence = $9, repeats = $10, clean_reads = $11, intent_at = $12,
			crashes = $13, updated_at = $14, deadline = CASE WHEN deadline > 0 AND deadline < $15 THEN $15 ELSE deadline END
		WHERE id = $16 AND account = $17 AND fence = $18 AND owner = $19 AND state = $20 AND lease_until >= $21`,
		append(row, e.ID, l.account, e.Fence, l.owner, e.State, alive)...)
	return oneRow(res, err, ErrLost)
}

// undo marks the entry whose effect was taken back.
func (l *Ledger) undo(ctx context.Context, tx *sql.Tx, now time.Time, e Entry, c Change) error {
	if c.Undone == "" {
		return nil
	}
	res, err := tx.ExecContext(ctx, `UPDATE entry SET state = $1, reason = $2, updated_at = $3 WHERE id = $4 AND account = $5 AND state = 'done'`,
		Skipped, c.Reason, db.Millis(now), c.Undone, l.account)
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
	return l.note(ctx, tx, now, Event{Entry: c.Undone, Run: e.Run, Actor: l.owner, From: Done, To: Skipped, Detail: detail})
}

// changedRow is the new value of every column that Change sets.
func (l *Ledger) changedRow(e Entry, c Change, now time.Time) ([]any, error) {
	owner, leaseUntil := "", int64(0)
	if c.Hold && c.To.Open() {
		owner, leaseUntil = l.owner, db.Millis(now.Add(l.lease))
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
		e.Repeats, e.CleanReads, intentAt, e.Crashes, db.Millis(now), db.Millis(c.Deadline)}, nil
}
