package mocoapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

// naps records pauses instead of making them.
type naps struct{ list []time.Duration }

func (n *naps) sleep(ctx context.Context, d time.Duration) error {
	n.list = append(n.list, d)
	return ctx.Err()
}

// inTurn answers with one handler after the other; the last one stays.
func inTurn(count *atomic.Int64, handlers ...http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n := int(count.Add(1))
		handlers[min(n, len(handlers))-1](w, r)
	}
}

const session = `{"id":123,"uuid":"7a60719d-912d-43e4-a1dc-7480effb4db0"}`

func abort(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func truncated(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", mediaJSON)
	w.Header().Set("Content-Length", "100")
	w.Write([]byte(`{"id":`))
}

func TestReadTriesAgain(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]http.HandlerFunc{
		"500": answer(500, "x"), "502": answer(502, ""), "503": answer(503, ""), "504": answer(504, ""), "408": answer(408, ""),
		"423": answer(423, ""), "closed": abort, "truncated": truncated,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var count atomic.Int64
			var n naps
			var p pacer
			c := serve(t, inTurn(&count, first, first, answer(200, session)), func(o *Options) {
				o.Attempts, o.Sleep, o.Pacer = 3, n.sleep, &p
			})
			s, err := c.Session.Get(t.Context())
			if err != nil || s.ID != 123 {
				t.Fatalf("got %v, %v", s, err)
			}
			if count.Load() != 3 || len(p.waits) != 3 {
				t.Errorf("%d requests, %d tokens, want 3", count.Load(), len(p.waits))
			}
			if len(n.list) != 2 || n.list[0] < 250*time.Millisecond || n.list[0] > 500*time.Millisecond || n.list[1] < 500*time.Millisecond || n.list[1] > time.Second {
				t.Errorf("pauses are %v", n.list)
			}
		})
	}
}

func TestReadWaitsAsAFaultAsks(t *testing.T) {
	t.Parallel()
	for after, want := range map[string]time.Duration{"20": 20 * time.Second, "3600": 30 * time.Second} {
		var count atomic.Int64
		var n naps
		busy := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", after)
			w.WriteHeader(503)
		}
		c := serve(t, inTurn(&count, busy, answer(200, session)), func(o *Options) { o.Attempts, o.Sleep = 2, n.sleep })
		if _, err := c.Session.Get(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "pauses", n.list, []time.Duration{want})
	}
}

func TestReadGivesUp(t *testing.T) {
	t.Parallel()
	var count atomic.Int64
	c := serve(t, inTurn(&count, answer(503, `{"message":"Wartung"}`)), func(o *Options) { o.Attempts = 4 })
	_, err := c.Session.Get(t.Context())
	e := wantError(t, err, fault.Temporary, "GET /session: MOCO answered 503: Wartung")
	if count.Load() != 4 || e.Status != 503 || e.RequestID != "req-1" {
		t.Errorf("%d requests, error %+v", count.Load(), *e)
	}
}

func TestReadDoesNotTryAgain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		h      http.HandlerFunc
		kind   fault.Kind
		text   string
		status int
	}{
		{"400", answer(400, `{"message":"Invalid date range"}`), fault.Invalid, "400: Invalid date range", 400},
		{"401", answer(401, `{"message":"Unauthorized"}`), fault.Auth, "401: the key was refused: Unauthorized", 401},
		{"403", answer(403, `{"errors":["Access denied"]}`), fault.Permanent, "403: the key may not do this: Access denied", 403},
		{"404", answer(404, ""), fault.Gone, "404: not found", 404},
		{"405", answer(405, ""), fault.Permanent, "MOCO answered 405", 405},
		{"410", answer(410, ""), fault.Gone, "410: not found", 410},
		{"418", answer(418, ""), fault.Permanent, "MOCO answered 418", 418},
		{"422", answer(422, `{"year":["ist ungültig"]}`), fault.Invalid, "422: year: ist ungültig", 422},
		{"304", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) }, fault.Permanent, "GET /session: MOCO answered 304", 304},
		{"204", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, fault.Temporary, "the answer is empty", 204},
		{"empty", answer(200, ""), fault.Temporary, "the answer is empty", 200},
		{"blank", answer(200, "  \n"), fault.Temporary, "the answer is empty", 200},
		{"HTML", html, fault.Temporary, "an HTML page, not data", 200},
		{"HTML called JSON", answer(200, "<!DOCTYPE html>"), fault.Temporary, "an HTML page, not data", 200},
		{"cut", answer(200, `{"id":1`), fault.Temporary, "not valid JSON", 200},
		{"garbage after it", answer(200, session+"x"), fault.Temporary, "not valid JSON", 200},
		{"two values", answer(200, session+session), fault.Temporary, "not valid JSON", 200},
		{"null", answer(200, "null"), fault.Permanent, "the answer is no object", 200},
		{"list", answer(200, "[]"), fault.Permanent, "the answer is no object", 200},
		{"other type", typed("text/csv", session), fault.Temporary, "the answer is text/csv, not JSON", 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var count atomic.Int64
			c := serve(t, inTurn(&count, tt.h), func(o *Options) { o.Attempts = 3 })
			_, err := c.Session.Get(t.Context())
			e := wantError(t, err, tt.kind, tt.text)
			if count.Load() != 1 || e.Status != tt.status || e.Method != "GET" || e.Path != "/session" {
				t.Errorf("%d requests, error %+v", count.Load(), *e)
			}
		})
	}
}

