package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// Project is work for a customer (docs: sections/projects.md).
type Project struct {
	ID                         billing.ID            `json:"id"`
	Identifier                 string                `json:"identifier,omitzero"`
	Name                       string                `json:"name,omitzero"`
	Active                     bool                  `json:"active"`
	Billable                   bool                  `json:"billable"`
	FixedPrice                 bool                  `json:"fixed_price"`
	Retainer                   bool                  `json:"retainer"`
	StartDate                  billing.Date          `json:"start_date,omitzero"`
	FinishDate                 billing.Date          `json:"finish_date,omitzero"` // zero: open end
	Currency                   string                `json:"currency,omitzero"`    // ISO 4217, such as "EUR"
	BillingVariant             BillingVariant        `json:"billing_variant,omitzero"`
	BillingAddress             string                `json:"billing_address,omitzero"`
	BillingEmailTo             string                `json:"billing_email_to,omitzero"`
	BillingEmailCC             string                `json:"billing_email_cc,omitzero"`
	BillingNotes               string                `json:"billing_notes,omitzero"`
	SettingIncludeTimeReport   bool                  `json:"setting_include_time_report"`
	Budget                     *billing.Decimal      `json:"budget,omitempty"`               // in Currency; nil: none; nil: none
	BudgetMonthly              *billing.Decimal      `json:"budget_monthly,omitempty"`       // nil: none
	BudgetExpenses             *billing.Decimal      `json:"budget_expenses,omitempty"`      // nil: none
	HourlyRate                 billing.Decimal       `json:"hourly_rate"`                    // in Currency
	Info                       string                `json:"info,omitzero"`                  // HTML
	RetainerBillingDate        *int                  `json:"retainer_billing_date,omitzero"` // day of the month; nil: no retainer; nil: none
	RetainerBillingTitle       string                `json:"retainer_billing_title,omitzero"`
	RetainerBillingDescription string                `json:"retainer_billing_description,omitzero"`
	Color                      string                `json:"color,omitzero"` // such as "#FFFF00"
	CustomerReportURL          string                `json:"customer_report_url,omitzero"`
	Tags                       []string              `json:"tags,omitzero"`
	Labels                     []string              `json:"labels,omitzero"` // as Tags
	CustomProperties           CustomProperties      `json:"custom_properties,omitzero"`
	Leader                     UserRef               `json:"leader,omitzero"`
	CoLeader                   UserRef               `json:"co_leader,omitzero"`
	Customer                   Ref                   `json:"customer,omitzero"` // with IncludeCompany all of the company, in Unknown
	Tasks                      []ProjectTaskItem     `json:"tasks,omitzero"`
	Contracts                  []ProjectContractItem `json:"contracts,omitzero"`
	Deal                       Ref                   `json:"deal,omitzero"`
	ProjectGroup               Ref                   `json:"project_group,omitzero"`
	BillingContact             UserRef               `json:"billing_contact,omitzero"`
	Contact                    UserRef               `json:"contact,omitzero"`
	SecondaryContact           UserRef               `json:"secondary_contact,omitzero"`
	ArchivedOn                 billing.Timestamp     `json:"archived_on,omitzero"`
	CreatedAt                  billing.Timestamp     `json:"created_at,omitzero"`
	UpdatedAt                  billing.Timestamp     `json:"updated_at,omitzero"`
	Extra
}

// ProjectTaskItem is a task as its project shows it.
type ProjectTaskItem struct {
	ID          billing.ID       `json:"id"`
	Name        string           `json:"name,omitzero"`
	Billable    bool             `json:"billable"`
	Active      bool             `json:"active"`
	Budget      *billing.Decimal `json:"budget,omitempty"`      // in Currency; nil: none; nil: none
	HourlyRate  *billing.Decimal `json:"hourly_rate,omitempty"` // in Currency; nil: none
	Description string           `json:"description,omitzero"`
	Extra
}

// ProjectContractItem is what a project agrees with a user, as the project shows it.
type ProjectContractItem struct {
	ID         billing.ID       `json:"id"`
	UserID     billing.ID       `json:"user_id,omitzero"`
	Firstname  string           `json:"firstname,omitzero"`
	Lastname   string           `json:"lastname,omitzero"`
	Billable   bool             `json:"billable"`
	Active     bool             `json:"active"`
	Budget     *billing.Decimal `json:"budget,omitempty"`      // in Currency; nil: none; nil: none
	HourlyRate *billing.Decimal `json:"hourly_rate,omitempty"` // in Currency; nil: none
	Extra
}

