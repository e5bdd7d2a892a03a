package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// ExpenseTemplate is a template for additional services of a project (docs: sections/account/expense_templates.md).
type ExpenseTemplate struct {
	ID              billing.ID        `json:"id"`
	Title           string            `json:"title,omitzero"`
	Description     string            `json:"description,omitzero"`
	Unit            string            `json:"unit,omitzero"` // such as "h"
	UnitPrice       billing.Decimal   `json:"unit_price"`
	UnitCost        billing.Decimal   `json:"unit_cost"`
	Currency        string            `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	RevenueCategory RevenueCategory   `json:"revenue_category,omitzero"`
	CreatedAt       billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt       billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var expenseTemplates = resource[ExpenseTemplate]{"expense template", "/account/expense_templates"}

// ExpenseTemplateReader reads expense templates.
type ExpenseTemplateReader struct{ *conn }

// List lists expense templates.
//
//moco:operation GET /account/expense_templates
func (s ExpenseTemplateReader) List(ctx context.Context, q Global) iter.Seq2[Row[ExpenseTemplate], error] {
	return expenseTemplates.list(ctx, s.conn, q)
}

// Get reads one expense template.
//
//moco:operation GET /account/expense_templates/{id}
func (s ExpenseTemplateReader) Get(ctx context.Context, id billing.ID) (ExpenseTemplate, error) {
	return expenseTemplates.get(ctx, s.conn, id)
}

// ExpenseTemplateService reads and writes expense templates.
type ExpenseTemplateService struct{ ExpenseTemplateReader }

// NewExpenseTemplate is an expense template to be made. Title is required.
type NewExpenseTemplate struct {
	Title             string               `json:"title"`
	Description       string               `json:"description,omitzero"`
	Unit              string               `json:"unit,omitzero"` // such as "h"
	UnitPrice         Opt[billing.Decimal] `json:"unit_price,omitzero"`
	UnitCost          Opt[billing.Decimal] `json:"unit_cost,omitzero"`
	RevenueCategoryID billing.ID           `json:"revenue_category_id,omitzero"`
}

func (n NewExpenseTemplate) problem() string {
	if n.Title == "" {
		return "an expense template needs a title"
	}
	return ""
}

// Create makes an expense template.
//
//moco:operation POST /account/expense_templates
func (s ExpenseTemplateService) Create(ctx context.Context, n NewExpenseTemplate) (ExpenseTemplate, error) {
	return expenseTemplates.create(ctx, s.conn, n)
}

// ExpenseTemplateUpdate changes an expense template. What is left out stays.
type ExpenseTemplateUpdate struct {
	Title             Opt[string]          `json:"title,omitzero"`
	Description       Opt[string]          `json:"description,omitzero"`
	Unit              Opt[string]          `json:"unit,omitzero"` // such as "h"
	UnitPrice         Opt[billing.Decimal] `json:"unit_price,omitzero"`
	UnitCost          Opt[billing.Decimal] `json:"unit_cost,omitzero"`
	RevenueCategoryID Opt[billing.ID]      `json:"revenue_category_id,omitzero"`
}

// Update changes an expense template.
//
//moco:operation PUT /account/expense_templates/{id}
//moco:operation PATCH /account/expense_templates/{id}
func (s ExpenseTemplateService) Update(ctx context.Context, id billing.ID, u ExpenseTemplateUpdate) (ExpenseTemplate, error) {
	return expenseTemplates.update(ctx, s.conn, u, id)
}

// Delete deletes an expense template.
//
//moco:operation DELETE /account/expense_templates/{id}
func (s ExpenseTemplateService) Delete(ctx context.Context, id billing.ID) error {
	return expenseTemplates.delete(ctx, s.conn, id)
}
