package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// Press is something that a person has pressed in a message, or a form that was
// sent off. It is kept before it is acknowledged, and carried out once.
type Press struct {
	ID     string // the same however often it is delivered
	Action string
	Actor  string // "slack:U04ANNA"
	// Place is the message that it belongs to, "channel:ts"; "" for a form.
	Place string
	Body  json.RawMessage // all of it, for whoever carries it out
	At    time.Time
	Tries int
}

// PressOutcome is what became of a press.
type PressOutcome string

// The outcomes of a press.
const (
	PressDone    PressOutcome = "done"
	PressRefused PressOutcome = "refused" // by our own rules: not a person who may
	PressFailed  PressOutcome = "failed"
)

// statePressed begins a press in the audit; it ends with pressed_done and so on.
const statePressed State = "pressed"

// AddPress keeps a press. first is false if it was kept before: Slack has
// delivered it again.
func (l *Ledger) AddPress(ctx context.Context, p Press) (first bool, err error) {
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `INSERT INTO press (account, id, action, actor, place, body, at, held_until, tries, done_at, outcome, note)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, '', '') ON CONFLICT DO NOTHING`,
			l.account, clean(p.ID), clean(p.Action), clean(p.Actor), clean(p.Place), string(p.Body), db.Millis(now))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if first = n == 1; err != nil || !first {
			return err
		}
		detail, err := toJSON(map[string]any{"press": p.ID, "action": p.Action, "message": p.Place, "reason": p.Action})
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Actor: p.Actor, To: statePressed, Detail: detail})
	})
	return first && err == nil, err
}

// OpenPresses are the presses that nobody carries out at the moment, oldest
// first.
func (l *Ledger) OpenPresses(ctx context.Context) ([]Press, error) {
	now, err := l.Now(ctx)
	if err != nil {
		return nil, err
	}
	var out []Press
	err = each(ctx, l.db, func(rows *sql.Rows) error {
		var p Press
		var body string
		var at int64
		err := rows.Scan(&p.ID, &p.Action, &p.Actor, &p.Place, &body, &at, &p.Tries)
		p.Body, p.At = json.RawMessage(body), db.Time(at)
		out = append(out, p)
		return err
	}, `SELECT id, action, actor, place, body, at, tries FROM press
		WHERE account = $1 AND done_at = 0 AND held_until NOT BETWEEN $2 AND $3 ORDER BY at, id LIMIT 100`,
		l.account, db.Millis(now), l.farthest(now))
	return out, err
}

// TakePress makes this process the one that carries a press out, for the time of
// a lease. It reports false if another one does or has.
func (l *Ledger) TakePress(ctx context.Context, id string) (mine bool, err error) {
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `UPDATE press SET held_until = $1, tries = tries + 1
			WHERE account = $2 AND id = $3 AND done_at = 0 AND held_until NOT BETWEEN $4 AND $5`,
			db.Millis(now.Add(l.lease)), l.account, clean(id), db.Millis(now), l.farthest(now))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		mine = n == 1
		return err
	})
	return mine && err == nil, err
}

// SettlePress records what became of a press, in words for the audit. note is
// what its message says of it; "" for nothing. One that was settled before stays
// as it is.
func (l *Ledger) SettlePress(ctx context.Context, p Press, how PressOutcome, why, note string) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		res, err := tx.ExecContext(ctx, `UPDATE press SET done_at = $1, held_until = 0, outcome = $2, note = $3, body = '{}'
			WHERE account = $4 AND id = $5 AND done_at = 0`, db.Millis(now), string(how), clean(note), l.account, clean(p.ID))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		detail, err := toJSON(map[string]any{"press": p.ID, "action": p.Action, "message": p.Place, "reason": clean(why)})
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Actor: p.Actor, From: statePressed, To: statePressed + "_" + State(how), Detail: detail})
	})
}

// PressNotes are what has become of the presses of a message so far, in their
// order.
func (l *Ledger) PressNotes(ctx context.Context, place string) ([]string, error) {
	var out []string
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var note string
		err := rows.Scan(&note)
		out = append(out, note)
		return err
	}, `SELECT note FROM press WHERE account = $1 AND place = $2 AND place <> '' AND note <> '' ORDER BY done_at, id`, l.account, place)
	return out, err
}
