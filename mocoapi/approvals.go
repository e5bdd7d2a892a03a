package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// Approval is a decision on an invoice or a purchase that somebody is asked for (docs: Approvals).
type Approval struct {
	ID          billing.ID        `json:"id"`
	Status      ApprovalStatus    `json:"status,omitzero"`
	TargetType  ApprovalTarget    `json:"target_type,omitzero"`
	CreatedAt   billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt   billing.Timestamp `json:"updated_at,omitzero"`
	DecidedAt   billing.Timestamp `json:"decided_at,omitzero"`
	Note        string            `json:"note,omitzero"`
	DenyNote    string            `json:"deny_note,omitzero"`
	Creator     UserRef           `json:"creator,omitzero"`
	Approver    UserRef           `json:"approver,omitzero"`
	Approver2   UserRef           `json:"approver2,omitzero"` // nobody else is asked if zero
	ProcessedBy UserRef           `json:"processed_by,omitzero"`
	Target      ApprovalObject    `json:"target,omitzero"`
	Extra
}

// ApprovalObject is what is to be decided on.
type ApprovalObject struct {
	ID       billing.ID      `json:"id"`
	Title    string          `json:"title,omitzero"`
	Date     billing.Date    `json:"date,omitzero"`
	NetTotal billing.Decimal `json:"net_total"`
	Currency string          `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	Extra
}

// ApprovalStatus is the status of an approval.
type ApprovalStatus string

// The values of ApprovalStatus.
const (
	ApprovalStatusPending  ApprovalStatus = "pending"
	ApprovalStatusApproved ApprovalStatus = "approved"
	ApprovalStatusDenied   ApprovalStatus = "denied"
)

func (x ApprovalStatus) known() bool {
	switch x {
	case ApprovalStatusPending, ApprovalStatusApproved, ApprovalStatusDenied:
		return true
	}
	return false
}

// ApprovalTarget is the target type of an approval.
type ApprovalTarget string

// The values of ApprovalTarget.
const (
	ApprovalTargetInvoice  ApprovalTarget = "invoice"
	ApprovalTargetPurchase ApprovalTarget = "purchase"
)

func (x ApprovalTarget) known() bool {
	switch x {
	case ApprovalTargetInvoice, ApprovalTargetPurchase:
		return true
	}
	return false
}

var approvals = resource[Approval]{"approval", "/approvals"}

// ApprovalQuery filters the list of approvals. Zero fields do not filter.
type ApprovalQuery struct {
	Global
	Type           ApprovalTarget `url:"type"`
	ApproverUserID billing.ID     `url:"approver_user_id"`
	CreatorUserID  billing.ID     `url:"creator_user_id"`
	ApprovalStatus ApprovalStatus `url:"approval_status"`
}

// ApprovalReader reads approvals.
type ApprovalReader struct{ *conn }

// List lists approvals.
//
//moco:operation GET /approvals
func (s ApprovalReader) List(ctx context.Context, q ApprovalQuery) iter.Seq2[Row[Approval], error] {
	return approvals.list(ctx, s.conn, q)
}

// Get reads one approval.
//
//moco:operation GET /approvals/{id}
func (s ApprovalReader) Get(ctx context.Context, id billing.ID) (Approval, error) {
	return approvals.get(ctx, s.conn, id)
}

// ApprovalService reads and writes approvals.
type ApprovalService struct{ ApprovalReader }

// NewApproval is an approval to be made. TargetType, TargetID and ApproverID are required.
type NewApproval struct {
	TargetType  ApprovalTarget `json:"target_type"`
	TargetID    billing.ID     `json:"target_id"`
	ApproverID  billing.ID     `json:"approver_id"`
	Approver2ID billing.ID     `json:"approver2_id,omitzero"` // a second person
	Note        string         `json:"note,omitzero"`
}

func (n NewApproval) problem() string {
	if n.TargetType == "" || n.TargetID <= 0 || n.ApproverID <= 0 {
		return "an approval needs a target type, a target and an approver"
	}
	return ""
}

// Create makes an approval.
//
//moco:operation POST /approvals
func (s ApprovalService) Create(ctx context.Context, n NewApproval) (Approval, error) {
	return approvals.create(ctx, s.conn, n)
}

// Delete deletes an approval that is not decided yet.
//
//moco:operation DELETE /approvals/{id}
func (s ApprovalService) Delete(ctx context.Context, id billing.ID) error {
	return approvals.delete(ctx, s.conn, id)
}

// Approve says yes, as the key's user.
//
//moco:operation POST /approvals/{id}/approve
func (s ApprovalService) Approve(ctx context.Context, id billing.ID) (Approval, error) {
	return approvals.act(ctx, s.conn, http.MethodPost, "/approve", nil, id)
}

// Deny says no, as the key's user, with a reason or without.
//
//moco:operation POST /approvals/{id}/deny
func (s ApprovalService) Deny(ctx context.Context, id billing.ID, reason string) (Approval, error) {
	body := struct {
		Note string `json:"note,omitzero"`
	}{reason}
	return approvals.act(ctx, s.conn, http.MethodPost, "/deny", body, id)
}
