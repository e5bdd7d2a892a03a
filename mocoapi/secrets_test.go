package mocoapi

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

// echo sends the key back in every place that could end up in an error.
func echo(code int, mediaType string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		auth := r.Header.Get("Authorization")
		for _, name := range []string{"X-Request-Id", "X-Total", "Link", "Retry-After", "X-Page"} {
			w.Header().Set(name, auth)
		}
		if code >= 300 && code < 400 {
			w.Header().Set("Location", "https://"+canary+".evil.com/?"+canary)
		}
		w.Header().Set("Content-Type", mediaType)
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"id":%q,"message":"bad: %s","`+canary+`":["x"]}`, auth, auth)
	}
}

// TestKeyLeaksNowhere drives failing paths and looks for the key in the error,
// its chain, every format of it, the log and what is counted.
func TestKeyLeaksNowhere(t *testing.T) {
	t.Parallel()
	clients := map[string]func(t *testing.T, o Options) Billing{}
	for _, code := range []int{200, 301, 307, 400, 401, 403, 404, 409, 422, 429, 500, 503} {
		for _, mediaType := range []string{mediaJSON, "text/plain", "text/html"} {
			clients[fmt.Sprintf("%d %s", code, mediaType)] = at127(echo(code, mediaType))
		}
	}
	clients["truncated"] = at127(truncated)
	clients["list"] = at127(answer(200, `["`+canary+`"]`))
	clients["closed"] = at127(abort)
	for name, raw := range map[string]string{
		"status line": canary + "\r\n\r\n", "header": "HTTP/1.1 200 OK\r\n" + canary + "\r\n\r\n",
		"chunk":  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + canary + "\r\n",
		"length": "HTTP/1.1 200 OK\r\nContent-Length: " + canary + "\r\n\r\n",
	} {
		clients[name] = func(t *testing.T, o Options) Billing {
			o.BaseURL = listen(t, saying(raw)).url
			return newClient(t, o)
		}
	}
	clients["DNS"] = func(t *testing.T, o Options) Billing {
		c := newClient(t, o)
		dial(c, func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: "no such host", Name: canary}
		})
		return c
	}
	clients["TLS"] = func(t *testing.T, o Options) Billing {
		srv := httptest.NewUnstartedServer(answer(200, ""))
		srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
		srv.StartTLS()
		t.Cleanup(srv.Close)
		o.BaseURL, o.RootCAs = srv.URL, x509.NewCertPool()
		return newClient(t, o)
	}
	clients["key with a line break"] = func(t *testing.T, o Options) Billing {
		o.Key = func() (string, error) { return canary + "\r\nX: y", nil }
		return newClient(t, o)
	}
	for name, make := range clients {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			o := options("")
			o.Attempts = 2
			o.Logger = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
			o.OnRequest = func(i RequestInfo) { fmt.Fprintf(&out, "%+v\n", i) }
			c := make(t, o)
			failed := false
			for _, err := range calls(t.Context(), c) {
				failed = failed || err != nil
				dump(&out, err)
			}
			if strings.Contains(out.String(), canary) || !failed {
				t.Errorf("a key or no error:\n%s", out.String())
			}
		})
	}
}

func at127(h http.HandlerFunc) func(*testing.T, Options) Billing {
	return func(t *testing.T, o Options) Billing {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		o.BaseURL = srv.URL
		return newClient(t, o)
	}
}

// calls makes one call of each shape.
func calls(ctx context.Context, c Billing) []error {
	_, session := c.Session.Get(ctx)
	_, users := collect(c.Users(ctx, UserQuery{Email: "geheim@example.com"}))
	_, cashflow := collect(c.Reports.Cashflow(ctx, CashflowQuery{}))
	_, tags := c.Taggings.List(ctx, TagInvoice, 1)
	_, pdf := c.Client.Invoices.PDF(ctx, 1, PDFOptions{})
	_, reminder := c.CreateReminder(ctx, letter)
	_, added := c.Taggings.Add(ctx, TagInvoice, 1, "x")
	_, mail := c.SendReminder(ctx, 1, Mail{Subject: "s", Text: "t"})
	return []error{session, users, cashflow, tags, pdf, reminder, added, mail, c.DeleteReminder(ctx, 1)}
}

// dump writes an error and its whole chain in all formats.
func dump(out *bytes.Buffer, err error) {
	for ; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(out, "%v %+v %#v %s %q\n", err, err, err, err, err)
		slog.New(slog.NewJSONHandler(out, nil)).Error("failed", "err", err)
		if f := new(fault.Error); errors.As(err, &f) {
			fmt.Fprintf(out, "%+v\n", f)
		}
	}
}

func TestQueryIsNotLogged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	var infos []RequestInfo
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	c := serve(t, answer(200, `[]`), func(o *Options) {
		o.Logger = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.OnRequest = func(i RequestInfo) { infos = append(infos, i) }
		o.Now = func() time.Time { now = now.Add(time.Second); return now }
	})
	if _, err := collect(c.Users(t.Context(), UserQuery{Email: "geheim@example.com"})); err != nil {
		t.Fatal(err)
	}
	if _, err := collect(c.Timesheet(t.Context(), 12)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"level=DEBUG", "method=GET", "path=/users", "status=200", "duration=1s", "request_id=req-1"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not logged: %s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "geheim") {
		t.Errorf("the query is logged: %s", out.String())
	}
	date := infos[0].Date
	if age := time.Since(date); age < -time.Second || age > time.Minute {
		t.Errorf("the server's date is %s", date)
	}
	infos[1].Date = date
	equal(t, "infos", infos, []RequestInfo{{"GET", "/users", 200, time.Second, date}, {"GET", "/invoices/{id}/timesheet", 200, time.Second, date}})
}

func TestResource(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/invoices": "/invoices", "/invoices/12": "/invoices/{id}", "/invoices/12.pdf": "/invoices/{id}.pdf",
		"/projects/1/payment_schedules/2": "/projects/{id}/payment_schedules/{id}", "/invoices/1/timesheet.pdf": "/invoices/{id}/timesheet.pdf",
		"/taggings/Invoice/9": "/taggings/Invoice/{id}",
	} {
		if got := metricPath(path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// TestRedirectIsNotFollowed sends a redirect to a second server, which must see
// nothing at all.
func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	other := listen(t, func(net.Conn) {})
	for _, code := range []int{301, 302, 303, 307, 308} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.url+"/api/v1/session", code) })
		_, err := c.Session.Get(t.Context())
		wantError(t, err, fault.Permanent, "it redirects to 127.0.0.1, which is not followed")
		err = c.DeleteReminder(t.Context(), 1)
		wantError(t, err, fault.Unsure, "it redirects to 127.0.0.1")
	}
	if n := other.conns.Load(); n != 0 {
		t.Errorf("the other host saw %d connections", n)
	}
}
