package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
)

// FindingKind says what the reconciliation has come across.
type FindingKind string

// The kinds of findings.
const (
	FindingUnknown FindingKind = "unknown" // a letter of ours that the ledger does not know
	FindingUnsent  FindingKind = "unsent"  // a letter of ours that nobody is about to mail
	FindingTwin    FindingKind = "twin"    // two letters of one level
	FindingDrift   FindingKind = "drift"   // the ledger mailed a level that MOCO does not show
	FindingGone    FindingKind = "gone"    // a mailed letter is gone, and its level still counts
	FindingReview  FindingKind = "review"  // an action waits for a person for too long
)

// Finding is one difference between MOCO and the ledger. It stays, with its
// end, when it is over.
type Finding struct {
	Key        string      `json:"key"`
	Kind       FindingKind `json:"kind"`
	InvoiceID  billing.ID  `json:"invoice_id"`
	Identifier string      `json:"invoice"`
	// Level is the level of a letter that a customer was sent and that the
	// ledger learns by the finding; 0 for none.
	Level int    `json:"level,omitzero"`
	Text  string `json:"text"`
	// Notice says that nobody has to do anything: it is over at once. It is told
	// once, for which it stays set until then.
	Notice     bool      `json:"-"`
	FirstAt    time.Time `json:"first_at"`
	LastAt     time.Time `json:"last_at"`
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
}

// Open reports whether the finding is not over.
func (f Finding) Open() bool { return f.ResolvedAt.IsZero() }

// Observe records what a reconciliation has found: what is new, what is still
// there, and, by what is missing, what is over.
func (l *Ledger) Observe(ctx context.Context, found []Finding) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		known, err := l.knownFindings(ctx, tx)
		if err != nil {
			return err
		}
		for _, f := range found {
			open, seen := known[f.Key]
			delete(known, f.Key)
			if err := l.observe(ctx, tx, now, f, seen, open); err != nil {
				return err
			}
		}
		for _, key := range slices.Sorted(maps.Keys(known)) {
			if !known[key] {
				continue
			}
			_, err := tx.ExecContext(ctx, `UPDATE finding SET resolved_at = $1, told = CASE told WHEN '' THEN 'resolved' ELSE told END
				WHERE account = $2 AND key = $3`, db.Millis(now), l.account, key)
			if err != nil {
				return err
			}
			if err := l.noteFinding(ctx, tx, now, "finding_resolved", key); err != nil {
				return err
			}
		}
		return nil
	})
}

// knownFindings are all keys, and whether they are open.
func (l *Ledger) knownFindings(ctx context.Context, tx *sql.Tx) (map[string]bool, error) {
	out := map[string]bool{}
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var key string
		var resolved int64
		err := rows.Scan(&key, &resolved)
		out[key] = resolved == 0
		return err
	}, `SELECT key, resolved_at FROM finding WHERE account = $1`, l.account)
	return out, err
}

// observe writes one finding. One that was over and is back is new; a notice
// is given once.
func (l *Ledger) observe(ctx context.Context, tx *sql.Tx, now time.Time, f Finding, seen, open bool) error {
	resolved := int64(0)
	if f.Notice {
		if seen && !open {
			return nil
		}
		resolved = db.Millis(now)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO finding (account, key, kind, invoice_id, identifier, level, body, first_at, last_at, resolved_at, told)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, '')
		ON CONFLICT (account, key) DO UPDATE SET level = excluded.level, body = excluded.body, last_at = excluded.last_at,
			first_at = CASE finding.resolved_at WHEN 0 THEN finding.first_at ELSE excluded.first_at END,
			told = CASE WHEN finding.resolved_at = 0 AND excluded.resolved_at = 0 THEN finding.told ELSE '' END, resolved_at = excluded.resolved_at`,
		l.account, f.Key, f.Kind, f.InvoiceID, clean(f.Identifier), f.Level, clean(f.Text), db.Millis(now), resolved)
	if err != nil || open && !f.Notice {
		return err
	}
	return l.noteFinding(ctx, tx, now, "finding", f.Key)
}

func (l *Ledger) noteFinding(ctx context.Context, tx *sql.Tx, now time.Time, what State, key string) error {
	detail, err := toJSON(map[string]string{"reason": key})
	if err != nil {
		return err
	}
	return l.note(ctx, tx, now, Event{Actor: l.owner, To: what, Detail: detail})
}

// findings reads findings by a condition, oldest first.
func (l *Ledger) findings(ctx context.Context, condition string) ([]Finding, error) {
	var out []Finding
	err := each(ctx, l.db, func(rows *sql.Rows) error {
		var f Finding
		var first, last, resolved int64
		var told string
		err := rows.Scan(&f.Key, &f.Kind, &f.InvoiceID, &f.Identifier, &f.Level, &f.Text, &first, &last, &resolved, &told)
		f.Notice = resolved != 0 && told == ""
		f.FirstAt, f.LastAt, f.ResolvedAt = db.Time(first), db.Time(last), db.Time(resolved)
		out = append(out, f)
		return err
	}, `SELECT key, kind, invoice_id, identifier, level, body, first_at, last_at, resolved_at, told FROM finding
		WHERE account = $1 AND `+condition+` ORDER BY first_at, key`, l.account)
	if err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	return out, nil
}

// Findings are the open ones, oldest first.
func (l *Ledger) Findings(ctx context.Context) ([]Finding, error) {
	return l.findings(ctx, "resolved_at = 0")
}

// UntoldFindings are those of which people do not know yet how they stand:
// new ones, and those that are over.
func (l *Ledger) UntoldFindings(ctx context.Context) ([]Finding, error) {
	return l.findings(ctx, "(told = '' OR told = 'open' AND resolved_at > 0)")
}

// TellFindings sees to it that people hear of findings as they stand, once: what
// to say is u, without a title nothing.
func (l *Ledger) TellFindings(ctx context.Context, told []Finding, u Untold) error {
	return l.tx(ctx, func(tx *sql.Tx, now time.Time) error {
		if u.Title != "" {
			if err := l.mustTell(ctx, tx, now, u); err != nil {
				return err
			}
		}
		for _, f := range told {
			how := "open"
			if !f.Open() {
				how = "resolved"
			}
			_, err := tx.ExecContext(ctx, `UPDATE finding SET told = $1 WHERE account = $2 AND key = $3 AND resolved_at = $4`,
				how, l.account, f.Key, db.Millis(f.ResolvedAt))
			if err != nil {
				return err
			}
		}
		return nil
	})
}
