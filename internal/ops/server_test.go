package ops_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/ops"
)

func hears(t *testing.T) func(error) {
	return func(err error) { t.Errorf("the server ended by itself: %v", err) }
}

// get asks a served address.
func get(t *testing.T, method, url string) (status int, body string, head http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b), resp.Header
}

func TestHandler(t *testing.T) {
	t.Parallel()
	var bad, heard []string
	condition := func(name string) ops.Check {
		return ops.Check{Name: name, Look: func(ctx context.Context) error {
			if _, bounded := ctx.Deadline(); !bounded {
				t.Error("a condition may take for ever")
			}
			if slices.Contains(bad, name) {
				return errors.New("the password is geheim")
			}
			return nil
		}}
	}
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "numbers") })
	h := ops.Handler(metrics, []ops.Check{condition("queue"), condition("store")}, func(name string, err error) {
		heard = append(heard, name+": "+err.Error())
	})
	s, err := ops.Start("127.0.0.1:0", h, hears(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		method, path string
		bad          []string
		status       int
		want         string
	}{
		{"GET", "/healthz", nil, 200, "ok\n"},
		{"GET", "/readyz", nil, 200, "ready\n"},
		{"HEAD", "/readyz", nil, 200, ""},
		{"GET", "/readyz", []string{"store"}, 503, "not ready: store\n"},
		{"GET", "/readyz", []string{"store", "queue"}, 503, "not ready: queue, store\n"},
		{"GET", "/healthz", []string{"store", "queue"}, 200, "ok\n"},
		{"GET", "/metrics", nil, 200, "numbers"},
		{"POST", "/readyz", nil, 405, "Method Not Allowed\n"},
		{"GET", "/", nil, 404, "404 page not found\n"},
		{"GET", "/debug/pprof/", nil, 404, "404 page not found\n"},
	} {
		bad = tt.bad
		status, body, head := get(t, tt.method, "http://"+s.Addr()+tt.path)
		if status != tt.status || body != tt.want {
			t.Errorf("%s %s with %v: %d %q, want %d %q", tt.method, tt.path, tt.bad, status, body, tt.status, tt.want)
		}
		if strings.HasSuffix(tt.path, "z") && status != 405 && head.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", tt.path)
		}
	}
	// The log learns why.
	if want := []string{"store: the password is geheim", "queue: the password is geheim", "store: the password is geheim"}; !slices.Equal(heard, want) {
		t.Errorf("heard %q", heard)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if resp, err := http.Get("http://" + s.Addr() + "/healthz"); err == nil {
		resp.Body.Close()
		t.Error("it answers after its end")
	}
}

func TestStartOnATakenAddress(t *testing.T) {
	t.Parallel()
	s, err := ops.Start("127.0.0.1:0", http.NotFoundHandler(), hears(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = ops.Start(s.Addr(), http.NotFoundHandler(), hears(t))
	if err == nil || !strings.HasPrefix(err.Error(), "metrics.listen: listen tcp "+s.Addr()) {
		t.Errorf("got %v", err)
	}
}

// A condition that hangs is named alone.
func TestOneHangs(t *testing.T) {
	t.Parallel()
	hang := ops.Check{Name: "queue", Look: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
	fine := ops.Check{Name: "store", Look: func(ctx context.Context) error { return ctx.Err() }}
	h := ops.Handler(http.NotFoundHandler(), []ops.Check{hang, fine}, func(string, error) {})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/readyz", nil))
	if w.Code != 503 || w.Body.String() != "not ready: queue\n" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}
