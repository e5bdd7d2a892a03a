package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
)

// Profile is the user that the key acts as, or the impersonated one (docs:
// sections/profile.md).
type Profile struct {
	ID        billing.ID        `json:"id"`
	Email     string            `json:"email,omitzero"`
	FullName  string            `json:"full_name,omitzero"`
	FirstName string            `json:"first_name,omitzero"`
	LastName  string            `json:"last_name,omitzero"`
	Active    bool              `json:"active"`
	External  bool              `json:"external"`            // a freelancer
	AvatarURL string            `json:"avatar_url,omitzero"` // works for a short time
	Unit      Ref               `json:"unit,omitzero"`
	CreatedAt billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// ProfileReader tells about the user that the key acts as.
type ProfileReader struct{ *conn }

// Get reads the profile.
//
//moco:operation GET /profile
func (s ProfileReader) Get(ctx context.Context) (Profile, error) {
	row, _, err := single[Profile](ctx, s.conn, "profile", get("/profile", nil))
	return row.Value, err
}
