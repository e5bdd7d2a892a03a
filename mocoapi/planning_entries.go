package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// PlanningEntry is time that is planned for a project or a deal (docs: sections/planning_entries.md).
type PlanningEntry struct {
	ID           billing.ID        `json:"id"`
	Title        string            `json:"title,omitzero"`
	StartsOn     billing.Date      `json:"starts_on,omitzero"`
	EndsOn       billing.Date      `json:"ends_on,omitzero"`
	HoursPerDay  billing.Decimal   `json:"hours_per_day"` // in hours
	Comment      string            `json:"comment,omitzero"`
	Symbol       *int              `json:"symbol,omitzero"` // 1 to 10; nil: none
	Color        string            `json:"color,omitzero"`  // such as "#FFFF00"
	ReadOnly     bool              `json:"read_only"`
	User         UserRef           `json:"user,omitzero"`
	Project      PlannedOn         `json:"project,omitzero"`
	Task         Ref               `json:"task,omitzero"`
	Deal         PlannedFor        `json:"deal,omitzero"`
	SeriesID     string            `json:"series_id,omitzero"`
	Tentative    bool              `json:"tentative"` // not certain
	SeriesRepeat string            `json:"series_repeat,omitzero"`
	CreatedAt    billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt    billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// PlannedOn is the project of a planning entry. ID 0: none.
type PlannedOn struct {
	ID           billing.ID `json:"id"`
	Identifier   string     `json:"identifier,omitzero"`
	Name         string     `json:"name,omitzero"`
	CustomerName string     `json:"customer_name,omitzero"`
	Color        string     `json:"color,omitzero"` // such as "#FFFF00"
	Extra
}

// PlannedFor is the deal of a planning entry. ID 0: none.
type PlannedFor struct {
	ID           billing.ID `json:"id"`
	Name         string     `json:"name,omitzero"`
	CustomerName string     `json:"customer_name,omitzero"`
	Color        string     `json:"color,omitzero"` // such as "#FFFF00"
	Extra
}

var planningEntries = resource[PlanningEntry]{"planning entry", "/planning_entries"}

// PlanningEntryQuery filters the list of planning entries. Zero fields do not filter.
type PlanningEntryQuery struct {
	Global
	Period     DateRange    `url:"period"` // both days included
	UserIDs    []billing.ID `url:"user_id"`
	ProjectIDs []billing.ID `url:"project_id"`
	DealIDs    []billing.ID `url:"deal_id"`
}

// PlanningEntryReader reads planning entries.
type PlanningEntryReader struct{ *conn }

// List lists planning entries.
//
//moco:operation GET /planning_entries
func (s PlanningEntryReader) List(ctx context.Context, q PlanningEntryQuery) iter.Seq2[Row[PlanningEntry], error] {
	return planningEntries.list(ctx, s.conn, q)
}

// Get reads one planning entry.
//
//moco:operation GET /planning_entries/{id}
func (s PlanningEntryReader) Get(ctx context.Context, id billing.ID) (PlanningEntry, error) {
	return planningEntries.get(ctx, s.conn, id)
}

// PlanningEntryService reads and writes planning entries.
type PlanningEntryService struct{ PlanningEntryReader }

// NewPlanningEntry is a planning entry to be made. StartsOn, EndsOn and HoursPerDay are required.
type NewPlanningEntry struct {
	StartsOn    billing.Date    `json:"starts_on"`
	EndsOn      billing.Date    `json:"ends_on"`
	HoursPerDay billing.Decimal `json:"hours_per_day"`       // in hours
	ProjectID   billing.ID      `json:"project_id,omitzero"` // or DealID
	DealID      billing.ID      `json:"deal_id,omitzero"`
	TaskID      billing.ID      `json:"task_id,omitzero"`
	Title       string          `json:"title,omitzero"`
	Comment     string          `json:"comment,omitzero"`
	Symbol      Code            `json:"symbol,omitzero"`    // 1 to 10
	Color       string          `json:"color,omitzero"`     // such as "#FFFF00"
	Tentative   Opt[bool]       `json:"tentative,omitzero"` // not certain
	UserID      billing.ID      `json:"user_id,omitzero"`
}

func (n NewPlanningEntry) problem() string {
	switch {
	case n.StartsOn.IsZero() || n.EndsOn.IsZero():
		return "a planning entry needs a first and a last day"
	case (n.ProjectID == 0) == (n.DealID == 0):
		return "a planning entry belongs to a project or to a deal"
	}
	return ""
}

// Create makes a planning entry.
//
//moco:operation POST /planning_entries
func (s PlanningEntryService) Create(ctx context.Context, n NewPlanningEntry) (PlanningEntry, error) {
	return planningEntries.create(ctx, s.conn, n)
}

// PlanningEntryUpdate changes a planning entry. What is left out stays.
type PlanningEntryUpdate struct {
	ProjectID   Opt[billing.ID]      `json:"project_id,omitzero"`
	DealID      Opt[billing.ID]      `json:"deal_id,omitzero"`
	TaskID      Opt[billing.ID]      `json:"task_id,omitzero"`
	Title       Opt[string]          `json:"title,omitzero"`
	StartsOn    Opt[billing.Date]    `json:"starts_on,omitzero"`
	EndsOn      Opt[billing.Date]    `json:"ends_on,omitzero"`
	HoursPerDay Opt[billing.Decimal] `json:"hours_per_day,omitzero"` // in hours
	Comment     Opt[string]          `json:"comment,omitzero"`
	Symbol      Opt[Code]            `json:"symbol,omitzero"`    // 1 to 10
	Color       Opt[string]          `json:"color,omitzero"`     // such as "#FFFF00"
	Tentative   Opt[bool]            `json:"tentative,omitzero"` // not certain
	UserID      Opt[billing.ID]      `json:"user_id,omitzero"`
}

// Update changes a planning entry.
//
//moco:operation PUT /planning_entries/{id}
//moco:operation PATCH /planning_entries/{id}
func (s PlanningEntryService) Update(ctx context.Context, id billing.ID, u PlanningEntryUpdate) (PlanningEntry, error) {
	return planningEntries.update(ctx, s.conn, u, id)
}

// Delete deletes a planning entry.
//
//moco:operation DELETE /planning_entries/{id}
func (s PlanningEntryService) Delete(ctx context.Context, id billing.ID) error {
	return planningEntries.delete(ctx, s.conn, id)
}
