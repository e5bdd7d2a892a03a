package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
)

// The states of a period in the audit.
const (
	periodLocked   State = "period_locked"
	periodUnlocked State = "period_unlocked"
)

// PeriodLock closes a period: files that were delivered for it, or for a part
// of it, are not made again.
type PeriodLock struct {
	Period billing.Period `json:"period"`
	At     time.Time      `json:"at"`
	By     string         `json:"by"` // "anna@host"
	Reason string         `json:"reason"`
}

// LockPeriod closes a period. made is false if it was closed before; the lock
// is the earlier one then.
func (l *Ledger) LockPeriod(ctx context.Context, p billing.Period, by, reason string) (lock PeriodLock, made bool, err error) {
	lock = PeriodLock{Period: p, By: clean(by), Reason: clean(reason)}
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		lock.At, made = now, false
		res, err := tx.ExecContext(ctx, `INSERT INTO period_lock (account, from_day, to_day, locked_at, locked_by, reason)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`, l.account, day(p.From), day(p.To), db.Millis(now), lock.By, lock.Reason)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		made = true
		return l.notePeriod(ctx, tx, now, p, periodLocked, lock.By, lock.Reason)
	})
	if err != nil || made {
		return lock, made, err
	}
	all, err := l.PeriodLocks(ctx)
	for _, was := range all {
		if was.Period == p {
			lock = was
		}
	}
	return lock, false, err
}

// UnlockPeriod opens a period again. The error is ErrNotFound if it is not
// closed.
func (l *Ledger) UnlockPeriod(ctx context.Context, p billing.Period, by, reason string) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM period_lock WHERE account = $1 AND from_day = $2 AND to_day = $3`, l.account, day(p.From), day(p.To))
		if err := oneRow(res, err, fmt.Errorf("%w: %s is not locked", ErrNotFound, p.Name())); err != nil {
			return err
		}
		return l.notePeriod(ctx, tx, now, p, periodUnlocked, by, reason)
	})
}

func (l *Ledger) notePeriod(ctx context.Context, tx *sql.Tx, now time.Time, p billing.Period, to State, by, reason string) error {
	detail, err := toJSON(map[string]any{"period": p.Name(), "reason": p.Name() + ": " + clean(reason)})
	if err != nil {
		return err
	}
	return l.note(ctx, tx, now, Event{Actor: by, To: to, Detail: detail})
}

// PeriodLocks lists the closed periods, the oldest first.
func (l *Ledger) PeriodLocks(ctx context.Context) ([]PeriodLock, error) {
	var out []PeriodLock
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var k PeriodLock
		var from, to string
		var at int64
		if err := rows.Scan(&from, &to, &at, &k.By, &k.Reason); err != nil {
			return err
		}
		k.At = db.Time(at)
		if err := readDay(from, &k.Period.From); err != nil {
			return err
		}
		err := readDay(to, &k.Period.To)
		out = append(out, k)
		return err
	}, `SELECT from_day, to_day, locked_at, locked_by, reason FROM period_lock WHERE account = $1 ORDER BY from_day, to_day`, l.account)
	if err != nil {
		return nil, fmt.Errorf("locked periods: %w", err)
	}
	return out, nil
}

// LockOf is the lock that closes a period as a whole, if there is one.
func (l *Ledger) LockOf(ctx context.Context, p billing.Period) (lock PeriodLock, locked bool, err error) {
	all, err := l.PeriodLocks(ctx)
	for _, k := range all {
		if p.Within(k.Period) {
			return k, true, err
		}
	}
	return PeriodLock{}, false, err
}
