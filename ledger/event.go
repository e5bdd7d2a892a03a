package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
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

// chainHead names the row of meta that holds "seq hash" of the last event. It
// is updated first in every transaction that adds events, so that writers wait
// for each other and the chain never forks.
const chainHead = "event_head"

// note adds an event inside a transaction.
func (l *Ledger) note(ctx context.Context, tx *sql.Tx, now time.Time, e Event) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, '0 ') ON CONFLICT (name) DO UPDATE SET value = meta.value`, chainHead)
	if err != nil {
		return err
	}
	var head string
	if err := tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = $1`, chainHead).Scan(&head); err != nil {
		return err
	}
	seq, prev, _ := strings.Cut(head, " ")
	last, err := strconv.ParseInt(seq, 10, 64)
	if err != nil {
		return fmt.Errorf("the audit chain's head is unreadable: %q", head)
	}
	if e.Detail == "" {
		e.Detail = "{}"
	}
	e.Seq, e.prev, e.At = last+1, prev, now
	e.Hash = e.sum()
	_, err = tx.ExecContext(ctx, `INSERT INTO event (seq, entry, run, at, actor, from_state, to_state, detail, prev_hash, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.Seq, e.Entry, e.Run, db.Millis(now), e.Actor, e.From, e.To, e.Detail, e.prev, e.Hash)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE meta SET value = $1 WHERE name = $2`, fmt.Sprintf("%d %s", e.Seq, e.Hash), chainHead)
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

// Events lists events, oldest first: those of one run, of one entry, or all if
// both are empty. limit 0 means all; otherwise the latest ones are kept.
func (l *Ledger) Events(ctx context.Context, run, entry string, limit int) ([]Event, error) {
	if limit <= 0 {
		limit = 1 << 30
	}
	rows, err := l.db.QueryContext(ctx, `SELECT seq, entry, run, at, actor, from_state, to_state, detail, prev_hash, hash FROM (
			SELECT * FROM event WHERE ($1 = '' OR run = $1) AND ($2 = '' OR entry = $2) ORDER BY seq DESC LIMIT $3
		) latest ORDER BY seq`, run, entry, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Event
	for rows.Next() {
		var e Event
		var at int64
		if err := rows.Scan(&e.Seq, &e.Entry, &e.Run, &at, &e.Actor, &e.From, &e.To, &e.Detail, &e.prev, &e.Hash); err != nil {
			return nil, err
		}
		e.At = db.Time(at)
		out = append(out, e)
	}
	return out, rows.Err()
}

// Head is the hash of the latest event, for the places that carry it outside
// the store; "" if there is none yet.
func (l *Ledger) Head(ctx context.Context) (string, error) {
	var head string
	err := l.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = $1`, chainHead).Scan(&head)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	_, hash, _ := strings.Cut(head, " ")
	return hash, err
}

// Verify recomputes the chain and returns the number of events. The error
// names the first event that was changed, is missing or was added.
func (l *Ledger) Verify(ctx context.Context) (int, error) {
	events, err := l.Events(ctx, "", "", 0)
	if err != nil {
		return 0, err
	}
	prev := ""
	for i, e := range events {
		switch {
		case e.Seq != int64(i+1):
			return i, fmt.Errorf("event %d is missing", i+1)
		case e.prev != prev || e.Hash != e.sum():
			return i, fmt.Errorf("event %d was changed", e.Seq)
		}
		prev = e.Hash
	}
	head, err := l.Head(ctx)
	if err != nil {
		return 0, err
	}
	if head != prev {
		return len(events), fmt.Errorf("the last events are missing: the chain should end in %.12s…", head)
	}
	return len(events), nil
}
