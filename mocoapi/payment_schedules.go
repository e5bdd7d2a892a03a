package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// PaymentSchedule is a part of a project's price that is to be billed on a day (docs: sections/project_payment_schedules.md).
type PaymentSchedule struct {
	ID          billing.ID        `json:"id"`
	Date        billing.Date      `json:"date,omitzero"`
	Title       string            `json:"title,omitzero"`
	NetTotal    billing.Decimal   `json:"net_total"` // in the project's currency
	Checked     bool              `json:"checked"`   // a person has looked at it
	Billed      bool              `json:"billed"`
	Description string            `json:"description,omitzero"`
	Project     ProjectRef        `json:"project,omitzero"`
	CreatedAt   billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt   billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var allPaymentSchedules = resource[PaymentSchedule]{"payment schedule", "/projects/payment_schedules"}

var paymentSchedules = resource[PaymentSchedule]{"payment schedule", "/projects/%d/payment_schedules"}

// PaymentScheduleQuery filters payment schedules. Zero fields do not filter.
type PaymentScheduleQuery struct {
	Global
	From      billing.Date `url:"from"`
	To        billing.Date `url:"to"`
	Checked   Choice       `url:"checked"`
	CompanyID billing.ID   `url:"company_id"`
	ProjectID billing.ID   `url:"project_id"` // not for those of one project
}

// PaymentScheduleReader reads payment schedules of a project.
type PaymentScheduleReader struct{ *conn }

// List lists payment schedules of a project.
//
//moco:operation GET /projects/{project_id}/payment_schedules
func (s PaymentScheduleReader) List(ctx context.Context, project billing.ID, q PaymentScheduleQuery) iter.Seq2[Row[PaymentSchedule], error] {
	return paymentSchedules.list(ctx, s.conn, q, project)
}

// Get reads one payment schedule.
//
//moco:operation GET /projects/{project_id}/payment_schedules/{id}
func (s PaymentScheduleReader) Get(ctx context.Context, project, id billing.ID) (PaymentSchedule, error) {
	return paymentSchedules.get(ctx, s.conn, project, id)
}

// ListAll lists the payment schedules of all projects, all at once.
//
//moco:operation GET /projects/payment_schedules
func (s PaymentScheduleReader) ListAll(ctx context.Context, q PaymentScheduleQuery) iter.Seq2[Row[PaymentSchedule], error] {
	return allPaymentSchedules.list(ctx, s.conn, q)
}

// PaymentScheduleService reads and writes payment schedules of a project.
type PaymentScheduleService struct{ PaymentScheduleReader }

// NewPaymentSchedule is a payment schedule to be made. Date and NetTotal are required.
type NewPaymentSchedule struct {
	Date        billing.Date    `json:"date"`
	NetTotal    billing.Decimal `json:"net_total"` // in the project's currency
	Title       string          `json:"title,omitzero"`
	ProjectID   billing.ID      `json:"project_id,omitzero"`
	Checked     Opt[bool]       `json:"checked,omitzero"` // a person has looked at it
	Description string          `json:"description,omitzero"`
}

func (n NewPaymentSchedule) problem() string {
	if n.Date.IsZero() {
		return "a payment schedule needs a date"
	}
	return ""
}

// Create makes a payment schedule.
//
//moco:operation POST /projects/{project_id}/payment_schedules
func (s PaymentScheduleService) Create(ctx context.Context, project billing.ID, n NewPaymentSchedule) (PaymentSchedule, error) {
	return paymentSchedules.create(ctx, s.conn, n, project)
}

// PaymentScheduleUpdate changes a payment schedule. What is left out stays.
type PaymentScheduleUpdate struct {
	Date        Opt[billing.Date]    `json:"date,omitzero"`
	NetTotal    Opt[billing.Decimal] `json:"net_total,omitzero"` // in the project's currency
	Title       Opt[string]          `json:"title,omitzero"`
	Checked     Opt[bool]            `json:"checked,omitzero"` // a person has looked at it
	Description Opt[string]          `json:"description,omitzero"`
}

// Update changes a payment schedule.
//
//moco:operation PUT /projects/{project_id}/payment_schedules/{id}
//moco:operation PATCH /projects/{project_id}/payment_schedules/{id}
func (s PaymentScheduleService) Update(ctx context.Context, project, id billing.ID, u PaymentScheduleUpdate) (PaymentSchedule, error) {
	return paymentSchedules.update(ctx, s.conn, u, project, id)
}

// Delete deletes a payment schedule.
//
//moco:operation DELETE /projects/{project_id}/payment_schedules/{id}
func (s PaymentScheduleService) Delete(ctx context.Context, project, id billing.ID) error {
	return paymentSchedules.delete(ctx, s.conn, project, id)
}
