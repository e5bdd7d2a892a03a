package mocoapi

import (
	"github.com/mocowork/mocowork/billing"
)

// CompanyQuery filters the list of companies. Zero fields do not filter; a
// filter by CustomProperties needs Type as well.
type CompanyQuery struct {
	Global
	IncludeArchived bool     `url:"include_archived"`
	Type            string   `url:"type"` // customer, supplier, organization
	Tags            []string `url:"tags"`
	Identifier      string   `url:"identifier"`
	Term            string   `url:"term"` // search
}

var companies = resource[billing.Company]{nounCompany, "/companies"}
