package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// MessagePace spaces the messages of each channel for everything that shares
// the store, and remembers when Slack asked to wait. It is apart from MOCO's
// budget: a Slack that is away holds up no letter.
type MessagePace struct {
	ledger *Ledger
	gap    time.Duration
}

// NewMessagePace leaves a gap between two messages of a channel.
func NewMessagePace(l *Ledger, gap time.Duration) *MessagePace { return &MessagePace{l, gap} }

// Reserve takes a channel's next free moment and says how long it is till then.
// If that is longer than most, nothing is taken, and ok is false.
func (p *MessagePace) Reserve(ctx context.Context, channel string, most time.Duration) (wait time.Duration, ok bool, err error) {
	err = p.ledger.lockedTx(ctx, "message_pace", func(tx *sql.Tx, now time.Time) error {
		at := now
		for _, c := range []string{channel, ""} {
			next, err := p.next(ctx, tx, c, now)
			if err != nil {
				return err
			}
			if next.After(at) {
				at = next
			}
		}
		if wait = at.Sub(now); wait > most && wait > 0 {
			ok = false
			return nil
		}
		ok = true
		return p.set(ctx, tx, channel, at.Add(p.gap))
	})
	return wait, ok && err == nil, err
}

// Block closes a channel for a while, or all of Slack if it is "".
func (p *MessagePace) Block(ctx context.Context, channel string, d time.Duration) error {
	return p.ledger.lockedTx(ctx, "message_pace", func(tx *sql.Tx, now time.Time) error {
		next, err := p.next(ctx, tx, channel, now)
		if until := now.Add(d); err == nil && until.After(next) {
			err = p.set(ctx, tx, channel, until)
		}
		return err
	})
}

// farOff is longer than Slack ever asks to wait. A time beyond it was written by
// a clock that has been set back since, and counts for nothing.
const farOff = 25 * time.Hour

// Away closes all of Slack for a while, because it hangs: one message tries
// after it, instead of all of them one after the other.
func (p *MessagePace) Away(ctx context.Context) error { return p.Block(ctx, "", away) }

// away is longer than a message would wait by itself.
const away = 40 * time.Second

// next is when a channel is free.
func (p *MessagePace) next(ctx context.Context, tx *sql.Tx, channel string, now time.Time) (time.Time, error) {
	var at int64
	err := tx.QueryRowContext(ctx, `SELECT next_at FROM message_pace WHERE account = $1 AND channel = $2`, p.ledger.account, channel).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if db.Time(at).After(now.Add(farOff)) {
		return time.Time{}, err
	}
	return db.Time(at), err
}

func (p *MessagePace) set(ctx context.Context, tx *sql.Tx, channel string, at time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO message_pace (account, channel, next_at) VALUES ($1, $2, $3)
		ON CONFLICT (account, channel) DO UPDATE SET next_at = excluded.next_at`, p.ledger.account, channel, db.Millis(at))
	return err
}
