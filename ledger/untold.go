package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Untold is something that people must hear of and have not heard of yet. It
// outlives the process and a Slack that does not answer: who tells it deletes
// it, and until then it is tried again.
type Untold struct {
	// ID is an entry's or a run's, or names another incident.
	ID string `json:"-"`
	// Title and Text are what to say; empty for entries and runs, which say it
	// themselves.
	Title string `json:"title,omitempty"`
	Text  string `json:"text,omitempty"`
	// Kind is what routes know the message by, such as "hold"; "" is a job's.
	Kind  string    `json:"kind,omitempty"`
	Since time.Time `json:"since"`
	// Next is when it is tried again.
	Next  time.Time `json:"next"`
	Tries int       `json:"tries"`
	// Why says what stood in the way of the last try; "" if none has failed.
	Why string `json:"why,omitempty"`

	stored string // as it was read
}

func (l *Ledger) untoldRows() string { return "untold|" + l.account + "|" }

// MustTell remembers something that people must hear of. What is remembered
// under the same id already stays as it is.
func (l *Ledger) MustTell(ctx context.Context, u Untold) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error { return l.mustTell(ctx, tx, now, u) })
}

func (l *Ledger) mustTell(ctx context.Context, tx *sql.Tx, now time.Time, u Untold) error {
	u.Since, u.Title, u.Text = now, clean(u.Title), clean(u.Text)
	body, err := toJSON(u)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, l.untoldRows()+clean(u.ID), body)
	return err
}

// Untold lists what people have not heard of yet, by id.
func (l *Ledger) Untold(ctx context.Context) ([]Untold, error) {
	prefix := l.untoldRows()
	var out []Untold
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var u Untold
		if err := rows.Scan(&u.ID, &u.stored); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(u.stored), &u); err != nil {
			return fmt.Errorf("%s: %w", u.ID, err)
		}
		u.ID = u.ID[len(prefix):]
		out = append(out, u)
		return nil
	}, `SELECT name, value FROM meta WHERE substr(name, 1, $1) = $2 ORDER BY name`, len(prefix), prefix)
	return out, err
}

// TakeUntold makes this process the one that tries to tell now. It reports
// false if it is not time yet, if another process was faster, or if it was told
// meanwhile.
func (l *Ledger) TakeUntold(ctx context.Context, u Untold) (mine bool, err error) {
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		if mine = false; now.Before(u.Next) {
			return nil
		}
		u.Next = now.Add(min(time.Minute<<min(u.Tries, 10), 15*time.Minute))
		u.Tries++
		mine, err = l.replaceUntold(ctx, tx, u)
		return err
	})
	return mine && err == nil, err
}

// TellFailed records that a try has reached nobody, or that nobody knows. The
// next one comes by itself, and not before rest has passed.
func (l *Ledger) TellFailed(ctx context.Context, id, why string, rest time.Duration) error {
	all, err := l.Untold(ctx)
	if err != nil {
		return err
	}
	for _, u := range all {
		if u.ID != id {
			continue
		}
		u.Why = clean(why)
		return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
			if at := now.Add(rest); at.After(u.Next) {
				u.Next = at
			}
			_, err := l.replaceUntold(ctx, tx, u)
			return err
		})
	}
	return nil
}

func (l *Ledger) replaceUntold(ctx context.Context, tx *sql.Tx, u Untold) (bool, error) {
	body, err := toJSON(u)
	if err != nil {
		return false, err
	}
	res, err := tx.ExecContext(ctx, `UPDATE meta SET value = $1 WHERE name = $2 AND value = $3`, body, l.untoldRows()+u.ID, u.stored)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// Told forgets what people have heard of by now. It is no error if it is not
// there.
func (l *Ledger) Told(ctx context.Context, ids ...string) error {
	if len(ids) == 0 {
		return nil
	}
	return l.tx(ctx, func(tx *sql.Tx, _ time.Time) error {
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE name = $1`, l.untoldRows()+id); err != nil {
				return err
			}
		}
		return nil
	})
}
