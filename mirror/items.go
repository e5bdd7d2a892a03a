package mirror

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/fault"
)

// InvoiceItems is the data set of the items of invoices. MOCO's list leaves
// them out, so each invoice is read by itself: those of the pull's period whose
// items were never read, or that were changed since.
const InvoiceItems = "invoice_items"

// itemsPerPull is how many invoices one pull reads by themselves, about six
// minutes at MOCO's standard limit. The next pull goes on with the others.
const itemsPerPull = 300

// itemsMayFail is how many invoices a pull leaves to the next one because they
// can't be read: one that MOCO stumbles over must not stop a job.
const itemsMayFail = 3

// pullItems reads items, the latest invoices first.
func (m *Mirror) pullItems(ctx context.Context, src Source, o PullOptions) (done PulledKind, err error) {
	if o.Period == (billing.Period{}) {
		return done, fmt.Errorf("%s needs a period", InvoiceItems)
	}
	ids, err := m.itemsDue(ctx, o.Period)
	if err != nil {
		return done, err
	}
	done.Total, done.Complete = len(ids), len(ids) <= itemsPerPull
	ids = ids[:min(len(ids), itemsPerPull)]
	failed := 0
	for _, id := range ids {
		raw, err := src.RawObject(ctx, fmt.Sprintf("/invoices/%d", id))
		done.Requests++
		if fault.KindOf(err) == fault.Gone {
			continue // deleted meanwhile; the next list will not have it
		}
		if err != nil {
			done.Complete = false
			if failed++; failed > itemsMayFail || ctx.Err() != nil {
				return done, err
			}
			continue
		}
		changed, err := m.store(ctx, InvoiceItems, []object{itemsObject(raw, id)})
		if err != nil {
			return done, fmt.Errorf("store: %w", err)
		}
		done.Rows++
		done.Changed += changed
		if o.Progress != nil {
			o.Progress(InvoiceItems, done.Rows, len(ids))
		}
	}
	return done, nil
}

// itemsObject is an answer under the id that was asked for.
func itemsObject(raw json.RawMessage, id int64) object {
	o := readObject(raw)
	o.id, o.parent = id, id
	return o
}

// itemsDue are the invoices of a period whose items are to be read, the latest
// first. MOCO's time of the last change says whether an invoice is another.
func (m *Mirror) itemsDue(ctx context.Context, p billing.Period) (ids []int64, err error) {
	rows, err := m.db.QueryContext(ctx, `SELECT i.id, i.body FROM record i
		LEFT JOIN record t ON t.account = i.account AND t.kind = $1 AND t.id = i.id
		WHERE i.account = $2 AND i.kind = $3 AND i.gone_at = 0 AND i.id > 0
			AND (t.id IS NULL OR t.updated_at < i.updated_at) ORDER BY i.id DESC`, InvoiceItems, m.account, Invoices)
	if err != nil {
		return nil, fmt.Errorf("find the invoices to read: %w", db.Explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var body sql.RawBytes
		if err := rows.Scan(&id, &body); err != nil {
			return nil, err
		}
		var inv struct {
			Date billing.Date `json:"date"`
		}
		if json.Unmarshal(body, &inv) == nil && p.Has(inv.Date) {
			ids = append(ids, id)
		}
	}
	return ids, rows.Err()
}

// AddItems adds the items of a period's invoices to a snapshot, as far as they
// were read. Items that were read before their invoice was changed are left
// out, as if they had not been read.
func (m *Mirror) AddItems(ctx context.Context, snap *billing.Snapshot, period billing.Period) error {
	due, err := m.itemsDue(ctx, period)
	if err != nil {
		return err
	}
	wanted := map[billing.ID]bool{}
	for _, inv := range snap.Invoices {
		wanted[inv.ID] = period.Has(inv.Date)
	}
	for _, id := range due {
		delete(wanted, billing.ID(id))
	}
	k := Kind{Name: InvoiceItems, decode: func(s *billing.Snapshot, body []byte) error {
		var items billing.InvoiceItems
		if err := json.Unmarshal(body, &items); err != nil {
			return err
		}
		if wanted[items.InvoiceID] {
			s.Items = append(s.Items, items)
		}
		return nil
	}}
	err = m.db.View(ctx, func(tx *sql.Tx) error { return m.decodeKind(ctx, tx, k, snap) })
	if err != nil {
		return fmt.Errorf("read the mirror: %w", err)
	}
	return nil
}
