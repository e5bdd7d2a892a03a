package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/plan"
)

// The states of a hold in the audit.
const (
	holdAdded   State = "hold_added"
	holdEnded   State = "hold_ended"
	holdExpired State = "hold_expired"
)

// HoldOverError says that a hold has ended before.
type HoldOverError struct{ Hold plan.Hold }

// Error says by whom; the caller adds the local time.
func (e *HoldOverError) Error() string {
	if e.Hold.EndedBy == "" {
		return fmt.Sprintf("hold %s ended on %s by its date", e.Hold.ID, e.Hold.Until)
	}
	return fmt.Sprintf("hold %s was ended by %s before: %s", e.Hold.ID, e.Hold.EndedBy, e.Hold.EndedWhy)
}

// AddHold records a new hold, and gives it back with its id and its time. The
// error is the hold's own if something is missing in it.
func (l *Ledger) AddHold(ctx context.Context, h plan.Hold) (plan.Hold, error) {
	var err error
	if h.ID, err = l.NewID(ctx, "h"); err != nil {
		return h, err
	}
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		h, err = l.addHold(ctx, tx, now, h)
		return err
	})
	return h, err
}

// addHold inserts a hold that has its id.
func (l *Ledger) addHold(ctx context.Context, tx *sql.Tx, now time.Time, h plan.Hold) (plan.Hold, error) {
	if err := h.Validate(); err != nil {
		return h, err
	}
	matcher, err := toJSON(h.Matcher)
	if err != nil {
		return h, err
	}
	amount, err := toJSON(h.Amount)
	if err != nil {
		return h, err
	}
	h.Author, h.Reason, h.CreatedAt = clean(h.Author), clean(h.Reason), now
	h.EndedAt, h.EndedBy, h.EndedWhy = time.Time{}, "", ""
	_, err = tx.ExecContext(ctx, `INSERT INTO hold (`+holdColumns+`, account, warned_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '', $10, 0)`,
		h.ID, h.Kind, matcher, h.Author, h.Reason, day(h.From), day(h.Until), amount, db.Millis(now), l.account)
	if err != nil {
		return h, err
	}
	return h, l.noteHold(ctx, tx, now, h, holdAdded, h.Author, h.Reason)
}

// noteHold adds a hold's event to the audit.
func (l *Ledger) noteHold(ctx context.Context, tx *sql.Tx, now time.Time, h plan.Hold, to State, by, why string) error {
	detail, err := toJSON(map[string]any{
		"hold": h.ID, "kind": h.Kind, "matcher": h.Matcher, "from": h.From, "until": h.Until, "reason": fmt.Sprintf("%s, %s: %s", h.ID, h.Matcher, why),
	})
	if err != nil {
		return err
	}
	return l.note(ctx, tx, now, Event{Actor: by, To: to, Detail: detail})
}

// day is a date as the table has it.
func day(d billing.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

const holdColumns = `id, kind, matcher, author, reason, from_day, until_day, amount, created_at, ended_at, ended_by, ended_why`

func scanHold(row scanner) (plan.Hold, error) {
	var h plan.Hold
	var matcher, from, until, amount string
	var created, ended int64
	err := row.Scan(&h.ID, &h.Kind, &matcher, &h.Author, &h.Reason, &from, &until, &amount, &created, &ended, &h.EndedBy, &h.EndedWhy)
	if err != nil {
		return h, err
	}
	h.CreatedAt, h.EndedAt = db.Time(created), db.Time(ended)
	for _, step := range []func() error{
		func() error { return json.Unmarshal([]byte(matcher), &h.Matcher) },
		func() error { return json.Unmarshal([]byte(amount), &h.Amount) },
		func() error { return readDay(from, &h.From) },
		func() error { return readDay(until, &h.Until) },
	} {
		if err := step(); err != nil {
			return h, fmt.Errorf("hold %s: %w", h.ID, err)
		}
	}
	return h, nil
}

func readDay(text string, d *billing.Date) (err error) {
	if text != "" {
		*d, err = billing.ParseDate(text)
	}
	return err
}

// holds reads holds by a condition, in the order in which they were added.
func (l *Ledger) holds(ctx context.Context, q queryer, condition string) ([]plan.Hold, error) {
	var out []plan.Hold
	err := each(ctx, q, func(rows *sql.Rows) error {
		h, err := scanHold(rows)
		out = append(out, h)
		return err
	}, `SELECT `+holdColumns+` FROM hold WHERE account = $1 AND `+condition+` ORDER BY created_at, id`, l.account)
	if err != nil {
		return nil, fmt.Errorf("holds: %w", err)
	}
	return out, nil
}

// Holds lists the holds in the order in which they were added: those that have
// not ended, or all.
func (l *Ledger) Holds(ctx context.Context, all bool) ([]plan.Hold, error) {
	if all {
		return l.holds(ctx, l.db, "1 = 1")
	}
	return l.holds(ctx, l.db, "ended_at = 0")
}

// Hold reads one hold. The error is ErrNotFound if there is none.
func (l *Ledger) Hold(ctx context.Context, id string) (plan.Hold, error) {
	return l.hold(ctx, l.db, id)
}

func (l *Ledger) hold(ctx context.Context, q db.Queryer, id string) (plan.Hold, error) {
	h, err := scanHold(q.QueryRowContext(ctx, `SELECT `+holdColumns+` FROM hold WHERE id = $1 AND account = $2`, id, l.account))
	return h, one(err, "hold", id)
}

// EndHold ends a hold by a person's word, which must have a reason. The errors
// are ErrNotFound, and *HoldOverError if it has ended before.
func (l *Ledger) EndHold(ctx context.Context, id, by, why string) (h plan.Hold, err error) {
	if err := plan.CheckHoldReason(why); err != nil {
		return h, err
	}
	by, why = clean(by), clean(why)
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		if h, err = l.hold(ctx, tx, id); err != nil {
			return err
		}
		if !h.EndedAt.IsZero() {
			return &HoldOverError{h}
		}
		h.EndedAt, h.EndedBy, h.EndedWhy = now, by, why
		return l.endHold(ctx, tx, now, h, holdEnded, by)
	})
	return h, err
}

