package notifiers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/slack-go/slack"
)

// Slack posts with Slack's Web API as a bot. It is safe for use by several
// goroutines, which share its pace.
type Slack struct {
	token    string
	appToken string // of Socket Mode; "" if nobody answers what is pressed
	endpoint string
	timeout  time.Duration
	maxWait  time.Duration
	clock    Clock
	http     *http.Client
	onCall   func(method, code string)
	pace     Pace
	own      ownPace // where pace can't be asked
	channels directory
	groups   handles
	people   memberships

	mu  sync.Mutex
	bot slack.AuthTestResponse // zero until it was asked for
}

// Format keeps the token out of every print.
func (s *Slack) Format(w fmt.State, _ rune) { fmt.Fprint(w, "slack") }

// Name is "slack".
func (s *Slack) Name() string { return "slack" }

// Send posts the message. See Notifier.
func (s *Slack) Send(ctx context.Context, m Message) (Receipt, error) {
	if err := sendable(m); err != nil {
		return Receipt{}, err
	}
	to, err := s.resolve(ctx, m.Channel)
	if err != nil {
		return Receipt{}, err
	}
	opts := append(s.options(ctx, m), slack.MsgOptionPost())
	if m.ThreadTS != "" {
		opts = append(opts, slack.MsgOptionTS(m.ThreadTS))
	}
	return s.deliver(ctx, call{what: "the message to " + name(m.Channel), channel: m.Channel, post: true, paced: to}, to, opts)
}

// Update edits the message. Repeating it does no harm, so it is retried freely.
func (s *Slack) Update(ctx context.Context, r Receipt, m Message) (Receipt, error) {
	if err := sendable(m); err != nil {
		return Receipt{}, err
	}
	if r.Channel == "" || r.TS == "" {
		return Receipt{}, fault.New(fault.Permanent, errors.New("slack: the message to edit is not known: its receipt has no channel or no ts"))
	}
	opts := append(s.options(ctx, m), slack.MsgOptionUpdate(r.TS))
	return s.deliver(ctx, call{what: "the edit in " + name(m.Channel), channel: m.Channel, paced: r.Channel}, r.Channel, opts)
}

// sendable refuses messages that say nothing or reach nobody.
func sendable(m Message) error {
	switch {
	case strings.TrimSpace(clean(m.Text)) == "":
		return fault.New(fault.Permanent, errors.New("the message has no text"))
	case m.Channel == "":
		return fault.New(fault.Permanent, errors.New("the message has no channel"))
	}
	return nil
}

// options are what edits and new messages have in common: nothing is looked
// up, nothing is unfurled, nobody is called but by our own mention.
func (s *Slack) options(ctx context.Context, m Message) []slack.MsgOption {
	r := render{language: m.Language, mention: s.mentions(ctx, m)}
	opts := []slack.MsgOption{
		slack.MsgOptionText(r.text(m.Text, maxText), false),
		slack.MsgOptionParse(false), slack.MsgOptionLinkNames(false),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	parts := m.Parts
	if !s.answers() {
		parts = Unpressed(parts)
	}
	if blocks := r.blocks(parts); len(blocks) > 0 {
		opts = append(opts, slack.MsgOptionBlocks(blocks...))
	}
	payload := make(map[string]any, len(m.Data))
	for k, v := range m.Data {
		payload[k] = v
	}
	return append(opts, slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "mocowork_" + string(m.Kind), EventPayload: payload}))
}

func (s *Slack) deliver(ctx context.Context, c call, channel string, opts []slack.MsgOption) (Receipt, error) {
	var r Receipt
	err := s.do(ctx, c, func(ctx context.Context, api *slack.Client) (err error) {
		r.Channel, r.TS, _, err = api.SendMessageContext(ctx, channel, opts...)
		if err == nil && (r.TS == "" || r.Channel == "") {
			return errNoID
		}
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	r.Permalink = s.permalink(r)
	return r, nil
}

// errNoID is an answer that says neither yes nor no, such as a proxy's.
var errNoID = errors.New("the answer has no message id")

// permalink is the message's address, once Check has asked for the workspace's.
func (s *Slack) permalink(r Receipt) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if webLink(s.bot.URL) == "" {
		return ""
	}
	return strings.TrimSuffix(s.bot.URL, "/") + "/archives/" + r.Channel + "/p" + strings.ReplaceAll(r.TS, ".", "")
}
