package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
)

// SessionReader tells whom the key stands for.
type SessionReader struct{ *conn }

// Get says whom the key stands for. It is the cheapest way to try a key: a
// refused one gives fault.Auth (docs: sections/session.md).
//
//moco:operation GET /session
func (s SessionReader) Get(ctx context.Context) (billing.Session, error) {
	row, _, err := single[billing.Session](ctx, s.conn, "session", get("/session", nil))
	return row.Value, err
}
