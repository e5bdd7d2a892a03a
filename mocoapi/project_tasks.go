package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// ProjectTask is something that activities of a project are about (docs: sections/project_tasks.md).
type ProjectTask struct {
	ID              billing.ID        `json:"id"`
	Name            string            `json:"name,omitzero"`
	Description     string            `json:"description,omitzero"`
	Billable        bool              `json:"billable"`
	Active          bool              `json:"active"`
	Budget          *billing.Decimal  `json:"budget,omitempty"` // nil: none; nil: none
	HourlyRate      billing.Decimal   `json:"hourly_rate"`
	RevenueCategory RevenueCategory   `json:"revenue_category,omitzero"`
	CreatedAt       billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt       billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var projectTasks = resource[ProjectTask]{"task", "/projects/%d/tasks"}

// ProjectTaskReader reads tasks of a project.
type ProjectTaskReader struct{ *conn }

// List lists tasks of a project.
//
//moco:operation GET /projects/{project_id}/tasks
func (s ProjectTaskReader) List(ctx context.Context, project billing.ID, q Global) iter.Seq2[Row[ProjectTask], error] {
	return projectTasks.list(ctx, s.conn, q, project)
}

// Get reads one task.
//
//moco:operation GET /projects/{project_id}/tasks/{id}
func (s ProjectTaskReader) Get(ctx context.Context, project, id billing.ID) (ProjectTask, error) {
	return projectTasks.get(ctx, s.conn, project, id)
}

// ProjectTaskService reads and writes tasks of a project.
type ProjectTaskService struct{ ProjectTaskReader }

// NewProjectTask is a task to be made. Name is required.
type NewProjectTask struct {
	Name        string               `json:"name"`
	Description string               `json:"description,omitzero"`
	HourlyRate  Opt[billing.Decimal] `json:"hourly_rate,omitzero"`
	Billable    Opt[bool]            `json:"billable,omitzero"`
	Active      Opt[bool]            `json:"active,omitzero"`
	Budget      Opt[billing.Decimal] `json:"budget,omitzero"` // nil: none
	Index       Opt[int]             `json:"index,omitzero"`  // its place in the list
}

func (n NewProjectTask) problem() string {
	if n.Name == "" {
		return "a task needs a name"
	}
	return ""
}

// Create makes a task.
//
//moco:operation POST /projects/{project_id}/tasks
func (s ProjectTaskService) Create(ctx context.Context, project billing.ID, n NewProjectTask) (ProjectTask, error) {
	return projectTasks.create(ctx, s.conn, n, project)
}

// ProjectTaskUpdate changes a task. What is left out stays.
type ProjectTaskUpdate struct {
	Name        Opt[string]          `json:"name,omitzero"`
	Description Opt[string]          `json:"description,omitzero"`
	HourlyRate  Opt[billing.Decimal] `json:"hourly_rate,omitzero"`
	Billable    Opt[bool]            `json:"billable,omitzero"`
	Active      Opt[bool]            `json:"active,omitzero"`
	Budget      Opt[billing.Decimal] `json:"budget,omitzero"` // nil: none
	Index       Opt[int]             `json:"index,omitzero"`  // its place in the list
}

// Update changes a task.
//
//moco:operation PUT /projects/{project_id}/tasks/{id}
//moco:operation PATCH /projects/{project_id}/tasks/{id}
func (s ProjectTaskService) Update(ctx context.Context, project, id billing.ID, u ProjectTaskUpdate) (ProjectTask, error) {
	return projectTasks.update(ctx, s.conn, u, project, id)
}

// Delete deletes a task, which must have no activities.
//
//moco:operation DELETE /projects/{project_id}/tasks/{id}
func (s ProjectTaskService) Delete(ctx context.Context, project, id billing.ID) error {
	return projectTasks.delete(ctx, s.conn, project, id)
}

// DeleteAll deletes all tasks of a project that have no activities.
//
//moco:operation DELETE /projects/{project_id}/tasks/destroy_all
func (s ProjectTaskService) DeleteAll(ctx context.Context, project billing.ID) error {
	path, problem := projectTasks.within([]billing.ID{project})
	k := call{method: http.MethodDelete, path: path + "/destroy_all"}
	if problem != "" {
		return k.refused(fault.Invalid, problem, nil)
	}
	_, err := s.acknowledged(ctx, k, nil)
	return err
}