// AssignedProject is a project to which the key's user is assigned.
type AssignedProject struct {
	ID         billing.ID         `json:"id"`
	Identifier string             `json:"identifier,omitzero"`
	Name       string             `json:"name,omitzero"`
	Active     bool               `json:"active"`
	Billable   bool               `json:"billable"`
	Customer   Ref                `json:"customer,omitzero"`
	Tasks      []AssignedTask     `json:"tasks,omitzero"`
	Contract   AssignmentContract `json:"contract,omitzero"`
	Extra
}

// AssignedTask is a task of an AssignedProject.
type AssignedTask struct {
	ID       billing.ID `json:"id"`
	Name     string     `json:"name,omitzero"`
	Active   bool       `json:"active"`
	Billable bool       `json:"billable"`
	Extra
}

// AssignmentContract says for how long the key's user is assigned.
type AssignmentContract struct {
	UserID billing.ID `json:"user_id,omitzero"`
	Active bool       `json:"active"`
	Extra
}

var assignedProjects = resource[AssignedProject]{"project", "/projects/assigned"}

// AssignedProjectQuery filters the projects of the key's user. Zero: all.
type AssignedProjectQuery struct {
	Active Choice `url:"active"`
}

// ProjectReport says how far a project is (docs: sections/projects.md, report).
// Amounts are in Currency, costs in the account's currency.
type ProjectReport struct {
	BudgetTotal                *billing.Decimal `json:"budget_total,omitempty"`                  // nil: no budget
	BudgetProgressInPercentage *billing.Decimal `json:"budget_progress_in_percentage,omitempty"` // nil: no budget
	BudgetRemaining            *billing.Decimal `json:"budget_remaining,omitempty"`              // nil: no budget
	InvoicedTotal              billing.Decimal  `json:"invoiced_total"`
	Currency                   string           `json:"currency,omitzero"`
	HoursTotal                 *billing.Decimal `json:"hours_total,omitempty"` // nil: not known
	HoursBillable              billing.Decimal  `json:"hours_billable"`
	HoursRemaining             *billing.Decimal `json:"hours_remaining,omitempty"` // nil: not known
	CostsExpenses              billing.Decimal  `json:"costs_expenses"`
	CostsActivities            billing.Decimal  `json:"costs_activities"`
	CostsByTask                []TaskCosts      `json:"costs_by_task,omitzero"`
	Extra
}

// TaskCosts are what a task has cost so far.
type TaskCosts struct {
	ID         billing.ID      `json:"id"`
	Name       string          `json:"name,omitzero"`
	HoursTotal billing.Decimal `json:"hours_total"`
	TotalCosts billing.Decimal `json:"total_costs"` // in the account's currency
	Extra
}

// ProjectShare says whether a project's report can be seen by whoever has its
// address.
type ProjectShare struct {
	ID     billing.ID `json:"id"`
	Active bool       `json:"active"`
	URL    string     `json:"url,omitzero"`
	Extra
}

// BillingVariant is the billing variant of a project.
type BillingVariant string

// The values of BillingVariant.
const (
	BillingVariantProject BillingVariant = "project"
	BillingVariantTask    BillingVariant = "task"
	BillingVariantUser    BillingVariant = "user"
)

func (x BillingVariant) known() bool {
	switch x {
	case BillingVariantProject, BillingVariantTask, BillingVariantUser:
		return true
	}
	return false
}

var projects = resource[Project]{"project", "/projects"}

