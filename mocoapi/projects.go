package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// ProjectQuery filters the list of projects. Zero fields do not filter.
type ProjectQuery struct {
	Global
	IncludeArchived bool
	LeaderIDs       []billing.ID
	CompanyIDs      []billing.ID
	CreatedFrom     billing.Date
	CreatedTo       billing.Date
	UpdatedFrom     billing.Date
	UpdatedTo       billing.Date
	Tags            []string
	Identifier      string
	Retainer        Choice
	ProjectGroupIDs []billing.ID
	DealIDs         []billing.ID
	Term            string // search
}

func (q ProjectQuery) params() params {
	p := q.Global.params()
	p.flag("include_archived", q.IncludeArchived)
	p.ids("leader_id", q.LeaderIDs)
	p.ids("company_id", q.CompanyIDs)
	p.date("created_from", q.CreatedFrom)
	p.date("created_to", q.CreatedTo)
	p.date("updated_from", q.UpdatedFrom)
	p.date("updated_to", q.UpdatedTo)
	p.list("tags", q.Tags)
	p.text("identifier", q.Identifier)
	p.text("retainer", string(q.Retainer))
	p.ids("project_group_id", q.ProjectGroupIDs)
	p.ids("deal_id", q.DealIDs)
	p.text("term", q.Term)
	return p
}

// Projects lists projects (docs: sections/projects.md).
//
//moco:operation GET /projects
func (c *Client) Projects(ctx context.Context, q ProjectQuery) iter.Seq2[Row[billing.Project], error] {
	return list[billing.Project](ctx, c, nounProject, "/projects", q.params().values())
}

// AssignedProjects lists the projects to which the key's user is assigned, with
// fewer fields: id, identifier, name, active, billable, customer.
//
//moco:operation GET /projects/assigned
func (c *Client) AssignedProjects(ctx context.Context, active Choice) iter.Seq2[Row[billing.Project], error] {
	p := params{}
	p.text("active", string(active))
	return list[billing.Project](ctx, c, nounProject, "/projects/assigned", p.values())
}

// Project reads one project.
//
//moco:operation GET /projects/{id}
func (c *Client) Project(ctx context.Context, id billing.ID) (billing.Project, error) {
	return object[billing.Project](ctx, c, nounProject, at("/projects/%d", id), id)
}
