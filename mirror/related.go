package mirror

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
)

// InvoicePayments are the payments of one invoice as they were read last, in
// the order of their ids. The error is a payment that can't be decoded, or the
// store's.
func (m *Mirror) InvoicePayments(ctx context.Context, invoice billing.ID) ([]billing.Payment, error) {
	rows, err := m.db.QueryContext(ctx, `SELECT body FROM record
		WHERE account = $1 AND kind = $2 AND parent_id = $3 AND gone_at = 0 ORDER BY id`, m.account, Payments, invoice)
	if err != nil {
		return nil, fmt.Errorf("read the payments of invoice %d: %w", invoice, db.Explain(err))
	}
	defer rows.Close()
	var out []billing.Payment
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		var p billing.Payment
		if err := json.Unmarshal(body, &p); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
