package slacksim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// Message is a message as people would see it.
type Message struct {
	Channel     string            `json:"channel"` // id
	ChannelName string            `json:"channel_name"`
	TS          string            `json:"ts"`
	ThreadTS    string            `json:"thread_ts,omitempty"`
	Text        string            `json:"text"`
	Blocks      json.RawMessage   `json:"blocks,omitempty"`
	Metadata    json.RawMessage   `json:"metadata,omitempty"`
	Args        map[string]string `json:"args,omitempty"` // the other arguments as they came, without the token
	Edits       int               `json:"edits,omitempty"`
	Files       []string          `json:"files,omitempty"`   // ids
	Foreign     bool              `json:"foreign,omitempty"` // a person wrote it
}

// File is an uploaded file.
type File struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Size     int    `json:"size"` // as announced
	Bytes    []byte `json:"-"`
	Channel  string `json:"channel,omitempty"` // "" until it is shared
	ThreadTS string `json:"thread_ts,omitempty"`
	Comment  string `json:"initial_comment,omitempty"`
}

// Event is one line of the log: what happened, in order.
type Event struct {
	V       int      `json:"v"`    // 1
	Type    string   `json:"type"` // message, update, ephemeral or file
	Message *Message `json:"message,omitempty"`
	File    *File    `json:"file,omitempty"`
}

// Request is a call of the API.
type Request struct {
	Method string // "chat.postMessage", "upload"
	Status int    // the HTTP status of the answer; 0 if the connection was cut
	Error  string // Slack's word for what was wrong; "" if it was ok
}

// Messages are all messages in their present form, in the order of posting.
func (s *Sim) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// In are the messages of one channel, by id or by name with or without #.
func (s *Sim) In(channel string) []Message {
	bare := strings.TrimPrefix(channel, "#")
	var out []Message
	for _, m := range s.Messages() {
		if m.Channel == bare || m.ChannelName == bare {
			out = append(out, m)
		}
	}
	return out
}

// Files are all uploaded files.
func (s *Sim) Files() []File {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.files)
}

// Events are what happened, in order.
func (s *Sim) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// Requests are all calls, in the order of their answers.
func (s *Sim) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Count is how often a method was called.
func (s *Sim) Count(method string) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Method == method {
			n++
		}
	}
	return n
}

// record appends a line to the log. The caller holds the lock; values are
// copied, so that later edits don't change the past.
func (s *Sim) record(kind string, m *Message, f *File) {
	e := Event{V: 1, Type: kind}
	if m != nil {
		c := *m
		e.Message = &c
	}
	if f != nil {
		c := *f
		e.File = &c
	}
	s.events = append(s.events, e)
	s.wake()
}

// serveLog writes the log, a JSON object a line.
func (s *Sim) serveLog(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/x-ndjson; charset=utf-8")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, e := range s.Events() {
		if enc.Encode(e) != nil {
			return // the reader has gone
		}
	}
}
