package mirror

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
)

// chunk is how many objects one statement reads or writes.
const chunk = 200

// store keeps objects in one transaction and counts those that were new or
// different. An earlier state never replaces a later one.
func (m *Mirror) store(ctx context.Context, kind string, objects []object) (changed int, err error) {
	err = m.db.Tx(ctx, func(tx *sql.Tx) error {
		changed = 0
		now, err := m.db.Now(ctx, tx)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(latest(objects), chunk) {
			n, err := m.upsert(ctx, tx, kind, part, db.Millis(now))
			if err != nil {
				return err
			}
			changed += n
		}
		return nil
	})
	return changed, err
}

// latest keeps one object per id: the one changed last, or the last of equals.
func latest(objects []object) []object {
	at := make(map[int64]int, len(objects))
	out := make([]object, 0, len(objects))
	for _, o := range objects {
		i, twice := at[o.id]
		switch {
		case !twice:
			at[o.id] = len(out)
			out = append(out, o)
		case !o.older(out[i].updated):
			out[i] = o
		}
	}
	return out
}

// upsert writes objects with one statement: PostgreSQL is ten times slower
// with one for each. Rows that are the same, or later, are left alone and not
// counted.
func (m *Mirror) upsert(ctx context.Context, tx *sql.Tx, kind string, objects []object, now int64) (changed int, err error) {
	const columns = 9
	var values []string
	var args []any
	for _, o := range objects {
		values = append(values, "("+placeholders(len(args)+1, columns)+")")
		args = append(args, m.account, kind, o.id, o.parent, o.identifier, o.updated, o.body, now, now)
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO record (account, kind, id, parent_id, identifier, updated_at, body, first_seen, changed_at)
		VALUES `+strings.Join(values, ", ")+`
		ON CONFLICT (account, kind, id) DO UPDATE SET parent_id = excluded.parent_id, identifier = excluded.identifier,
			updated_at = excluded.updated_at, body = excluded.body, changed_at = excluded.changed_at, gone_at = 0
		WHERE (excluded.updated_at >= record.updated_at OR excluded.updated_at = 0)
			AND (excluded.body <> record.body OR record.gone_at <> 0)`, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// placeholders is "$3, $4, $5" for from 3 and n 3.
func placeholders(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}

// Put keeps one object as it was just read from MOCO, after a fresh read or a
// write. An object that was marked as gone is back. The error says if raw has
// no id.
func (m *Mirror) Put(ctx context.Context, kind string, raw json.RawMessage) error {
	if _, err := kindByName(kind); err != nil {
		return err
	}
	o := readObject(raw)
	if o.id < 0 {
		return fmt.Errorf("%s: an object without an id can't be kept", kind)
	}
	if _, err := m.store(ctx, kind, []object{o}); err != nil {
		return fmt.Errorf("keep %s %d: %w", kind, o.id, err)
	}
	return nil
}

// Gone marks an object as deleted in MOCO, after deleting it or after a read
// that did not find it. It stays in the store, out of all snapshots. An
// unknown object is no error.
func (m *Mirror) Gone(ctx context.Context, kind string, id billing.ID) error {
	err := m.db.Tx(ctx, func(tx *sql.Tx) error {
		now, err := m.db.Now(ctx, tx)
		if err != nil {
			return err
		}
		return m.markGone(ctx, tx, kind, []int64{int64(id)}, db.Millis(now))
	})
	if err != nil {
		return fmt.Errorf("mark %s %d as gone: %w", kind, id, err)
	}
	return nil
}

func (m *Mirror) markGone(ctx context.Context, tx *sql.Tx, kind string, ids []int64, now int64) error {
	for part := range slices.Chunk(ids, chunk) {
		args := []any{now, m.account, kind}
		for _, id := range part {
			args = append(args, id)
		}
		_, err := tx.ExecContext(ctx, `UPDATE record SET gone_at = $1
			WHERE account = $2 AND kind = $3 AND gone_at = 0 AND id IN (`+placeholders(4, len(part))+`)`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}
