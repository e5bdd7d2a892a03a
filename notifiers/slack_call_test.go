package notifiers

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header string
		want   time.Duration
	}{
		{"1", time.Second}, {" 30 ", 30 * time.Second}, {"0", time.Second}, {"86399", 86399 * time.Second},
		{monday.Add(90 * time.Second).UTC().Format(http.TimeFormat), 90 * time.Second},
		{monday.Add(-time.Hour).UTC().Format(http.TimeFormat), time.Second},
		// What can't be believed counts as not said.
		{"", unknownWait}, {"soon", unknownWait}, {"-5", unknownWait}, {"1e9", unknownWait}, {"99999999999999999999", unknownWait},
		{"1.5", unknownWait}, {"86400", unknownWait}, {monday.Add(48 * time.Hour).UTC().Format(http.TimeFormat), unknownWait},
	} {
		w := &wire{retryAfter: c.header}
		if got := w.after(monday); got != c.want {
			t.Errorf("Retry-After %q: %s, want %s", c.header, got, c.want)
		}
	}
}

func TestAgainAndPause(t *testing.T) {
	t.Parallel()
	kind := func(k fault.Kind) error { return fault.New(k, errors.New("x")) }
	for _, c := range []struct {
		name    string
		err     error
		call    call
		status  int
		attempt int
		want    bool
	}{
		{"temporary", kind(fault.Temporary), call{post: true}, 503, 1, true},
		{"the last attempt", kind(fault.Temporary), call{}, 503, maxAttempts, false},
		{"an ended context", fault.New(fault.Temporary, context.Canceled), call{}, 0, 1, false},
		{"a passed deadline", fault.New(fault.Temporary, context.DeadlineExceeded), call{}, 0, 1, false},
		{"throttled", kind(fault.Throttled), call{post: true}, 429, 1, true},
		{"unsure post once", kind(fault.Unsure), call{post: true}, 500, 1, true},
		{"unsure post twice", kind(fault.Unsure), call{post: true}, 500, 2, false},
		{"unsure edit", kind(fault.Unsure), call{}, 500, 3, true},
		{"unsure without an answer", kind(fault.Unsure), call{post: true}, 0, 1, false},
		{"auth", kind(fault.Auth), call{}, 401, 1, false},
		{"permanent", kind(fault.Permanent), call{}, 200, 1, false},
		{"gone", kind(fault.Gone), call{}, 200, 1, false},
	} {
		if got := again(c.err, c.call, &wire{status: c.status}, c.attempt); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	for attempt, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second} {
		if got := pause(kind(fault.Temporary), &wire{}, attempt); got != want {
			t.Errorf("pause after attempt %d: %s, want %s", attempt, got, want)
		}
	}
}

// TestWaitingIsBounded: neither MaxWait nor the caller's deadline is passed by
// waiting.
func TestWaitingIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.sim.Inject(slacksim.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: "12", Times: -1})
	_, err := w.slack.Send(context.Background(), text("C0FINANCE", "x"))
	if fault.KindOf(err) != fault.Throttled || fault.AfterOf(err) != 12*time.Second {
		t.Errorf("%v, after %s", err, fault.AfterOf(err))
	}
	if got := w.clock.total(); got != 24*time.Second {
		t.Errorf("waited %s, want 24s of at most 30s", got)
	}
	// The deadline is on the machine's clock, on which the test clock's time has
	// not come yet or is long past; what counts is the difference.
	near := newWorld(t, func(_ *slacksim.Options, o *SlackOptions) { o.Clock = systemClock{} })
	near.sim.Inject(slacksim.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: "20", Times: -1})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := near.slack.Send(ctx, text("C0FINANCE", "x")); fault.KindOf(err) != fault.Throttled {
		t.Errorf("%v", err)
	}
	if n := near.sim.Count("chat.postMessage"); n != 1 {
		t.Errorf("%d attempts within a deadline that allows one", n)
	}
}

func TestSystemClock(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := (systemClock{}).Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
	if err := (systemClock{}).Sleep(context.Background(), time.Nanosecond); err != nil {
		t.Error(err)
	}
}

