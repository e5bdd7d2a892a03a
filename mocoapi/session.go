package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
)

// Session says whom the key stands for. It is the cheapest way to try a key: a
// refused one gives fault.Auth (docs: sections/session.md).
//
//moco:operation GET /session
func (c *Client) Session(ctx context.Context) (billing.Session, error) {
	row, _, err := single[billing.Session](ctx, c, "session", get("/session", nil))
	return row.Value, err
}
