package mocoapi

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// wireServer is a bare listener: it hands each connection to play and counts
// them.
type wireServer struct {
	url   string
	conns atomic.Int64
}

func listen(t *testing.T, play func(net.Conn)) *wireServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &wireServer{url: "http://" + l.Addr().String()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.conns.Add(1)
			go func() { defer conn.Close(); play(conn) }()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return s
}

// readRequest reads a whole request off the wire, so that the server has seen
// everything.
func readRequest(conn net.Conn) string {
	buf, n := make([]byte, 64<<10), 0
	for {
		m, err := conn.Read(buf[n:])
		n += m
		head, body, found := strings.Cut(string(buf[:n]), "\r\n\r\n")
		if err != nil {
			return string(buf[:n])
		}
		if !found {
			continue
		}
		want := 0
		if _, after, ok := strings.Cut(head, "Content-Length: "); ok {
			fmt.Sscan(after, &want)
		}
		if len(body) >= want {
			return string(buf[:n])
		}
	}
}

// saying answers with raw bytes and closes.
func saying(text string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		conn.Write([]byte(text))
	}
}

func http200(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

func status(code int, headers string) string {
	return fmt.Sprintf("HTTP/1.1 %d X\r\n%sContent-Length: 0\r\n\r\n", code, headers)
}

func reset(conn net.Conn) {
	readRequest(conn)
	conn.(*net.TCPConn).SetLinger(0)
}

func hold(conn net.Conn) {
	readRequest(conn)
	conn.Read(make([]byte, 1)) // until the client closes
}

var letter = NewReminder{
	InvoiceID: 7, Title: "1. Mahnung", Text: "Bitte zahlen. R7/M1",
	Date: billing.Date{Year: 2026, Month: 11, Day: 23}, DueDate: billing.Date{Year: 2026, Month: 12, Day: 3},
}

// TestWriteOutcomes is the table of everything that can happen to a create.
func TestWriteOutcomes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		play func(net.Conn)
		kind fault.Kind
		text string
	}{
		{"400", saying(status(400, "")), fault.Invalid, "MOCO answered 400"},
		{"401", saying(status(401, "")), fault.Auth, "401: the key was refused"},
		{"403", saying(status(403, "")), fault.Permanent, "403: the key may not do this"},
		{"404", saying(status(404, "")), fault.Gone, "404: not found"},
		{"405", saying(status(405, "")), fault.Permanent, "MOCO answered 405"},
		{"409", saying(status(409, "")), fault.Invalid, "MOCO answered 409"},
		{"422", saying(status(422, "")), fault.Invalid, "MOCO answered 422"},
		{"429", saying(status(429, "Retry-After: 3\r\n")), fault.Throttled, "429: too many requests"},
		{"402", saying(status(402, "")), fault.Unsure, "MOCO answered 402 (it is unknown whether MOCO did it)"},
		{"408", saying(status(408, "")), fault.Unsure, "MOCO answered 408"},
		{"410", saying(status(410, "")), fault.Unsure, "MOCO answered 410"},
		{"423", saying(status(423, "")), fault.Unsure, "MOCO answered 423"},
		{"499", saying(status(499, "")), fault.Unsure, "MOCO answered 499"},
		{"500", saying(status(500, "")), fault.Unsure, "MOCO answered 500"},
		{"502", saying(status(502, "")), fault.Unsure, "MOCO answered 502"},
		{"503", saying(status(503, "Retry-After: 3\r\n")), fault.Unsure, "MOCO answered 503"},
		{"504", saying(status(504, "")), fault.Unsure, "MOCO answered 504"},
		{"301", saying(status(301, "Location: https://evil.com/x?key=1\r\n")), fault.Unsure, "301: it redirects to evil.com, which is not followed"},
		{"303", saying(status(303, "Location: /invoice_reminders/1\r\n")), fault.Unsure, "303: it redirects to another address"},
		{"307", saying(status(307, "Location: https://evil.com/\r\n")), fault.Unsure, "307: it redirects to evil.com"},
		{"no bytes", func(conn net.Conn) { readRequest(conn) }, fault.Unsure, "the connection was closed before the answer was complete"},
		{"closed at once", func(net.Conn) {}, fault.Unsure, "(it is unknown"},
		{"reset", reset, fault.Unsure, "(it is unknown"},
		{"silence", hold, fault.Unsure, "no complete answer within 50ms"},
		{"half a header", saying("HTTP/1.1 200 OK\r\nContent-Ty"), fault.Unsure, "(it is unknown"},
		{"no HTTP", saying("Hello " + canary + "\r\n\r\n"), fault.Unsure, "malformed HTTP"},
		{"cut body", saying("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"id\":1"), fault.Unsure, "the connection was closed"},
		{"cut chunk", saying("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"id\":1"), fault.Unsure, "the connection was closed"},
		{"corrupt gzip", saying("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde"), fault.Unsure, "(it is unknown"},
		{"204", saying("HTTP/1.1 204 No Content\r\n\r\n"), fault.Unsure, "the answer is empty"},
		{"empty 200", saying(http200("")), fault.Unsure, "the answer is empty"},
		{"HTML", saying("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"), fault.Unsure, "an HTML page"},
		{"wrong type", saying("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\n{\"id\":1}"), fault.Unsure, "the answer is text/plain, not JSON"},
		{"cut JSON", saying(http200(`{"id":1`)), fault.Unsure, "not valid JSON"},
		{"list", saying(http200(`[{"id":1}]`)), fault.Unsure, "the answer is no object"},
		{"no id", saying(http200(`{"title":"x"}`)), fault.Unsure, "reminder: no id"},
		{"null id", saying(http200(`{"id":null}`)), fault.Unsure, "reminder: id: null is no positive integer"},
		{"id as text", saying(http200(`{"id":"12"}`)), fault.Unsure, `id: "12" is no positive integer`},
		{"id with fraction", saying(http200(`{"id":12.5}`)), fault.Unsure, "12.5 is no positive integer"},
		{"negative id", saying(http200(`{"id":-12}`)), fault.Unsure, "-12 is no positive integer"},
		{"huge id", saying(http200(`{"id":9223372036854775808}`)), fault.Unsure, "9223372036854775808 is no positive integer"},
		{"other invoice", saying(http200(`{"id":1,"invoice":{"id":8}}`)), fault.Unsure, "the answer is about a reminder of invoice 8"},
		{"too large", saying(http200(`{"id":1,"text":"` + strings.Repeat("x", 5000) + `"}`)), fault.Unsure, "the answer is larger than 4096 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := listen(t, tt.play)
			o := options(s.url)
			o.Attempts, o.MaxBody = 5, 4096
			if tt.name == "silence" {
				o.Timeout = 50 * time.Millisecond
			}
			_, err := newClient(t, o).CreateReminder(t.Context(), letter)
			wantError(t, err, tt.kind, tt.text)
			if n := s.conns.Load(); n != 1 {
				t.Errorf("%d connections, want 1: a write is sent once", n)
			}
		})
	}
}

