package notifiers

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/slack-go/slack"
)

// call describes one request for its errors and its retries.
type call struct {
	what    string // "the message to #finance", the subject of an error's sentence
	channel string // as in the configuration, for advice; "" if there is none
	// post means that repeating it could show something twice.
	post bool
	// paced is the channel whose pace it keeps; "" if it needs none.
	paced string
	// slow gives it ten times the time: it carries a file.
	slow bool
	// method is its name for metrics where the address does not show it.
	method string
}

// How often a request is made. What may have posted something is repeated only
// once, so that people see it twice at worst.
const (
	maxAttempts     = 4
	maxPostAttempts = 2
)

// do calls the Web API. See repeat.
func (s *Slack) do(ctx context.Context, c call, f func(context.Context, *slack.Client) error) error {
	return s.repeat(ctx, c, func(ctx context.Context, w *wire) error {
		return f(ctx, slack.New(s.token, slack.OptionAPIURL(s.endpoint), slack.OptionHTTPClient(w)))
	})
}

// repeat makes a request: it keeps the channel's pace, honours Retry-After and
// repeats after a failure of Slack's, all within MaxWait and ctx's deadline.
// Errors are classified and free of secrets.
func (s *Slack) repeat(ctx context.Context, c call, f func(context.Context, *wire) error) error {
	budget, began := s.budget(ctx), s.clock.Now()
	if c.paced != "" {
		wait, err := s.keepPace(ctx, c, budget)
		if err != nil {
			return err
		}
		budget -= wait
	}
	for attempt := 1; ; attempt++ {
		w := &wire{client: s.http}
		err := s.once(ctx, c, w, f)
		if err == nil {
			return nil
		}
		failed := s.classify(ctx, c, w, err)
		wait := pause(failed, w, attempt)
		s.warnOthers(ctx, c, failed, w, s.clock.Now().Sub(began))
		if !again(failed, c, w, attempt) || wait > budget {
			return failed
		}
		if s.clock.Sleep(ctx, wait) != nil {
			return failed
		}
		budget -= wait
	}
}

// reserve takes the channel's turn. Where the shared pace can't be asked, this
// process keeps one of its own: that the store is gone must be told as well.
func (s *Slack) reserve(ctx context.Context, channel string, most time.Duration) (time.Duration, bool, error) {
	short, cancel := context.WithTimeout(ctx, maxReserve)
	defer cancel()
	wait, ok, err := s.pace.Reserve(short, channel, most)
	if err != nil && ctx.Err() == nil {
		return s.own.Reserve(ctx, channel, most)
	}
	return wait, ok, err
}

// maxReserve is how long a message waits for the shared pace to answer.
const maxReserve = 3 * time.Second

// keepPace waits for the channel's turn and says how long it took.
func (s *Slack) keepPace(ctx context.Context, c call, most time.Duration) (time.Duration, error) {
	wait, ok, err := s.reserve(ctx, c.paced, most)
	switch {
	case err != nil:
		return 0, fault.New(fault.Temporary, s.sentence(c, "was not sent", err))
	case !ok:
		return 0, s.throttled(c, wait)
	}
	if err := s.clock.Sleep(ctx, wait); err != nil {
		return 0, fault.New(fault.Temporary, s.sentence(c, "was not sent", err))
	}
	return wait, nil
}

// hanging is how long a Slack that gives no answer may keep a message before
// the next ones are not even tried for a while.
const hanging = 5 * time.Second

// warnOthers lets everybody who shares the pace know that Slack asked to wait,
// or that it hangs. A pace that can't be told costs the others a try of their
// own.
func (s *Slack) warnOthers(ctx context.Context, c call, failed error, w *wire, took time.Duration) {
	ctx = context.WithoutCancel(ctx)
	switch {
	case c.paced == "":
	case fault.KindOf(failed) == fault.Throttled:
		_ = s.pace.Block(ctx, c.paced, fault.AfterOf(failed)+Gap) // ours goes first
	case w.status == 0 && took >= hanging:
		_ = s.pace.Away(ctx)
	}
}

func (s *Slack) once(ctx context.Context, c call, w *wire, f func(context.Context, *wire) error) error {
	limit := s.timeout
	if c.slow {
		limit *= 10
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := f(ctx, w)
	method, isAPI := strings.CutPrefix(w.url, s.endpoint)
	switch {
	case c.method != "":
		method = c.method
	case !isAPI, !methodName.MatchString(method):
		method = "upload" // to an address that is a secret
	}
	s.onCall(method, w.code(err))
	return err
}

// methodName is the form of Slack's methods.
var methodName = regexp.MustCompile(`^[a-z]+(\.[a-zA-Z]+)+$`)

// code is how a request ended, in a word for metrics.
func (w *wire) code(err error) string {
	var answer slack.SlackErrorResponse
	var hook *hookAnswer
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &hook):
		return cmp.Or(hook.word, strconv.Itoa(hook.status))
	case errors.As(err, &answer) && word.MatchString(answer.Err):
		return answer.Err
	case w.status != 0:
		return strconv.Itoa(w.status)
	}
	return "none"
}

// budget is how long the call may wait in all.
func (s *Slack) budget(ctx context.Context) time.Duration {
	if end, ok := ctx.Deadline(); ok {
		return min(s.maxWait, end.Sub(s.clock.Now()))
	}
	return s.maxWait
}

// again reports whether the same request is made once more.
func again(err error, c call, w *wire, attempt int) bool {
	if attempt >= maxAttempts {
		return false
	}
	switch fault.KindOf(err) {
	case fault.Throttled:
		return true
	case fault.Temporary:
		// A context that ended stays ended.
		return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	case fault.Unsure:
		return w.status >= 500 && (!c.post || attempt < maxPostAttempts)
	}
	return false
}

// pause is how long to wait before the next attempt.
func pause(err error, w *wire, attempt int) time.Duration {
	if after := fault.AfterOf(err); after > 0 {
		return after
	}
	return time.Second << (attempt - 1)
}

// wire is what one request left on the way. It stands between slack-go and the
// HTTP client because slack-go tells neither whether bytes were sent nor what
// a Retry-After said that is no number.
type wire struct {
	client     *http.Client
	sent       atomic.Bool // a connection was there: the request may have arrived
	status     int         // 0 without an answer
	retryAfter string
	url        string // without its query
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 8 << 20

// Do makes the request and takes notes.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	w.url, _, _ = strings.Cut(req.URL.String(), "?")
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { w.sent.Store(true) }}
	resp, err := w.client.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil {
		return nil, err
	}
	w.status, w.retryAfter = resp.StatusCode, resp.Header.Get("Retry-After")
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	return resp, nil
}

// unknownWait is the wait after a 429 that doesn't say how long.
const unknownWait = 30 * time.Second

// after is the wait that the answer asks for: seconds, or a date. What can't
// be read counts as not said.
func (w *wire) after(now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(w.retryAfter)); err == nil && n >= 0 && n < 86400 {
		return max(time.Second, time.Duration(n)*time.Second)
	}
	if t, err := http.ParseTime(w.retryAfter); err == nil && t.Sub(now) < 24*time.Hour {
		return max(time.Second, t.Sub(now))
	}
	return unknownWait
}
