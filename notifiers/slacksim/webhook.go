package slacksim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// WebhookMethod is the name of posts to webhooks in faults and requests.
const WebhookMethod = "webhook"

// Webhook makes an incoming webhook for a channel, by id or name, and gives its
// address. The channel need not take messages.
func (s *Sim) Webhook(channel string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	path := fmt.Sprintf("/services/T0SIM/B%06d/k%022d", s.serial, s.serial)
	s.webhooks[path] = channel
	return s.Base() + path
}

// RevokeWebhooks removes all webhooks, as an admin of the workspace may.
func (s *Sim) RevokeWebhooks() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.webhooks)
}

// webhookStatus are the HTTP statuses of the words that webhooks answer with
// (docs.slack.dev, Handling errors of incoming webhooks).
var webhookStatus = map[string]int{
	"ok": 200, "invalid_payload": 400, "no_text": 400, "user_not_found": 400, "too_many_attachments": 400, "invalid_blocks": 400,
	"action_prohibited": 403, "posting_to_general_channel_denied": 403, "invalid_token": 403, "team_disabled": 403,
	"channel_not_found": 404, "no_service": 404, "no_service_id": 404, "no_team": 404, "no_active_hooks": 404,
	"channel_is_archived": 410, "rate_limited": 429, "rollup_error": 500,
}

// serveWebhook answers in plain text: "ok", or what is wrong.
func (s *Sim) serveWebhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	f, faulty := s.takeFault(WebhookMethod, "")
	post := func() string {
		if err != nil {
			return "invalid_payload"
		}
		return s.postWebhook(r.URL.Path, body)
	}
	if !faulty || !f.fails() {
		s.say(w, post())
		return
	}
	if f.Commit {
		post()
	}
	if f.Code != "" {
		s.say(w, f.Code)
		return
	}
	s.note(WebhookMethod, f.status(), "")
	f.write(w)
}

// say answers with a word.
func (s *Sim) say(w http.ResponseWriter, word string) {
	status, code := webhookStatus[word], word
	if status == http.StatusOK {
		code = ""
	}
	s.note(WebhookMethod, status, code)
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	io.WriteString(w, word) // a reader that has gone needs no answer
}

// postWebhook posts a message and gives the answer's word.
func (s *Sim) postWebhook(path string, body []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel, ok := s.webhooks[path]
	if !ok {
		return "no_service"
	}
	var in struct {
		Text   string          `json:"text"`
		Blocks json.RawMessage `json:"blocks"`
	}
	if json.Unmarshal(body, &in) != nil {
		return "invalid_payload"
	}
	blocks, refusal := content(args{"text": in.Text, "blocks": string(in.Blocks)})
	if refusal != nil {
		code, _ := refusal["error"].(string)
		if _, known := webhookStatus[code]; !known {
			code = "invalid_payload"
		}
		return code
	}
	c, ok := s.find(channel, true)
	switch {
	case !ok:
		return "channel_not_found"
	case c.Archived:
		return "channel_is_archived"
	case !s.paced(c.ID):
		return "rate_limited"
	}
	m := Message{Channel: c.ID, ChannelName: c.Name, TS: s.ts(), Text: in.Text, Blocks: blocks}
	s.messages = append(s.messages, m)
	s.record("message", &m, nil)
	return "ok"
}
