package notifiers

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/mocowork/mocowork/internal/fault"
)

// WebhookChannel is the name of the channel that a webhook posts into, where
// the configuration gives it none: Slack does not say which one it is.
const WebhookChannel = "webhook"

// Webhook posts by one of Slack's incoming webhooks (docs.slack.dev, Sending
// messages using incoming webhooks), into the one channel that the webhook
// belongs to. It can post only: an edit is a further message that says how it
// stands now, an answer in a thread is a message of its own, buttons are
// commands, and files are refused. It is safe for use by several goroutines,
// which share its pace.
type Webhook struct {
	url  string // a secret: whoever has it may post
	line *Slack // the pace, the tries and the errors, without a token
}

// NewWebhook fails, Auth, on an address that is no webhook's. Of the options it
// takes WebhookURL, and what is about time and transport.
func NewWebhook(o SlackOptions) (*Webhook, error) {
	address := strings.TrimSpace(o.WebhookURL)
	u, err := url.Parse(address)
	if err != nil || !isWebhook(u) {
		return nil, fault.New(fault.Auth, errors.New("slack.webhook_url is no address of an incoming webhook (https://hooks.slack.com/services/…): copy it from the app's page, under Incoming Webhooks"))
	}
	return &Webhook{address, newSlack(o, u.Path, "", "")}, nil
}

// isWebhook takes Slack's own host, and this machine for simulators.
func isWebhook(u *url.URL) bool {
	if u.User != nil || len(u.Path) < 2 {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return u.Scheme == "https" && (u.Host == "hooks.slack.com" || local) || u.Scheme == "http" && local
}

// Format keeps the address out of every print.
func (h *Webhook) Format(w fmt.State, _ rune) { fmt.Fprint(w, "webhook") }

// Name is "webhook".
func (h *Webhook) Name() string { return "webhook" }

// hookPrefix begins the ids that we give to messages: Slack tells none.
const hookPrefix = "hook-"

// Send posts the message. What belongs into a thread is posted like all others.
func (h *Webhook) Send(ctx context.Context, m Message) (Receipt, error) {
	if err := sendable(m); err != nil {
		return Receipt{}, err
	}
	r := render{language: m.Language}
	body := map[string]any{"text": r.text(m.Text, maxText), "unfurl_links": false, "unfurl_media": false}
	if blocks := r.blocks(Unpressed(m.Parts)); len(blocks) > 0 {
		body["blocks"] = blocks
	}
	if err := h.post(ctx, call{what: "the message to " + name(m.Channel), channel: m.Channel, post: true}, body); err != nil {
		return Receipt{}, err
	}
	return Receipt{Channel: m.Channel, TS: hookPrefix + rand.Text()}, nil
}

// Update posts how the message stands now, and leaves out what only took
// something back. The receipt stays that of the first message.
func (h *Webhook) Update(ctx context.Context, r Receipt, m Message) (Receipt, error) {
	if !strings.HasPrefix(r.TS, hookPrefix) {
		return Receipt{}, fault.New(fault.Gone, errors.New("slack: the message to edit was not posted by this webhook"))
	}
	if m.Text == Withdrawn {
		return r, nil
	}
	now := pick(m.Language, "Neuer Stand: ", "Now: ")
	m.Text = now + m.Text
	for i, p := range m.Parts {
		if head, ok := p.(Heading); ok {
			m.Parts = append([]Part{}, m.Parts...)
			m.Parts[i] = Heading{now + head.Text}
			break
		}
	}
	if _, err := h.Send(ctx, m); err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// Upload fails: a webhook takes no files.
func (h *Webhook) Upload(_ context.Context, u Upload) (Receipt, error) {
	if err := sendable(u.Message); err != nil {
		return Receipt{}, err
	}
	return Receipt{}, fault.New(fault.Permanent, fmt.Errorf("slack: %s was not delivered to %s: an incoming webhook takes no files; set slack.bot_token, or deliver to a folder or by mail", name(u.Name), name(u.Message.Channel)))
}

// Check asks whether the webhook is there, with a message without text, which
// Slack refuses and nobody sees. All channels are the webhook's own.
func (h *Webhook) Check(ctx context.Context, channels []string) (Health, error) {
	err := h.post(ctx, call{what: "the look at the webhook"}, map[string]any{})
	var answer *hookAnswer
	if err != nil && (!errors.As(err, &answer) || answer.word != "no_text" && answer.word != "invalid_payload") {
		return Health{}, err
	}
	out := Health{Team: "incoming webhook", Bot: "webhook"}
	for _, c := range channels {
		out.Channels = append(out.Channels, ChannelHealth{Name: c})
	}
	return out, nil
}

// post sends an object. What the webhook answered is in the error's chain.
func (h *Webhook) post(ctx context.Context, c call, body map[string]any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	c.method, c.paced = "webhook", WebhookChannel
	return h.line.repeat(ctx, c, func(ctx context.Context, w *wire) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(text))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		resp, err := w.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(io.LimitReader(resp.Body, 200))
		if err != nil {
			return err
		}
		said := strings.TrimSpace(string(answer))
		if resp.StatusCode == http.StatusOK && said == "ok" {
			return nil
		}
		if !word.MatchString(said) {
			said = ""
		}
		return &hookAnswer{resp.StatusCode, said}
	})
}

