package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Employment is a time in which a user works by one pattern of hours (docs: sections/employments.md).
type Employment struct {
	ID                billing.ID        `json:"id"`
	WeeklyTargetHours billing.Decimal   `json:"weekly_target_hours"` // in hours
	Pattern           WorkPattern       `json:"pattern,omitzero"`    // hours of the half days, Monday first
	From              billing.Date      `json:"from,omitzero"`       // zero: today
	To                billing.Date      `json:"to,omitzero"`         // zero: open end
	User              UserRef           `json:"user,omitzero"`
	CreatedAt         billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt         billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// WorkPattern are the hours that somebody works, a number for each day from
// Monday on.
type WorkPattern struct {
	AM []billing.Decimal `json:"am,omitzero"`
	PM []billing.Decimal `json:"pm,omitzero"`
}

var employments = resource[Employment]{"employment", "/users/employments"}

// EmploymentQuery filters the list of employments. Zero fields do not filter.
type EmploymentQuery struct {
	Global
	UserID billing.ID   `url:"user_id"`
	From   billing.Date `url:"from"`
	To     billing.Date `url:"to"`
}

// EmploymentReader reads employments.
type EmploymentReader struct{ *conn }

// List lists employments.
//
//moco:operation GET /users/employments
func (s EmploymentReader) List(ctx context.Context, q EmploymentQuery) iter.Seq2[Row[Employment], error] {
	return employments.list(ctx, s.conn, q)
}

// Get reads one employment.
//
//moco:operation GET /users/employments/{id}
func (s EmploymentReader) Get(ctx context.Context, id billing.ID) (Employment, error) {
	return employments.get(ctx, s.conn, id)
}

// EmploymentService reads and writes employments.
type EmploymentService struct{ EmploymentReader }

// NewEmployment is an employment to be made. UserID and Pattern are required.
type NewEmployment struct {
	UserID  billing.ID   `json:"user_id"`
	Pattern WorkPattern  `json:"pattern"`       // hours of the half days, Monday first
	From    billing.Date `json:"from,omitzero"` // zero: today
	To      billing.Date `json:"to,omitzero"`
}

func (n NewEmployment) problem() string {
	if n.UserID <= 0 || len(n.Pattern.AM) == 0 && len(n.Pattern.PM) == 0 {
		return "an employment needs a user and a pattern"
	}
	return ""
}

// Create makes an employment.
//
//moco:operation POST /users/employments
func (s EmploymentService) Create(ctx context.Context, n NewEmployment) (Employment, error) {
	return employments.create(ctx, s.conn, n)
}

// EmploymentUpdate changes an employment. What is left out stays.
type EmploymentUpdate struct {
	UserID  Opt[billing.ID]   `json:"user_id,omitzero"`
	From    Opt[billing.Date] `json:"from,omitzero"` // zero: today
	To      Opt[billing.Date] `json:"to,omitzero"`
	Pattern Opt[WorkPattern]  `json:"pattern,omitzero"` // hours of the half days, Monday first
}

// Update changes an employment.
//
//moco:operation PUT /users/employments/{id}
//moco:operation PATCH /users/employments/{id}
func (s EmploymentService) Update(ctx context.Context, id billing.ID, u EmploymentUpdate) (Employment, error) {
	return employments.update(ctx, s.conn, u, id)
}

// Delete deletes an employment.
//
//moco:operation DELETE /users/employments/{id}
func (s EmploymentService) Delete(ctx context.Context, id billing.ID) error {
	return employments.delete(ctx, s.conn, id)
}
