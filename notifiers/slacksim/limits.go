package slacksim

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// tier is how often a method may be called in a minute (docs.slack.dev, rate
// limits: tier 2 is 20, tier 3 is 50, tier 4 is 100). chat.postMessage has a
// limit per channel instead; see Options.Pace.
var tier = map[string]int{
	"auth.test": 100, "conversations.list": 20, "conversations.info": 50, "conversations.join": 50, "chat.update": 50,
	"files.getUploadURLExternal": 100, "files.completeUploadExternal": 100, "users.list": 20, "usergroups.list": 20,
}

// inTier counts a call, and reports whether it is within its method's limit.
func (s *Sim) inTier(method string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	most, limited := tier[method]
	if !s.tiers || !limited {
		return true
	}
	now := s.now()
	var recent []time.Time
	for _, t := range s.calls[method] {
		if now.Sub(t) < time.Minute {
			recent = append(recent, t)
		}
	}
	if len(recent) < most {
		s.calls[method] = append(recent, now)
		return true
	}
	s.calls[method] = recent
	return false
}

// mayEdit is "", or why a message can't be edited. The caller holds the lock.
func (s *Sim) mayEdit(m Message) string {
	if m.Foreign {
		return "cant_update_message"
	}
	seconds, _, _ := strings.Cut(m.TS, ".")
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err == nil && s.editFor > 0 && s.now().Sub(time.Unix(at, 0)) > s.editFor {
		return "edit_window_closed"
	}
	return ""
}

// Say posts a message of a person, which the bot can't edit, and returns it.
func (s *Sim) Say(channel, text string) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := Message{Channel: channel, TS: s.ts(), Text: text, Foreign: true}
	if c, ok := s.find(channel, true); ok {
		m.Channel, m.ChannelName = c.ID, c.Name
	}
	s.messages = append(s.messages, m)
	return m
}

// Delete takes a message away, as a person may.
func (s *Sim) Delete(channel, ts string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, m := range s.messages {
		if m.TS == ts && (m.Channel == channel || m.ChannelName == strings.TrimPrefix(channel, "#")) {
			s.messages = append(s.messages[:i:i], s.messages[i+1:]...)
			return
		}
	}
}

// control reports whether a text has control characters other than line breaks
// and tabs.
func control(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
}
