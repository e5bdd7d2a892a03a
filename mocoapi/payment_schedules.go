package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// ScheduleQuery filters payment schedules. Zero fields do not filter.
type ScheduleQuery struct {
	Global
	From      billing.Date
	To        billing.Date
	Checked   Choice
	CompanyID billing.ID // not for those of one project
	ProjectID billing.ID // not for those of one project
}

func (q ScheduleQuery) params() params {
	p := q.Global.params()
	p.date("from", q.From)
	p.date("to", q.To)
	p.text("checked", string(q.Checked))
	p.id("company_id", q.CompanyID)
	p.id("project_id", q.ProjectID)
	return p
}

// PaymentSchedules lists the planned billings of all projects (docs:
// sections/project_payment_schedules.md).
//
//moco:operation GET /projects/payment_schedules
func (c *Client) PaymentSchedules(ctx context.Context, q ScheduleQuery) iter.Seq2[Row[billing.PaymentSchedule], error] {
	return list[billing.PaymentSchedule](ctx, c, nounSchedule, "/projects/payment_schedules", q.params().values())
}

// ProjectPaymentSchedules lists the planned billings of one project.
//
//moco:operation GET /projects/{project_id}/payment_schedules
func (c *Client) ProjectPaymentSchedules(ctx context.Context, project billing.ID, q ScheduleQuery) iter.Seq2[Row[billing.PaymentSchedule], error] {
	return list[billing.PaymentSchedule](ctx, c, nounSchedule, at("/projects/%d/payment_schedules", project), q.params().values())
}

// PaymentSchedule reads one planned billing.
//
//moco:operation GET /projects/{project_id}/payment_schedules/{id}
func (c *Client) PaymentSchedule(ctx context.Context, project, id billing.ID) (billing.PaymentSchedule, error) {
	return object[billing.PaymentSchedule](ctx, c, nounSchedule, at("/projects/%d/payment_schedules/%d", project, id), id)
}
