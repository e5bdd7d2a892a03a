package notifiers

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// memberships are the members of user groups and the names of people, as Slack
// said a moment ago.
type memberships struct {
	mu      sync.Mutex
	members map[string]seen[[]string]
	names   map[string]seen[string]
}

// seen is an answer of Slack's with its time.
type seen[T any] struct {
	value T
	at    time.Time
}

// How long an answer counts: who has left a group may press for a minute more.
const (
	membersFor = time.Minute
	namesFor   = time.Hour
)

// Members are the ids of the users in a user group (S…). The error is
// Permanent if there is no such group, Auth without the scope usergroups:read.
func (s *Slack) Members(ctx context.Context, group string) ([]string, error) {
	m := &s.people
	m.mu.Lock()
	known, ok := m.members[group]
	m.mu.Unlock()
	if ok && s.clock.Now().Sub(known.at) < membersFor {
		return slices.Clone(known.value), nil
	}
	var ids []string
	err := s.do(ctx, call{what: "the list of who is in " + name(group)}, func(ctx context.Context, api *slack.Client) (err error) {
		ids, err = api.GetUserGroupMembersContext(ctx, group)
		return err
	})
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.members == nil {
		m.members = map[string]seen[[]string]{}
	}
	m.members[group] = seen[[]string]{ids, s.clock.Now()}
	return slices.Clone(ids), nil
}

// PersonName is what a user is called; her id if Slack does not say.
func (s *Slack) PersonName(ctx context.Context, user string) string {
	m := &s.people
	m.mu.Lock()
	known, ok := m.names[user]
	m.mu.Unlock()
	if ok && s.clock.Now().Sub(known.at) < namesFor {
		return known.value
	}
	var u *slack.User
	err := s.do(ctx, call{what: "the name of " + name(user)}, func(ctx context.Context, api *slack.Client) (err error) {
		u, err = api.GetUserInfoContext(ctx, user)
		return err
	})
	if err != nil {
		return user
	}
	called := name(u.Profile.DisplayName)
	for _, other := range []string{u.RealName, u.Name, user} {
		if called == "" {
			called = name(other)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.names == nil {
		m.names = map[string]seen[string]{}
	}
	m.names[user] = seen[string]{called, s.clock.Now()}
	return called
}
