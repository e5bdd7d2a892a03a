package mocosim

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const base = "/api/v1"

// inbound is one request after its body was read: what the answer is made from, also after the client has gone.
type inbound struct {
	seq      int
	at       time.Time
	method   string
	path     string // below /api/v1
	url      *url.URL
	host     string
	header   http.Header
	query    url.Values
	body     []byte
	tooLarge bool
}

func (s *Server) serveHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/_sim/log" {
		s.serveLog(w, r)
		return
	}
	s.busy.Add(1)
	defer s.busy.Done()
	in := s.receive(r)
	s.emit(in.event(PhaseReceived))
	if rep, refused := s.refuse(in); refused {
		s.send(w, r, in, rep)
		return
	}
	if p := s.takeFault(in); p != nil {
		s.serveFault(w, r, in, p)
		return
	}
	s.send(w, r, in, s.answer(in))
}

// receive reads the request and opens its line in the log.
func (s *Server) receive(r *http.Request) *inbound {
	in := &inbound{method: r.Method, url: r.URL, host: r.Host, header: r.Header.Clone(), query: r.URL.Query(), at: s.opts.Now()}
	in.path = r.URL.Path
	if rest, ok := strings.CutPrefix(in.path, base); ok {
		in.path = rest
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, s.opts.MaxBody+1))
	if err == nil {
		in.body = body
	}
	if in.tooLarge = int64(len(body)) > s.opts.MaxBody; in.tooLarge {
		in.body = nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in.seq = s.log.open(in, s.keyKind(r.Header))
	return in
}

// refuse is what stands before MOCO itself: the request limit and the size of bodies.
func (s *Server) refuse(in *inbound) (reply, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if rep, limited := s.limiter.take(); limited {
		return rep, true
	}
	if in.tooLarge {
		return reply{status: http.StatusRequestEntityTooLarge}, true
	}
	return reply{}, false
}

// answer lets the account act on the request and runs the scripted steps that wait for it.
func (s *Server) answer(in *inbound) reply {
	rep, due := s.act(in)
	if rep.committed {
		s.emit(in.event(PhaseCommitted, rep.ids...))
	}
	for _, st := range due {
		st.do(s.Account())
	}
	return rep
}

// act is answer's part under the lock, with the line in the log.
func (s *Server) act(in *inbound) (reply, []*step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{in: in, st: s.store, opts: &s.opts, now: s.opts.Now()}
	rep := s.dispatch(c)
	rep.ids, rep.committed = c.ids, c.committed
	s.log.act(in.seq, rep, c.unknown, c.mails)
	return rep, s.dueSteps(in, rep)
}

// dispatch finds the route and asks, in MOCO's order: is there such a key, may it, is there such a path.
func (s *Server) dispatch(c *call) reply {
	if strings.HasPrefix(c.in.url.Path, files+"/") {
		return c.st.serveFile(c.in.url.Path)
	}
	if !strings.HasPrefix(c.in.url.Path, base+"/") {
		return reply{status: http.StatusNotFound}
	}
	if c.in.isLogin() {
		c.key = KeyWrite
	} else if rep, ok := s.authenticate(c); !ok {
		return rep
	}
	rt, rep := s.match(c)
	if rt == nil {
		return rep
	}
	if c.in.method != http.MethodGet && c.key != KeyWrite {
		return forbidden("Access denied")
	}
	if rep, ok := c.readBody(); !ok {
		return rep
	}
	c.noteUnknown(rt.params)
	return rt.do(c)
}

// send writes the answer and closes the request's line in the log.
func (s *Server) send(w http.ResponseWriter, r *http.Request, in *inbound, rep reply) {
	s.closeLine(in, rep.status)
	rep.write(w, r, in, s.opts.Now())
	s.emit(in.event(PhaseAnswered, rep.ids...).with(rep.status))
}

func (s *Server) closeLine(in *inbound, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.close(in.seq, status)
}
