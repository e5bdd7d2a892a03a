package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// AbsenceRequest asks for days off (docs: Absence Requests).
type AbsenceRequest struct {
	ID               billing.ID           `json:"id"`
	Type             AbsenceType          `json:"type,omitzero"`
	Status           AbsenceRequestStatus `json:"status,omitzero"`
	TotalDays        billing.Decimal      `json:"total_days"`    // in days
	Days             []AbsenceDay         `json:"days,omitzero"` // in days
	Comment          string               `json:"comment,omitzero"`
	ApprovedAt       billing.Timestamp    `json:"approved_at,omitzero"`
	CreatedAt        billing.Timestamp    `json:"created_at,omitzero"`
	UpdatedAt        billing.Timestamp    `json:"updated_at,omitzero"`
	User             UserRef              `json:"user,omitzero"`
	Approver         UserRef              `json:"approver,omitzero"`
	SelectedApprover UserRef              `json:"selected_approver,omitzero"`
	CustomProperties CustomProperties     `json:"custom_properties,omitzero"`
	Extra
}

// AbsenceDay is a day of an absence request, or a half of it.
type AbsenceDay struct {
	Date billing.Date `json:"date,omitzero"`
	Am   bool         `json:"am"`
	Pm   bool         `json:"pm"`
	Extra
}

// AbsenceType is the type of an absence request.
type AbsenceType string

// The values of AbsenceType.
const (
	AbsenceTypeVacation AbsenceType = "vacation"
	AbsenceTypeSickness AbsenceType = "sickness"
	AbsenceTypeOther    AbsenceType = "other"
)

func (x AbsenceType) known() bool {
	switch x {
	case AbsenceTypeVacation, AbsenceTypeSickness, AbsenceTypeOther:
		return true
	}
	return false
}

// AbsenceRequestStatus is the status of an absence request.
type AbsenceRequestStatus string

// The values of AbsenceRequestStatus.
const (
	AbsenceRequestStatusPending  AbsenceRequestStatus = "pending"
	AbsenceRequestStatusApproved AbsenceRequestStatus = "approved"
)

func (x AbsenceRequestStatus) known() bool {
	switch x {
	case AbsenceRequestStatusPending, AbsenceRequestStatusApproved:
		return true
	}
	return false
}

var absenceRequests = resource[AbsenceRequest]{"absence request", "/users/absence_requests"}

// AbsenceRequestQuery filters the list of absence requests. Zero fields do not filter.
type AbsenceRequestQuery struct {
	Global
	UserID             billing.ID           `url:"user_id"`
	SelectedApproverID billing.ID           `url:"selected_approver_id"`
	Type               AbsenceType          `url:"type"`
	Status             AbsenceRequestStatus `url:"status"`
}

// AbsenceRequestReader reads absence requests.
type AbsenceRequestReader struct{ *conn }

// List lists absence requests.
//
//moco:operation GET /users/absence_requests
func (s AbsenceRequestReader) List(ctx context.Context, q AbsenceRequestQuery) iter.Seq2[Row[AbsenceRequest], error] {
	return absenceRequests.list(ctx, s.conn, q)
}

// Get reads one absence request.
//
//moco:operation GET /users/absence_requests/{id}
func (s AbsenceRequestReader) Get(ctx context.Context, id billing.ID) (AbsenceRequest, error) {
	return absenceRequests.get(ctx, s.conn, id)
}

// AbsenceRequestService reads and writes absence requests.
type AbsenceRequestService struct{ AbsenceRequestReader }

// CustomValue is the value of a custom field, by the field's id.
type CustomValue struct {
	CustomPropertyID string `json:"custom_property_id,omitzero"`
	Value            string `json:"value,omitzero"`
}

// NewAbsenceDay is a day that is asked for, or a half of it. All fields are required.
type NewAbsenceDay struct {
	Date billing.Date `json:"date,omitzero"`
	Am   Opt[bool]    `json:"am,omitzero"`
	Pm   Opt[bool]    `json:"pm,omitzero"`
}

// NewAbsenceRequest is an absence request to be made. ApproverUserID, Type and Entries are required.
type NewAbsenceRequest struct {
	ApproverUserID billing.ID      `json:"approver_user_id,string"`
	Type           AbsenceType     `json:"type"`
	Entries        []NewAbsenceDay `json:"entries"`
	Comment        string          `json:"comment,omitzero"`
	CustomValues   []CustomValue   `json:"custom_values,omitzero"`
}

func (n NewAbsenceRequest) problem() string {
	if n.ApproverUserID <= 0 || n.Type == "" || len(n.Entries) == 0 {
		return "an absence request needs an approver user, a type and an entries"
	}
	return ""
}

// Create makes an absence request.
//
//moco:operation POST /users/absence_requests
func (s AbsenceRequestService) Create(ctx context.Context, n NewAbsenceRequest) (AbsenceRequest, error) {
	return absenceRequests.create(ctx, s.conn, n)
}

// Delete withdraws an absence request, with a comment or without.
//
//moco:operation DELETE /users/absence_requests/{id}
func (s AbsenceRequestService) Delete(ctx context.Context, id billing.ID, comment string) error {
	q := struct {
		Comment string `url:"comment"`
	}{comment}
	_, err := absenceRequests.answered(ctx, s.conn, call{method: http.MethodDelete, query: encodeQuery(q)}, "", nil, id)
	return err
}
