package slacksim

import (
	"encoding/json"
	"maps"
	"net/http"
	"time"
	"unicode/utf16"
)

// maxText is the longest "text" (docs.slack.dev, chat.postMessage).
const maxText = 40000

// units is a text's length as Slack counts it, in UTF-16 units.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// reach finds the channel of a call that writes. The caller holds the lock.
func (s *Sim) reach(channel string, byName bool) (*Channel, string) {
	if channel == "" {
		return nil, "invalid_arguments"
	}
	c, ok := s.find(channel, byName)
	switch {
	case !ok:
		return nil, "channel_not_found"
	case c.Archived:
		return nil, "is_archived"
	case c.Outside:
		return nil, "not_in_channel"
	}
	return c, ""
}

// paced refuses a second message within a second. The caller holds the lock.
func (s *Sim) paced(channel string) bool {
	now := s.now()
	if last, ok := s.last[channel]; s.pace && ok && now.Sub(last) < time.Second {
		return false
	}
	s.last[channel] = now
	return true
}

// content checks what a message says.
func content(in args) (blocks json.RawMessage, refusal answer) {
	switch {
	case in["text"] == "" && in["blocks"] == "" && in["attachments"] == "":
		return nil, refuse("no_text")
	case units(in["text"]) > maxText:
		return nil, refuse("msg_too_long")
	case control(in["text"]):
		return nil, refuse("invalid_arguments")
	case in["metadata"] != "" && !validMetadata(in["metadata"]):
		return nil, refuse("invalid_metadata_format")
	case in["blocks"] == "":
		return nil, nil
	}
	if refusal := checkBlocks(in["blocks"]); refusal != nil {
		return nil, refusal
	}
	return json.RawMessage(in["blocks"]), nil
}

func validMetadata(s string) bool {
	var m struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	}
	return json.Unmarshal([]byte(s), &m) == nil && m.Type != "" && m.Payload != nil
}

// rawJSON is JSON or nothing.
func rawJSON(s string) json.RawMessage {
	if !json.Valid([]byte(s)) {
		return nil
	}
	return json.RawMessage(s)
}

// others are the arguments that have no place of their own in Message.
func others(in args) map[string]string {
	rest := maps.Clone(map[string]string(in))
	for _, k := range []string{"channel", "text", "blocks", "metadata", "ts", "thread_ts"} {
		delete(rest, k)
	}
	return rest
}

func (s *Sim) postMessage(in args) answer {
	blocks, refusal := content(in)
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, code := s.reach(in["channel"], true)
	if code != "" {
		return refuse(code)
	}
	if !s.paced(c.ID) {
		return refuse("ratelimited").with(http.StatusTooManyRequests)
	}
	m := Message{
		Channel: c.ID, ChannelName: c.Name, TS: s.ts(), ThreadTS: s.thread(c.ID, in["thread_ts"]),
		Text: in["text"], Blocks: blocks, Metadata: rawJSON(in["metadata"]), Args: others(in),
	}
	s.messages = append(s.messages, m)
	s.record("message", &m, nil)
	return s.posted(m)
}

// posted is the answer to a message or an edit.
func (s *Sim) posted(m Message) answer {
	inner := answer{"type": "message", "user": "U0BOT", "bot_id": "B0BOT", "text": m.Text, "ts": m.TS}
	if m.ThreadTS != "" {
		inner["thread_ts"] = m.ThreadTS
	}
	return answer{"ok": true, "channel": m.Channel, "ts": m.TS, "text": m.Text, "message": inner}
}

// thread is the thread's first message. Slack posts an answer to an unknown
// message as a message of its own.
func (s *Sim) thread(channel, ts string) string {
	for _, m := range s.messages {
		if m.Channel == channel && m.TS == ts {
			if m.ThreadTS != "" {
				return m.ThreadTS
			}
			return m.TS
		}
	}
	return ""
}

func (s *Sim) updateMessage(in args) answer {
	blocks, refusal := content(in)
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, code := s.reach(in["channel"], false)
	if code != "" {
		return refuse(code)
	}
	for i := range s.messages {
		m := &s.messages[i]
		if m.Channel == c.ID && m.TS == in["ts"] {
			if code := s.mayEdit(*m); code != "" {
				return refuse(code)
			}
			m.Text, m.Blocks, m.Metadata, m.Args = in["text"], blocks, rawJSON(in["metadata"]), others(in)
			m.Edits++
			s.record("update", m, nil)
			return s.posted(*m)
		}
	}
	return refuse("message_not_found")
}
