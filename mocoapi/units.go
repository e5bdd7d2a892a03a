package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Unit is a team of the account (docs: sections/units.md).
type Unit struct {
	ID               billing.ID        `json:"id"`
	Name             string            `json:"name,omitzero"`
	CustomProperties CustomProperties  `json:"custom_properties,omitzero"`
	Users            []UnitUser        `json:"users,omitzero"`
	CreatedAt        billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt        billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// UnitUser names a user of a unit.
type UnitUser struct {
	ID        billing.ID `json:"id"`
	Firstname string     `json:"firstname,omitzero"`
	Lastname  string     `json:"lastname,omitzero"`
	Email     string     `json:"email,omitzero"`
	Extra
}

var units = resource[Unit]{"unit", "/units"}

// UnitReader reads units.
type UnitReader struct{ *conn }

// List lists units.
//
//moco:operation GET /units
func (s UnitReader) List(ctx context.Context, q Global) iter.Seq2[Row[Unit], error] {
	return units.list(ctx, s.conn, q)
}

// Get reads one unit.
//
//moco:operation GET /units/{id}
func (s UnitReader) Get(ctx context.Context, id billing.ID) (Unit, error) {
	return units.get(ctx, s.conn, id)
}

// UnitService reads and writes units.
type UnitService struct{ UnitReader }

// NewUnit is a unit to be made. Name is required.
type NewUnit struct {
	Name             string           `json:"name"`
	CustomProperties CustomProperties `json:"custom_properties,omitzero"`
}

func (n NewUnit) problem() string {
	if n.Name == "" {
		return "a unit needs a name"
	}
	return n.CustomProperties.problem()
}

// Create makes a unit.
//
//moco:operation POST /units
func (s UnitService) Create(ctx context.Context, n NewUnit) (Unit, error) {
	return units.create(ctx, s.conn, n)
}

// UnitUpdate changes a unit. What is left out stays.
type UnitUpdate struct {
	Name             Opt[string]      `json:"name,omitzero"`
	CustomProperties CustomProperties `json:"custom_properties,omitzero"`
}

func (u UnitUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes a unit.
//
//moco:operation PUT /units/{id}
//moco:operation PATCH /units/{id}
func (s UnitService) Update(ctx context.Context, id billing.ID, u UnitUpdate) (Unit, error) {
	return units.update(ctx, s.conn, u, id)
}

// Delete deletes a unit, which must have no users.
//
//moco:operation DELETE /units/{id}
func (s UnitService) Delete(ctx context.Context, id billing.ID) error {
	return units.delete(ctx, s.conn, id)
}
