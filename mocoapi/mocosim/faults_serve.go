package mocosim

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"
)

const loginPage = `<!DOCTYPE html><html><head><title>MOCO</title></head><body><form action="/session">Anmelden</form></body></html>`

// serveFault answers a request the way the fault wants it.
func (s *Server) serveFault(w http.ResponseWriter, r *http.Request, in *inbound, p *Planted) {
	rep, there := s.underFault(r.Context(), in, p)
	then := p.fault.Then
	if then == ThenHang && p.fault.commit() != CommitAfter && !s.hold(r.Context(), in, p.free) {
		then = ThenClose
	}
	if !there && p.fault.Status == 0 && p.fault.Body == BodyOK && then != ThenReset {
		then = ThenClose
	}
	if then == ThenClose || then == ThenReset {
		s.drop(w, in, then)
		return
	}
	s.sendSpoiled(w, r, in, p.fault, p.fault.spoil(rep, there))
}

// underFault carries the request out, now, later or not at all. There says whether there is a real answer.
func (s *Server) underFault(ctx context.Context, in *inbound, p *Planted) (rep reply, there bool) {
	switch p.fault.commit() {
	case CommitBefore:
		rep, there = s.answer(in), true
		s.pause(ctx, in, p)
	case CommitNever:
		s.pause(ctx, in, p)
	case CommitAfter:
		if p.fault.Then == ThenHang {
			return s.answerOnce(in, p)
		}
		s.busy.Add(1)
		go func() {
			defer s.busy.Done()
			s.answerOnce(in, p)
		}()
	}
	return rep, there
}

// pause waits for the fault's delay, or until somebody ends it.
func (s *Server) pause(ctx context.Context, in *inbound, p *Planted) {
	if p.fault.Delay <= 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, p.fault.Delay)
	defer cancel()
	s.hold(ctx, in, p.free)
}

// hold waits until free is closed; false if the context or the server ended first.
func (s *Server) hold(ctx context.Context, in *inbound, free <-chan struct{}) bool {
	s.emit(in.event(PhaseHeld))
	select {
	case <-free:
		return true
	case <-ctx.Done():
	case <-s.done:
	}
	return false
}

// answerOnce carries the request out after the fault's delay or release, whether the client waits or not. A server that
// closes first never does.
func (s *Server) answerOnce(in *inbound, p *Planted) (reply, bool) {
	s.emit(in.event(PhaseHeld))
	var after <-chan time.Time
	if p.fault.Delay > 0 {
		t := time.NewTimer(p.fault.Delay)
		defer t.Stop()
		after = t.C
	}
	select {
	case <-after:
	case <-p.free:
	case <-s.done:
		return reply{}, false
	}
	return s.answer(in), true
}

// spoil turns the real answer, if there is one, into the faulty one.
func (f Fault) spoil(rep reply, there bool) reply {
	if !there {
		rep = bodyFor(max(f.Status, http.StatusOK))
	}
	if f.Status != 0 {
		rep.status = f.Status
	}
	switch f.Body {
	case BodyHTML:
		rep.ctype, rep.body = "text/html; charset=utf-8", []byte(loginPage)
	case BodyEmpty:
		rep.body = nil
	case BodyGarbage:
		rep.ctype, rep.body = jsonType, []byte(`{"id": 23, "tit`+"\xff\x00")
	}
	if f.Rewrite != nil {
		rep.body = f.Rewrite(append([]byte(nil), rep.body...))
	}
	header := map[string]string{}
	for _, m := range []map[string]string{rep.header, f.Header} {
		for k, v := range m {
			header[http.CanonicalHeaderKey(k)] = v
		}
	}
	rep.header = header
	return rep
}

// bodyFor is what MOCO says with a status of its own.
func bodyFor(status int) reply {
	switch {
	case status == http.StatusTooManyRequests:
		return message(status, "Too many requests")
	case status == http.StatusUnauthorized:
		return message(status, "Unauthorized")
	case status == http.StatusForbidden:
		return forbidden("Access denied")
	case status == http.StatusUnprocessableEntity:
		return errorList(status, "Validation failed")
	case status >= 500: // recorded: plain text
		return reply{status: status, ctype: "text/plain; charset=utf-8", body: []byte(http.StatusText(status))}
	}
	return reply{status: status}
}

// sendSpoiled writes the answer, all of it or the first bytes.
func (s *Server) sendSpoiled(w http.ResponseWriter, r *http.Request, in *inbound, f Fault, rep reply) {
	if f.Body != BodyCut {
		s.send(w, r, in, rep)
		return
	}
	s.closeLine(in, rep.status)
	body := rep.prepare(w.Header(), r, in, s.opts.Now())
	w.Header().Set("Content-Length", strconv.Itoa(max(len(body), f.Cut+1)))
	w.WriteHeader(rep.status)
	_, _ = w.Write(body[:min(f.Cut, len(body))])
	_ = http.NewResponseController(w).Flush()
	s.drop(w, in, ThenClose)
}

// drop ends the connection under the client.
func (s *Server) drop(w http.ResponseWriter, in *inbound, then Then) {
	s.emit(in.event(PhaseDropped))
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // how net/http wants to be told, when headers are out or the connection is not ours
	}
	if tcp, ok := conn.(*net.TCPConn); ok && then == ThenReset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
