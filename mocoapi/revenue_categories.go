package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// RevenueCategory says which revenue account a service belongs to (docs: Revenue
// Categories).
type RevenueCategory struct {
	ID             billing.ID     `json:"id"`
	Name           string         `json:"name,omitzero"`
	RevenueAccount *int           `json:"revenue_account,omitzero"` // nil: none
	CostCategory   Code           `json:"cost_category,omitzero"`
	AssignmentKind AssignmentKind `json:"assignment_kind,omitzero"`
	Extra
}

// AssignmentKind is the assignment kind of a revenue category.
type AssignmentKind string

// The values of AssignmentKind.
const (
	AssignmentKindOnlyTasks        AssignmentKind = "only_tasks"
	AssignmentKindOnlyExpenses     AssignmentKind = "only_expenses"
	AssignmentKindTasksAndExpenses AssignmentKind = "tasks_and_expenses"
)

func (x AssignmentKind) known() bool {
	switch x {
	case AssignmentKindOnlyTasks, AssignmentKindOnlyExpenses, AssignmentKindTasksAndExpenses:
		return true
	}
	return false
}

var revenueCategories = resource[RevenueCategory]{"revenue category", "/revenue_categories"}

// RevenueCategoryQuery filters the list of revenue categories. Zero fields do not filter.
type RevenueCategoryQuery struct {
	Global
	Term           string `url:"term"` // search
	RevenueAccount int    `url:"revenue_account"`
	CostCategory   string `url:"cost_category"`
}

// RevenueCategoryReader reads revenue categories.
type RevenueCategoryReader struct{ *conn }

// List lists revenue categories.
//
//moco:operation GET /revenue_categories
func (s RevenueCategoryReader) List(ctx context.Context, q RevenueCategoryQuery) iter.Seq2[Row[RevenueCategory], error] {
	return revenueCategories.list(ctx, s.conn, q)
}

// Get reads one revenue category.
//
//moco:operation GET /revenue_categories/{id}
func (s RevenueCategoryReader) Get(ctx context.Context, id billing.ID) (RevenueCategory, error) {
	return revenueCategories.get(ctx, s.conn, id)
}

// RevenueCategoryService reads and writes revenue categories.
type RevenueCategoryService struct{ RevenueCategoryReader }

// NewRevenueCategory is a revenue category to be made. Nothing is required.
type NewRevenueCategory struct {
	Name           string         `json:"name,omitzero"`
	RevenueAccount *int           `json:"revenue_account,omitzero"` // nil: none
	CostCategory   Code           `json:"cost_category,omitzero"`
	AssignmentKind AssignmentKind `json:"assignment_kind,omitzero"`
}

// Create makes a revenue category.
//
//moco:operation POST /revenue_categories
func (s RevenueCategoryService) Create(ctx context.Context, n NewRevenueCategory) (RevenueCategory, error) {
	return revenueCategories.create(ctx, s.conn, n)
}

// RevenueCategoryUpdate changes a revenue category. What is left out stays.
type RevenueCategoryUpdate struct {
	Name           Opt[string]         `json:"name,omitzero"`
	RevenueAccount Opt[*int]           `json:"revenue_account,omitzero"`
	CostCategory   Opt[Code]           `json:"cost_category,omitzero"`
	AssignmentKind Opt[AssignmentKind] `json:"assignment_kind,omitzero"`
}

// Update changes a revenue category.
//
//moco:operation PUT /revenue_categories/{id}
//moco:operation PATCH /revenue_categories/{id}
func (s RevenueCategoryService) Update(ctx context.Context, id billing.ID, u RevenueCategoryUpdate) (RevenueCategory, error) {
	return revenueCategories.update(ctx, s.conn, u, id)
}

// Delete deletes a revenue category.
//
//moco:operation DELETE /revenue_categories/{id}
func (s RevenueCategoryService) Delete(ctx context.Context, id billing.ID) error {
	return revenueCategories.delete(ctx, s.conn, id)
}
