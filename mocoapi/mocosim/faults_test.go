package mocosim_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

var create = mocosim.Match{Method: "POST", Path: "/invoice_reminders"}

const newReminder = `{"invoice_id":80699,"title":"1. Mahnung","text":"bitte"}`

// reminders is how many reminders the account has for R2610-022 beyond the one of the story.
func (c *client) reminders() int {
	c.t.Helper()
	n := 0
	for _, r := range all[storyReminder](c.t, c.sim, "invoice_reminders") {
		if r.Invoice.ID == 80699 {
			n++
		}
	}
	return n - 1
}

// Each fault on the same request: what the client sees, and whether the reminder is there afterwards.
func TestFaultsOnAWrite(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault mocosim.Fault
		sees  string // status and body, or the kind of error
		made  int
	}{
		{"an error without effect", mocosim.Fault{Status: 502}, `502 "Bad Gateway"`, 0},
		{"an error after the effect", mocosim.Fault{Status: 502, Commit: mocosim.CommitBefore, Body: mocosim.BodyEmpty}, `502 ""`, 1},
		{"unauthorized", mocosim.Fault{Status: 401}, `401 {"message":"Unauthorized"}`, 0},
		{"forbidden", mocosim.Fault{Status: 403}, `403 {"errors":["Access denied"]}`, 0},
		{"invalid", mocosim.Fault{Status: 422}, `422 {"errors":["Validation failed"]}`, 0},
		{"locked", mocosim.Fault{Status: 423}, `423 ""`, 0},
		{"dropped before the effect", mocosim.DropBeforeCommit(create), "EOF", 0},
		{"dropped after the effect", mocosim.CommitThenDrop(create), "EOF", 1},
		{"reset after the effect", mocosim.Fault{Then: mocosim.ThenReset}, "reset", 1},
		{"no effect and nothing said", mocosim.Fault{Commit: mocosim.CommitNever}, "EOF", 0},
		{"a login page", mocosim.Fault{Body: mocosim.BodyHTML, Commit: mocosim.CommitNever}, "200 <!DOCTYPE html>", 0},
		{"a login page after the effect", mocosim.Fault{Body: mocosim.BodyHTML}, "200 <!DOCTYPE html>", 1},
		{"an empty body", mocosim.Fault{Body: mocosim.BodyEmpty}, `200 ""`, 1},
		{"garbage", mocosim.Fault{Body: mocosim.BodyGarbage}, `200 {"id": 23, "tit`, 1},
		{"a cut body", mocosim.Fault{Body: mocosim.BodyCut, Cut: 10}, "unexpected EOF", 1},
		{"a cut before the first byte", mocosim.Fault{Body: mocosim.BodyCut}, "unexpected EOF", 1},
		{"another body", mocosim.Fault{Rewrite: func(b []byte) []byte { return []byte(strings.Replace(string(b), "2309", "-1", 1)) }}, `200 {"id":-1,`, 1},
		{"a broken gzip", mocosim.Fault{Body: mocosim.BodyGarbage, Header: map[string]string{"content-encoding": "gzip"}}, "gzip: invalid header", 1},
		{"slow", mocosim.Fault{Delay: time.Millisecond}, `200 {"id":2309,`, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := start(t, mocosim.Options{})
			tt.fault.Match = create
			planted := c.sim.Fault(tt.fault)
			c.get("/session").want(t, 200)
			if got := c.try("POST", "/invoice_reminders", newReminder).seen(); !strings.HasPrefix(got, tt.sees) {
				t.Errorf("the client sees %s, want %s", got, tt.sees)
			}
			if got := c.reminders(); got != tt.made {
				t.Errorf("%d reminders made, want %d", got, tt.made)
			}
			r := c.sim.Writes()[0]
			if planted.Fired() != 1 || r.Fault == "" || r.Committed != (tt.made == 1) {
				t.Errorf("fired %d times, in the log: %+v", planted.Fired(), r)
			}
		})
	}
}

// seen puts what a client got in short words.
func (a answer) seen() string {
	switch {
	case errors.Is(a.err, syscall.ECONNRESET):
		return "reset"
	case errors.Is(a.err, io.ErrUnexpectedEOF):
		return "unexpected EOF"
	case errors.Is(a.err, io.EOF):
		return "EOF"
	case a.err != nil:
		return a.err.Error()
	case strings.HasPrefix(a.body, "{") || strings.HasPrefix(a.body, "<"):
		return fmt.Sprintf("%d %s", a.StatusCode, a.body)
	}
	return fmt.Sprintf("%d %q", a.StatusCode, a.body)
}

func TestFaultCounts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		nth, times int
		want       string // which of six requests meet it
	}{{0, 0, "xxxxxx"}, {0, 2, "xx...."}, {1, 0, "x....."}, {3, 0, "..x..."}, {3, 2, "..xx.."}, {7, 0, "......"}} {
		c := start(t, mocosim.Options{})
		planted := c.sim.Fault(mocosim.Fault{Match: mocosim.Match{Path: "/session"}, Nth: tt.nth, Times: tt.times, Status: 500})
		got := ""
		for range 6 {
			c.get("/profile").want(t, 200) // another path does not count
			if c.get("/session").StatusCode == 500 {
				got += "x"
			} else {
				got += "."
			}
		}
		if got != tt.want || planted.Fired() != strings.Count(tt.want, "x") {
			t.Errorf("nth %d, times %d: %s, fired %d; want %s", tt.nth, tt.times, got, planted.Fired(), tt.want)
		}
		if idle := len(c.sim.Unfired()); (idle == 1) != (planted.Fired() == 0) {
			t.Errorf("nth %d: %d faults unfired", tt.nth, idle)
		}
	}
}

