package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// UserQuery filters the list of users. Zero fields do not filter.
type UserQuery struct {
	Global
	IncludeArchived bool
	Tags            []string
	Email           string
}

// Users lists users (docs: sections/users.md).
//
//moco:operation GET /users
func (c *Client) Users(ctx context.Context, q UserQuery) iter.Seq2[Row[billing.User], error] {
	p := q.Global.params()
	p.flag("include_archived", q.IncludeArchived)
	p.list("tags", q.Tags)
	p.text("email", q.Email)
	return list[billing.User](ctx, c, nounUser, "/users", p.values())
}

// User reads one user.
//
//moco:operation GET /users/{id}
func (c *Client) User(ctx context.Context, id billing.ID) (billing.User, error) {
	return object[billing.User](ctx, c, nounUser, at("/users/%d", id), id)
}
