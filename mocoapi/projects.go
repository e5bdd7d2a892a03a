package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// ProjectQuery filters the list of projects. Zero fields do not filter.
type ProjectQuery struct {
	Global
	IncludeArchived bool         `url:"include_archived"`
	LeaderIDs       []billing.ID `url:"leader_id"`
	CompanyIDs      []billing.ID `url:"company_id"`
	CreatedFrom     billing.Date `url:"created_from"`
	CreatedTo       billing.Date `url:"created_to"`
	UpdatedFrom     billing.Date `url:"updated_from"`
	UpdatedTo       billing.Date `url:"updated_to"`
	Tags            []string     `url:"tags"`
	Identifier      string       `url:"identifier"`
	Retainer        Choice       `url:"retainer"`
	ProjectGroupIDs []billing.ID `url:"project_group_id"`
	DealIDs         []billing.ID `url:"deal_id"`
	Term            string       `url:"term"` // search
}

var projects = resource[billing.Project]{nounProject, "/projects"}

var assignedProjects = resource[billing.Project]{nounProject, "/projects/assigned"}

// ProjectReader reads projects.
type ProjectReader struct{ *conn }

// AssignedProjectQuery filters the projects of the key's user. Zero: all.
type AssignedProjectQuery struct {
	Active Choice `url:"active"`
}

// Assigned lists the projects to which the key's user is assigned, with fewer
// fields: id, identifier, name, active, billable, customer.
//
//moco:operation GET /projects/assigned
func (s ProjectReader) Assigned(ctx context.Context, q AssignedProjectQuery) iter.Seq2[Row[billing.Project], error] {
	return assignedProjects.list(ctx, s.conn, q)
}
