package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
)

// ProfileReader tells about the user that the key acts as, or the impersonated
// one.
type ProfileReader struct{ *conn }

// Get is the profile (docs: sections/profile.md).
//
//moco:operation GET /profile
func (s ProfileReader) Get(ctx context.Context) (billing.Profile, error) {
	row, _, err := single[billing.Profile](ctx, s.conn, "profile", get("/profile", nil))
	return row.Value, err
}
