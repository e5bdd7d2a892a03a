package notifiers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/slack-go/slack"
)

// SlackOptions configure Slack. The zero value of everything but Token is
// usable.
type SlackOptions struct {
	// Token is the bot's token (xoxb-…), with the scopes of slackScopes.
	Token string `json:"-"`
	// AppToken is the app's own token (xapp-…), with the scope
	// connections:write. Without it nobody answers what is pressed: messages
	// have links and commands then.
	AppToken string `json:"-"`
	// WebhookURL is the address of an incoming webhook, for NewWebhook.
	WebhookURL string `json:"-"`
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
	// OnCall hears of every call: its method, such as chat.postMessage, and
	// "ok", Slack's error word or an HTTP status; "none" without an answer.
	OnCall func(method, code string)
	// Pace is shared with other processes; one of its own if nil.
	Pace Pace
}

// Format keeps the token out of every print.
func (o SlackOptions) Format(w fmt.State, _ rune) {
	fmt.Fprintf(w, "slack options (api_url %q, token hidden)", o.APIURL)
}

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
	appToken := strings.TrimSpace(o.AppToken)
	if appToken != "" && !strings.HasPrefix(appToken, "xapp-") {
		return nil, fault.New(fault.Auth, errors.New("slack.app_token is no App-Level Token (xapp-…): make one under Basic Information, with the scope connections:write"))
	}
	return newSlack(o, token, appToken, endpoint), nil
}

// newSlack fills in what the options leave open.
func newSlack(o SlackOptions, token, appToken, endpoint string) *Slack {
	s := &Slack{
		token: token, appToken: appToken, endpoint: endpoint, timeout: o.Timeout, maxWait: o.MaxWait, clock: o.Clock, onCall: o.OnCall, pace: o.Pace,
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
	s.own.clock = s.clock
	if s.pace == nil {
		s.pace = &s.own
	}
	if s.onCall == nil {
		s.onCall = func(string, string) {}
	}
	if o.HTTP == nil {
		s.http.Transport = transport()
	}
	return s
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
