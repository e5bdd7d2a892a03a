package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Schedule is a user's absence on a day (docs: sections/schedules.md).
type Schedule struct {
	ID         billing.ID        `json:"id"`
	Date       billing.Date      `json:"date,omitzero"`
	Comment    string            `json:"comment,omitzero"`
	Am         bool              `json:"am"`              // in the morning
	Pm         bool              `json:"pm"`              // in the afternoon
	Symbol     *int              `json:"symbol,omitzero"` // nil: none
	Assignment Absence           `json:"assignment,omitzero"`
	User       UserRef           `json:"user,omitzero"`
	CreatedAt  billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt  billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// Absence is the kind of an absence.
type Absence struct {
	ID           billing.ID `json:"id"`
	Name         string     `json:"name,omitzero"`
	Code         Code       `json:"code,omitzero"`
	CustomerName string     `json:"customer_name,omitzero"`
	Color        string     `json:"color,omitzero"` // such as "#FFFF00"
	Type         string     `json:"type,omitzero"`
	Extra
}

// AbsenceCode is a kind of absence.
type AbsenceCode string

// The kinds of absence (docs: sections/schedules.md).
const (
	AbsenceUnplannable   AbsenceCode = "1"
	AbsencePublicHoliday AbsenceCode = "2"
	AbsenceSick          AbsenceCode = "3"
	AbsenceHoliday       AbsenceCode = "4"
	AbsenceOther         AbsenceCode = "5"
)

var schedules = resource[Schedule]{"absence", "/schedules"}

// ScheduleQuery filters the list of absences of users. Zero fields do not filter.
type ScheduleQuery struct {
	Global
	From             billing.Date  `url:"from"`
	To               billing.Date  `url:"to"`
	UserID           billing.ID    `url:"user_id"`
	AbsenceCode      []AbsenceCode `url:"absence_code"`
	AbsenceRequestID billing.ID    `url:"absence_request_id"`
}

// ScheduleReader reads absences of users.
type ScheduleReader struct{ *conn }

// List lists absences of users.
//
//moco:operation GET /schedules
func (s ScheduleReader) List(ctx context.Context, q ScheduleQuery) iter.Seq2[Row[Schedule], error] {
	return schedules.list(ctx, s.conn, q)
}

// Get reads one absence.
//
//moco:operation GET /schedules/{id}
func (s ScheduleReader) Get(ctx context.Context, id billing.ID) (Schedule, error) {
	return schedules.get(ctx, s.conn, id)
}

// ScheduleService reads and writes absences of users.
type ScheduleService struct{ ScheduleReader }

// NewSchedule is an absence to be made. Date and AbsenceCode are required.
type NewSchedule struct {
	Date        billing.Date `json:"date"`
	AbsenceCode AbsenceCode  `json:"absence_code"`
	UserID      billing.ID   `json:"user_id,omitzero"`
	Comment     string       `json:"comment,omitzero"`
	Am          Opt[bool]    `json:"am,omitzero"` // in the morning
	Pm          Opt[bool]    `json:"pm,omitzero"` // in the afternoon
	Symbol      Code         `json:"symbol,omitzero"`
	Overwrite   Opt[bool]    `json:"overwrite,omitzero"` // replaces what is there
}

func (n NewSchedule) problem() string {
	if n.Date.IsZero() || n.AbsenceCode == "" {
		return "an absence needs a date and an absence code"
	}
	return ""
}

// Create makes an absence.
//
//moco:operation POST /schedules
func (s ScheduleService) Create(ctx context.Context, n NewSchedule) (Schedule, error) {
	return schedules.create(ctx, s.conn, n)
}

// ScheduleUpdate changes an absence. What is left out stays.
type ScheduleUpdate struct {
	Date        Opt[billing.Date] `json:"date,omitzero"`
	UserID      Opt[billing.ID]   `json:"user_id,omitzero"`
	Comment     Opt[string]       `json:"comment,omitzero"`
	Am          Opt[bool]         `json:"am,omitzero"` // in the morning
	Pm          Opt[bool]         `json:"pm,omitzero"` // in the afternoon
	Symbol      Opt[Code]         `json:"symbol,omitzero"`
	AbsenceCode Opt[AbsenceCode]  `json:"absence_code,omitzero"`
}

// Update changes an absence.
//
//moco:operation PUT /schedules/{id}
//moco:operation PATCH /schedules/{id}
func (s ScheduleService) Update(ctx context.Context, id billing.ID, u ScheduleUpdate) (Schedule, error) {
	return schedules.update(ctx, s.conn, u, id)
}

// Delete deletes an absence.
//
//moco:operation DELETE /schedules/{id}
func (s ScheduleService) Delete(ctx context.Context, id billing.ID) error {
	return schedules.delete(ctx, s.conn, id)
}
