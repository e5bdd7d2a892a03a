package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Holiday is a number of days that a user may take off in a year (docs: sections/holidays.md).
type Holiday struct {
	ID        billing.ID        `json:"id"`
	Year      int               `json:"year"`
	Title     string            `json:"title,omitzero"`
	Days      billing.Decimal   `json:"days"`  // in days
	Hours     billing.Decimal   `json:"hours"` // in hours
	User      UserRef           `json:"user,omitzero"`
	Creator   UserRef           `json:"creator,omitzero"`
	CreatedAt billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var holidays = resource[Holiday]{"holiday entitlement", "/users/holidays"}

// HolidayQuery filters the list of holiday entitlements. Zero fields do not filter.
type HolidayQuery struct {
	Global
	UserID billing.ID `url:"user_id"`
	Year   int        `url:"year"` // 0: the current one
}

// HolidayReader reads holiday entitlements.
type HolidayReader struct{ *conn }

// List lists holiday entitlements.
//
//moco:operation GET /users/holidays
func (s HolidayReader) List(ctx context.Context, q HolidayQuery) iter.Seq2[Row[Holiday], error] {
	return holidays.list(ctx, s.conn, q)
}

// Get reads one holiday entitlement.
//
//moco:operation GET /users/holidays/{id}
func (s HolidayReader) Get(ctx context.Context, id billing.ID) (Holiday, error) {
	return holidays.get(ctx, s.conn, id)
}

// HolidayService reads and writes holiday entitlements.
type HolidayService struct{ HolidayReader }

// NewHoliday is a holiday entitlement to be made. UserID, Year and Title are required.
type NewHoliday struct {
	UserID    billing.ID           `json:"user_id"`
	Year      int                  `json:"year"`
	Title     string               `json:"title"`
	CreatorID billing.ID           `json:"creator_id,omitzero"`
	Hours     Opt[billing.Decimal] `json:"hours,omitzero"` // in place of Days
	Days      Opt[billing.Decimal] `json:"days,omitzero"`  // in place of Hours
}

func (n NewHoliday) problem() string {
	_, days := n.Days.Get()
	_, hours := n.Hours.Get()
	if n.UserID <= 0 || n.Year == 0 || n.Title == "" || !days && !hours {
		return "a holiday entitlement needs a user, a year, a title and days or hours"
	}
	return ""
}

// Create makes a holiday entitlement.
//
//moco:operation POST /users/holidays
func (s HolidayService) Create(ctx context.Context, n NewHoliday) (Holiday, error) {
	return holidays.create(ctx, s.conn, n)
}

// HolidayUpdate changes a holiday entitlement. What is left out stays.
type HolidayUpdate struct {
	UserID    Opt[billing.ID]      `json:"user_id,omitzero"`
	CreatorID Opt[billing.ID]      `json:"creator_id,omitzero"`
	Year      Opt[int]             `json:"year,omitzero"`
	Title     Opt[string]          `json:"title,omitzero"`
	Hours     Opt[billing.Decimal] `json:"hours,omitzero"` // in hours
	Days      Opt[billing.Decimal] `json:"days,omitzero"`  // in days
}

// Update changes a holiday entitlement.
//
//moco:operation PUT /users/holidays/{id}
//moco:operation PATCH /users/holidays/{id}
func (s HolidayService) Update(ctx context.Context, id billing.ID, u HolidayUpdate) (Holiday, error) {
	return holidays.update(ctx, s.conn, u, id)
}

// Delete deletes a holiday entitlement.
//
//moco:operation DELETE /users/holidays/{id}
func (s HolidayService) Delete(ctx context.Context, id billing.ID) error {
	return holidays.delete(ctx, s.conn, id)
}
