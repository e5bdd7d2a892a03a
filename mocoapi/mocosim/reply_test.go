package mocosim_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestHeadersOfAnAnswer(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2026-11-23T06:00:00Z")})
	a := c.get("/session")
	sum := sha256.Sum256([]byte(a.body))
	for name, want := range map[string]string{
		"Etag":          `W/"` + hex.EncodeToString(sum[:])[:32] + `"`,
		"Date":          "Mon, 23 Nov 2026 06:00:00 GMT",
		"Content-Type":  "application/json; charset=utf-8",
		"Cache-Control": "max-age=0, private, must-revalidate",
		"Vary":          "Origin",
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if a.Header.Get("X-Request-Id") == c.get("/session").Header.Get("X-Request-Id") || a.Header.Get("X-Runtime") == "" {
		t.Errorf("X-Request-Id %q comes twice, or there is no X-Runtime", a.Header.Get("X-Request-Id"))
	}
	if got := c.get("/invoices/1").want(t, 404).Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control of an empty body: %q", got)
	}
}

// MOCO compresses from 512 bytes on, if the client offers it.
func TestGzip(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.http.Transport.(*http.Transport).DisableCompression = true
	plain := c.get("/invoices/80699")
	packed := c.do("GET", "/invoices/80699", "", "Accept-Encoding", "gzip")
	if plain.Header.Get("Content-Encoding") != "" || packed.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("Content-Encoding %q and %q", plain.Header.Get("Content-Encoding"), packed.Header.Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(strings.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(z); err != nil || string(raw) != plain.body {
		t.Errorf("unpacked: %v, %d bytes, want %d", err, len(raw), len(plain.body))
	}
	if plain.Header.Get("Etag") != packed.Header.Get("Etag") || packed.Header.Get("Vary") != "Origin, Accept-Encoding" {
		t.Errorf("Etag %q and %q, Vary %q", plain.Header.Get("Etag"), packed.Header.Get("Etag"), packed.Header.Get("Vary"))
	}
	for _, path := range []string{"/session", "/invoices/80699.pdf"} {
		if got := c.do("GET", path, "", "Accept-Encoding", "gzip").Header.Get("Content-Encoding"); got != "" {
			t.Errorf("%s is compressed", path)
		}
	}
}

func TestWhatIsNotUnderstood(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{MaxBody: 100})
	c.do("POST", "/comments", `{"text":`).want(t, 400, `{"message":"Invalid payload"}`)
	c.do("POST", "/comments", `[1]`).want(t, 400, `{"message":"Invalid payload"}`)
	c.do("POST", "/comments", `{}`, "Content-Type", "text/plain").want(t, 415)
	c.do("POST", "/comments", `{"text":"`+strings.Repeat("x", 100)+`"}`).want(t, 413)
	c.do("POST", "/comments", "").want(t, 422)
	c.do("PUT", "/invoices/80699", "").want(t, 405)
	if got := c.do("POST", "/invoices/80699/update_status", "{}").want(t, 405).Header.Get("Allow"); got != "PUT" {
		t.Errorf("Allow %q, want PUT", got)
	}
	for _, path := range []string{"/invoices/abc", "/invoices/0", "/invoices/-1", "/invoices/+1", "/invoices/80699/", "/invoices/99999999999999999999", "/", ""} {
		c.do("GET", path, "").want(t, 404)
	}
	res, err := c.http.Get(c.sim.URL() + "/api/v2/session")
	if err != nil {
		t.Fatal(err)
	}
	if _ = res.Body.Close(); res.StatusCode != 404 {
		t.Errorf("/api/v2/session: %d, want 404", res.StatusCode)
	}
	if n := len(c.sim.Writes()); n != 7 {
		t.Errorf("%d writes in the log, want 7", n)
	}
	for _, r := range c.sim.Writes() {
		if r.Committed {
			t.Errorf("committed: %+v", r)
		}
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		form mocosim.RetryAfter
		want string
	}{{mocosim.RetryAfterNone, ""}, {mocosim.RetryAfterSeconds, "90"}, {mocosim.RetryAfterDate, "Mon, 23 Nov 2026 06:02:00 GMT"}} {
		now := clockAt("2026-11-23T06:00:00Z")()
		clock := &movable{now: now}
		c := start(t, mocosim.Options{Rate: mocosim.Rate{Requests: 3, RetryAfter: tt.form, Now: clock.read}})
		for range 3 {
			c.get("/session").want(t, 200)
			clock.move(10 * time.Second)
		}
		a := c.get("/session").want(t, 429, `{"message":"Too many requests"}`)
		if got := a.Header.Get("Retry-After"); got != tt.want {
			t.Errorf("Retry-After %q, want %q", got, tt.want)
		}
		clock.move(90*time.Second - time.Nanosecond) // the first request is two minutes old in a moment
		c.get("/session").want(t, 429)
		clock.move(time.Nanosecond)
		c.get("/session").want(t, 200)
		c.get("/session").want(t, 429)
		clock.move(10 * time.Second)
		c.get("/session").want(t, 200)
	}
}

// The standard plan: 120 requests in two minutes, whatever they are.
func TestStandardLimit(t *testing.T) {
	t.Parallel()
	s := mocosim.New(mocosim.Options{Now: clockAt("2026-11-23T06:00:00Z")})
	c := serve(t, s)
	c.key = "Bearer wrong"
	for range 120 {
		c.get("/session").want(t, 401)
	}
	c.get("/session").want(t, 429)
}