// hookAnswer is an answer that is not "ok".
type hookAnswer struct {
	status int
	word   string // "" if it is none of Slack's
}

// Error is the answer's word, or its status.
func (e *hookAnswer) Error() string {
	if e.word == "" {
		return fmt.Sprintf("HTTP %d", e.status)
	}
	return e.word
}

// webhookErrors are the words that webhooks answer with (docs.slack.dev,
// Handling errors of incoming webhooks), what they mean for the caller and what
// a person does about them.
var webhookErrors = map[string]struct {
	kind fault.Kind
	do   string
}{
	"no_service":       {fault.Auth, "the webhook was removed or switched off: make a new one and put it into slack.webhook_url"},
	"no_service_id":    {fault.Auth, "the webhook's address is not complete: check slack.webhook_url"},
	"no_active_hooks":  {fault.Auth, "the webhook is switched off: make a new one and put it into slack.webhook_url"},
	"no_team":          {fault.Auth, "the webhook's workspace does not exist: check slack.webhook_url"},
	"team_disabled":    {fault.Auth, "the webhook's workspace was deactivated"},
	"invalid_token":    {fault.Auth, "Slack refuses the webhook: check slack.webhook_url"},
	"user_not_found":   {fault.Auth, "whoever the webhook belongs to is gone: make a new one and put it into slack.webhook_url"},
	"account_inactive": {fault.Auth, "whoever the webhook belongs to was deactivated: make a new one and put it into slack.webhook_url"},

	"channel_is_archived":               {fault.Permanent, "the webhook's channel is archived: unarchive it, or make a webhook for another one"},
	"channel_not_found":                 {fault.Permanent, "the webhook's channel is gone: make a webhook for another one"},
	"action_prohibited":                 {fault.Permanent, "the workspace does not let the webhook post: ask an admin"},
	"posting_to_general_channel_denied": {fault.Permanent, "the webhook may not post in #general: make one for another channel"},
	"invalid_payload":                   {fault.Permanent, "Slack can't read the message"},
	"invalid_blocks":                    {fault.Permanent, "Slack can't read the message's blocks"},
	"no_text":                           {fault.Permanent, "the message has no text"},
	"too_many_attachments":              {fault.Permanent, "the message has too many attachments"},

	"rollup_error": {fault.Unsure, "Slack had an internal error; the message may be there"},
}

// webhookRefused gives a webhook's answer a kind and a sentence.
func (s *Slack) webhookRefused(c call, answer *hookAnswer) error {
	if known, ok := webhookErrors[answer.word]; ok {
		return fault.New(known.kind, &hookError{answer, s.sentence(c, "failed: "+known.do+" ("+answer.word+")", nil)})
	}
	switch answer.status {
	case http.StatusOK:
		return s.unclear(c, errNotOK)
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return fault.New(fault.Auth, s.sentence(c, fmt.Sprintf("failed: Slack refuses the webhook (%s): make a new one and put it into slack.webhook_url", answer), nil))
	}
	if answer.status < 500 && answer.word != "" {
		return fault.New(fault.Permanent, s.sentence(c, "was refused by Slack: "+answer.word, nil))
	}
	return s.statusError(c, answer.status)
}

// errNotOK is an answer that says neither yes nor no, such as a proxy's.
var errNotOK = errors.New("the answer is not \"ok\"")

// hookError is a sentence that remembers the answer.
type hookError struct {
	answer *hookAnswer
	err    error
}

// Error is the sentence.
func (e *hookError) Error() string { return e.err.Error() }

// Unwrap gives the answer.
func (e *hookError) Unwrap() error { return e.answer }