func TestStormOf429(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.sim.Fault(mocosim.TooManyRequests(2, "30"))
	for range 2 {
		a := c.get("/session").want(t, 429, `{"message":"Too many requests"}`)
		if a.Header.Get("Retry-After") != "30" {
			t.Errorf("Retry-After %q, want 30", a.Header.Get("Retry-After"))
		}
	}
	c.get("/session").want(t, 200)
	c.sim.Fault(mocosim.TooManyRequests(1, ""))
	if a := c.get("/session").want(t, 429); a.Header.Get("Retry-After") != "" {
		t.Errorf("Retry-After %q, want none", a.Header.Get("Retry-After"))
	}
}

// The first planted of two faults fires, and both have counted the request.
func TestTwoFaults(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.sim.Fault(mocosim.Fault{Nth: 1, Status: 500})
	c.sim.Fault(mocosim.Fault{Nth: 2, Status: 503})
	c.get("/session").want(t, 500)
	c.get("/session").want(t, 503)
	c.get("/session").want(t, 200)
	c.sim.Fault(mocosim.Fault{Status: 500})
	c.sim.ClearFaults()
	c.get("/session").want(t, 200)
}

func TestHangUntilReleased(t *testing.T) {
	t.Parallel()
	for _, commit := range []mocosim.Commit{mocosim.CommitBefore, mocosim.CommitAfter} {
		c := start(t, mocosim.Options{})
		planted := c.sim.Fault(mocosim.Fault{Match: create, Commit: commit, Then: mocosim.ThenHang})
		held := c.sim.Next(create, mocosim.PhaseHeld)
		answered := make(chan answer, 1)
		go func() { answered <- c.try("POST", "/invoice_reminders", newReminder) }()
		<-held
		if want := map[mocosim.Commit]int{mocosim.CommitBefore: 1}[commit]; c.reminders() != want {
			t.Errorf("commit %s: %d reminders while it hangs, want %d", commit, c.reminders(), want)
		}
		select {
		case a := <-answered:
			t.Fatalf("answered while it should hang: %s", a.seen())
		default:
		}
		planted.Release()
		if got := (<-answered).seen(); !strings.HasPrefix(got, `200 {"id":2309`) || c.reminders() != 1 {
			t.Errorf("commit %s: after the release %s, %d reminders", commit, got, c.reminders())
		}
	}
}

// The client gives up, the effect comes later all the same.
func TestEffectAfterTheClientLeft(t *testing.T) {
	t.Parallel()
	for _, then := range []mocosim.Then{mocosim.ThenClose, mocosim.ThenHang} {
		c := start(t, mocosim.Options{})
		planted := c.sim.Fault(mocosim.Fault{Match: create, Commit: mocosim.CommitAfter, Then: then})
		held, done := c.sim.Next(create, mocosim.PhaseHeld), c.sim.Next(create, mocosim.PhaseCommitted)
		if then == mocosim.ThenHang {
			c.http.Timeout = 50 * time.Millisecond
		}
		if a := c.try("POST", "/invoice_reminders", newReminder); a.err == nil {
			t.Fatalf("then %s: the client was answered: %s", then, a.seen())
		}
		<-held
		if n := c.reminders(); n != 0 {
			t.Errorf("then %s: %d reminders before the release", then, n)
		}
		planted.Release()
		if e := <-done; len(e.IDs) != 1 || e.IDs[0] != 2309 || c.reminders() != 1 {
			t.Errorf("then %s: committed %v, %d reminders", then, e.IDs, c.reminders())
		}
	}
}

func TestLateCommitByDelay(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.sim.Fault(mocosim.Fault{Match: create, Commit: mocosim.CommitAfter, Delay: time.Millisecond, Status: 504})
	done := c.sim.Next(create, mocosim.PhaseCommitted)
	c.do("POST", "/invoice_reminders", newReminder).want(t, 504)
	<-done
	if n := c.reminders(); n != 1 {
		t.Errorf("%d reminders, want 1", n)
	}
}

// Close ends what hangs, and a late effect never comes.
func TestCloseEndsHangingRequests(t *testing.T) {
	t.Parallel()
	for _, commit := range []mocosim.Commit{mocosim.CommitNever, mocosim.CommitAfter} {
		s := mocosim.New(mocosim.Options{Now: clockAt("2026-11-23T06:00:00Z")})
		if err := s.Story(1, mocosim.StoryDay); err != nil {
			t.Fatal(err)
		}
		c := serve(t, s)
		s.Fault(mocosim.Fault{Match: create, Commit: commit, Then: mocosim.ThenHang})
		held := s.Next(create, mocosim.PhaseHeld)
		answered := make(chan answer, 1)
		go func() { answered <- c.try("POST", "/invoice_reminders", newReminder) }()
		<-held
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if a := <-answered; a.err == nil {
			t.Errorf("commit %s: answered %s", commit, a.seen())
		}
		if n := c.reminders(); n != 0 {
			t.Errorf("commit %s: %d reminders, want none", commit, n)
		}
	}
}

// A fault without a connection of its own ends the way net/http wants it.
func TestDropWithoutAConnection(t *testing.T) {
	t.Parallel()
	s := mocosim.New(mocosim.Options{})
	s.Fault(mocosim.Fault{Then: mocosim.ThenClose})
	defer func() {
		if r := recover(); r != http.ErrAbortHandler {
			t.Errorf("recovered %v, want http.ErrAbortHandler", r)
		}
	}()
	req, err := http.NewRequest("GET", "http://x/api/v1/session", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	s.Handler().ServeHTTP(nullWriter{}, req)
}

type nullWriter struct{}

func (nullWriter) Header() http.Header         { return http.Header{} }
func (nullWriter) Write(b []byte) (int, error) { return len(b), nil }
func (nullWriter) WriteHeader(int)             {}