func TestWriteSaysYes(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"whole":           `{"id":12,"title":"1. Mahnung","fee":0,"invoice":{"id":7,"identifier":"R7"}}`,
		"id only":         `{"id":12}`,
		"rest is strange": `{"id":12,"title":{},"fee":"n/a"}`,
		"duplicate keys":  `{"id":3,"id":12}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := listen(t, saying(http200(body)))
			r, err := newClient(t, options(s.url)).CreateReminder(t.Context(), letter)
			if err != nil || r.ID != 12 {
				t.Errorf("got %+v, %v", r, err)
			}
		})
	}
}

func TestWriteThatIsNotSent(t *testing.T) {
	t.Parallel()
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := l.Addr().String()
		l.Close()
		_, err = newClient(t, options("http://"+addr)).CreateReminder(t.Context(), letter)
		wantError(t, err, fault.Temporary, "connection refused")
	})
	t.Run("unknown host", func(t *testing.T) {
		t.Parallel()
		c := newClient(t, options(""))
		dial(c, func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "beispiel.mocoapp.com", IsNotFound: true}}
		})
		_, err := c.CreateReminder(t.Context(), letter)
		wantError(t, err, fault.Temporary, "POST /invoice_reminders: dial tcp: lookup beispiel.mocoapp.com: no such host")
	})
	t.Run("no TLS there", func(t *testing.T) {
		t.Parallel()
		s := listen(t, func(conn net.Conn) {
			conn.Read(make([]byte, 1024))
			conn.Write([]byte("HTTP/1.0 400 Bad Request\r\n\r\n"))
		})
		_, err := newClient(t, options(strings.Replace(s.url, "http:", "https:", 1))).CreateReminder(t.Context(), letter)
		wantError(t, err, fault.Temporary, "HTTP response to HTTPS client")
	})
	t.Run("TLS handshake is cut", func(t *testing.T) {
		t.Parallel()
		s := listen(t, func(conn net.Conn) { conn.Read(make([]byte, 1024)) })
		_, err := newClient(t, options(strings.Replace(s.url, "http:", "https:", 1))).CreateReminder(t.Context(), letter)
		wantError(t, err, fault.Temporary, "POST /invoice_reminders: ") // EOF or reset
	})
	t.Run("context ends while dialling", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		c := newClient(t, options(""))
		dial(c, func(ctx context.Context, _, _ string) (net.Conn, error) {
			cancel()
			<-ctx.Done()
			return nil, ctx.Err()
		})
		_, err := c.CreateReminder(ctx, letter)
		wantError(t, err, fault.Temporary, "POST /invoice_reminders: context canceled")
		if !errors.Is(err, context.Canceled) {
			t.Error("the cause is lost")
		}
	})
	t.Run("time-out while dialling", func(t *testing.T) {
		t.Parallel()
		c := newClient(t, options(""))
		c.opt.Timeout = time.Millisecond
		dial(c, func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		_, err := c.CreateReminder(t.Context(), letter)
		wantError(t, err, fault.Temporary, "no complete answer within 1ms")
	})
	t.Run("no key", func(t *testing.T) {
		t.Parallel()
		c := newClient(t, options("http://127.0.0.1:1"))
		c.opt.Key = func() (string, error) { return "", nil }
		_, err := c.CreateReminder(t.Context(), letter)
		wantError(t, err, fault.Auth, "no key: it is empty")
	})
}

// dial replaces the client's way to the network.
func dial(c Billing, f func(context.Context, string, string) (net.Conn, error)) {
	for _, hc := range []*http.Client{c.reads, c.writes} {
		hc.Transport.(*http.Transport).DialContext = f
	}
}

// TestWriteContextEndsAfterSending ends the context once the server has the
// whole request.
func TestWriteContextEndsAfterSending(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := listen(t, func(conn net.Conn) {
		readRequest(conn)
		cancel()
		conn.Read(make([]byte, 1))
	})
	_, err := newClient(t, options(s.url)).CreateReminder(ctx, letter)
	wantError(t, err, fault.Unsure, "context canceled (it is unknown whether MOCO did it)")
	if !errors.Is(err, context.Canceled) {
		t.Error("the cause is lost")
	}
}

// TestWriteContextEndsAnywhere races the end of the context against the
// request: whenever the server got a whole request, the error is Unsure.
func TestWriteContextEndsAnywhere(t *testing.T) {
	t.Parallel()
	for i := range 200 {
		got := make(chan bool, 1)
		s := listen(t, func(conn net.Conn) {
			got <- strings.Contains(readRequest(conn), "R7/M1")
			conn.Read(make([]byte, 1))
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*10*time.Microsecond)
		_, err := newClient(t, options(s.url)).CreateReminder(ctx, letter)
		cancel()
		if s.conns.Load() == 0 || fault.KindOf(err) == fault.Unsure {
			continue
		}
		if arrived := <-got; arrived {
			t.Fatalf("the server has the request, the client says %v (%s)", err, fault.KindOf(err))
		}
	}
}

// TestWriteBytes shows the request as it is on the wire.
func TestWriteBytes(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	s := listen(t, func(conn net.Conn) {
		got <- readRequest(conn)
		conn.Write([]byte(http200(`{"id":1}`)))
	})
	if _, err := newClient(t, options(s.url)).CreateReminder(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(<-got, "\r\n\r\n")
	want := `{"invoice_id":7,"title":"1. Mahnung","text":"Bitte zahlen. R7/M1","fee":0,"date":"2026-11-23","due_date":"2026-12-03"}`
	if body != want {
		t.Errorf("body is %s, want %s", body, want)
	}
	for _, want := range []string{"POST /api/v1/invoice_reminders HTTP/1.1", "Connection: close", "Content-Type: application/json", fmt.Sprintf("Content-Length: %d", len(body))} {
		if !strings.Contains(head, want) {
			t.Errorf("%q is not in the request:\n%s", want, head)
		}
	}
	for _, bad := range []string{"Idempotency", "Expect", "Transfer-Encoding"} {
		if strings.Contains(head, bad) {
			t.Errorf("%q is in the request:\n%s", bad, head)
		}
	}
}

func TestWriteTransport(t *testing.T) {
	t.Parallel()
	c := newClient(t, options(""))
	req, err := c.request(t.Context(), call{method: "POST", path: "/comments", body: []byte("{}")}, canary)
	if err != nil || req.GetBody != nil || req.ContentLength != 2 {
		t.Errorf("the body can be sent again, or has no length: %v, %d", err, req.ContentLength)
	}
	for name, hc := range map[string]*http.Client{"reads": c.reads, "writes": c.writes} {
		tr := hc.Transport.(*http.Transport)
		if tr.Proxy != nil || tr.TLSClientConfig.MinVersion < tls.VersionTLS12 || tr.TLSClientConfig.InsecureSkipVerify || tr.Protocols.HTTP2() {
			t.Errorf("%s: the transport uses a proxy, HTTP/2 or weak TLS", name)
		}
		if tr.DisableKeepAlives != (name == "writes") {
			t.Errorf("%s: DisableKeepAlives is %v", name, tr.DisableKeepAlives)
		}
	}
}

func TestWriteThrottledTellsThePacer(t *testing.T) {
	t.Parallel()
	for after, want := range map[string]time.Duration{"": 0, "30": 30 * time.Second} {
		var p pacer
		c := serve(t, throttle(after), func(o *Options) { o.Pacer, o.Attempts = &p, 5 })
		_, err := c.CreateReminder(t.Context(), letter)
		wantError(t, err, fault.Throttled, "too many requests")
		if fault.AfterOf(err) != want {
			t.Errorf("AfterOf is %v, want %v", fault.AfterOf(err), want)
		}
		equal(t, "blocks", p.blocks, []time.Duration{want})
		equal(t, "tokens", p.waits, []Class{Write})
	}
}

func TestBlockSurvivesTheContext(t *testing.T) {
	t.Parallel()
	var p pacer
	c := newClient(t, options(""))
	c.opt.Pacer = &p
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c.block(ctx, time.Second)
	equal(t, "blocks", p.blocks, []time.Duration{time.Second})
}

// TestAcknowledged is the table of answers to a write that needs no object.
func TestAcknowledged(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{
		"204": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, "empty 200": answer(200, ""),
		"object": answer(200, `{"id":5}`), "status": answer(200, `{"status":"ok"}`), "201": answer(201, `{}`),
	} {
		if err := serve(t, h).DeleteReminder(t.Context(), 5); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, h := range map[string]http.HandlerFunc{
		"HTML": html, "text": typed("text/plain", "ok"), "list": answer(200, `[]`), "cut": answer(200, `{"id"`), "truncated": truncated, "closed": abort,
	} {
		err := serve(t, h).DeleteReminder(t.Context(), 5)
		if fault.KindOf(err) != fault.Unsure {
			t.Errorf("%s: %v is %s", name, err, fault.KindOf(err))
		}
	}
}
