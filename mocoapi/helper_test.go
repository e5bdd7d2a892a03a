package mocoapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

// canary is the key of all tests. It must never show up in a text.
const canary = "canary-5f0e7d-key"

// basePath makes a hard-coded URL visible.
const basePath = "/sim/api/v1"

// options for a server on loopback: no real waiting, one attempt unless the
// test asks for more.
func options(base string) Options {
	return Options{
		Account: "beispiel", BaseURL: base, Attempts: 1,
		Key:   func() (string, error) { return canary, nil },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

func newClient(t *testing.T, o Options) Billing {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return Billing{c}
}

// serve starts a server below basePath and gives a client for it.
func serve(t *testing.T, h http.HandlerFunc, change ...func(*Options)) Billing {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(basePath+"/", http.StripPrefix(basePath, h))
	mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("request outside of the base path: %s", r.URL.Path)
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	o := options(srv.URL + basePath)
	for _, f := range change {
		f(&o)
	}
	return newClient(t, o)
}

// answer is a handler with one JSON answer.
func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { respond(w, status, body) }
}

func respond(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Request-Id", "req-1")
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// pacer records what the client asks of it.
type pacer struct {
	mu     sync.Mutex
	waits  []Class
	blocks []time.Duration
	err    error
}

func (p *pacer) Wait(_ context.Context, class Class) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waits = append(p.waits, class)
	return p.err
}

func (p *pacer) Block(ctx context.Context, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if ctx.Err() == nil {
		p.blocks = append(p.blocks, d)
	}
}

// wantError checks the kind and the words of an error, and that the key is not
// in it.
func wantError(t *testing.T, err error, kind fault.Kind, text string) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T (%v), want *Error", err, err)
	}
	if fault.KindOf(err) != kind {
		t.Errorf("%v\nis %s, want %s", err, fault.KindOf(err), kind)
	}
	if !strings.Contains(err.Error(), text) {
		t.Errorf("error is\n  %v\nwant it to contain\n  %s", err, text)
	}
	if strings.Contains(err.Error(), canary) {
		t.Errorf("the key is in the error: %v", err)
	}
	return e
}

// shared finds a file beside the repository; the test is skipped without it.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	for dir := "."; ; dir = filepath.Join("..", dir) {
		b, err := os.ReadFile(filepath.Join(dir, "shared", name))
		if err == nil {
			return b
		}
		if abs, err := filepath.Abs(dir); err != nil || abs == filepath.Dir(abs) {
			t.Skipf("shared/%s is not here", name)
		}
	}
}

// collect reads a list to its end.
func collect[T any](seq func(func(Row[T], error) bool)) (rows []Row[T], err error) {
	for row, e := range seq {
		if e != nil {
			return rows, e
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func rowIDs[T any](rows []Row[T]) []int64 {
	ids := []int64{}
	for _, r := range rows {
		ids = append(ids, int64(r.ID))
	}
	return ids
}

func equal[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
