package mocoapi

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

func gzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	w.Write(b)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func compressed(b []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaJSON)
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(b)
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	s, err := serve(t, compressed(gzipped(t, []byte(session)))).Session.Get(t.Context())
	if err != nil || s.ID != 123 {
		t.Errorf("got %v, %v", s, err)
	}
}

func TestBodyLimitCountsAfterInflation(t *testing.T) {
	t.Parallel()
	bomb := gzipped(t, append([]byte(session), bytes.Repeat([]byte(" "), 4<<20)...))
	if len(bomb) > 64<<10 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	var count atomic.Int64
	c := serve(t, inTurn(&count, compressed(bomb)), func(o *Options) { o.MaxBody, o.Attempts = 1<<20, 3 })
	_, err := c.Session.Get(t.Context())
	wantError(t, err, fault.Permanent, "the answer is larger than 1048576 bytes")
	if count.Load() != 1 {
		t.Errorf("%d requests, want 1", count.Load())
	}
}

func TestBodyOfTheLimitIsRead(t *testing.T) {
	t.Parallel()
	for limit, ok := range map[int64]bool{int64(len(session)): true, int64(len(session)) - 1: false} {
		_, err := serve(t, answer(200, session), func(o *Options) { o.MaxBody = limit }).Session.Get(t.Context())
		if (err == nil) != ok {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
}

func TestRefusalIsReadInPart(t *testing.T) {
	t.Parallel()
	c := serve(t, typed("text/plain", strings.Repeat("x", 200)), func(o *Options) { o.MaxBody = 10 })
	_, err := c.Session.Get(t.Context())
	wantError(t, err, fault.Permanent, "larger than 10 bytes")
	long := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(422)
		io.WriteString(w, strings.Repeat("x", 1<<20))
	}
	_, err = serve(t, long).Session.Get(t.Context())
	if e := wantError(t, err, fault.Invalid, "xxx…"); len(e.Text) > 600 {
		t.Errorf("the text has %d bytes", len(e.Text))
	}
}

// TestSlowBody drips a byte now and then: the time-out is for all of it.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	drip := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", mediaJSON)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-r.Context().Done():
				return
			case <-tick.C:
				io.WriteString(w, " ")
				w.(http.Flusher).Flush()
			}
		}
	}
	c := serve(t, drip, func(o *Options) { o.Timeout = 60 * time.Millisecond })
	_, err := c.Session.Get(t.Context())
	wantError(t, err, fault.Temporary, "no complete answer within 60ms")
	err = c.DeleteReminder(t.Context(), 1)
	wantError(t, err, fault.Unsure, "no complete answer within 60ms")
}

func TestHugeHeader(t *testing.T) {
	t.Parallel()
	s := listen(t, saying("HTTP/1.1 200 OK\r\nX-Page: "+strings.Repeat("1", 300<<10)+"\r\n\r\n"))
	_, err := newClient(t, options(s.url)).Session.Get(t.Context())
	wantError(t, err, fault.Temporary, "GET /session: ")
}

func tlsServer(t *testing.T, change func(*tls.Config)) *httptest.Server {
	t.Helper()
	srv := httptest.NewUnstartedServer(answer(200, session))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.TLS = &tls.Config{}
	change(srv.TLS)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv
}

func pool(srv *httptest.Server) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(srv.Certificate())
	return p
}

func TestTLS(t *testing.T) {
	t.Parallel()
	good := tlsServer(t, func(*tls.Config) {})
	old := tlsServer(t, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11 })
	o := options(good.URL)
	o.RootCAs = pool(good)
	if _, err := newClient(t, o).Session.Get(t.Context()); err != nil {
		t.Errorf("trusted: %v", err)
	}
	tests := []struct {
		name, url, text string
		roots           *x509.CertPool
	}{
		{"unknown authority", good.URL, "certificate signed by unknown authority", x509.NewCertPool()},
		{"TLS 1.1", old.URL, "protocol version", pool(old)},
		{"wrong host", strings.Replace(good.URL, "127.0.0.1", "localhost", 1), "certificate is", pool(good)},
	}
	for _, tt := range tests {
		o := options(tt.url)
		o.RootCAs, o.Attempts = tt.roots, 2
		c := newClient(t, o)
		_, err := c.Session.Get(t.Context())
		wantError(t, err, fault.Temporary, tt.text)
		_, err = c.CreateReminder(t.Context(), letter)
		wantError(t, err, fault.Temporary, tt.text)
	}
}

func TestCertificateIsNotTriedTwice(t *testing.T) {
	t.Parallel()
	srv := tlsServer(t, func(*tls.Config) {})
	var p pacer
	o := options(srv.URL)
	o.RootCAs, o.Attempts, o.Pacer = x509.NewCertPool(), 3, &p
	if _, err := newClient(t, o).Session.Get(t.Context()); err == nil || len(p.waits) != 1 {
		t.Errorf("%v after %d attempts", err, len(p.waits))
	}
}

func TestProxyIsIgnored(t *testing.T) {
	proxy := listen(t, func(net.Conn) {})
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy.url)
	}
	t.Setenv("NO_PROXY", "")
	s := listen(t, saying(http200(session)))
	if _, err := newClient(t, options(s.url)).Session.Get(t.Context()); err != nil || proxy.conns.Load() != 0 {
		t.Errorf("%v, %d connections to the proxy", err, proxy.conns.Load())
	}
}
