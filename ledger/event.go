package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// Event is one step in the life of an entry, a plan or a run. Events are only
// ever added, and each hash covers the event before it.
type Event struct {
	Seq    int64     `json:"seq"`
	Entry  string    `json:"entry"` // "" for events of a run or a plan
	Run    string    `json:"run"`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"` // a process, or a person such as "anna@host"
	From   State     `json:"from"`
	To     State     `json:"to"`
	Detail string    `json:"detail"` // JSON
	Hash   string    `json:"hash"`
	prev   string
}

// chainHead names the row of meta that holds "seq hash" of the last event.
// Transactions that add events wait for each other (Ledger.tx), and seq is
// unique, so the chain never forks.
const chainHead = "event_head"

// note adds an event inside a transaction of Ledger.tx.
func (l *Ledger) note(ctx context.Context, tx *sql.Tx, now time.Time, e Event) error {
	last, prev, err := head(ctx, tx)
	if err != nil {
		return err
	}
	if e.Detail == "" {
		e.Detail = "{}"
	}
	e.Actor = clean(e.Actor)
	e.Seq, e.prev, e.At = last+1, prev, now
	e.Hash = e.sum()
	_, err = tx.ExecContext(ctx, `INSERT INTO event (seq, entry, run, at, actor, from_state, to_state, detail, prev_hash, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.Seq, e.Entry, e.Run, db.Millis(now), e.Actor, e.From, e.To, e.Detail, e.prev, e.Hash)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		chainHead, fmt.Sprintf("%d %s", e.Seq, e.Hash))
	return err
}

// sum is the event's hash over all of its columns and the hash before it. The
// fields are joined with their lengths, so that no two events read the same.
func (e Event) sum() string {
	h := sha256.New()
	fields := []string{
		strconv.FormatInt(e.Seq, 10), e.Entry, e.Run, strconv.FormatInt(db.Millis(e.At), 10),
		e.Actor, string(e.From), string(e.To), e.Detail, e.prev,
	}
	for _, f := range fields {
		fmt.Fprintf(h, "%d:%s;", len(f), f)
	}
	return hex.EncodeToString(h.Sum(nil))
}

const eventColumns = `seq, entry, run, at, actor, from_state, to_state, detail, prev_hash, hash`

func scanEvent(row scanner) (Event, error) {
	var e Event
	var at int64
	err := row.Scan(&e.Seq, &e.Entry, &e.Run, &at, &e.Actor, &e.From, &e.To, &e.Detail, &e.prev, &e.Hash)
	e.At = db.Time(at)
	return e, err
}

// Events lists events, oldest first: those of one run, of one entry, or all if
// both are empty. limit 0 means all; otherwise the latest ones are kept.
func (l *Ledger) Events(ctx context.Context, run, entry string, limit int) ([]Event, error) {
	if limit <= 0 {
		limit = 1 << 30
	}
	var out []Event
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		e, err := scanEvent(rows)
		out = append(out, e)
		return err
	}, `SELECT `+eventColumns+` FROM (
			SELECT * FROM event WHERE ($1 = '' OR run = $1) AND ($2 = '' OR entry = $2) ORDER BY seq DESC LIMIT $3
		) latest ORDER BY seq`, run, entry, limit)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Head is the hash of the latest event, for the places that carry it outside
// the store; "" if there is none yet.
func (l *Ledger) Head(ctx context.Context) (string, error) {
	_, hash, err := head(ctx, l.db)
	return hash, err
}

// head is the end of the chain as it was noted: the number of events and the
// hash of the last.
func head(ctx context.Context, q db.Queryer) (seq int64, hash string, err error) {
	value, err := meta(ctx, q, chainHead)
	if err != nil || value == "" {
		return 0, "", err
	}
	number, hash, _ := strings.Cut(value, " ")
	if seq, err = strconv.ParseInt(number, 10, 64); err != nil {
		return 0, "", fmt.Errorf("the audit chain's head is unreadable: %q", value)
	}
	return seq, hash, nil
}

// Verify recomputes the chain and returns the number of events. The error
// names the first event that was changed, is missing or was added. A chain
// whose head was cut off together with its last events is whole by itself: for
// that, compare Head with what was noted outside the store.
func (l *Ledger) Verify(ctx context.Context) (int, error) {
	n, prev := int64(0), ""
	err := l.db.View(ctx, func(tx *sql.Tx) error {
		last, hash, err := head(ctx, tx)
		if err != nil {
			return err
		}
		err = each(ctx, tx, func(rows *sql.Rows) error {
			e, err := scanEvent(rows)
			switch {
			case err != nil:
				return err
			case e.Seq != n+1:
				return fmt.Errorf("event %d is missing", n+1)
			case e.Seq > last:
				return fmt.Errorf("event %d was added behind the end of the chain", e.Seq)
			case e.prev != prev || e.Hash != e.sum():
				return fmt.Errorf("event %d was changed", e.Seq)
			}
			n, prev = n+1, e.Hash
			return nil
		}, `SELECT `+eventColumns+` FROM event ORDER BY seq`)
		if err == nil && (n != last || prev != hash) {
			err = fmt.Errorf("the last events are missing: the chain should have %d and end in %.12s…", last, hash)
		}
		return err
	})
	return int(n), err
}
