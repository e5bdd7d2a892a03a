package mocoapi

import (
	"github.com/mocowork/mocowork/billing"
)

// UserQuery filters the list of users. Zero fields do not filter.
type UserQuery struct {
	Global
	IncludeArchived bool     `url:"include_archived"`
	Tags            []string `url:"tags"`
	Email           string   `url:"email"`
}

var users = resource[billing.User]{nounUser, "/users"}
