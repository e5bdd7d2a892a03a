package mocosim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// client is the plainest of clients: no retry, no decoding of its own.
type client struct {
	t    *testing.T
	sim  *mocosim.Server
	http *http.Client
	key  string
}

// start runs a server with the story and gives a client that may write. The limit is off unless the options say otherwise.
func start(t *testing.T, opts mocosim.Options) *client {
	t.Helper()
	if opts.Now == nil {
		opts.Now = clockAt("2026-11-23T06:00:00Z")
	}
	if opts.Rate.Requests == 0 {
		opts.Rate.Off = true
	}
	s := mocosim.New(opts)
	if err := s.Story(1, mocosim.StoryDay); err != nil {
		t.Fatal(err)
	}
	return serve(t, s)
}

func serve(t *testing.T, s *mocosim.Server) *client {
	t.Helper()
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{DisableKeepAlives: true} // a dropped connection must not be dialled again by itself
	c := &client{t: t, sim: s, http: &http.Client{Transport: tr, Timeout: 20 * time.Second}, key: "Bearer write-key"}
	t.Cleanup(func() {
		tr.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return c
}

// answer is a reply whose body was read.
type answer struct {
	*http.Response
	body string
	err  error
}

func (c *client) do(method, path, body string, headers ...string) answer {
	c.t.Helper()
	a := c.try(method, path, body, headers...)
	if a.err != nil {
		c.t.Fatalf("%s %s: %v", method, path, a.err)
	}
	return a
}

// try is do for those who expect that it goes wrong. It may run in any goroutine.
func (c *client) try(method, path, body string, headers ...string) answer {
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, c.sim.URL()+"/api/v1"+path, in)
	if err != nil {
		return answer{err: err}
	}
	req.Header.Set("Authorization", c.key)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	return answer{res, string(raw), err}
}

func (c *client) get(path string) answer { c.t.Helper(); return c.do("GET", path, "") }

// want fails the test unless the answer has this status and contains all these texts.
func (a answer) want(t *testing.T, status int, parts ...string) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %.300s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	for _, p := range parts {
		if !strings.Contains(a.body, p) {
			t.Errorf("%s %s: want %s in %.600s", a.Request.Method, a.Request.URL, p, a.body)
		}
	}
	return a
}

// is fails the test unless the answer is 200 with exactly this body.
func (a answer) is(t *testing.T, body string) {
	t.Helper()
	if a.want(t, 200); a.body != body {
		t.Errorf("%s %s: got %.300s, want %s", a.Request.Method, a.Request.URL, a.body, body)
	}
}

func decode[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%s: %v in %.300s", a.Request.URL, err, a.body)
	}
	return v
}

// ids are the ids of a list.
func (a answer) ids(t *testing.T) []int64 {
	t.Helper()
	var ids []int64
	for _, row := range decode[[]struct{ ID int64 }](t, a) {
		ids = append(ids, row.ID)
	}
	return ids
}