func html(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write([]byte("<html><body>Bitte anmelden " + canary + "</body></html>"))
}

func typed(mediaType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		w.Write([]byte(body))
	}
}

func TestReadAcceptsUntypedJSON(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil // net/http would guess
		w.Write([]byte(session))
	})
	if s, err := c.Session.Get(t.Context()); err != nil || s.ID != 123 {
		t.Errorf("got %v, %v", s, err)
	}
}

// throttle is a 429.
func throttle(after string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(429)
	}
}

func TestReadThrottled(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, after string
		paced       bool
		blocks      []time.Duration // told to the pacer
		naps        []time.Duration
	}{
		{name: "paced", after: "30", paced: true, blocks: []time.Duration{30 * time.Second}, naps: []time.Duration{0}},
		{name: "paced, no time", paced: true, blocks: []time.Duration{0}, naps: []time.Duration{0}},
		{name: "paced, absurd", after: "1000000000", paced: true, blocks: []time.Duration{10 * time.Minute}, naps: []time.Duration{0}},
		{name: "not paced", after: "30", naps: []time.Duration{30 * time.Second}},
		{name: "not paced, no time: a whole window", naps: []time.Duration{2 * time.Minute}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var count atomic.Int64
			var n naps
			var p pacer
			c := serve(t, inTurn(&count, throttle(tt.after), answer(200, session)), func(o *Options) {
				o.Attempts, o.Sleep = 2, n.sleep
				if tt.paced {
					o.Pacer = &p
				}
			})
			if _, err := c.Session.Get(t.Context()); err != nil {
				t.Fatal(err)
			}
			equal(t, "blocks", p.blocks, tt.blocks)
			equal(t, "pauses", n.list, tt.naps)
		})
	}
}

func TestReadThrottledForGood(t *testing.T) {
	t.Parallel()
	var p pacer
	c := serve(t, throttle("7"), func(o *Options) { o.Attempts, o.Pacer = 2, &p })
	_, err := c.Session.Get(t.Context())
	wantError(t, err, fault.Throttled, "MOCO answered 429: too many requests")
	if got := fault.AfterOf(err); got != 7*time.Second {
		t.Errorf("AfterOf is %v", got)
	}
	equal(t, "blocks", p.blocks, []time.Duration{7 * time.Second, 7 * time.Second})
}

func TestReadEndsWithContext(t *testing.T) {
	t.Parallel()
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		var p pacer
		c := newClient(t, options("http://127.0.0.1:1"))
		c.opt.Pacer = &p
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.Session.Get(ctx)
		wantError(t, err, fault.Temporary, "not sent: context canceled")
		if !errors.Is(err, context.Canceled) || len(p.waits) != 0 {
			t.Errorf("%v after %d tokens", err, len(p.waits))
		}
	})
	t.Run("during", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		}, func(o *Options) { o.Attempts = 3 })
		_, err := c.Session.Get(ctx)
		wantError(t, err, fault.Temporary, "GET /session: context canceled")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v is not context.Canceled", err)
		}
	})
	t.Run("between", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		c := serve(t, answer(503, ""), func(o *Options) {
			o.Attempts = 3
			o.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
		})
		_, err := c.Session.Get(ctx)
		wantError(t, err, fault.Temporary, "MOCO answered 503")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v is not context.Canceled", err)
		}
	})
}

