package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// Tick is one occurrence of a schedule, and what became of it. Every tick has
// exactly one row (law 3).
type Tick struct {
	Schedule string    `json:"schedule"`
	Identity string    `json:"identity"` // local date and minute, "2026-11-23T07:00"
	At       time.Time `json:"at"`
	Status   string    `json:"status"` // run, skipped
	Reason   string    `json:"reason,omitempty"`
	Run      string    `json:"run,omitempty"`
}

// Handled is the moment up to which every tick of a schedule has its row; the
// zero time if the schedule is new.
func (l *Ledger) Handled(ctx context.Context, schedule string) (time.Time, error) {
	var at int64
	err := l.db.QueryRowContext(ctx, `SELECT handled FROM schedule WHERE account = $1 AND name = $2`, l.account, schedule).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return db.Time(at), err
}

// ClaimTicks records ticks with their runs and moves the schedule on to until,
// in one transaction. Ticks that somebody recorded before are left out of the
// answer: each tick is given out once, whatever the number of workers.
func (l *Ledger) ClaimTicks(ctx context.Context, schedule string, ticks []Tick, until time.Time) ([]Tick, error) {
	var mine []Tick
	err := l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		mine = nil
		for _, t := range ticks {
			res, err := tx.ExecContext(ctx, `INSERT INTO tick (account, schedule, identity, at, status, reason, run) VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT DO NOTHING`, l.account, schedule, t.Identity, db.Millis(t.At), t.Status, clean(t.Reason), t.Run)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			mine = append(mine, t)
			if t.Run == "" {
				continue
			}
			r := Run{ID: t.Run, Job: schedule, Origin: "schedule", AskedBy: "schedule", Tick: t.Identity}
			created, err := l.insertRun(ctx, tx, now, r)
			if err != nil {
				return err
			}
			if !created {
				// Two workers thought of the same id at once. The tick stays
				// unhandled and gets another one at the next alarm.
				return fmt.Errorf("tick %s of %s: the run's id %s is in use; it will be tried again", t.Identity, schedule, t.Run)
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO schedule (account, name, handled) VALUES ($1, $2, $3)
			ON CONFLICT (account, name) DO UPDATE SET handled = CASE WHEN excluded.handled > schedule.handled THEN excluded.handled ELSE schedule.handled END`,
			l.account, schedule, db.Millis(until))
		return err
	})
	if err != nil {
		return nil, err
	}
	return mine, nil
}

// Ticks lists the latest ticks of a schedule, newest first.
func (l *Ledger) Ticks(ctx context.Context, schedule string, limit int) ([]Tick, error) {
	return l.ticks(ctx, `schedule = $2 ORDER BY at DESC, identity DESC LIMIT $3`, schedule, limit)
}

// Skipped lists the latest ticks that did not run, newest first; of all
// schedules if schedule is "".
func (l *Ledger) Skipped(ctx context.Context, schedule string, limit int) ([]Tick, error) {
	return l.ticks(ctx, `status = 'skipped' AND ($2 = '' OR schedule = $2) ORDER BY at DESC, identity DESC, schedule LIMIT $3`, schedule, limit)
}

func (l *Ledger) ticks(ctx context.Context, which, schedule string, limit int) ([]Tick, error) {
	var out []Tick
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var t Tick
		var at int64
		err := rows.Scan(&t.Schedule, &t.Identity, &at, &t.Status, &t.Reason, &t.Run)
		t.At = db.Time(at)
		out = append(out, t)
		return err
	}, `SELECT schedule, identity, at, status, reason, run FROM tick WHERE account = $1 AND `+which, l.account, schedule, limit)
	if err != nil {
		return nil, err
	}
	return out, nil
}
