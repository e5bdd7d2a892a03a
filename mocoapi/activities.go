package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// Activity is time that a user has worked on a task (docs: sections/activities.md).
type Activity struct {
	ID             billing.ID        `json:"id"`
	Date           billing.Date      `json:"date,omitzero"`
	Hours          billing.Decimal   `json:"hours"` // of the billed seconds
	Description    string            `json:"description,omitzero"`
	Billed         bool              `json:"billed"`
	Billable       bool              `json:"billable"`
	InvoiceID      billing.ID        `json:"invoice_id,omitzero"` // 0: not billed
	Tag            string            `json:"tag,omitzero"`        // free text
	RemoteService  RemoteService     `json:"remote_service,omitzero"`
	RemoteID       string            `json:"remote_id,omitzero"`
	RemoteURL      string            `json:"remote_url,omitzero"`
	Project        ProjectRef        `json:"project,omitzero"`
	Task           TaskRef           `json:"task,omitzero"`
	Customer       Ref               `json:"customer,omitzero"`
	User           UserRef           `json:"user,omitzero"`
	Deal           Ref               `json:"deal,omitzero"`
	HourlyRate     *billing.Decimal  `json:"hourly_rate,omitempty"`     // nil: the key's user may not see it; nil: none
	Seconds        int               `json:"seconds"`                   // that are billed
	WorkedSeconds  int               `json:"worked_seconds"`            // that were worked
	TimerStartedAt billing.Timestamp `json:"timer_started_at,omitzero"` // zero: no timer runs
	CreatedAt      billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt      billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// RemoteService is the program that an activity comes from.
type RemoteService string

// The values of RemoteService.
const (
	RemoteServiceTrello     RemoteService = "trello"
	RemoteServiceJira       RemoteService = "jira"
	RemoteServiceAsana      RemoteService = "asana"
	RemoteServiceBasecamp   RemoteService = "basecamp"
	RemoteServiceWunderlist RemoteService = "wunderlist"
	RemoteServiceBasecamp2  RemoteService = "basecamp2"
	RemoteServiceBasecamp3  RemoteService = "basecamp3"
	RemoteServiceToggl      RemoteService = "toggl"
	RemoteServiceMite       RemoteService = "mite"
	RemoteServiceGithub     RemoteService = "github"
	RemoteServiceYoutrack   RemoteService = "youtrack"
)

func (x RemoteService) known() bool {
	switch x {
	case RemoteServiceTrello, RemoteServiceJira, RemoteServiceAsana, RemoteServiceBasecamp, RemoteServiceWunderlist, RemoteServiceBasecamp2, RemoteServiceBasecamp3, RemoteServiceToggl, RemoteServiceMite, RemoteServiceGithub, RemoteServiceYoutrack:
		return true
	}
	return false
}

var activities = resource[Activity]{"activity", "/activities"}

// ActivityQuery filters the list of activities. Zero fields do not filter.
type ActivityQuery struct {
	Global
	From      billing.Date `url:"from"`
	To        billing.Date `url:"to"`
	UserID    billing.ID   `url:"user_id"`
	TaskID    billing.ID   `url:"task_id"`
	CompanyID billing.ID   `url:"company_id"`
	ProjectID billing.ID   `url:"project_id"`
	DealIDs   []billing.ID `url:"deal_id"`
	Billable  Choice       `url:"billable"`
	Billed    Choice       `url:"billed"`
	Term      string       `url:"term"` // search
	Tag       []string     `url:"tag"`
	RemoteIDs []billing.ID `url:"remote_id"`
}

// ActivityReader reads activities.
type ActivityReader struct{ *conn }

// List lists activities.
//
//moco:operation GET /activities
func (s ActivityReader) List(ctx context.Context, q ActivityQuery) iter.Seq2[Row[Activity], error] {
	return activities.list(ctx, s.conn, q)
}

// Get reads one activity.
//
//moco:operation GET /activities/{id}
func (s ActivityReader) Get(ctx context.Context, id billing.ID) (Activity, error) {
	return activities.get(ctx, s.conn, id)
}

// ActivityService reads and writes activities.
type ActivityService struct{ ActivityReader }

// NewActivity is an activity to be made. Date, ProjectID and TaskID are required.
type NewActivity struct {
	Date          billing.Date         `json:"date"`
	ProjectID     billing.ID           `json:"project_id"`
	TaskID        billing.ID           `json:"task_id"`
	CompanyID     billing.ID           `json:"company_id,omitzero"`
	Description   string               `json:"description,omitzero"`
	Tag           string               `json:"tag,omitzero"`     // free text
	Seconds       Opt[int]             `json:"seconds,omitzero"` // that are billed
	Hours         Opt[billing.Decimal] `json:"hours,omitzero"`   // in place of Seconds
	Billable      Opt[bool]            `json:"billable,omitzero"`
	RemoteService RemoteService        `json:"remote_service,omitzero"`
	RemoteURL     string               `json:"remote_url,omitzero"`
	RemoteID      string               `json:"remote_id,omitzero"`
	StopTimer     Opt[bool]            `json:"stop_timer,omitzero"`
}

func (n NewActivity) problem() string {
	if n.Date.IsZero() || n.ProjectID <= 0 || n.TaskID <= 0 {
		return "an activity needs a date, a project and a task"
	}
	return ""
}

// Create makes an activity of the key's user; Options.Impersonate
// makes it somebody else's.
//
//moco:operation POST /activities
func (s ActivityService) Create(ctx context.Context, n NewActivity) (Activity, error) {
	return activities.create(ctx, s.conn, n)
}

// ActivityUpdate changes an activity. What is left out stays.
type ActivityUpdate struct {
	Date          Opt[billing.Date]    `json:"date,omitzero"`
	TaskID        Opt[billing.ID]      `json:"task_id,omitzero"`
	CompanyID     Opt[billing.ID]      `json:"company_id,omitzero"`
	ProjectID     Opt[billing.ID]      `json:"project_id,omitzero"`
	Description   Opt[string]          `json:"description,omitzero"`
	Tag           Opt[string]          `json:"tag,omitzero"`     // free text
	Seconds       Opt[int]             `json:"seconds,omitzero"` // that are billed
	Hours         Opt[billing.Decimal] `json:"hours,omitzero"`   // of the billed seconds
	Billable      Opt[bool]            `json:"billable,omitzero"`
	RemoteService Opt[RemoteService]   `json:"remote_service,omitzero"`
	RemoteURL     Opt[string]          `json:"remote_url,omitzero"`
	RemoteID      Opt[string]          `json:"remote_id,omitzero"`
	StopTimer     Opt[bool]            `json:"stop_timer,omitzero"`
}

// Update changes an activity.
//
//moco:operation PUT /activities/{id}
//moco:operation PATCH /activities/{id}
func (s ActivityService) Update(ctx context.Context, id billing.ID, u ActivityUpdate) (Activity, error) {
	return activities.update(ctx, s.conn, u, id)
}

// Delete deletes an activity, which must not be billed or locked.
//
//moco:operation DELETE /activities/{id}
func (s ActivityService) Delete(ctx context.Context, id billing.ID) error {
	return activities.delete(ctx, s.conn, id)
}

// StartTimer starts the timer of today's activity. A timer of another one stops.
//
//moco:operation PATCH /activities/{id}/start_timer
func (s ActivityService) StartTimer(ctx context.Context, id billing.ID) (Activity, error) {
	return activities.act(ctx, s.conn, http.MethodPatch, "/start_timer", nil, id)
}

// StopTimer stops the timer.
//
//moco:operation PATCH /activities/{id}/stop_timer
func (s ActivityService) StopTimer(ctx context.Context, id billing.ID) (Activity, error) {
	return activities.act(ctx, s.conn, http.MethodPatch, "/stop_timer", nil, id)
}

// SetBillableSeconds says how much of an activity is billed. Only the project's
// leaders may.
//
//moco:operation PATCH /activities/{id}/billable_seconds
func (s ActivityService) SetBillableSeconds(ctx context.Context, id billing.ID, seconds int) (Activity, error) {
	body := struct {
		Seconds int `json:"seconds"`
	}{seconds}
	return activities.act(ctx, s.conn, http.MethodPatch, "/billable_seconds", body, id)
}

type activityBulk struct {
	Activities []NewActivity `json:"activities"`
}

func (b activityBulk) problem() string { return firstProblem(b.Activities) }

// CreateBulk makes activities of the key's user, all or none.
//
//moco:operation POST /activities/bulk
func (s ActivityService) CreateBulk(ctx context.Context, list []NewActivity) ([]Activity, error) {
	return activities.createAll(ctx, s.conn, len(list), activityBulk{list})
}

// ActivityDisregard marks activities of a company as billed, which they were in
// another way. All fields but ProjectID are required.
type ActivityDisregard struct {
	Reason      string       `json:"reason"`
	ActivityIDs []billing.ID `json:"activity_ids"`
	CompanyID   billing.ID   `json:"company_id"`
	ProjectID   billing.ID   `json:"project_id,omitzero"`
}

func (d ActivityDisregard) problem() string {
	if d.Reason == "" || len(d.ActivityIDs) == 0 || d.CompanyID <= 0 {
		return "to disregard activities takes a reason, activities and a company"
	}
	return ""
}

// Disregard marks activities as billed, which they were in another way.
//
//moco:operation POST /activities/disregard
func (s ActivityService) Disregard(ctx context.Context, d ActivityDisregard) error {
	return s.conn.command(ctx, call{method: http.MethodPost, path: "/activities/disregard"}, d, '[')
}