// server is a made-up Slack of one handler, and a client for it.
func server(t *testing.T, h http.HandlerFunc) *Slack {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	s, err := NewSlack(SlackOptions{Token: canary, APIURL: srv.URL + "/api", Clock: newClock(), Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTokenGoesNowhereElse: neither a redirection nor an upload address on
// another host gets a request (S3, S7).
func TestTokenGoesNowhereElse(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	t.Cleanup(thief.Close)
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/files.getUploadURLExternal":
			fmt.Fprintf(w, `{"ok":true,"file_id":"F1","upload_url":"%s/upload/secret-ticket"}`, thief.URL)
		default:
			http.Redirect(w, r, thief.URL+"/?stolen", http.StatusTemporaryRedirect)
		}
	})
	_, err := s.Send(context.Background(), text("C0FINANCE", "x"))
	if fault.KindOf(err) != fault.Permanent || !strings.Contains(err.Error(), "redirection (307)") {
		t.Errorf("%v", err)
	}
	_, err = s.Upload(context.Background(), Upload{Message: text("C0FINANCE", "x"), Path: "doc.go", Name: "doc.go"})
	if err == nil || strings.Contains(err.Error(), "secret-ticket") || strings.Contains(err.Error(), thief.URL) {
		t.Errorf("%v", err)
	}
	if n := hits.Load(); n != 0 {
		t.Errorf("another host got %d requests", n)
	}
}

// TestStrangeAnswers: what is neither yes nor no is never taken for a yes.
func TestStrangeAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		kind       fault.Kind
	}{
		{"empty", "", fault.Unsure},
		{"empty object", "{}", fault.Unsure},
		{"ok without an id", `{"ok":true}`, fault.Unsure},
		{"not ok without a reason", `{"ok":false}`, fault.Unsure},
		{"HTML", "<html>Login</html>", fault.Unsure},
		{"cut off", `{"ok":true,"ts":"1.2","chan`, fault.Unsure},
		{"a list", "[]", fault.Unsure},
		{"wrong types", `{"ok":"yes","ts":5}`, fault.Unsure},
		{"endless", `{"ok":true,"x":"` + strings.Repeat("a", maxAnswer+100) + `","ts":"1.2","channel":"C1"}`, fault.Unsure},
		{"an error that is no word", `{"ok":false,"error":"` + canary + `"}`, fault.Permanent},
		{"a scope that is no scope", `{"ok":false,"error":"missing_scope","needed":"<` + canary + `>"}`, fault.Auth},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := server(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, c.body) })
			r, err := s.Send(context.Background(), text("C0FINANCE", "x"))
			if err == nil || fault.KindOf(err) != c.kind || strings.Contains(err.Error(), canary) {
				t.Errorf("%+v, %v (%v), want %v", r, err, fault.KindOf(err), c.kind)
			}
			if len(err.Error()) > 300 {
				t.Errorf("the error is %d characters long", len(err.Error()))
			}
		})
	}
}

func TestMissingScopeIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *slacksim.Options, _ *SlackOptions) { o.Scopes = []string{"channels:read", "groups:read"} })
	_, err := w.slack.Send(context.Background(), text("#finance", "x"))
	want := "slack: the message to #finance failed: the app lacks the scope chat:write: add it under OAuth & Permissions and install the app again (missing_scope)"
	if err == nil || err.Error() != want || fault.KindOf(err) != fault.Auth {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	srv.StartTLS()
	t.Cleanup(srv.Close)
	s, err := NewSlack(SlackOptions{Token: canary, APIURL: srv.URL, Clock: newClock()})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Send(context.Background(), text("C0FINANCE", "x"))
	if fault.KindOf(err) != fault.Temporary || !strings.Contains(err.Error(), "certificate can't be verified") {
		t.Errorf("%v (%v)", err, fault.KindOf(err))
	}
}

func TestBotNameWithoutAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.sim.Inject(slacksim.Fault{Method: "auth.test", Code: "fatal_error"})
	_, err := w.slack.Send(context.Background(), text("#outside", "x"))
	if fault.KindOf(err) != fault.Permanent || !strings.Contains(err.Error(), "write /invite @the-bot there") {
		t.Errorf("%v", err)
	}
}

// TestManyAtOnce: several goroutines share the pace, and each message arrives
// once.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			channel := []string{"#finance", "#finance-leads", "C0OPS"}[i%3]
			if _, err := w.slack.Send(context.Background(), text(channel, fmt.Sprint("n", i, "."))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	seen := map[string]int{}
	for _, m := range w.sim.Messages() {
		seen[m.Text]++
	}
	for i := range 20 {
		if n := seen[fmt.Sprint("n", i, ".")]; n != 1 {
			t.Errorf("message %d arrived %d times", i, n)
		}
	}
	if n := w.sim.Count("conversations.list"); n != 1 {
		t.Errorf("the channels were listed %d times", n)
	}
}
