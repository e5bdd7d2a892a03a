package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// RequestShown is what the message of a request for approval says by now.
type RequestShown struct {
	Entry string // the request's
	// What stands for what it says; "" as long as it says what it said at first.
	What string
	// Final says that nothing more can happen to it, or that it can't be edited.
	Final bool
	Tries int       // edits that failed since
	Next  time.Time // the next try is not before this
}

// Requested are the plans with a request for approval that was sent since a
// moment of the database's clock, and that something may still happen to.
func (l *Ledger) Requested(ctx context.Context, since time.Time) ([]string, error) {
	var out []string
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, `SELECT DISTINCT plan FROM entry WHERE account = $1 AND action = 'ask' AND state = $2 AND updated_at >= $3
		AND id NOT IN (SELECT entry FROM request_shown WHERE final = 1) ORDER BY plan`, l.account, Done, db.Millis(since))
	if err != nil {
		return nil, err
	}
	return out, nil
}

// RequestShown reads what a request's message says by now.
func (l *Ledger) RequestShown(ctx context.Context, entry string) (RequestShown, error) {
	s := RequestShown{Entry: entry}
	var final int
	var next int64
	err := l.db.QueryRowContext(ctx, `SELECT shown, final, tries, next_at FROM request_shown WHERE entry = $1`, entry).Scan(&s.What, &final, &s.Tries, &next)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	s.Final, s.Next = final == 1, db.Time(next)
	return s, err
}

// ShowRequest records what a request's message says by now. It is no event:
// what happened is recorded where it happened.
func (l *Ledger) ShowRequest(ctx context.Context, s RequestShown) error {
	_, err := l.db.ExecContext(ctx, `INSERT INTO request_shown (entry, shown, final, tries, next_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (entry) DO UPDATE SET shown = excluded.shown, final = excluded.final, tries = excluded.tries, next_at = excluded.next_at`,
		s.Entry, s.What, flag(s.Final), s.Tries, db.Millis(s.Next))
	return err
}