// ProjectQuery filters the list of projects. Zero fields do not filter.
type ProjectQuery struct {
	Global
	IncludeArchived bool         `url:"include_archived"`
	IncludeCompany  bool         `url:"include_company"` // the customer is a whole company, see Project.Customer
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

// ProjectReader reads projects.
type ProjectReader struct{ *conn }

// List lists projects.
//
//moco:operation GET /projects
func (s ProjectReader) List(ctx context.Context, q ProjectQuery) iter.Seq2[Row[Project], error] {
	return projects.list(ctx, s.conn, q)
}

// Get reads one project.
//
//moco:operation GET /projects/{id}
func (s ProjectReader) Get(ctx context.Context, id billing.ID) (Project, error) {
	return projects.get(ctx, s.conn, id)
}

// Assigned lists the projects to which the key's user is assigned, all at once.
//
//moco:operation GET /projects/assigned
func (s ProjectReader) Assigned(ctx context.Context, q AssignedProjectQuery) iter.Seq2[Row[AssignedProject], error] {
	return assignedProjects.list(ctx, s.conn, q)
}

// Report says how far a project is.
//
//moco:operation GET /projects/{id}/report
func (s ProjectReader) Report(ctx context.Context, id billing.ID) (ProjectReport, error) {
	if id <= 0 {
		return ProjectReport{}, get(at("/projects/%d/report", id), nil).refused(fault.Invalid, noID(id, "project"), nil)
	}
	return readObject[ProjectReport](ctx, s.conn, "project report", at("/projects/%d/report", id), nil)
}

// ProjectService reads and writes projects.
type ProjectService struct{ ProjectReader }

// NewProject is a project to be made. Name, Currency, StartDate, FinishDate, FixedPrice, Retainer, LeaderID and CustomerID are required.
type NewProject struct {
	Name                       string               `json:"name"`
	Currency                   string               `json:"currency"` // ISO 4217, such as "EUR"
	StartDate                  billing.Date         `json:"start_date"`
	FinishDate                 billing.Date         `json:"finish_date"` // retainers need one
	FixedPrice                 bool                 `json:"fixed_price"`
	Retainer                   bool                 `json:"retainer"`
	LeaderID                   billing.ID           `json:"leader_id"`
	CustomerID                 billing.ID           `json:"customer_id"`
	Identifier                 string               `json:"identifier,omitzero"` // empty where MOCO numbers
	CompanyID                  billing.ID           `json:"company_id,omitzero"`
	DealID                     billing.ID           `json:"deal_id,omitzero"`
	ProjectGroupID             billing.ID           `json:"project_group_id,omitzero"`
	CoLeaderID                 billing.ID           `json:"co_leader_id,omitzero"`
	ContactID                  billing.ID           `json:"contact_id,omitzero"`
	SecondaryContactID         billing.ID           `json:"secondary_contact_id,omitzero"`
	BillingContactID           billing.ID           `json:"billing_contact_id,omitzero"`
	Info                       string               `json:"info,omitzero"`                  // HTML
	RetainerBillingDate        Opt[int]             `json:"retainer_billing_date,omitzero"` // day of the month; nil: no retainer
	RetainerBillingTitle       string               `json:"retainer_billing_title,omitzero"`
	RetainerBillingDescription string               `json:"retainer_billing_description,omitzero"`
	BillingVariant             BillingVariant       `json:"billing_variant,omitzero"`
	HourlyRate                 Opt[billing.Decimal] `json:"hourly_rate,omitzero"` // in Currency
	Budget                     Opt[billing.Decimal] `json:"budget,omitzero"`      // in Currency; nil: none
	BudgetMonthly              Opt[billing.Decimal] `json:"budget_monthly,omitzero"`
	BudgetExpenses             Opt[billing.Decimal] `json:"budget_expenses,omitzero"`
	BillingAddress             string               `json:"billing_address,omitzero"`
	BillingNotes               string               `json:"billing_notes,omitzero"`
	SettingIncludeTimeReport   Opt[bool]            `json:"setting_include_time_report,omitzero"`
	BillingEmailTo             string               `json:"billing_email_to,omitzero"`
	BillingEmailCC             string               `json:"billing_email_cc,omitzero"`
	SkipFavorite               Opt[bool]            `json:"skip_favorite,omitzero"`
	Tags                       []string             `json:"tags,omitzero"`
	Labels                     []string             `json:"labels,omitzero"` // as Tags
	CustomProperties           CustomProperties     `json:"custom_properties,omitzero"`
}

func (n NewProject) problem() string {
	if n.Name == "" || n.Currency == "" || n.StartDate.IsZero() || n.FinishDate.IsZero() || n.LeaderID <= 0 || n.CustomerID <= 0 {
		return "a project needs a name, a currency, a start date, a finish date, a leader and a customer"
	}
	return n.CustomProperties.problem()
}

// Create makes a project.
//
//moco:operation POST /projects
func (s ProjectService) Create(ctx context.Context, n NewProject) (Project, error) {
	return projects.create(ctx, s.conn, n)
}

// ProjectUpdate changes a project. What is left out stays.
type ProjectUpdate struct {
	Identifier                 Opt[string]          `json:"identifier,omitzero"`
	Name                       Opt[string]          `json:"name,omitzero"`
	FixedPrice                 Opt[bool]            `json:"fixed_price,omitzero"`
	CustomerID                 Opt[billing.ID]      `json:"customer_id,omitzero"`
	DealID                     Opt[billing.ID]      `json:"deal_id,omitzero"`
	ProjectGroupID             Opt[billing.ID]      `json:"project_group_id,omitzero"`
	LeaderID                   Opt[billing.ID]      `json:"leader_id,omitzero"`
	CoLeaderID                 Opt[billing.ID]      `json:"co_leader_id,omitzero"`
	ContactID                  Opt[billing.ID]      `json:"contact_id,omitzero"`
	SecondaryContactID         Opt[billing.ID]      `json:"secondary_contact_id,omitzero"`
	BillingContactID           Opt[billing.ID]      `json:"billing_contact_id,omitzero"`
	Info                       Opt[string]          `json:"info,omitzero"` // HTML
	StartDate                  Opt[billing.Date]    `json:"start_date,omitzero"`
	FinishDate                 Opt[billing.Date]    `json:"finish_date,omitzero"` // zero: open end
	Retainer                   Opt[bool]            `json:"retainer,omitzero"`
	RetainerBillingDate        Opt[int]             `json:"retainer_billing_date,omitzero"` // day of the month; nil: no retainer
	RetainerBillingTitle       Opt[string]          `json:"retainer_billing_title,omitzero"`
	RetainerBillingDescription Opt[string]          `json:"retainer_billing_description,omitzero"`
	BillingVariant             Opt[BillingVariant]  `json:"billing_variant,omitzero"`
	HourlyRate                 Opt[billing.Decimal] `json:"hourly_rate,omitzero"` // in Currency
	Budget                     Opt[billing.Decimal] `json:"budget,omitzero"`      // in Currency; nil: none
	BudgetMonthly              Opt[billing.Decimal] `json:"budget_monthly,omitzero"`
	BudgetExpenses             Opt[billing.Decimal] `json:"budget_expenses,omitzero"`
	Currency                   Opt[string]          `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	BillingAddress             Opt[string]          `json:"billing_address,omitzero"`
	BillingNotes               Opt[string]          `json:"billing_notes,omitzero"`
	SettingIncludeTimeReport   Opt[bool]            `json:"setting_include_time_report,omitzero"`
	BillingEmailTo             Opt[string]          `json:"billing_email_to,omitzero"`
	BillingEmailCC             Opt[string]          `json:"billing_email_cc,omitzero"`
	SkipFavorite               Opt[bool]            `json:"skip_favorite,omitzero"`
	Tags                       Opt[[]string]        `json:"tags,omitzero"`
	CustomProperties           CustomProperties     `json:"custom_properties,omitzero"`
}

func (u ProjectUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes a project.
//
//moco:operation PUT /projects/{id}
//moco:operation PATCH /projects/{id}
func (s ProjectService) Update(ctx context.Context, id billing.ID, u ProjectUpdate) (Project, error) {
	return projects.update(ctx, s.conn, u, id)
}

// Delete deletes a project, which must have no activities, invoices,
// offers and expenses.
//
//moco:operation DELETE /projects/{id}
func (s ProjectService) Delete(ctx context.Context, id billing.ID) error {
	return projects.delete(ctx, s.conn, id)
}

// Archive hides a project from people's lists.
//
//moco:operation PUT /projects/{id}/archive
func (s ProjectService) Archive(ctx context.Context, id billing.ID) (Project, error) {
	return projects.act(ctx, s.conn, http.MethodPut, "/archive", nil, id)
}

// Unarchive shows an archived project again.
//
//moco:operation PUT /projects/{id}/unarchive
func (s ProjectService) Unarchive(ctx context.Context, id billing.ID) (Project, error) {
	return projects.act(ctx, s.conn, http.MethodPut, "/unarchive", nil, id)
}

// UnassignGroup takes a project out of its group.
//
//moco:operation PUT /projects/{id}/unassign_project_group
func (s ProjectService) UnassignGroup(ctx context.Context, id billing.ID) (Project, error) {
	return projects.act(ctx, s.conn, http.MethodPut, "/unassign_project_group", nil, id)
}

// AssignGroup puts a project into a group.
//
//moco:operation PUT /projects/{id}/assign_project_group
func (s ProjectService) AssignGroup(ctx context.Context, id, group billing.ID) (Project, error) {
	body := struct {
		ID billing.ID `json:"project_group_id"`
	}{group}
	return projects.act(ctx, s.conn, http.MethodPut, "/assign_project_group", body, id)
}

// Share makes a project's report visible to whoever has its address.
//
//moco:operation PUT /projects/{id}/share
func (s ProjectService) Share(ctx context.Context, id billing.ID) (ProjectShare, error) {
	return as[ProjectShare](projects).act(ctx, s.conn, http.MethodPut, "/share", nil, id)
}

// DisableShare ends what Share began.
//
//moco:operation PUT /projects/{id}/disable_share
func (s ProjectService) DisableShare(ctx context.Context, id billing.ID) (ProjectShare, error) {
	return as[ProjectShare](projects).act(ctx, s.conn, http.MethodPut, "/disable_share", nil, id)
}
