package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// UserRole is what a user may do (docs: sections/user_roles.md).
type UserRole struct {
	ID         billing.ID        `json:"id"`
	Name       string            `json:"name,omitzero"`
	IsDefault  bool              `json:"is_default"`
	IsAdmin    bool              `json:"is_admin"`
	Permission Permissions       `json:"permission,omitzero"`
	CreatedAt  billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt  billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// Permissions say what a role may do, by part of MOCO: none, read, full and the like.
type Permissions struct {
	Report       string `json:"report,omitzero"`
	Companies    string `json:"companies,omitzero"`
	Contacts     string `json:"contacts,omitzero"`
	People       string `json:"people,omitzero"`
	Purchases    string `json:"purchases,omitzero"`
	Settings     string `json:"settings,omitzero"`
	Sales        string `json:"sales,omitzero"`
	Projects     string `json:"projects,omitzero"`
	Calendar     string `json:"calendar,omitzero"`
	TimeTracking string `json:"time_tracking,omitzero"`
	Invoicing    string `json:"invoicing,omitzero"`
	Extra
}

var userRoles = resource[UserRole]{"role", "/users/roles"}

// UserRoleReader reads roles.
type UserRoleReader struct{ *conn }

// List lists roles.
//
//moco:operation GET /users/roles
func (s UserRoleReader) List(ctx context.Context) iter.Seq2[Row[UserRole], error] {
	return userRoles.list(ctx, s.conn, nil)
}
