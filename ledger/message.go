package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// Message is something that was said and may be edited later: the day's digest,
// an alert until its invoice is paid, the failure of a job until it is over.
type Message struct {
	// Name is what it is, such as "digest|overdue-daily|#finance|2026-11-23".
	// There is one message of a name.
	Name string
	Kind string // digest, alert, incident
	// Channel and TS are the service's own ids; "" until it was posted.
	Channel, TS string
	Hash        string   // of what it says
	Thread      []Answer // what was too long for it, in order
	Body        json.RawMessage
	// Editable says that an edit is expected still.
	Editable            bool
	PostedAt, UpdatedAt time.Time
}

// Answer is a message in another one's thread.
type Answer struct {
	TS   string `json:"ts"`
	Hash string `json:"hash"`
}

// Posted reports whether people can see the message.
func (m Message) Posted() bool { return m.TS != "" }

const messageColumns = `name, kind, channel, ts, hash, thread, body, editable, posted_at, updated_at`

func scanMessage(row scanner) (Message, error) {
	var m Message
	var thread, body string
	var editable int
	var posted, updated int64
	if err := row.Scan(&m.Name, &m.Kind, &m.Channel, &m.TS, &m.Hash, &thread, &body, &editable, &posted, &updated); err != nil {
		return m, err
	}
	m.Body, m.Editable, m.PostedAt, m.UpdatedAt = json.RawMessage(body), editable == 1, db.Time(posted), db.Time(updated)
	if err := json.Unmarshal([]byte(thread), &m.Thread); err != nil {
		return m, fmt.Errorf("message %s: %w", m.Name, err)
	}
	return m, nil
}

// HoldMessage gives a message to one process at a time, as it stands: of two
// that want to post it, the second one edits. mine is false while another one
// has it. KeepMessage and LeaveMessage end it, and so does a lease's time.
func (l *Ledger) HoldMessage(ctx context.Context, name, kind string) (m Message, mine bool, err error) {
	name = clean(name)
	err = l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO message (account, name, kind, channel, ts, hash, thread, body, editable, held_until, posted_at, updated_at)
			VALUES ($1, $2, $3, '', '', '', '[]', '{}', 0, 0, 0, 0) ON CONFLICT DO NOTHING`, l.account, name, kind)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `UPDATE message SET held_until = $1 WHERE account = $2 AND name = $3 AND held_until NOT BETWEEN $4 AND $5`,
			db.Millis(now.Add(l.lease)), l.account, name, db.Millis(now), l.farthest(now))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		mine = n == 1
		m, err = scanMessage(tx.QueryRowContext(ctx, `SELECT `+messageColumns+` FROM message WHERE account = $1 AND name = $2`, l.account, name))
		return err
	})
	return m, mine && err == nil, err
}

// LeaveMessage lets go of a message that nothing was changed about.
func (l *Ledger) LeaveMessage(ctx context.Context, name string) error {
	return l.tx(ctx, func(tx *sql.Tx, _ time.Time) error {
		_, err := tx.ExecContext(ctx, `UPDATE message SET held_until = 0 WHERE account = $1 AND name = $2`, l.account, clean(name))
		return err
	})
}

// KeepMessage records where a held message is and what it says, and lets go of
// it unless it is to be held on.
func (l *Ledger) KeepMessage(ctx context.Context, m Message, hold bool) error {
	thread, err := toJSON(append([]Answer{}, m.Thread...))
	if err != nil {
		return err
	}
	if len(m.Body) == 0 {
		m.Body = json.RawMessage("{}")
	}
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		until := int64(0)
		if hold {
			until = db.Millis(now.Add(l.lease))
		}
		res, err := tx.ExecContext(ctx, `UPDATE message SET channel = $1, ts = $2, hash = $3, thread = $4, body = $5, editable = $6, held_until = $7,
				posted_at = CASE WHEN ts = $2 THEN posted_at ELSE $8 END, updated_at = $8 WHERE account = $9 AND name = $10`,
			clean(m.Channel), clean(m.TS), m.Hash, thread, string(m.Body), flag(m.Editable), until, db.Millis(now), l.account, clean(m.Name))
		return oneRow(res, err, fmt.Errorf("message %s: %w", m.Name, ErrNotFound))
	})
}

// Message reads a message by its name; found is false if nobody has posted it.
func (l *Ledger) Message(ctx context.Context, name string) (m Message, found bool, err error) {
	m, err = scanMessage(l.db.QueryRowContext(ctx, `SELECT `+messageColumns+` FROM message WHERE account = $1 AND name = $2 AND ts <> ''`, l.account, clean(name)))
	if errors.Is(err, sql.ErrNoRows) {
		return m, false, nil
	}
	return m, err == nil, err
}

// MessageBefore is the last message by name whose name begins with a prefix and
// comes before another one: that of an earlier day. found is false if there is
// none.
func (l *Ledger) MessageBefore(ctx context.Context, prefix, name string) (m Message, found bool, err error) {
	prefix = clean(prefix)
	m, err = scanMessage(l.db.QueryRowContext(ctx, `SELECT `+messageColumns+` FROM message
		WHERE account = $1 AND ts <> '' AND substr(name, 1, $2) = $3 AND name < $4 ORDER BY name DESC LIMIT 1`, l.account, len([]rune(prefix)), prefix, clean(name)))
	if errors.Is(err, sql.ErrNoRows) {
		return m, false, nil
	}
	return m, err == nil, err
}

// EditableMessages are those of a kind that an edit is expected for, by name.
func (l *Ledger) EditableMessages(ctx context.Context, kind string) ([]Message, error) {
	var out []Message
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		m, err := scanMessage(rows)
		out = append(out, m)
		return err
	}, `SELECT `+messageColumns+` FROM message WHERE account = $1 AND kind = $2 AND editable = 1 AND ts <> '' ORDER BY name`, l.account, kind)
	return out, err
}
