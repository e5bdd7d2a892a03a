package mocosim

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Commit says whether a request that meets a fault takes effect.
type Commit string

// When the effect comes, seen from the answer.
const (
	// CommitBefore: the effect is there before the client hears anything, if it ever does.
	CommitBefore Commit = "before"
	// CommitAfter: the client hears first, the effect comes after Delay or, without one, at Release. With ThenHang the
	// client hears nothing until the effect is there, and then gets the real answer if it is still waiting.
	CommitAfter Commit = "after"
	// CommitNever: no effect.
	CommitNever Commit = "never"
)

// Body says what becomes of the answer's body.
type Body string

// The bodies of a fault.
const (
	BodyOK      Body = ""        // as it is
	BodyCut     Body = "cut"     // Content-Length promises all, Cut bytes come, then the connection closes
	BodyHTML    Body = "html"    // a login page
	BodyEmpty   Body = "empty"   // no byte
	BodyGarbage Body = "garbage" // no JSON
)

// Then says how the connection goes on.
type Then string

// The ends of a connection.
const (
	ThenAnswer Then = ""      // the answer is sent
	ThenClose  Then = "close" // closed without a byte
	ThenReset  Then = "reset" // reset (RST) without a byte
	ThenHang   Then = "hang"  // silence until Release, Close, or until the client leaves; after Release it is answered
)

// Fault is something that goes wrong with one or more requests. The zero value of each field changes nothing.
// Where no real answer comes into being (CommitNever, CommitAfter) and the fault has no Status and no Body of its own, the
// connection is closed.
// A Go client repeats a GET by itself when a connection that it had kept open breaks: a test that counts requests over
// a dropped GET must switch keep-alive off.
type Fault struct {
	// Match picks the requests.
	Match Match
	// Nth is the matching request that meets the fault, 1 being the next one from now. 0: each of them.
	Nth int
	// Times is how many matching requests meet it, beginning with the Nth. 0: one if Nth is set, else no end.
	Times int
	// Commit is whether the request takes effect. Empty: never if Status is 400 or more, else before.
	Commit Commit
	// Delay is real time between the effect and the answer, or, with CommitAfter, between the answer and the effect.
	Delay time.Duration
	// Status is sent instead of the real one. 0: the real one, or 200 where there is no real answer.
	Status int
	// Header is added to the answer, and wins.
	Header map[string]string
	// Body is what becomes of the answer's body; Cut is for BodyCut.
	Body Body
	Cut  int
	// Rewrite changes the body's bytes, e.g. to repeat a row. Nil: no change.
	Rewrite func([]byte) []byte
	// Then is how the connection goes on.
	Then Then
}

// TooManyRequests is a storm of n answers 429 to whatever comes. The header is left out if retryAfter is empty.
func TooManyRequests(n int, retryAfter string) Fault {
	f := Fault{Nth: 1, Times: n, Status: http.StatusTooManyRequests}
	if retryAfter != "" {
		f.Header = map[string]string{"Retry-After": retryAfter}
	}
	return f
}

// CommitThenDrop carries the next matching request out and closes the connection without a word: the client can't know.
func CommitThenDrop(m Match) Fault {
	return Fault{Match: m, Nth: 1, Commit: CommitBefore, Then: ThenClose}
}

// DropBeforeCommit closes the connection of the next matching request, and nothing has happened.
func DropBeforeCommit(m Match) Fault {
	return Fault{Match: m, Nth: 1, Commit: CommitNever, Then: ThenClose}
}

func (f Fault) commit() Commit {
	switch {
	case f.Commit != "":
		return f.Commit
	case f.Status >= 400:
		return CommitNever
	}
	return CommitBefore
}

func (f Fault) spells() string {
	parts := []string{"commit " + string(f.commit())}
	for _, p := range []string{string(f.Body), string(f.Then)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if f.Status != 0 {
		parts = append(parts, http.StatusText(f.Status))
	}
	return strings.Join(parts, ", ")
}

// Planted is a fault in its place.
type Planted struct {
	fault   Fault
	seen    int // under the server's lock
	fired   atomic.Int64
	free    chan struct{}
	freeing sync.Once
}

// Fault plants a fault. Of several that match a request, the one planted first fires.
func (s *Server) Fault(f Fault) *Planted {
	p := &Planted{fault: f, free: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.planted = append(s.planted, p)
	return p
}

// Fired is how many requests met the fault: a test asserts that it is not 0.
func (p *Planted) Fired() int { return int(p.fired.Load()) }

// Release lets all requests go on that the fault holds, now and later.
func (p *Planted) Release() { p.freeing.Do(func() { close(p.free) }) }

// Unfired are the planted faults that no request has met: a test that plants faults ends by asserting that there are none.
func (s *Server) Unfired() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var idle []Fault
	for _, p := range s.planted {
		if p.Fired() == 0 {
			idle = append(idle, p.fault)
		}
	}
	return idle
}

// ClearFaults takes all planted faults away and releases what they hold.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	gone := s.planted
	s.planted = nil
	s.mu.Unlock()
	for _, p := range gone {
		p.Release()
	}
}

// takeFault counts the request for all faults and gives the one that fires.
func (s *Server) takeFault(in *inbound) *Planted {
	s.mu.Lock()
	defer s.mu.Unlock()
	var hit *Planted
	for _, p := range s.planted {
		if !p.fault.Match.covers(in.method, in.path, in.query) {
			continue
		}
		p.seen++
		if hit == nil && p.due() {
			hit = p
		}
	}
	if hit != nil {
		hit.fired.Add(1)
		s.log.requests[in.seq-1].Fault = hit.fault.spells()
	}
	return hit
}

func (p *Planted) due() bool {
	f := p.fault
	start, times := max(f.Nth, 1), f.Times
	if times == 0 && f.Nth > 0 {
		times = 1
	}
	return p.seen >= start && (times == 0 || p.seen < start+times)
}
