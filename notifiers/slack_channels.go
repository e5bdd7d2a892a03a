package notifiers

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/slack-go/slack"
)

// slackID is the form of Slack's ids.
var slackID = regexp.MustCompile(`^[A-Z][A-Z0-9]{2,30}$`)

// isChannelID reports whether a channel is given by its id.
func isChannelID(s string) bool {
	return slackID.MatchString(s) && (s[0] == 'C' || s[0] == 'G' || s[0] == 'D')
}

// directory is what is known of the workspace's channels. It is read when a
// name comes up that it lacks, at most once a minute.
type directory struct {
	mu     sync.Mutex
	ids    map[string]string // by name, without #
	readAt time.Time
	// denied means that the channels can't be listed with this token.
	denied bool
}

// rereadAfter is the shortest time between two readings of the directory.
const rereadAfter = time.Minute

// resolve is the id of a channel. A channel that is not in the directory, or a
// directory that may not be read, leaves the name: Slack takes names for
// messages, and its answer is the one that people get.
func (s *Slack) resolve(ctx context.Context, channel string) (string, error) {
	if isChannelID(channel) {
		return channel, nil
	}
	bare := strings.TrimPrefix(channel, "#")
	d := &s.channels
	d.mu.Lock()
	defer d.mu.Unlock()
	if id, ok := d.ids[bare]; ok {
		return id, nil
	}
	if d.denied || !d.readAt.IsZero() && s.clock.Now().Sub(d.readAt) < rereadAfter {
		return "#" + bare, nil
	}
	ids, err := s.list(ctx)
	switch {
	case missingScope(err), err != nil && fault.KindOf(err) == fault.Permanent:
		d.denied = true
		return "#" + bare, nil
	case err != nil:
		return "", err
	}
	d.ids, d.readAt = ids, s.clock.Now()
	if id, ok := ids[bare]; ok {
		return id, nil
	}
	return "#" + bare, nil
}

// list reads all channels, with the private ones if the token may.
func (s *Slack) list(ctx context.Context) (map[string]string, error) {
	ids, err := s.pages(ctx, "public_channel", "private_channel")
	if missingScope(err) {
		return s.pages(ctx, "public_channel")
	}
	return ids, err
}

// maxPages bounds the directory: 200 pages of 200 channels.
const maxPages = 200

func (s *Slack) pages(ctx context.Context, types ...string) (map[string]string, error) {
	ids := make(map[string]string)
	params := slack.GetConversationsParameters{Types: types, Limit: 200, ExcludeArchived: true}
	for range maxPages {
		var page []slack.Channel
		var next string
		err := s.do(ctx, call{what: "the list of channels"}, func(ctx context.Context, api *slack.Client) (err error) {
			page, next, err = api.GetConversationsContext(ctx, &params)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, c := range page {
			ids[c.Name] = c.ID
		}
		if next == "" {
			break
		}
		params.Cursor = next
	}
	return ids, nil
}

// missingScope reports whether the token's rights do not reach.
func missingScope(err error) bool {
	return fault.KindOf(err) == fault.Auth && strings.HasSuffix(err.Error(), "(missing_scope)")
}

// handles are the user groups by handle, read once.
type handles struct {
	mu   sync.Mutex
	ids  map[string]string
	read bool
}

// mentions are the ids of the groups that a message calls by handle. If they
// can't be read the message shows the handle and calls nobody: it is better
// delivered than perfect.
func (s *Slack) mentions(ctx context.Context, m Message) map[string]string {
	needed := false
	for _, p := range m.Parts {
		if p, ok := p.(Paragraph); ok {
			for _, span := range p.Text {
				needed = needed || strings.HasPrefix(span.Mention, "@")
			}
		}
	}
	if !needed {
		return nil
	}
	g := &s.groups
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.read {
		return g.ids
	}
	var groups []slack.UserGroup
	err := s.do(ctx, call{what: "the list of user groups"}, func(ctx context.Context, api *slack.Client) (err error) {
		groups, err = api.GetUserGroupsContext(ctx)
		return err
	})
	if err != nil && fault.KindOf(err) != fault.Auth {
		return nil
	}
	g.ids, g.read = make(map[string]string, len(groups)), true
	for _, group := range groups {
		g.ids["@"+group.Handle] = group.ID
	}
	return g.ids
}
