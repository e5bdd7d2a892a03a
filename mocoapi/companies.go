package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// CompanyQuery filters the list of companies. Zero fields do not filter; a
// filter by CustomProperties needs Type as well.
type CompanyQuery struct {
	Global
	IncludeArchived bool
	Type            string // customer, supplier, organization
	Tags            []string
	Identifier      string
	Term            string // search
}

// Companies lists companies (docs: sections/companies.md).
//
//moco:operation GET /companies
func (c *Client) Companies(ctx context.Context, q CompanyQuery) iter.Seq2[Row[billing.Company], error] {
	p := q.Global.params()
	p.flag("include_archived", q.IncludeArchived)
	p.text("type", q.Type)
	p.list("tags", q.Tags)
	p.text("identifier", q.Identifier)
	p.text("term", q.Term)
	return list[billing.Company](ctx, c, nounCompany, "/companies", p.values())
}

// Company reads one company.
//
//moco:operation GET /companies/{id}
func (c *Client) Company(ctx context.Context, id billing.ID) (billing.Company, error) {
	return object[billing.Company](ctx, c, nounCompany, at("/companies/%d", id), id)
}
