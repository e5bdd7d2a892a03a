package mocoapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

const (
	mediaJSON = "application/json"
	mediaPDF  = "application/pdf"
	userAgent = "mocowork"
	// maxRefusal is how much of a refusal is read for its words.
	maxRefusal = 64 << 10
)

// call is one request of the API, before it has a key.
type call struct {
	method string
	path   string // below the base, with leading slash
	query  url.Values
	body   []byte // nil: none
	media  string // of the body
	accept string // media type of the answer
}

func get(path string, query url.Values) call {
	return call{method: http.MethodGet, path: path, query: query, accept: mediaJSON}
}

// reply is a complete answer.
type reply struct {
	status int
	header http.Header
	body   []byte
	key    string // to be removed from texts that leave the package
}

// text is a foreign text, fit for errors.
func (r reply) text(s string) string { return oneLine(s, r.key) }

func (r reply) requestID() string { return clip(r.text(r.header.Get("X-Request-Id")), 64) }

// errTooLarge says that an answer exceeds Options.MaxBody.
type errTooLarge struct{ limit int64 }

func (e errTooLarge) Error() string {
	return fmt.Sprintf("the answer is larger than %d bytes", e.limit)
}

// refused is an error that came up before anything was sent.
func (k call) refused(kind fault.Kind, text string, cause error) *Error {
	return &Error{Method: k.method, Path: k.path, Kind: kind, Text: text, Err: cause}
}

// ready waits for the pacer and gets the key. Nothing has been sent if it
// fails.
func (c *conn) ready(ctx context.Context, k call, class Class) (string, *Error) {
	if err := ctx.Err(); err != nil {
		return "", k.refused(fault.Temporary, "not sent: "+err.Error(), err)
	}
	if c.opt.Pacer != nil {
		if err := c.opt.Pacer.Wait(ctx, class); err != nil {
			e := k.refused(fault.KindOf(err), "not sent: "+oneLine(err.Error(), ""), err)
			if e.Kind == fault.Permanent { // not classified; the next try may pass
				e.Kind = fault.Temporary
			}
			e.After = fault.AfterOf(err)
			return "", e
		}
	}
	key, err := c.opt.Key()
	if err != nil {
		return "", k.refused(fault.Auth, "no key: "+oneLine(err.Error(), ""), err)
	}
	key = strings.TrimSpace(key)
	if key == "" {
		return "", k.refused(fault.Auth, "no key: it is empty", nil)
	}
	if strings.IndexFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
		return "", k.refused(fault.Auth, "no key: it contains characters that no key has", nil)
	}
	return key, nil
}

// send makes one request and reads the whole answer. begun says whether any of
// it may have reached the server. It follows the connection, not the bytes:
// net/http reports written bytes from another goroutine, which may be too late
// when the context ends.
func (c *conn) send(ctx context.Context, hc *http.Client, k call, key string) (r reply, begun bool, err error) {
	r.key = key
	var connected atomic.Bool
	start := c.opt.Now()
	defer func() { c.observe(k, r, c.opt.Now().Sub(start)) }()
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	req, err := c.request(httptrace.WithClientTrace(ctx, trace), k, key)
	if err != nil {
		return r, false, err
	}
	resp, err := hc.Do(req)
	if err != nil {
		return r, connected.Load(), err
	}
	defer resp.Body.Close()
	r.status, r.header = resp.StatusCode, resp.Header
	if !ok(r.status) {
		r.body, _ = io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // only its words are of use
		r.body = c.withoutKeys(r.body, key)
		return r, true, nil
	}
	r.body, err = readAll(resp.Body, c.opt.MaxBody)
	r.body = c.withoutKeys(r.body, key)
	return r, true, err
}

// aKey is the least length of what is taken for a key in a whole answer: a
// shorter one, which MOCO does not give out, might be a word.
const aKey = 12

// withoutKeys takes our own keys out of an answer. A page that shows what it was
// sent, or an object that somebody pasted a key into, must not carry it into the
// mirror, a workbook or a message.
func (c *conn) withoutKeys(body []byte, key string) []byte {
	keys := []string{key}
	if c.opt.Keys != nil {
		keys = append(keys, c.opt.Keys()...)
	}
	for _, key := range keys {
		if len(key) < aKey {
			continue
		}
		for _, form := range []string{key, strings.ReplaceAll(key, "/", `\/`), url.QueryEscape(key)} {
			if bytes.Contains(body, []byte(form)) {
				body = bytes.ReplaceAll(body, []byte(form), []byte("****"))
			}
		}
	}
	return body
}

func ok(status int) bool { return status >= 200 && status < 300 }

func readAll(body io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(body, limit+1))
	if int64(len(b)) > limit {
		return nil, errTooLarge{limit}
	}
	return b, err
}

func (c *conn) request(ctx context.Context, k call, key string) (*http.Request, error) {
	u := *c.base
	u.Path += k.path
	u.RawQuery = k.query.Encode()
	req, err := http.NewRequestWithContext(ctx, k.method, u.String(), nil)
	if err != nil {
		return nil, errors.New("the request can't be built")
	}
	req.Header.Set("Authorization", "Token token="+key)
	req.Header.Set("Accept", k.accept)
	req.Header.Set("User-Agent", userAgent)
	if c.opt.Impersonate != 0 {
		req.Header.Set("X-IMPERSONATE-USER-ID", fmt.Sprint(c.opt.Impersonate))
	}
	if k.body != nil {
		// GetBody stays nil: without it net/http can't send the body again.
		req.Body = io.NopCloser(bytes.NewReader(k.body))
		req.ContentLength = int64(len(k.body))
		req.Header.Set("Content-Type", k.media)
	}
	return req, nil
}

// observe logs and counts a finished request.
func (c *conn) observe(k call, r reply, d time.Duration) {
	c.opt.Logger.Debug("moco request", "method", k.method, "path", k.path, "moco_status", r.status, "duration", d, "request_id", r.requestID())
	date, _ := http.ParseTime(r.header.Get("Date")) // the zero time if there is none
	c.opt.OnRequest(RequestInfo{Method: k.method, Resource: metricPath(k.path), Status: r.status, Duration: d, Date: date})
}

// metricPath replaces the numbers of a path, so that it can label a metric.
func metricPath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if id := strings.TrimSuffix(p, ".pdf"); id != "" && strings.Trim(id, "0123456789") == "" {
			parts[i] = "{id}" + p[len(id):]
		}
	}
	return strings.Join(parts, "/")
}
