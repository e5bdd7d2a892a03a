package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
)

// Profile is the user that the key acts as, or the impersonated one (docs:
// sections/profile.md).
//
//moco:operation GET /profile
func (c *Client) Profile(ctx context.Context) (billing.Profile, error) {
	row, _, err := single[billing.Profile](ctx, c, "profile", get("/profile", nil))
	return row.Value, err
}
