package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// ProjectContract is what a project agrees with a user who works on it (docs: sections/project_contracts.md).
type ProjectContract struct {
	ID         billing.ID        `json:"id"`
	UserID     billing.ID        `json:"user_id,omitzero"`
	Firstname  string            `json:"firstname,omitzero"`
	Lastname   string            `json:"lastname,omitzero"`
	Billable   bool              `json:"billable"`
	Active     bool              `json:"active"`
	Budget     *billing.Decimal  `json:"budget,omitempty"` // nil: none; nil: none
	HourlyRate billing.Decimal   `json:"hourly_rate"`
	Project    Ref               `json:"project,omitzero"`
	CreatedAt  billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt  billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var projectContracts = resource[ProjectContract]{"contract", "/projects/%d/contracts"}

// ProjectContractReader reads contracts of a project.
type ProjectContractReader struct{ *conn }

// List lists contracts of a project.
//
//moco:operation GET /projects/{project_id}/contracts
func (s ProjectContractReader) List(ctx context.Context, project billing.ID, q Global) iter.Seq2[Row[ProjectContract], error] {
	return projectContracts.list(ctx, s.conn, q, project)
}

// Get reads one contract.
//
//moco:operation GET /projects/{project_id}/contracts/{id}
func (s ProjectContractReader) Get(ctx context.Context, project, id billing.ID) (ProjectContract, error) {
	return projectContracts.get(ctx, s.conn, project, id)
}

// ProjectContractService reads and writes contracts of a project.
type ProjectContractService struct{ ProjectContractReader }

// NewProjectContract is a contract to be made. UserID is required.
type NewProjectContract struct {
	UserID     billing.ID           `json:"user_id"`
	HourlyRate Opt[billing.Decimal] `json:"hourly_rate,omitzero"`
	Active     Opt[bool]            `json:"active,omitzero"`
	Billable   Opt[bool]            `json:"billable,omitzero"`
	Budget     Opt[billing.Decimal] `json:"budget,omitzero"` // nil: none
}

func (n NewProjectContract) problem() string {
	if n.UserID <= 0 {
		return "a contract needs a user"
	}
	return ""
}

// Create makes a contract.
//
//moco:operation POST /projects/{project_id}/contracts
func (s ProjectContractService) Create(ctx context.Context, project billing.ID, n NewProjectContract) (ProjectContract, error) {
	return projectContracts.create(ctx, s.conn, n, project)
}

// ProjectContractUpdate changes a contract. What is left out stays.
type ProjectContractUpdate struct {
	HourlyRate Opt[billing.Decimal] `json:"hourly_rate,omitzero"`
	Active     Opt[bool]            `json:"active,omitzero"`
	Billable   Opt[bool]            `json:"billable,omitzero"`
	Budget     Opt[billing.Decimal] `json:"budget,omitzero"` // nil: none
}

// Update changes a contract.
//
//moco:operation PUT /projects/{project_id}/contracts/{id}
//moco:operation PATCH /projects/{project_id}/contracts/{id}
func (s ProjectContractService) Update(ctx context.Context, project, id billing.ID, u ProjectContractUpdate) (ProjectContract, error) {
	return projectContracts.update(ctx, s.conn, u, project, id)
}

// Delete deletes a contract.
//
//moco:operation DELETE /projects/{project_id}/contracts/{id}
func (s ProjectContractService) Delete(ctx context.Context, project, id billing.ID) error {
	return projectContracts.delete(ctx, s.conn, project, id)
}
