package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// RecurringExpense makes an additional service again and again (docs: sections/project_recurring_expenses.md).
type RecurringExpense struct {
	ID                       billing.ID             `json:"id"`
	StartDate                billing.Date           `json:"start_date,omitzero"`
	FinishDate               billing.Date           `json:"finish_date,omitzero"` // zero: open end
	RecurNextDate            billing.Date           `json:"recur_next_date,omitzero"`
	Period                   RecurringPeriod        `json:"period,omitzero"`
	Title                    string                 `json:"title,omitzero"`
	Description              string                 `json:"description,omitzero"`
	Quantity                 billing.Decimal        `json:"quantity"`
	Unit                     string                 `json:"unit,omitzero"`
	UnitPrice                billing.Decimal        `json:"unit_price"`
	UnitCost                 billing.Decimal        `json:"unit_cost"`
	Price                    billing.Decimal        `json:"price"`
	Cost                     billing.Decimal        `json:"cost"`
	Currency                 string                 `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	BudgetRelevant           bool                   `json:"budget_relevant"`
	Billable                 bool                   `json:"billable"`
	PurchaseAssignmentLocked bool                   `json:"purchase_assignment_locked"`
	ServicePeriodDirection   ServicePeriodDirection `json:"service_period_direction,omitzero"` // whether the service period is before or after the day
	CustomProperties         CustomProperties       `json:"custom_properties,omitzero"`
	Project                  ProjectRef             `json:"project,omitzero"`
	User                     UserRef                `json:"user,omitzero"`
	RevenueCategory          RevenueCategory        `json:"revenue_category,omitzero"`
	CreatedAt                billing.Timestamp      `json:"created_at,omitzero"`
	UpdatedAt                billing.Timestamp      `json:"updated_at,omitzero"`
	Extra
}

var allRecurringExpenses = resource[RecurringExpense]{"recurring expense", "/recurring_expenses"}

// AllRecurringExpenseQuery filters the recurring additional services of all
// projects. Zero fields do not filter.
type AllRecurringExpenseQuery struct {
	Global
	ProjectID billing.ID `url:"project_id"`
}

// RecurringPeriod is the period of a recurring expense.
type RecurringPeriod string

// The values of RecurringPeriod.
const (
	RecurringPeriodWeekly    RecurringPeriod = "weekly"
	RecurringPeriodBiweekly  RecurringPeriod = "biweekly"
	RecurringPeriodMonthly   RecurringPeriod = "monthly"
	RecurringPeriodQuarterly RecurringPeriod = "quarterly"
	RecurringPeriodBiannual  RecurringPeriod = "biannual"
	RecurringPeriodAnnual    RecurringPeriod = "annual"
	RecurringPeriodAnnual2   RecurringPeriod = "annual2"
	RecurringPeriodAnnual3   RecurringPeriod = "annual3"
)

func (x RecurringPeriod) known() bool {
	switch x {
	case RecurringPeriodWeekly, RecurringPeriodBiweekly, RecurringPeriodMonthly, RecurringPeriodQuarterly, RecurringPeriodBiannual, RecurringPeriodAnnual, RecurringPeriodAnnual2, RecurringPeriodAnnual3:
		return true
	}
	return false
}

// ServicePeriodDirection is the service period direction of a recurring expense.
type ServicePeriodDirection string

// The values of ServicePeriodDirection.
const (
	ServicePeriodDirectionNone     ServicePeriodDirection = "none"
	ServicePeriodDirectionForward  ServicePeriodDirection = "forward"
	ServicePeriodDirectionBackward ServicePeriodDirection = "backward"
)

func (x ServicePeriodDirection) known() bool {
	switch x {
	case ServicePeriodDirectionNone, ServicePeriodDirectionForward, ServicePeriodDirectionBackward:
		return true
	}
	return false
}

var recurringExpenses = resource[RecurringExpense]{"recurring expense", "/projects/%d/recurring_expenses"}

// RecurringExpenseReader reads recurring additional services of a project.
type RecurringExpenseReader struct{ *conn }

// List lists recurring additional services of a project.
//
//moco:operation GET /projects/{project_id}/recurring_expenses
func (s RecurringExpenseReader) List(ctx context.Context, project billing.ID, q Global) iter.Seq2[Row[RecurringExpense], error] {
	return recurringExpenses.list(ctx, s.conn, q, project)
}

// Get reads one recurring expense.
//
//moco:operation GET /projects/{project_id}/recurring_expenses/{id}
func (s RecurringExpenseReader) Get(ctx context.Context, project, id billing.ID) (RecurringExpense, error) {
	return recurringExpenses.get(ctx, s.conn, project, id)
}

// ListAll lists the recurring additional services of all projects.
//
//moco:operation GET /recurring_expenses
func (s RecurringExpenseReader) ListAll(ctx context.Context, q AllRecurringExpenseQuery) iter.Seq2[Row[RecurringExpense], error] {
	return allRecurringExpenses.list(ctx, s.conn, q)
}

// RecurringExpenseService reads and writes recurring additional services of a project.
type RecurringExpenseService struct{ RecurringExpenseReader }

// NewRecurringExpense is a recurring expense to be made. StartDate, Period, Title, Quantity, Unit, UnitPrice and UnitCost are required.
type NewRecurringExpense struct {
	StartDate                billing.Date           `json:"start_date"`
	Period                   RecurringPeriod        `json:"period"`
	Title                    string                 `json:"title"`
	Quantity                 billing.Decimal        `json:"quantity"`
	Unit                     string                 `json:"unit"`
	UnitPrice                billing.Decimal        `json:"unit_price"`
	UnitCost                 billing.Decimal        `json:"unit_cost"`
	FinishDate               billing.Date           `json:"finish_date,omitzero"` // zero: open end
	Description              string                 `json:"description,omitzero"`
	Billable                 Opt[bool]              `json:"billable,omitzero"`
	BudgetRelevant           Opt[bool]              `json:"budget_relevant,omitzero"`
	ServicePeriodDirection   ServicePeriodDirection `json:"service_period_direction,omitzero"` // whether the service period is before or after the day
	BillingInAdvance         Opt[bool]              `json:"billing_in_advance,omitzero"`
	PurchaseAssignmentLocked Opt[bool]              `json:"purchase_assignment_locked,omitzero"`
	UserID                   billing.ID             `json:"user_id,omitzero"`
	RevenueCategoryID        billing.ID             `json:"revenue_category_id,omitzero"`
	CustomProperties         CustomProperties       `json:"custom_properties,omitzero"`
}

func (n NewRecurringExpense) problem() string {
	if n.StartDate.IsZero() || n.Period == "" || n.Title == "" || n.Unit == "" {
		return "a recurring expense needs a start date, a period, a title and a unit"
	}
	return n.CustomProperties.problem()
}

// Create makes a recurring expense.
//
//moco:operation POST /projects/{project_id}/recurring_expenses
func (s RecurringExpenseService) Create(ctx context.Context, project billing.ID, n NewRecurringExpense) (RecurringExpense, error) {
	return recurringExpenses.create(ctx, s.conn, n, project)
}

// RecurringExpenseUpdate changes a recurring expense. What is left out stays.
type RecurringExpenseUpdate struct {
	StartDate                Opt[billing.Date]           `json:"start_date,omitzero"`
	FinishDate               Opt[billing.Date]           `json:"finish_date,omitzero"` // zero: open end
	Period                   Opt[RecurringPeriod]        `json:"period,omitzero"`
	Title                    Opt[string]                 `json:"title,omitzero"`
	Description              Opt[string]                 `json:"description,omitzero"`
	Quantity                 Opt[billing.Decimal]        `json:"quantity,omitzero"`
	Unit                     Opt[string]                 `json:"unit,omitzero"`
	UnitPrice                Opt[billing.Decimal]        `json:"unit_price,omitzero"`
	UnitCost                 Opt[billing.Decimal]        `json:"unit_cost,omitzero"`
	Billable                 Opt[bool]                   `json:"billable,omitzero"`
	BudgetRelevant           Opt[bool]                   `json:"budget_relevant,omitzero"`
	ServicePeriodDirection   Opt[ServicePeriodDirection] `json:"service_period_direction,omitzero"` // whether the service period is before or after the day
	BillingInAdvance         Opt[bool]                   `json:"billing_in_advance,omitzero"`
	PurchaseAssignmentLocked Opt[bool]                   `json:"purchase_assignment_locked,omitzero"`
	UserID                   Opt[billing.ID]             `json:"user_id,omitzero"`
	RevenueCategoryID        Opt[billing.ID]             `json:"revenue_category_id,omitzero"`
	CustomProperties         CustomProperties            `json:"custom_properties,omitzero"`
}

func (u RecurringExpenseUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes a recurring expense.
//
//moco:operation PUT /projects/{project_id}/recurring_expenses/{id}
//moco:operation PATCH /projects/{project_id}/recurring_expenses/{id}
func (s RecurringExpenseService) Update(ctx context.Context, project, id billing.ID, u RecurringExpenseUpdate) (RecurringExpense, error) {
	return recurringExpenses.update(ctx, s.conn, u, project, id)
}

// Delete deletes a recurring expense.
//
//moco:operation DELETE /projects/{project_id}/recurring_expenses/{id}
func (s RecurringExpenseService) Delete(ctx context.Context, project, id billing.ID) error {
	return recurringExpenses.delete(ctx, s.conn, project, id)
}

// Recur makes the additional service once, out of its turn.
//
//moco:operation POST /projects/{project_id}/recurring_expenses/{id}/recur
func (s RecurringExpenseService) Recur(ctx context.Context, project, id billing.ID) (ProjectExpense, error) {
	path, _, problem := recurringExpenses.of([]billing.ID{project, id}, "/recur")
	return projectExpenses.send(ctx, s.conn, call{method: http.MethodPost, path: path}, nil, 0, problem)
}
