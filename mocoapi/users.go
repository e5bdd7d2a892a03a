package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// User is somebody who works in the account (docs: sections/users.md).
type User struct {
	ID               billing.ID        `json:"id"`
	Firstname        string            `json:"firstname,omitzero"`
	Lastname         string            `json:"lastname,omitzero"`
	Active           bool              `json:"active"`
	Extern           bool              `json:"extern"` // a freelancer; External in requests
	Email            string            `json:"email,omitzero"`
	MobilePhone      string            `json:"mobile_phone,omitzero"`
	WorkPhone        string            `json:"work_phone,omitzero"`
	HomeAddress      string            `json:"home_address,omitzero"`
	Info             string            `json:"info,omitzero"`
	Birthday         billing.Date      `json:"birthday,omitzero"`
	IBAN             string            `json:"iban,omitzero"`
	AvatarURL        string            `json:"avatar_url,omitzero"` // works for a short time
	Tags             []string          `json:"tags,omitzero"`
	CustomProperties CustomProperties  `json:"custom_properties,omitzero"`
	CreditNumber     string            `json:"credit_number,omitzero"`
	Role             Ref               `json:"role,omitzero"`
	Unit             Ref               `json:"unit,omitzero"`
	CreatedAt        billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt        billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// UserLanguage is the language of a user.
type UserLanguage string

// The values of UserLanguage.
const (
	UserLanguageDe   UserLanguage = "de"
	UserLanguageDeAT UserLanguage = "de-AT"
	UserLanguageDeCH UserLanguage = "de-CH"
	UserLanguageEn   UserLanguage = "en"
	UserLanguageIt   UserLanguage = "it"
	UserLanguageFr   UserLanguage = "fr"
)

func (x UserLanguage) known() bool {
	switch x {
	case UserLanguageDe, UserLanguageDeAT, UserLanguageDeCH, UserLanguageEn, UserLanguageIt, UserLanguageFr:
		return true
	}
	return false
}

var users = resource[User]{"user", "/users"}

// UserQuery filters the list of users. Zero fields do not filter.
type UserQuery struct {
	Global
	IncludeArchived bool     `url:"include_archived"`
	Email           string   `url:"email"`
	Tags            []string `url:"tags"` // any of them
}

// UserReader reads users.
type UserReader struct{ *conn }

// List lists users.
//
//moco:operation GET /users
func (s UserReader) List(ctx context.Context, q UserQuery) iter.Seq2[Row[User], error] {
	return users.list(ctx, s.conn, q)
}

// Get reads one user.
//
//moco:operation GET /users/{id}
func (s UserReader) Get(ctx context.Context, id billing.ID) (User, error) {
	return users.get(ctx, s.conn, id)
}

// PerformanceReport reads how many hours a user should have worked and has
// worked in a year, by month.
//
//moco:operation GET /users/{id}/performance_report
func (s UserReader) PerformanceReport(ctx context.Context, id billing.ID, q YearQuery) (PerformanceReport, error) {
	return readObject[PerformanceReport](ctx, s.conn, "performance report", at("/users/%d/performance_report", id), q)
}

// UserService reads and writes users.
type UserService struct{ UserReader }

// NewUser is a user to be made. Firstname, Lastname, Email and UnitID are required.
type NewUser struct {
	Firstname        string           `json:"firstname"`
	Lastname         string           `json:"lastname"`
	Email            string           `json:"email"`
	UnitID           billing.ID       `json:"unit_id"` // the team
	Active           Opt[bool]        `json:"active,omitzero"`
	RoleID           billing.ID       `json:"role_id,omitzero"` // 0: the account's default
	Info             string           `json:"info,omitzero"`
	External         Opt[bool]        `json:"external,omitzero"`
	Language         UserLanguage     `json:"language,omitzero"`
	MobilePhone      string           `json:"mobile_phone,omitzero"`
	WorkPhone        string           `json:"work_phone,omitzero"`
	HomeAddress      string           `json:"home_address,omitzero"`
	Bday             billing.Date     `json:"bday,omitzero"` // birthday
	IBAN             string           `json:"iban,omitzero"`
	WelcomeEmail     Opt[bool]        `json:"welcome_email,omitzero"` // MOCO mails an invitation; default: no
	Password         string           `json:"password,omitzero"`      // empty: MOCO asks the user to choose one
	Tags             []string         `json:"tags,omitzero"`
	CustomProperties CustomProperties `json:"custom_properties,omitzero"`
	CreditNumber     string           `json:"credit_number,omitzero"`
	Avatar           *File            `json:"avatar,omitzero"` // nil: none
}

func (n NewUser) problem() string {
	if n.Firstname == "" || n.Lastname == "" || n.Email == "" || n.UnitID <= 0 {
		return "a user needs a firstname, a lastname, an email and a unit"
	}
	return n.CustomProperties.problem()
}

// Create makes a user.
//
//moco:operation POST /users
func (s UserService) Create(ctx context.Context, n NewUser) (User, error) {
	return users.create(ctx, s.conn, n)
}

// UserUpdate changes a user. What is left out stays.
type UserUpdate struct {
	Firstname        Opt[string]       `json:"firstname,omitzero"`
	Lastname         Opt[string]       `json:"lastname,omitzero"`
	Email            Opt[string]       `json:"email,omitzero"`
	Active           Opt[bool]         `json:"active,omitzero"`
	RoleID           Opt[billing.ID]   `json:"role_id,omitzero"` // 0: the account's default
	Info             Opt[string]       `json:"info,omitzero"`
	External         Opt[bool]         `json:"external,omitzero"`
	Language         Opt[UserLanguage] `json:"language,omitzero"`
	MobilePhone      Opt[string]       `json:"mobile_phone,omitzero"`
	WorkPhone        Opt[string]       `json:"work_phone,omitzero"`
	HomeAddress      Opt[string]       `json:"home_address,omitzero"`
	Bday             Opt[billing.Date] `json:"bday,omitzero"` // birthday
	IBAN             Opt[string]       `json:"iban,omitzero"`
	WelcomeEmail     Opt[bool]         `json:"welcome_email,omitzero"` // MOCO mails an invitation; default: no
	Password         Opt[string]       `json:"password,omitzero"`      // empty: MOCO asks the user to choose one
	UnitID           Opt[billing.ID]   `json:"unit_id,omitzero"`       // the team
	Tags             Opt[[]string]     `json:"tags,omitzero"`
	CustomProperties CustomProperties  `json:"custom_properties,omitzero"`
	CreditNumber     Opt[string]       `json:"credit_number,omitzero"`
	Avatar           *File             `json:"avatar,omitzero"` // nil: none
}

func (u UserUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes a user.
//
//moco:operation PUT /users/{id}
//moco:operation PATCH /users/{id}
func (s UserService) Update(ctx context.Context, id billing.ID, u UserUpdate) (User, error) {
	return users.update(ctx, s.conn, u, id)
}

// Delete deletes a user, who must have no billed hours.
//
//moco:operation DELETE /users/{id}
func (s UserService) Delete(ctx context.Context, id billing.ID) error {
	return users.delete(ctx, s.conn, id)
}
