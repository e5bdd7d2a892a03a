package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// VerifyRows holds the rows of entries, runs and holds against the events: the last
// event of each must say the state that the row has. It finds a tail that was
// cut off together with the note of where the chain ends, as long as the rows
// still show what happened, and rows that were changed behind the chain's back.
// The error names the first.
func (l *Ledger) VerifyRows(ctx context.Context) error {
	return l.db.View(ctx, func(tx *sql.Tx) error {
		for _, check := range []struct{ query, says string }{
			{`SELECT id, state FROM entry e WHERE account = $1 AND state <> COALESCE(
				(SELECT to_state FROM event v WHERE v.entry = e.id ORDER BY seq DESC LIMIT 1), '') ORDER BY created_at, id LIMIT 1`,
				"action %s is %s, and its last event says otherwise"},
			{`SELECT id, status FROM run r WHERE account = $1 AND NOT EXISTS (SELECT 1 FROM event v WHERE v.run = r.id AND v.entry = ''
				AND v.to_state = CASE WHEN r.ended_at = 0 THEN 'queued' ELSE r.status END) ORDER BY created_at, id LIMIT 1`,
				"run %s is %s, and no event says so"},
		} {
			var id, state string
			err := tx.QueryRowContext(ctx, check.query, l.account).Scan(&id, &state)
			switch {
			case errors.Is(err, sql.ErrNoRows):
			case err != nil:
				return err
			default:
				return fmt.Errorf(check.says, id, state)
			}
		}
		return l.verifyHolds(ctx, tx)
	})
}

// minHead is how much of a hash must be given, so that it names one event.
const minHead = 8

// VerifyHead looks for a head that was noted outside the store, such as in a
// digest or on a workbook's Info sheet: the whole hash or its beginning, perhaps
// with "…" behind it. The error says that the chain does not have it: it was cut
// off before, or it is another one. seq is its event's number.
func (l *Ledger) VerifyHead(ctx context.Context, head string) (seq int64, err error) {
	head = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(head)), "…")
	if len(head) < minHead || strings.Trim(head, "0123456789abcdef") != "" {
		return 0, fmt.Errorf("a head is %d or more characters of 0-9 and a-f, got %q", minHead, head)
	}
	err = l.db.QueryRowContext(ctx, `SELECT seq FROM event WHERE substr(hash, 1, $1) = $2 ORDER BY seq LIMIT 1`, len(head), head).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("the chain has no event %s…: what was noted there was cut off, or the store was restored from an older backup", head)
	}
	return seq, err
}
