package mocosim

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// Request is one request as the account saw it.
type Request struct {
	Seq       int       `json:"seq"`
	Time      time.Time `json:"time"`
	Method    string    `json:"method"`
	Path      string    `json:"path"` // below /api/v1
	Query     string    `json:"query,omitempty"`
	Status    int       `json:"status"` // 0: not answered, or the connection was dropped
	Key       KeyKind   `json:"key"`
	Body      string    `json:"body,omitempty"` // of writes
	Committed bool      `json:"committed"`      // it changed the account, whatever the client was told
	IDs       []int64   `json:"ids,omitempty"`  // the objects it changed
	Unknown   []string  `json:"unknown,omitempty"`
	Fault     string    `json:"fault,omitempty"` // what a planted fault did to it
}

// Email is one message that MOCO sent to a customer.
type Email struct {
	Seq      int       `json:"seq"` // of the request; 0 if a person sent it
	Time     time.Time `json:"time"`
	Reminder int64     `json:"reminder,omitempty"` // 0: an invoice was mailed
	Invoice  int64     `json:"invoice"`
	Offer    int64     `json:"offer,omitempty"` // 0: it was not an offer
	To       string    `json:"to"`
	CC       string    `json:"cc,omitempty"`
	BCC      string    `json:"bcc,omitempty"`
	Subject  string    `json:"subject"`
	Text     string    `json:"text"`
}

// Deed is something that a person did in MOCO, not a request.
type Deed struct {
	After int       `json:"after"` // the seq of the last request before it
	Time  time.Time `json:"time"`
	What  string    `json:"what"`
}

// log is the account's truth about what happened. Its user holds the server's lock.
type log struct {
	requests []Request
	emails   []Email
	deeds    []Deed
}

func (l *log) open(in *inbound, key KeyKind) int {
	r := Request{Seq: len(l.requests) + 1, Time: in.at, Method: in.method, Path: in.path, Query: in.url.RawQuery, Key: key}
	if in.method != http.MethodGet {
		r.Body = string(in.body)
	}
	l.requests = append(l.requests, r)
	return r.Seq
}

func (l *log) act(seq int, rep reply, unknown []string, mails []Email) {
	r := &l.requests[seq-1]
	r.Committed, r.IDs, r.Unknown = rep.committed, rep.ids, unknown
	for _, m := range mails {
		m.Seq = seq
		l.emails = append(l.emails, m)
	}
}

func (l *log) close(seq, status int) { l.requests[seq-1].Status = status }

func (l *log) deed(now time.Time, what string) {
	l.deeds = append(l.deeds, Deed{After: len(l.requests), Time: now, What: what})
}

// Requests are all requests so far, in the order of their arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log.requests)
}

// Writes are the requests that were no GET, in the order of their arrival.
func (s *Server) Writes() []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return r.Method == http.MethodGet })
}

// Emails are all messages sent so far, in the order of their sending.
func (s *Server) Emails() []Email {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log.emails)
}

// Deeds are the things that people did through Account, in order.
func (s *Server) Deeds() []Deed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log.deeds)
}

// serveLog writes requests, e-mails and deeds as JSON, one a line, for a test in another process.
func (s *Server) serveLog(w http.ResponseWriter, _ *http.Request) {
	requests, emails, deeds := s.Requests(), s.Emails(), s.Deeds()
	w.Header().Set("Content-Type", "application/x-ndjson")
	enc := json.NewEncoder(w)
	for i := range requests {
		_ = enc.Encode(line[Request]{"request", requests[i]})
	}
	for i := range emails {
		_ = enc.Encode(line[Email]{"email", emails[i]})
	}
	for i := range deeds {
		_ = enc.Encode(line[Deed]{"deed", deeds[i]})
	}
}

type line[T any] struct {
	Type string `json:"type"`
	Is   T      `json:"is"`
}
