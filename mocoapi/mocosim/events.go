package mocosim

import (
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
)

// Phase is a moment in a request's life.
type Phase string

// The moments, in their order. Not every request has all of them.
const (
	PhaseReceived  Phase = "received"  // its body was read
	PhaseCommitted Phase = "committed" // the account has changed
	PhaseHeld      Phase = "held"      // a fault makes it wait
	PhaseAnswered  Phase = "answered"  // the answer was written
	PhaseDropped   Phase = "dropped"   // a fault ended the connection instead
)

// Event tells that a request has reached a phase.
type Event struct {
	Phase  Phase
	Seq    int
	Method string
	Path   string
	Query  url.Values
	Status int     // of answered
	IDs    []int64 // the objects changed, of committed and answered
}

func (in *inbound) event(p Phase, ids ...int64) Event {
	return Event{Phase: p, Seq: in.seq, Method: in.method, Path: in.path, Query: in.query, IDs: ids}
}

func (e Event) with(status int) Event {
	e.Status = status
	return e
}

// OnRequest calls f at each phase of each request, in the goroutine that serves it, without any lock held: f may use the
// server, and as long as it does not return, the request waits.
func (s *Server) OnRequest(f func(Event)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = append(s.hooks, f)
}

func (s *Server) emit(e Event) {
	s.mu.Lock()
	hooks := s.hooks
	s.mu.Unlock()
	for _, f := range hooks {
		f(e)
	}
}

// Match names requests: by method, by path below /api/v1 and by what their query has. An empty field matches everything;
// in a path * stands for one segment ("/invoice_reminders/*/send_email"), and a query of "page=2" matches each that has it.
type Match struct {
	Method string
	Path   string
	Query  string
}

func (m Match) covers(method, path string, query url.Values) bool {
	return (m.Method == "" || m.Method == method) && m.coversPath(path) && m.coversQuery(query)
}

func (m Match) coversQuery(query url.Values) bool {
	want, err := url.ParseQuery(m.Query)
	for name, values := range want {
		for _, v := range values {
			if !slices.Contains(query[name], v) {
				return false
			}
		}
	}
	return err == nil
}

func (m Match) coversPath(path string) bool {
	if m.Path == "" {
		return true
	}
	want, got := strings.Split(m.Path, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != "*" && want[i] != got[i] {
			return false
		}
	}
	return true
}

// Next gives a channel on which the next request that matches arrives once it has reached the phase: a test waits for
// "POST /invoice_reminders committed" without sleeping. The channel carries one event and is never closed.
func (s *Server) Next(m Match, p Phase) <-chan Event {
	ch := make(chan Event, 1)
	var sent atomic.Bool
	s.OnRequest(func(e Event) {
		if e.Phase == p && m.covers(e.Method, e.Path, e.Query) && sent.CompareAndSwap(false, true) {
			ch <- e
		}
	})
	return ch
}

// step is something that happens once a matching request was carried out for the nth time.
type step struct {
	match  Match
	writes bool // count what changed the account only
	left   int
	do     func(*Account)
}

// After lets do happen when the nth request (1 is the next one) that matches has been carried out: its answer does not
// show what do does, every later answer does.
func (s *Server) After(m Match, nth int, do func(*Account)) {
	s.addStep(&step{match: m, left: max(nth, 1), do: do})
}

// AfterWrites lets do happen when the nth write from now on has changed the account.
func (s *Server) AfterWrites(nth int, do func(*Account)) {
	s.addStep(&step{writes: true, left: max(nth, 1), do: do})
}

func (s *Server) addStep(st *step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps = append(s.steps, st)
}

// dueSteps counts the request for each step and takes out those whose turn it is. Its caller holds the lock.
func (s *Server) dueSteps(in *inbound, rep reply) []*step {
	var due, rest []*step
	for _, st := range s.steps {
		if st.match.covers(in.method, in.path, in.query) && rep.status < 400 && (!st.writes || rep.committed) {
			st.left--
		}
		if st.left <= 0 {
			due = append(due, st)
		} else {
			rest = append(rest, st)
		}
	}
	s.steps = rest
	return due
}