// ExpireHolds records the end of the holds whose last day is before today, and
// gives them back. They had stopped to count by themselves.
func (l *Ledger) ExpireHolds(ctx context.Context, today billing.Date) ([]plan.Hold, error) {
	open, err := l.Holds(ctx, false)
	if err != nil {
		return nil, err
	}
	var over []plan.Hold
	for _, h := range open {
		if !h.Over(today) {
			continue
		}
		ours := false
		err := l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
			stored, err := l.hold(ctx, tx, h.ID)
			if ours = err == nil && stored.EndedAt.IsZero(); !ours {
				return err // another worker was faster
			}
			h.EndedAt = now
			return l.endHold(ctx, tx, now, h, holdExpired, l.owner)
		})
		if err != nil {
			return over, err
		}
		if ours {
			over = append(over, h)
		}
	}
	return over, nil
}

func (l *Ledger) endHold(ctx context.Context, tx *sql.Tx, now time.Time, h plan.Hold, how State, actor string) error {
	_, err := tx.ExecContext(ctx, `UPDATE hold SET ended_at = $1, ended_by = $2, ended_why = $3 WHERE id = $4 AND account = $5`,
		db.Millis(now), h.EndedBy, h.EndedWhy, h.ID, l.account)
	if err != nil {
		return err
	}
	why := h.EndedWhy
	if how == holdExpired {
		why = "its last day was " + h.Until.String()
	}
	return l.noteHold(ctx, tx, now, h, how, actor, why)
}

// WarnHold sees to it, once, that people hear of a hold that ends soon: what to
// say is u, without a title nothing.
func (l *Ledger) WarnHold(ctx context.Context, id string, u Untold) (first bool, err error) {
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `UPDATE hold SET warned_at = $1 WHERE id = $2 AND account = $3 AND warned_at = 0 AND ended_at = 0`,
			db.Millis(now), id, l.account)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if first = n == 1; err != nil || !first || u.Title == "" {
			return err
		}
		return l.mustTell(ctx, tx, now, u)
	})
	return first && err == nil, err
}

// UnwarnedHolds are the holds that have not ended and of whose end people have
// not been told.
func (l *Ledger) UnwarnedHolds(ctx context.Context) ([]plan.Hold, error) {
	return l.holds(ctx, l.db, "ended_at = 0 AND warned_at = 0 AND until_day <> ''")
}

// verifyHolds holds the rows of holds against the events.
func (l *Ledger) verifyHolds(ctx context.Context, tx *sql.Tx) error {
	said := map[string]State{}
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var detail string
		var state State
		if err := rows.Scan(&detail, &state); err != nil {
			return err
		}
		var d struct{ Hold string }
		err := json.Unmarshal([]byte(detail), &d)
		said[d.Hold] = state
		return err
	}, `SELECT detail, to_state FROM event WHERE to_state IN ($1, $2, $3) ORDER BY seq`, holdAdded, holdEnded, holdExpired)
	if err != nil {
		return err
	}
	all, err := l.holds(ctx, tx, "1 = 1")
	if err != nil {
		return err
	}
	for _, h := range all {
		is := holdAdded
		switch {
		case h.EndedBy != "":
			is = holdEnded
		case !h.EndedAt.IsZero():
			is = holdExpired
		}
		if said[h.ID] != is {
			return fmt.Errorf("hold %s is %s, and its last event says otherwise", h.ID, is)
		}
	}
	return nil
}
