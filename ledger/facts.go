package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/plan"
)

// Facts is what the ledger knows about invoices and messages, for the rules.
type Facts struct {
	// Levels is the highest level that was mailed, per invoice, also by a letter
	// that only a reconciliation has found.
	Levels map[billing.ID]int
	// Accepted is the level that a person accepted after a drift.
	Accepted map[billing.ID]int
	// InHand is the level of a living reminder or e-mail, per invoice.
	InHand map[billing.ID]int
	// Notified is when a message was last said, by rule + "|" + subject.
	Notified map[string]time.Time
	// Trial are the reminders in MOCO whose mail was redirected: no customer
	// has seen them, so they count for nothing.
	Trial map[billing.ID]bool
	// Holds are those that nobody has ended, also those whose last day has
	// passed: a promise that was not kept is among them.
	Holds []plan.Hold
}

// Facts collects what the rules need to know. except is an entry whose own
// traces are left out, because it is about to decide again; "" for none.
//
// All of it is one picture: a letter that is mailed while the facts are read
// is either in hand or mailed, never neither.
func (l *Ledger) Facts(ctx context.Context, except string) (Facts, error) {
	return l.facts(ctx, except, "", "")
}

// FactsFor are the facts about an entry's invoice, for deciding about it again:
// and the other invoices that its letter names, without its own traces, and
// without reading what concerns others.
func (l *Ledger) FactsFor(ctx context.Context, e Entry) (Facts, error) {
	invoice, _ := invoiceOf(e.Params)
	if invoice == 0 {
		return l.Facts(ctx, e.ID)
	}
	ids := strconv.FormatInt(int64(invoice), 10)
	for _, o := range othersOf(e.Params) {
		ids += "," + strconv.FormatInt(int64(o.InvoiceID), 10)
	}
	return l.facts(ctx, e.ID, " AND invoice_id IN ("+ids+")", " AND invoice_id IN (0,"+ids+")")
}

// othersOf are the invoices that a letter names beside its own.
func othersOf(p plan.Params) []plan.Other {
	switch p := p.(type) {
	case plan.Remind:
		return p.Others
	case plan.Email:
		return p.Letter.Others
	}
	return nil
}

// facts adds a condition to what is about invoices, and one to what is about
// messages, which may be about a customer too.
func (l *Ledger) facts(ctx context.Context, except, invoices, messages string) (Facts, error) {
	f := Facts{Levels: map[billing.ID]int{}, Accepted: map[billing.ID]int{}, InHand: map[billing.ID]int{}, Notified: map[string]time.Time{}, Trial: map[billing.ID]bool{}}
	err := l.db.View(ctx, func(tx *sql.Tx) (err error) {
		if f.Holds, err = l.holds(ctx, tx, "ended_by = ''"); err != nil {
			return err
		}
		levels := func(into map[billing.ID]int, query string, args ...any) error {
			return each(ctx, tx, func(rows *sql.Rows) error {
				var id billing.ID
				var level int
				err := rows.Scan(&id, &level)
				into[id] = max(into[id], level)
				return err
			}, query, args...)
		}
		letters := `SELECT invoice_id, max(level) FROM entry WHERE account = $1 AND id <> $2` + invoices + ` AND `
		return cmp.Or(
			levels(f.Levels, letters+`action = 'email' AND state = 'done' AND key NOT LIKE 'trial|%' GROUP BY invoice_id`, l.account, except),
			levels(f.Levels, `SELECT invoice_id, max(level) FROM finding WHERE account = $1 AND level > 0 GROUP BY invoice_id`, l.account),
			each(ctx, tx, func(rows *sql.Rows) error {
				var id billing.ID
				err := rows.Scan(&id)
				f.Trial[id] = true
				return err
			}, `SELECT CAST(remote_id AS BIGINT) FROM entry WHERE account = $1 AND action = 'email' AND remote_id <> ''
				AND key LIKE 'trial|%'`+invoices, l.account),
			levels(f.InHand, letters+`action IN ('remind', 'draft_reminder', 'email') AND state IN ('planned', 'claimed', 'intent', 'review')
				GROUP BY invoice_id`, l.account, except),
			levels(f.Accepted, `SELECT invoice_id, level FROM accepted_level WHERE account = $1`+invoices, l.account),
			each(ctx, tx, func(rows *sql.Rows) error {
				var key string
				var at int64
				err := rows.Scan(&key, &at)
				f.Notified[messageSubject(key)] = laterOf(f.Notified[messageSubject(key)], db.Time(at))
				return err
			}, `SELECT key, max(updated_at) FROM entry WHERE account = $1 AND id <> $2 AND action = 'notify'
				AND state NOT IN ('skipped', 'failed', 'expired')`+messages+` GROUP BY key`, l.account, except))
	})
	return f, err
}

func laterOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// messageSubject cuts "slack|" and the window off a message's key.
func messageSubject(key string) string {
	key = strings.TrimPrefix(key, "slack|")
	if i := strings.LastIndexByte(key, '|'); i >= 0 {
		return key[:i]
	}
	return key
}

// The beginnings of what InHand says; the id of the run follows.
const (
	DoneIn   = "done in "
	InReview = "in review since "
)

// InHand says, for each of the keys that is alive or done, in words why a new
// line with it would change nothing.
func (l *Ledger) InHand(ctx context.Context, lines []plan.Line) (map[string]string, error) {
	out := map[string]string{}
	for _, line := range lines {
		var state State
		var run string
		err := l.db.QueryRowContext(ctx, `SELECT state, run FROM entry WHERE account = $1 AND key = $2
			AND state NOT IN ('skipped', 'failed', 'expired')`, l.account, line.Key).Scan(&state, &run)
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return nil, err
		case state == Done:
			out[line.Key] = DoneIn + run
		case state == Review:
			out[line.Key] = InReview + run
		default:
			out[line.Key] = "in hand since " + run
		}
	}
	return out, nil
}

// AcceptLevel records that a person accepts a level although MOCO shows less.
func (l *Ledger) AcceptLevel(ctx context.Context, invoice billing.ID, level int, by string) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO accepted_level (account, invoice_id, level, by_whom, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (account, invoice_id) DO UPDATE SET level = excluded.level, by_whom = excluded.by_whom, at = excluded.at`,
			l.account, invoice, level, clean(by), db.Millis(now))
		if err != nil {
			return err
		}
		return l.note(ctx, tx, now, Event{Actor: by, To: "level_accepted", Detail: fmt.Sprintf(`{"invoice":%d,"level":%d}`, invoice, level)})
	})
}

// LettersSince counts the reminders that customers have got since a moment, and
// those that are on their way to them, by customer. It is what the limit per
// customer and day looks at.
func (l *Ledger) LettersSince(ctx context.Context, since time.Time) (map[billing.ID]int, error) {
	return l.lettersSince(ctx, l.db, since)
}

func (l *Ledger) lettersSince(ctx context.Context, q queryer, since time.Time) (map[billing.ID]int, error) {
	entries := map[billing.ID]int{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var params string
		if err := rows.Scan(&params); err != nil {
			return err
		}
		// Of an entry that this version can't read the customer may still be
		// known; one that nobody can read is left alone and reaches nobody.
		var letter struct {
			CustomerID billing.ID `json:"customer_id"`
		}
		if json.Unmarshal([]byte(params), &letter) == nil {
			entries[letter.CustomerID]++
		}
		return nil
	}, `SELECT params FROM entry WHERE account = $1 AND action = 'remind' AND state NOT IN ('skipped', 'failed', 'expired')
		AND (updated_at >= $2 OR state IN ('planned', 'claimed', 'intent'))`, l.account, db.Millis(since))
	return entries, err
}

// LettersOf gives the moments at which a job's reminders were released, from a
// moment on. It is what the limit of times_usual looks at.
func (l *Ledger) LettersOf(ctx context.Context, job string, since time.Time) ([]time.Time, error) {
	var out []time.Time
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var at int64
		err := rows.Scan(&at)
		out = append(out, db.Time(at))
		return err
	}, `SELECT entry.created_at FROM entry JOIN run ON run.id = entry.run WHERE entry.account = $1 AND run.job = $2
		AND entry.action IN ('remind', 'draft_reminder') AND entry.state NOT IN ('skipped', 'failed', 'expired') AND entry.created_at >= $3`,
		l.account, job, db.Millis(since))
	return out, err
}
