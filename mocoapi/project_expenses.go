package mocoapi

import (
	"cmp"
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// ProjectExpense is something that a customer pays beside hours (docs: sections/project_expenses.md).
type ProjectExpense struct {
	ID                       billing.ID            `json:"id"`
	Date                     billing.Date          `json:"date,omitzero"`
	Title                    string                `json:"title,omitzero"`
	Description              string                `json:"description,omitzero"`
	Quantity                 billing.Decimal       `json:"quantity"`
	Unit                     string                `json:"unit,omitzero"`
	UnitPrice                billing.Decimal       `json:"unit_price"`
	UnitCost                 billing.Decimal       `json:"unit_cost"`
	Price                    billing.Decimal       `json:"price"`             // in Currency
	Cost                     billing.Decimal       `json:"cost"`              // in Currency
	Currency                 string                `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	BudgetRelevant           bool                  `json:"budget_relevant"`
	Billable                 bool                  `json:"billable"`
	Billed                   bool                  `json:"billed"`
	PurchaseAssignmentLocked bool                  `json:"purchase_assignment_locked"`
	CostTotalPlanned         billing.Decimal       `json:"cost_total_planned"`
	PlannedPurchaseDate      billing.Date          `json:"planned_purchase_date,omitzero"` // zero: none
	InvoiceID                billing.ID            `json:"invoice_id,omitzero"`            // 0: not billed
	ServicePeriod            string                `json:"service_period,omitzero"`
	ServicePeriodFrom        billing.Date          `json:"service_period_from,omitzero"`
	ServicePeriodTo          billing.Date          `json:"service_period_to,omitzero"`
	RecurringExpenseID       billing.ID            `json:"recurring_expense_id,omitzero"`
	FileURL                  string                `json:"file_url,omitzero"` // works for a short time: download it at once
	CustomProperties         CustomProperties      `json:"custom_properties,omitzero"`
	Company                  Ref                   `json:"company,omitzero"`
	Project                  ProjectRef            `json:"project,omitzero"`
	Group                    ExpenseGroup          `json:"group,omitzero"`
	PurchaseItems            []ExpensePurchaseItem `json:"purchase_items,omitzero"`
	User                     UserRef               `json:"user,omitzero"`
	RevenueCategory          RevenueCategory       `json:"revenue_category,omitzero"`
	CreatedAt                billing.Timestamp     `json:"created_at,omitzero"`
	PurchaseID               billing.ID            `json:"purchase_id,omitzero"`      // 0: none; newer accounts have PurchaseItems
	PurchaseItemID           billing.ID            `json:"purchase_item_id,omitzero"` // 0: none
	UpdatedAt                billing.Timestamp     `json:"updated_at,omitzero"`
	Extra
}

// ExpenseGroup is the group that an additional service belongs to. ID 0: none.
type ExpenseGroup struct {
	ID     billing.ID      `json:"id"`
	Title  string          `json:"title,omitzero"`
	Budget billing.Decimal `json:"budget"`
	Extra
}

// ExpenseDocument is the document of a purchase.
type ExpenseDocument struct {
	ID      billing.ID `json:"id"`
	FileURL string     `json:"file_url,omitzero"` // works for a short time: download it at once
	Extra
}

// ExpensePurchaseItem is a line of a purchase that belongs to an additional service.
type ExpensePurchaseItem struct {
	ID         billing.ID      `json:"id"`
	Title      string          `json:"title,omitzero"`
	NetTotal   billing.Decimal `json:"net_total"`
	Currency   string          `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	PurchaseID billing.ID      `json:"purchase_id,omitzero"`
	Document   ExpenseDocument `json:"document,omitzero"`
	Extra
}

var allProjectExpenses = resource[ProjectExpense]{"additional service", "/projects/expenses"}

// AllProjectExpenseQuery filters the additional services of all projects. Zero
// fields do not filter.
type AllProjectExpenseQuery struct {
	Global
	From           billing.Date `url:"from"`
	To             billing.Date `url:"to"`
	Billable       Choice       `url:"billable"`
	Billed         Choice       `url:"billed"`
	BudgetRelevant Choice       `url:"budget_relevant"`
	Tags           []string     `url:"tags"`
	UserID         billing.ID   `url:"user_id"`
}

var projectExpenses = resource[ProjectExpense]{"additional service", "/projects/%d/expenses"}

// ProjectExpenseQuery filters the list of additional services of a project. Zero fields do not filter.
type ProjectExpenseQuery struct {
	Global
	Billable       Choice     `url:"billable"`
	Billed         Choice     `url:"billed"`
	BudgetRelevant Choice     `url:"budget_relevant"`
	UserID         billing.ID `url:"user_id"`
}

// ProjectExpenseReader reads additional services of a project.
type ProjectExpenseReader struct{ *conn }

// List lists additional services of a project.
//
//moco:operation GET /projects/{project_id}/expenses
func (s ProjectExpenseReader) List(ctx context.Context, project billing.ID, q ProjectExpenseQuery) iter.Seq2[Row[ProjectExpense], error] {
	return projectExpenses.list(ctx, s.conn, q, project)
}

// Get reads one additional service.
//
//moco:operation GET /projects/{project_id}/expenses/{id}
func (s ProjectExpenseReader) Get(ctx context.Context, project, id billing.ID) (ProjectExpense, error) {
	return projectExpenses.get(ctx, s.conn, project, id)
}

// ListAll lists the additional services of all projects.
//
//moco:operation GET /projects/expenses
func (s ProjectExpenseReader) ListAll(ctx context.Context, q AllProjectExpenseQuery) iter.Seq2[Row[ProjectExpense], error] {
	return allProjectExpenses.list(ctx, s.conn, q)
}

// ProjectExpenseService reads and writes additional services of a project.
type ProjectExpenseService struct{ ProjectExpenseReader }

// NewProjectExpense is an additional service to be made. Date, Title, Quantity, Unit, UnitPrice and UnitCost are required.
type NewProjectExpense struct {
	Date                     billing.Date         `json:"date"`
	Title                    string               `json:"title"`
	Quantity                 billing.Decimal      `json:"quantity"`
	Unit                     string               `json:"unit"`
	UnitPrice                billing.Decimal      `json:"unit_price"`
	UnitCost                 billing.Decimal      `json:"unit_cost"`
	UserID                   billing.ID           `json:"user_id,omitzero"`
	Description              string               `json:"description,omitzero"`
	Price                    Opt[billing.Decimal] `json:"price,omitzero"` // in Currency
	Billable                 Opt[bool]            `json:"billable,omitzero"`
	BudgetRelevant           Opt[bool]            `json:"budget_relevant,omitzero"`
	PurchaseAssignmentLocked Opt[bool]            `json:"purchase_assignment_locked,omitzero"`
	ServicePeriodFrom        billing.Date         `json:"service_period_from,omitzero"`
	ServicePeriodTo          billing.Date         `json:"service_period_to,omitzero"`
	PlannedPurchaseDate      billing.Date         `json:"planned_purchase_date,omitzero"` // zero: none
	CostTotalPlanned         Opt[billing.Decimal] `json:"cost_total_planned,omitzero"`
	RevenueCategoryID        billing.ID           `json:"revenue_category_id,omitzero"`
	CustomProperties         CustomProperties     `json:"custom_properties,omitzero"`
	File                     *File                `json:"file,omitzero"` // nil: none
}

func (n NewProjectExpense) problem() string {
	if n.Date.IsZero() || n.Title == "" || n.Unit == "" {
		return "an additional service needs a date, a title and a unit"
	}
	return n.CustomProperties.problem()
}

// Create makes an additional service.
//
//moco:operation POST /projects/{project_id}/expenses
func (s ProjectExpenseService) Create(ctx context.Context, project billing.ID, n NewProjectExpense) (ProjectExpense, error) {
	return projectExpenses.create(ctx, s.conn, n, project)
}

// ProjectExpenseUpdate changes an additional service. What is left out stays.
type ProjectExpenseUpdate struct {
	UserID                   Opt[billing.ID]      `json:"user_id,omitzero"`
	Date                     Opt[billing.Date]    `json:"date,omitzero"`
	Title                    Opt[string]          `json:"title,omitzero"`
	Description              Opt[string]          `json:"description,omitzero"`
	Quantity                 Opt[billing.Decimal] `json:"quantity,omitzero"`
	Unit                     Opt[string]          `json:"unit,omitzero"`
	UnitPrice                Opt[billing.Decimal] `json:"unit_price,omitzero"`
	Price                    Opt[billing.Decimal] `json:"price,omitzero"` // in Currency
	UnitCost                 Opt[billing.Decimal] `json:"unit_cost,omitzero"`
	Billable                 Opt[bool]            `json:"billable,omitzero"`
	BudgetRelevant           Opt[bool]            `json:"budget_relevant,omitzero"`
	PurchaseAssignmentLocked Opt[bool]            `json:"purchase_assignment_locked,omitzero"`
	ServicePeriodFrom        Opt[billing.Date]    `json:"service_period_from,omitzero"`
	ServicePeriodTo          Opt[billing.Date]    `json:"service_period_to,omitzero"`
	PlannedPurchaseDate      Opt[billing.Date]    `json:"planned_purchase_date,omitzero"` // zero: none
	CostTotalPlanned         Opt[billing.Decimal] `json:"cost_total_planned,omitzero"`
	RevenueCategoryID        Opt[billing.ID]      `json:"revenue_category_id,omitzero"`
	CustomProperties         CustomProperties     `json:"custom_properties,omitzero"`
	File                     *File                `json:"file,omitzero"` // nil: none
}

func (u ProjectExpenseUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes an additional service.
//
//moco:operation PUT /projects/{project_id}/expenses/{id}
//moco:operation PATCH /projects/{project_id}/expenses/{id}
func (s ProjectExpenseService) Update(ctx context.Context, project, id billing.ID, u ProjectExpenseUpdate) (ProjectExpense, error) {
	return projectExpenses.update(ctx, s.conn, u, project, id)
}

// Delete deletes an additional service, which must not be billed.
//
//moco:operation DELETE /projects/{project_id}/expenses/{id}
func (s ProjectExpenseService) Delete(ctx context.Context, project, id billing.ID) error {
	return projectExpenses.delete(ctx, s.conn, project, id)
}

type expenseBulk struct {
	Expenses []NewProjectExpense `json:"bulk_data"`
}

func (b expenseBulk) problem() string { return firstProblem(b.Expenses) }

// CreateBulk makes additional services, all or none.
//
//moco:operation POST /projects/{project_id}/expenses/bulk
func (s ProjectExpenseService) CreateBulk(ctx context.Context, project billing.ID, list []NewProjectExpense) ([]ProjectExpense, error) {
	return projectExpenses.createAll(ctx, s.conn, len(list), expenseBulk{list}, project)
}

// ExpenseDisregard marks additional services as billed, which they were in
// another way. Both fields are required.
type ExpenseDisregard struct {
	Reason     string       `json:"reason"`
	ExpenseIDs []billing.ID `json:"expense_ids"`
}

func (d ExpenseDisregard) problem() string {
	if d.Reason == "" || len(d.ExpenseIDs) == 0 {
		return "to disregard additional services takes a reason and which ones"
	}
	return ""
}

// Disregard marks additional services as billed, which they were in another
// way.
//
//moco:operation POST /projects/{project_id}/expenses/disregard
func (s ProjectExpenseService) Disregard(ctx context.Context, project billing.ID, d ExpenseDisregard) error {
	path, problem := projectExpenses.within([]billing.ID{project})
	k := call{method: http.MethodPost, path: path + "/disregard"}
	if problem = cmp.Or(problem, d.problem()); problem != "" {
		return k.refused(fault.Invalid, problem, nil)
	}
	_, err := s.acknowledged(ctx, k, d)
	return err
}
