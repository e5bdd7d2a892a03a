package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// WorkTimeAdjustment corrects a user's hours on a day (docs: sections/work_time_adjustments.md).
type WorkTimeAdjustment struct {
	ID          billing.ID        `json:"id"`
	Date        billing.Date      `json:"date,omitzero"`
	Description string            `json:"description,omitzero"`
	Hours       billing.Decimal   `json:"hours"` // in hours
	User        UserRef           `json:"user,omitzero"`
	Creator     UserRef           `json:"creator,omitzero"`
	CreatedAt   billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt   billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var workTimeAdjustments = resource[WorkTimeAdjustment]{"work time adjustment", "/users/work_time_adjustments"}

// WorkTimeAdjustmentQuery filters the list of work time adjustments. Zero fields do not filter.
type WorkTimeAdjustmentQuery struct {
	Global
	UserID billing.ID   `url:"user_id"`
	From   billing.Date `url:"from"`
	To     billing.Date `url:"to"`
}

// WorkTimeAdjustmentReader reads work time adjustments.
type WorkTimeAdjustmentReader struct{ *conn }

// List lists work time adjustments.
//
//moco:operation GET /users/work_time_adjustments
func (s WorkTimeAdjustmentReader) List(ctx context.Context, q WorkTimeAdjustmentQuery) iter.Seq2[Row[WorkTimeAdjustment], error] {
	return workTimeAdjustments.list(ctx, s.conn, q)
}

// Get reads one work time adjustment.
//
//moco:operation GET /users/work_time_adjustments/{id}
func (s WorkTimeAdjustmentReader) Get(ctx context.Context, id billing.ID) (WorkTimeAdjustment, error) {
	return workTimeAdjustments.get(ctx, s.conn, id)
}

// WorkTimeAdjustmentService reads and writes work time adjustments.
type WorkTimeAdjustmentService struct{ WorkTimeAdjustmentReader }

// NewWorkTimeAdjustment is a work time adjustment to be made. UserID, Date, Description and Hours are required.
type NewWorkTimeAdjustment struct {
	UserID      billing.ID      `json:"user_id"`
	Date        billing.Date    `json:"date"`
	Description string          `json:"description"`
	Hours       billing.Decimal `json:"hours"` // in hours
}

func (n NewWorkTimeAdjustment) problem() string {
	if n.UserID <= 0 || n.Date.IsZero() || n.Description == "" {
		return "a work time adjustment needs a user, a date and a description"
	}
	return ""
}

// Create makes a work time adjustment.
//
//moco:operation POST /users/work_time_adjustments
func (s WorkTimeAdjustmentService) Create(ctx context.Context, n NewWorkTimeAdjustment) (WorkTimeAdjustment, error) {
	return workTimeAdjustments.create(ctx, s.conn, n)
}

// WorkTimeAdjustmentUpdate changes a work time adjustment. What is left out stays.
type WorkTimeAdjustmentUpdate struct {
	Date        Opt[billing.Date]    `json:"date,omitzero"`
	Description Opt[string]          `json:"description,omitzero"`
	Hours       Opt[billing.Decimal] `json:"hours,omitzero"` // in hours
}

// Update changes a work time adjustment.
//
//moco:operation PUT /users/work_time_adjustments/{id}
//moco:operation PATCH /users/work_time_adjustments/{id}
func (s WorkTimeAdjustmentService) Update(ctx context.Context, id billing.ID, u WorkTimeAdjustmentUpdate) (WorkTimeAdjustment, error) {
	return workTimeAdjustments.update(ctx, s.conn, u, id)
}

// Delete deletes a work time adjustment.
//
//moco:operation DELETE /users/work_time_adjustments/{id}
func (s WorkTimeAdjustmentService) Delete(ctx context.Context, id billing.ID) error {
	return workTimeAdjustments.delete(ctx, s.conn, id)
}