func TestSleepIsReal(t *testing.T) {
	t.Parallel()
	if err := sleep(t.Context(), time.Nanosecond); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestPacerRefuses(t *testing.T) {
	t.Parallel()
	blocked := &fault.Error{Kind: fault.Throttled, After: time.Minute, Err: errors.New("the account is blocked")}
	tests := []struct {
		err  error
		kind fault.Kind
	}{
		{blocked, fault.Throttled},
		{errors.New("the store is closed"), fault.Temporary},
		{context.DeadlineExceeded, fault.Temporary},
	}
	for _, tt := range tests {
		c := newClient(t, options("http://127.0.0.1:1"))
		c.opt.Pacer = &pacer{err: tt.err}
		_, err := c.Session.Get(t.Context())
		wantError(t, err, tt.kind, "not sent: "+tt.err.Error())
		if !errors.Is(err, tt.err) || fault.AfterOf(err) != fault.AfterOf(tt.err) {
			t.Errorf("%v lost its cause or its wait", err)
		}
		err = c.DeleteReminder(t.Context(), 1)
		wantError(t, err, tt.kind, "not sent: ")
	}
}

func TestPacerClasses(t *testing.T) {
	t.Parallel()
	var p pacer
	c := serve(t, answer(200, session), func(o *Options) { o.Pacer = &p })
	c.Session.Get(t.Context())
	c.DeleteReminder(t.Context(), 1)
	c.opt.ReadClass = Write
	c.Session.Get(t.Context())
	equal(t, "classes", p.waits, []Class{Read, Write, Write})
}

func TestKeyIsAskedForEachTime(t *testing.T) {
	t.Parallel()
	var seen []string
	keys := []string{"one", " two\n", "", "th\nree", "vier ", "fünf"}
	i := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		respond(w, 200, session)
	}, func(o *Options) { o.Key = func() (string, error) { i++; return keys[i-1], nil } })
	var texts []string
	for range keys {
		if _, err := c.Session.Get(t.Context()); err != nil {
			e := wantError(t, err, fault.Auth, "no key: ")
			texts = append(texts, e.Text)
		}
	}
	equal(t, "keys", seen, []string{"Token token=one", "Token token=two", "Token token=vier"})
	equal(t, "errors", texts, []string{"no key: it is empty", "no key: it contains characters that no key has", "no key: it contains characters that no key has"})
}

func TestKeySourceFails(t *testing.T) {
	t.Parallel()
	cause := errors.New("MOCO_READ_KEY is not set")
	c := newClient(t, options("http://127.0.0.1:1"))
	c.opt.Key = func() (string, error) { return "", cause }
	_, err := c.Session.Get(t.Context())
	wantError(t, err, fault.Auth, "GET /session: no key: MOCO_READ_KEY is not set")
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}

func TestBackoffGrowsToHalfAMinute(t *testing.T) {
	t.Parallel()
	for n, top := range []time.Duration{1: 500 * time.Millisecond, 2: time.Second, 3: 2 * time.Second, 6: 16 * time.Second, 7: 30 * time.Second, 99: 30 * time.Second} {
		if top == 0 {
			continue
		}
		var list []time.Duration
		for range 50 {
			list = append(list, backoff(n))
		}
		if slices.Min(list) < top/2 || slices.Max(list) > top {
			t.Errorf("backoff(%d) is from %v to %v, want %v to %v", n, slices.Min(list), slices.Max(list), top/2, top)
		}
	}
}

func TestReadHeaders(t *testing.T) {
	t.Parallel()
	var got http.Header
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		respond(w, 200, session)
	}, func(o *Options) { o.Impersonate = 77 })
	if _, err := c.Session.Get(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Authorization": "Token token=" + canary, "Accept": "application/json", "Accept-Encoding": "gzip",
		"User-Agent": "mocowork", "X-Impersonate-User-Id": "77", "Content-Type": "",
	} {
		if got.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Get(name), want)
		}
	}
}
