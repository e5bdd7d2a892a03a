package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// PaymentScheduleQuery filters payment schedules. Zero fields do not filter.
type PaymentScheduleQuery struct {
	Global
	From      billing.Date `url:"from"`
	To        billing.Date `url:"to"`
	Checked   Choice       `url:"checked"`
	CompanyID billing.ID   `url:"company_id"` // not for those of one project
	ProjectID billing.ID   `url:"project_id"` // not for those of one project
}

var (
	allPaymentSchedules = resource[billing.PaymentSchedule]{nounSchedule, "/projects/payment_schedules"}
	paymentSchedules    = resource[billing.PaymentSchedule]{nounSchedule, "/projects/%d/payment_schedules"}
)

// PaymentScheduleReader reads payment schedules.
type PaymentScheduleReader struct{ *conn }

// List lists the planned billings of one project.
//
//moco:operation GET /projects/{project_id}/payment_schedules
func (s PaymentScheduleReader) List(ctx context.Context, project billing.ID, q PaymentScheduleQuery) iter.Seq2[Row[billing.PaymentSchedule], error] {
	return paymentSchedules.list(ctx, s.conn, q, project)
}

// Get reads one planned billing.
//
//moco:operation GET /projects/{project_id}/payment_schedules/{id}
func (s PaymentScheduleReader) Get(ctx context.Context, project, id billing.ID) (billing.PaymentSchedule, error) {
	return paymentSchedules.get(ctx, s.conn, project, id)
}
