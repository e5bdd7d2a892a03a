package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Contact is somebody at a company (docs: sections/contacts.md).
type Contact struct {
	ID               billing.ID        `json:"id"`
	Gender           string            `json:"gender,omitzero"` // M, F or U
	Firstname        string            `json:"firstname,omitzero"`
	Lastname         string            `json:"lastname,omitzero"`
	Title            string            `json:"title,omitzero"`
	JobPosition      string            `json:"job_position,omitzero"`
	MobilePhone      string            `json:"mobile_phone,omitzero"`
	WorkFax          string            `json:"work_fax,omitzero"`
	WorkPhone        string            `json:"work_phone,omitzero"`
	WorkEmail        string            `json:"work_email,omitzero"`
	WorkAddress      string            `json:"work_address,omitzero"`
	HomeEmail        string            `json:"home_email,omitzero"`
	HomeAddress      string            `json:"home_address,omitzero"`
	Birthday         billing.Date      `json:"birthday,omitzero"` // zero: not known
	Salutation       string            `json:"salutation,omitzero"`
	Info             string            `json:"info,omitzero"`
	AvatarURL        string            `json:"avatar_url,omitzero"` // works for a short time
	Tags             []string          `json:"tags,omitzero"`
	CustomProperties CustomProperties  `json:"custom_properties,omitzero"`
	Company          ContactCompany    `json:"company,omitzero"`
	User             UserRef           `json:"user,omitzero"`
	CreatedAt        billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt        billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// ContactCompany names the company of a contact. ID 0: none.
type ContactCompany struct {
	ID   billing.ID `json:"id"`
	Type string     `json:"type,omitzero"`
	Name string     `json:"name,omitzero"`
	Extra
}

var contacts = resource[Contact]{"contact", "/contacts/people"}

// ContactQuery filters the list of contacts. Zero fields do not filter.
type ContactQuery struct {
	Global
	Tags  []string `url:"tags"` // any of them
	Term  string   `url:"term"` // search
	Phone string   `url:"phone"`
}

// ContactReader reads contacts.
type ContactReader struct{ *conn }

// List lists contacts.
//
//moco:operation GET /contacts/people
func (s ContactReader) List(ctx context.Context, q ContactQuery) iter.Seq2[Row[Contact], error] {
	return contacts.list(ctx, s.conn, q)
}

// Get reads one contact.
//
//moco:operation GET /contacts/people/{id}
func (s ContactReader) Get(ctx context.Context, id billing.ID) (Contact, error) {
	return contacts.get(ctx, s.conn, id)
}

// ContactService reads and writes contacts.
type ContactService struct{ ContactReader }

// NewContact is a contact to be made. Lastname and Gender are required.
type NewContact struct {
	Lastname         string           `json:"lastname"`
	Gender           string           `json:"gender"` // M, F or U
	Firstname        string           `json:"firstname,omitzero"`
	Title            string           `json:"title,omitzero"`
	JobPosition      string           `json:"job_position,omitzero"`
	MobilePhone      string           `json:"mobile_phone,omitzero"`
	WorkEmail        string           `json:"work_email,omitzero"`
	WorkPhone        string           `json:"work_phone,omitzero"`
	WorkFax          string           `json:"work_fax,omitzero"`
	WorkAddress      string           `json:"work_address,omitzero"`
	HomeEmail        string           `json:"home_email,omitzero"`
	HomeAddress      string           `json:"home_address,omitzero"`
	Birthday         billing.Date     `json:"birthday,omitzero"` // zero: not known
	Salutation       string           `json:"salutation,omitzero"`
	Info             string           `json:"info,omitzero"`
	CompanyID        billing.ID       `json:"company_id,omitzero"`
	CustomerID       billing.ID       `json:"customer_id,omitzero"`
	OrganizationID   billing.ID       `json:"organization_id,omitzero"`
	UserID           billing.ID       `json:"user_id,omitzero"`
	Tags             []string         `json:"tags,omitzero"`
	CustomProperties CustomProperties `json:"custom_properties,omitzero"`
	Avatar           *File            `json:"avatar,omitzero"` // nil: none
}

func (n NewContact) problem() string {
	if n.Lastname == "" || n.Gender == "" {
		return "a contact needs a lastname and a gender"
	}
	return n.CustomProperties.problem()
}

// Create makes a contact.
//
//moco:operation POST /contacts/people
func (s ContactService) Create(ctx context.Context, n NewContact) (Contact, error) {
	return contacts.create(ctx, s.conn, n)
}

// ContactUpdate changes a contact. What is left out stays.
type ContactUpdate struct {
	Gender           Opt[string]       `json:"gender,omitzero"` // M, F or U
	Firstname        Opt[string]       `json:"firstname,omitzero"`
	Lastname         Opt[string]       `json:"lastname,omitzero"`
	Title            Opt[string]       `json:"title,omitzero"`
	JobPosition      Opt[string]       `json:"job_position,omitzero"`
	MobilePhone      Opt[string]       `json:"mobile_phone,omitzero"`
	WorkEmail        Opt[string]       `json:"work_email,omitzero"`
	WorkPhone        Opt[string]       `json:"work_phone,omitzero"`
	WorkFax          Opt[string]       `json:"work_fax,omitzero"`
	WorkAddress      Opt[string]       `json:"work_address,omitzero"`
	HomeEmail        Opt[string]       `json:"home_email,omitzero"`
	HomeAddress      Opt[string]       `json:"home_address,omitzero"`
	Birthday         Opt[billing.Date] `json:"birthday,omitzero"` // zero: not known
	Salutation       Opt[string]       `json:"salutation,omitzero"`
	Info             Opt[string]       `json:"info,omitzero"`
	CompanyID        Opt[billing.ID]   `json:"company_id,omitzero"`
	CustomerID       Opt[billing.ID]   `json:"customer_id,omitzero"`
	OrganizationID   Opt[billing.ID]   `json:"organization_id,omitzero"`
	UserID           Opt[billing.ID]   `json:"user_id,omitzero"`
	Tags             Opt[[]string]     `json:"tags,omitzero"`
	CustomProperties CustomProperties  `json:"custom_properties,omitzero"`
	Avatar           *File             `json:"avatar,omitzero"` // nil: none
}

func (u ContactUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes a contact.
//
//moco:operation PUT /contacts/people/{id}
//moco:operation PATCH /contacts/people/{id}
func (s ContactService) Update(ctx context.Context, id billing.ID, u ContactUpdate) (Contact, error) {
	return contacts.update(ctx, s.conn, u, id)
}

// Delete deletes a contact.
//
//moco:operation DELETE /contacts/people/{id}
func (s ContactService) Delete(ctx context.Context, id billing.ID) error {
	return contacts.delete(ctx, s.conn, id)
}
