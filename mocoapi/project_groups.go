package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// ProjectGroup are projects that belong together (docs: sections/project_groups.md).
type ProjectGroup struct {
	ID                billing.ID        `json:"id"`
	Name              string            `json:"name,omitzero"`
	User              UserRef           `json:"user,omitzero"`
	Company           Ref               `json:"company,omitzero"`
	Budget            billing.Decimal   `json:"budget"`            // of all its projects
	Currency          string            `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	Info              string            `json:"info,omitzero"`
	CustomProperties  CustomProperties  `json:"custom_properties,omitzero"`
	CustomerReportURL string            `json:"customer_report_url,omitzero"`
	Projects          []GroupedProject  `json:"projects,omitzero"`
	CreatedAt         billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt         billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// GroupedProject is a project as its group shows it.
type GroupedProject struct {
	ID         billing.ID       `json:"id"`
	Identifier string           `json:"identifier,omitzero"`
	Name       string           `json:"name,omitzero"`
	Active     bool             `json:"active"`
	Budget     *billing.Decimal `json:"budget,omitempty"` // of all its projects; nil: none
	Extra
}

var projectGroups = resource[ProjectGroup]{"project group", "/projects/groups"}

// ProjectGroupQuery filters the list of project groups. Zero fields do not filter.
type ProjectGroupQuery struct {
	Global
	UserID    billing.ID `url:"user_id"`
	CompanyID billing.ID `url:"company_id"`
}

// ProjectGroupReader reads project groups.
type ProjectGroupReader struct{ *conn }

// List lists project groups.
//
//moco:operation GET /projects/groups
func (s ProjectGroupReader) List(ctx context.Context, q ProjectGroupQuery) iter.Seq2[Row[ProjectGroup], error] {
	return projectGroups.list(ctx, s.conn, q)
}

// Get reads one project group.
//
//moco:operation GET /projects/groups/{id}
func (s ProjectGroupReader) Get(ctx context.Context, id billing.ID) (ProjectGroup, error) {
	return projectGroups.get(ctx, s.conn, id)
}
