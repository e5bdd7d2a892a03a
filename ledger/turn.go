package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
)

// Turn chooses a run's entries whose turn it is.
type Turn struct {
	Run string
	// Order says which actions are meant, and in which order: of one invoice's
	// entries only one is in hand at a time.
	Order map[string]int
	// Invoice keeps one invoice's entries; 0 for all.
	Invoice billing.ID
	Limit   int // must be set
}

// Next lists entries that may be claimed now and whose turn it is, the first in
// order first, without those that nobody can read. An entry whose invoice has
// another one in hand, or an earlier one that is due, is left out; one that
// waits for a later time holds nobody up.
func (l *Ledger) Next(ctx context.Context, t Turn) ([]Entry, error) {
	now, err := l.Now(ctx)
	if err != nil {
		return nil, err
	}
	ranks := map[int][]string{}
	for action, rank := range t.Order {
		ranks[rank] = append(ranks[rank], action)
	}
	var out []Entry
	for _, rank := range slices.Sorted(maps.Keys(ranks)) {
		list, err := l.nextOf(ctx, t, ranks[rank], rank, now, t.Limit-len(out))
		if err != nil {
			return nil, err
		}
		if out = append(out, list...); len(out) == t.Limit {
			break
		}
	}
	return out, nil
}

// nextOf lists the entries of one rank that can be read. If the first ones
// can't, it looks at all of them.
func (l *Ledger) nextOf(ctx context.Context, t Turn, actions []string, rank int, now time.Time, limit int) ([]Entry, error) {
	for most := limit; ; most = 1 << 30 {
		var out []Entry
		seen := 0
		err := each(ctx, l.db, func(rows *sql.Rows) error {
			if seen++; len(out) == limit {
				return nil
			}
			e, err := scanEntry(rows)
			if err == nil && e.Unreadable == nil {
				out = append(out, e)
			}
			return err
		}, t.query(actions, rank, most), l.account, t.Run, db.Millis(now), l.farthest(now), db.Millis(now.Add(future)))
		if err != nil || len(out) > 0 || seen < most {
			return out, err
		}
	}
}

// query asks for the entries of one rank. Actions are words of the product, so
// they may stand in the text.
func (t Turn) query(actions []string, rank, limit int) string {
	const open = `state IN ('planned', 'claimed', 'intent')`
	var earlier, same []string
	for action, r := range t.Order {
		switch {
		case r < rank:
			earlier = append(earlier, action)
		case r == rank:
			same = append(same, action)
		}
	}
	return fmt.Sprintf(`SELECT `+columns+` FROM entry e
		WHERE account = $1 AND run = $2 AND `+open+` AND lease_until NOT BETWEEN $3 AND $4 AND (next_at <= $3 OR updated_at > $5) AND action IN (%s)%s
			AND (invoice_id = 0 OR NOT EXISTS (
				SELECT 1 FROM entry o WHERE o.account = e.account AND o.invoice_id = e.invoice_id AND o.run = e.run AND o.id <> e.id AND o.`+open+`
					AND (o.lease_until BETWEEN $3 AND $4 OR (o.next_at <= $3 OR o.updated_at > $5) AND (o.action IN (%s) OR o.action IN (%s) AND (o.line < e.line OR o.line = e.line AND o.id < e.id)))
			))
		ORDER BY created_at, plan, line, id LIMIT %d`, quoted(actions), t.about(), quoted(earlier), quoted(same), limit)
}

func (t Turn) about() string {
	if t.Invoice == 0 {
		return ""
	}
	return fmt.Sprintf(" AND invoice_id = %d", t.Invoice)
}

// quoted is a list of words for IN; without any it holds one that no action
// has, because SQL knows no empty list.
func quoted(words []string) string {
	if len(words) == 0 {
		return "''"
	}
	slices.Sort(words)
	return "'" + strings.Join(words, "', '") + "'"
}
