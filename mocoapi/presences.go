package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// Presence is a time in which a user was at work (docs: sections/presences.md).
type Presence struct {
	ID           billing.ID        `json:"id"`
	Date         billing.Date      `json:"date,omitzero"`
	From         string            `json:"from,omitzero"`  // "08:00", in the user's zone
	To           string            `json:"to,omitzero"`    // "12:00"; empty: still there
	IsHomeOffice bool              `json:"is_home_office"` // of the whole day
	User         UserRef           `json:"user,omitzero"`
	CreatedAt    billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt    billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var presences = resource[Presence]{"presence", "/users/presences"}

// PresenceQuery filters the list of presences. Zero fields do not filter.
type PresenceQuery struct {
	Global
	UserID       billing.ID   `url:"user_id"`
	From         billing.Date `url:"from"`
	To           billing.Date `url:"to"`
	IsHomeOffice Choice       `url:"is_home_office"`
}

// PresenceReader reads presences.
type PresenceReader struct{ *conn }

// List lists presences.
//
//moco:operation GET /users/presences
func (s PresenceReader) List(ctx context.Context, q PresenceQuery) iter.Seq2[Row[Presence], error] {
	return presences.list(ctx, s.conn, q)
}

// Get reads one presence.
//
//moco:operation GET /users/presences/{id}
func (s PresenceReader) Get(ctx context.Context, id billing.ID) (Presence, error) {
	return presences.get(ctx, s.conn, id)
}

// PresenceService reads and writes presences.
type PresenceService struct{ PresenceReader }

// NewPresence is a presence to be made. Date and From are required.
type NewPresence struct {
	Date         billing.Date `json:"date"`
	From         string       `json:"from"`                    // "08:00", in the user's zone
	To           string       `json:"to,omitzero"`             // "12:00"; empty: still there
	IsHomeOffice Opt[bool]    `json:"is_home_office,omitzero"` // of the whole day
}

func (n NewPresence) problem() string {
	if n.Date.IsZero() || n.From == "" {
		return "a presence needs a date and a from"
	}
	return ""
}

// Create makes a presence of the key's user; Options.Impersonate makes it somebody else's.
//
//moco:operation POST /users/presences
func (s PresenceService) Create(ctx context.Context, n NewPresence) (Presence, error) {
	return presences.create(ctx, s.conn, n)
}

// PresenceUpdate changes a presence. What is left out stays.
type PresenceUpdate struct {
	Date         Opt[billing.Date] `json:"date,omitzero"`
	From         Opt[string]       `json:"from,omitzero"`           // "08:00", in the user's zone
	To           Opt[string]       `json:"to,omitzero"`             // "12:00"; empty: still there
	IsHomeOffice Opt[bool]         `json:"is_home_office,omitzero"` // of the whole day
}

// Update changes a presence.
//
//moco:operation PUT /users/presences/{id}
//moco:operation PATCH /users/presences/{id}
func (s PresenceService) Update(ctx context.Context, id billing.ID, u PresenceUpdate) (Presence, error) {
	return presences.update(ctx, s.conn, u, id)
}

// Delete deletes a presence.
//
//moco:operation DELETE /users/presences/{id}
func (s PresenceService) Delete(ctx context.Context, id billing.ID) error {
	return presences.delete(ctx, s.conn, id)
}

// Touch is a press on the clock of the key's user.
type Touch struct {
	IsHomeOffice Opt[bool] `json:"is_home_office,omitzero"`
	// Override is another time than now, in the user's zone: "2026-01-31 08:30".
	Override string `json:"override,omitzero"`
}

// Touch starts the clock of the key's user, or stops it. A presence that ends in
// the minute in which it began is discarded. MOCO refuses a time that collides
// with another presence by 423.
//
//moco:operation POST /users/presences/touch
func (s PresenceService) Touch(ctx context.Context, t Touch) (Presence, error) {
	return presences.send(ctx, s.conn, call{method: http.MethodPost, path: "/users/presences/touch"}, t, 0, "")
}
