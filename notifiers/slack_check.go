package notifiers

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/slack-go/slack"
)

// slackScopes are the rights that the bot's token needs, and what doesn't work
// without each.
var slackScopes = []struct{ scope, without string }{
	{"chat:write", "no message can be sent"},
	{"files:write", "workbooks can't be delivered"},
	{"channels:read", "channels must be given by id"},
	{"groups:read", "private channels must be given by id"},
	{"usergroups:read", "user groups can't be called"},
}

// Check asks Slack who we are and looks at each channel. It posts nothing.
func (s *Slack) Check(ctx context.Context, channels []string) (Health, error) {
	bot, header, err := s.whoAmI(ctx)
	if err != nil {
		return Health{}, err
	}
	h := Health{Team: clean(bot.Team), Bot: clean(bot.User)}
	if list := header.Get("X-OAuth-Scopes"); list != "" {
		for scope := range strings.SplitSeq(list, ",") {
			h.Scopes = append(h.Scopes, strings.TrimSpace(scope))
		}
		h.Missing = missing(h.Scopes)
		if s.answers() && !slices.Contains(h.Scopes, "users:read") {
			h.Missing = append(h.Missing, "users:read: people who press buttons are shown by their ids")
		}
	}
	for _, channel := range channels {
		c, err := s.checkChannel(ctx, channel)
		if err != nil {
			return h, err
		}
		h.Channels = append(h.Channels, c)
	}
	return h, nil
}

// missing are the scopes that the token lacks, with the consequence.
func missing(have []string) []string {
	var out []string
	for _, need := range slackScopes {
		found := false
		for _, scope := range have {
			found = found || scope == need.scope
		}
		if !found {
			out = append(out, need.scope+": "+need.without)
		}
	}
	return out
}

// whoAmI is auth.test; the answer is kept for names and permalinks.
func (s *Slack) whoAmI(ctx context.Context) (slack.AuthTestResponse, http.Header, error) {
	var bot *slack.AuthTestResponse
	err := s.do(ctx, call{what: "the question who the bot is"}, func(ctx context.Context, api *slack.Client) (err error) {
		bot, err = api.AuthTestContext(ctx)
		return err
	})
	if err != nil {
		return slack.AuthTestResponse{}, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bot = *bot
	return *bot, bot.Header, nil
}

// botName is the bot's name, for the advice to invite it. It costs a request
// the first time; without an answer it is "the-bot".
func (s *Slack) botName(ctx context.Context, advice string) string {
	if !strings.Contains(advice, "%[2]") {
		return ""
	}
	s.mu.Lock()
	known := s.bot.User
	s.mu.Unlock()
	if known == "" {
		bot, _, err := s.whoAmI(ctx)
		if err != nil {
			return "the-bot"
		}
		known = bot.User
	}
	return name(known)
}

// checkChannel looks at one channel; the error is for a refused token or a
// Slack that can't be reached.
func (s *Slack) checkChannel(ctx context.Context, channel string) (ChannelHealth, error) {
	h := ChannelHealth{Name: channel}
	id, err := s.resolve(ctx, channel)
	if err != nil {
		return h, err
	}
	if !isChannelID(id) {
		if s.channels.isDenied() {
			h.Problem = "not checked: the app lacks the scope channels:read"
			return h, nil
		}
		h.Problem = "there is no such channel that the bot can see: check the name; in a private channel write /invite @" + s.botName(ctx, "%[2]")
		return h, nil
	}
	h.ID = id
	var info *slack.Channel
	err = s.do(ctx, call{what: "the look at " + name(channel), channel: channel}, func(ctx context.Context, api *slack.Client) (err error) {
		info, err = api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id, IncludeNumMembers: true})
		return err
	})
	switch kind := fault.KindOf(err); {
	case err == nil:
	case kind == fault.Permanent, kind == fault.Gone, missingScope(err):
		h.Problem = strings.TrimPrefix(err.Error(), "slack: ")
		return h, nil
	default:
		return h, err
	}
	h.Members = info.NumMembers
	switch {
	case info.IsArchived:
		h.Problem = "the channel is archived: choose another one or unarchive it"
	case !info.IsMember:
		h.Problem = "the bot is not a member: write /invite @" + s.botName(ctx, "%[2]") + " there"
	}
	return h, nil
}

func (d *directory) isDenied() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.denied
}
