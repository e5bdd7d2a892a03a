package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// TaskTemplate is a template for tasks of a project (docs: sections/account/task_templates.md).
type TaskTemplate struct {
	ID              billing.ID        `json:"id"`
	Name            string            `json:"name,omitzero"`
	Description     string            `json:"description,omitzero"`
	RevenueCategory RevenueCategory   `json:"revenue_category,omitzero"`
	Billable        bool              `json:"billable"`
	ProjectDefault  bool              `json:"project_default"` // each new project gets it
	Index           int               `json:"index"`           // its place in the list
	CreatedAt       billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt       billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var taskTemplates = resource[TaskTemplate]{"task template", "/account/task_templates"}

// TaskTemplateReader reads task templates.
type TaskTemplateReader struct{ *conn }

// List lists task templates.
//
//moco:operation GET /account/task_templates
func (s TaskTemplateReader) List(ctx context.Context, q Global) iter.Seq2[Row[TaskTemplate], error] {
	return taskTemplates.list(ctx, s.conn, q)
}

// Get reads one task template.
//
//moco:operation GET /account/task_templates/{id}
func (s TaskTemplateReader) Get(ctx context.Context, id billing.ID) (TaskTemplate, error) {
	return taskTemplates.get(ctx, s.conn, id)
}

// TaskTemplateService reads and writes task templates.
type TaskTemplateService struct{ TaskTemplateReader }

// NewTaskTemplate is a task template to be made. Name is required.
type NewTaskTemplate struct {
	Name              string     `json:"name"`
	Description       string     `json:"description,omitzero"`
	RevenueCategoryID billing.ID `json:"revenue_category_id,omitzero"`
	Billable          Opt[bool]  `json:"billable,omitzero"`
	ProjectDefault    Opt[bool]  `json:"project_default,omitzero"` // each new project gets it
	Index             Opt[int]   `json:"index,omitzero"`           // its place in the list
}

func (n NewTaskTemplate) problem() string {
	if n.Name == "" {
		return "a task template needs a name"
	}
	return ""
}

// Create makes a task template.
//
//moco:operation POST /account/task_templates
func (s TaskTemplateService) Create(ctx context.Context, n NewTaskTemplate) (TaskTemplate, error) {
	return taskTemplates.create(ctx, s.conn, n)
}

// TaskTemplateUpdate changes a task template. What is left out stays.
type TaskTemplateUpdate struct {
	Name              Opt[string]     `json:"name,omitzero"`
	Description       Opt[string]     `json:"description,omitzero"`
	RevenueCategoryID Opt[billing.ID] `json:"revenue_category_id,omitzero"`
	Billable          Opt[bool]       `json:"billable,omitzero"`
	ProjectDefault    Opt[bool]       `json:"project_default,omitzero"` // each new project gets it
	Index             Opt[int]        `json:"index,omitzero"`           // its place in the list
}

// Update changes a task template.
//
//moco:operation PUT /account/task_templates/{id}
//moco:operation PATCH /account/task_templates/{id}
func (s TaskTemplateService) Update(ctx context.Context, id billing.ID, u TaskTemplateUpdate) (TaskTemplate, error) {
	return taskTemplates.update(ctx, s.conn, u, id)
}

// Delete deletes a task template.
//
//moco:operation DELETE /account/task_templates/{id}
func (s TaskTemplateService) Delete(ctx context.Context, id billing.ID) error {
	return taskTemplates.delete(ctx, s.conn, id)
}
