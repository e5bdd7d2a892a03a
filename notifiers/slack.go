package notifiers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/slack-go/slack"
)

// SlackOptions configure Slack. The zero value of everything but Token is
// usable.
type SlackOptions struct {
	// Token is the bot's token (xoxb-…), with the scopes of slackScopes.
	Token string `json:"-"`
	// APIURL is used instead of Slack itself. It must be on this machine.
	APIURL string
	// Timeout is for one request, 30 s if 0; a file gets ten times as long.
	Timeout time.Duration
	// MaxWait bounds all waiting of one call, for the pace, for Retry-After
	// and between attempts: 30 s if 0. What would take longer comes back as
	// Throttled, and the caller's queue waits.
	MaxWait time.Duration
	Clock   Clock             // the machine's if nil
	HTTP    http.RoundTripper // a transport with timeouts of its own if nil
}

// Format keeps the token out of every print.
func (o SlackOptions) Format(w fmt.State, _ rune) {
	fmt.Fprintf(w, "slack options (api_url %q, token hidden)", o.APIURL)
}

// Slack posts with Slack's Web API as a bot. It is safe for use by several
// goroutines, which share its pace.
type Slack struct {
	token    string
	endpoint string
	timeout  time.Duration
	maxWait  time.Duration
	clock    Clock
	http     *http.Client
	pace     pace
	channels directory
	groups   handles

	mu  sync.Mutex
	bot slack.AuthTestResponse // zero until it was asked for
}

// Format keeps the token out of every print.
func (s *Slack) Format(w fmt.State, _ rune) { fmt.Fprint(w, "slack") }

// NewSlack fails, Permanent, on a token that is empty or of the wrong kind and
// on an API address that is not on this machine.
func NewSlack(o SlackOptions) (*Slack, error) {
	token := strings.TrimSpace(o.Token)
	endpoint, err := apiURL(o.APIURL)
	if err != nil {
		return nil, fault.New(fault.Permanent, err)
	}
	if err := checkToken(token); err != nil {
		return nil, fault.New(fault.Auth, err)
	}
	s := &Slack{
		token: token, endpoint: endpoint, timeout: o.Timeout, maxWait: o.MaxWait, clock: o.Clock,
		http: &http.Client{
			Transport: o.HTTP,
			// A redirect would carry the token somewhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if s.timeout == 0 {
		s.timeout = 30 * time.Second
	}
	if s.maxWait == 0 {
		s.maxWait = 30 * time.Second
	}
	if s.clock == nil {
		s.clock = systemClock{}
	}
	if o.HTTP == nil {
		s.http.Transport = transport()
	}
	return s, nil
}

// checkToken tells the usual mix-ups apart without showing the token.
func checkToken(token string) error {
	switch {
	case token == "":
		return errors.New("slack.bot_token is empty: put in the app's Bot User OAuth Token (xoxb-…)")
	case strings.HasPrefix(token, "xapp-"):
		return errors.New("slack.bot_token holds an app-level token (xapp-…): put in the Bot User OAuth Token (xoxb-…)")
	case strings.HasPrefix(token, "https://"):
		return errors.New("slack.bot_token holds an address: an incoming webhook can't upload, thread or edit; put in the Bot User OAuth Token (xoxb-…)")
	case strings.ContainsAny(token, " \t\r\n"):
		return errors.New("slack.bot_token has white space inside: put in the Bot User OAuth Token (xoxb-…) alone")
	}
	return nil
}

// apiURL is the address that method names are put behind.
func apiURL(s string) (string, error) {
	if s == "" {
		return slack.APIURL, nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", fmt.Errorf("slack.api_url: %q is no address such as http://127.0.0.1:8089/api/", clip(clean(s), 80))
	}
	ip := net.ParseIP(u.Hostname())
	if u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", fmt.Errorf("slack.api_url: %s is not on this machine; leave it empty for Slack itself", u.Host)
	}
	return strings.TrimSuffix(s, "/") + "/", nil
}

// transport has a bound on every step that has none by default.
func transport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 60 * time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   2,
		ForceAttemptHTTP2:     true,
	}
}

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
	return s.deliver(ctx, call{what: "the message", channel: m.Channel, post: true, paced: to}, to, opts)
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
	return s.deliver(ctx, call{what: "the edit", channel: m.Channel, paced: r.Channel}, r.Channel, opts)
}

// sendable refuses messages that say nothing or reach nobody.
func sendable(m Message) error {
	switch {
	case strings.TrimSpace(m.Text) == "":
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
	if blocks := r.blocks(m.Parts); len(blocks) > 0 {
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

// systemClock is the machine's clock.
type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
