package mocoapi

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/url"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

// fail makes an error about an answer.
func (k call) fail(r reply, kind fault.Kind, text string) *Error {
	return &Error{
		Method: k.method, Path: k.path, Status: r.status, RequestID: r.requestID(),
		Kind: kind, Text: r.text(text),
	}
}

// refusedByMOCO makes the error for a status that is not 2xx. The kind is the
// read's or the write's.
func (c *conn) refusedByMOCO(k call, r reply, kind fault.Kind) *Error {
	e := k.fail(r, kind, serverText(mediaType(r), r.body))
	if r.header.Get("Location") != "" {
		e.Text = "it redirects to " + r.text(redirectHost(r)) + ", which is not followed"
	}
	e.After = retryAfter(r.header, c.opt.Now())
	return e
}

func redirectHost(r reply) string {
	u, err := url.Parse(r.header.Get("Location"))
	if err != nil || u.Hostname() == "" {
		return "another address"
	}
	return u.Hostname()
}

func mediaType(r reply) string {
	t, _, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return t
}

// broken makes the error for a request without a complete answer. begun says
// whether the server may have seen it.
func (c *conn) broken(ctx context.Context, k call, r reply, err error, begun bool) *Error {
	e := k.fail(r, fault.Temporary, wire(err, c.opt.Timeout))
	switch {
	case ctx.Err() != nil:
		e.Err, e.Text = ctx.Err(), ctx.Err().Error()
	case errors.As(err, new(errTooLarge)):
		e.Kind = fault.Permanent
	default:
		e.again = !errors.As(err, new(*tls.CertificateVerificationError))
	}
	if begun && k.method != "GET" {
		e.Kind, e.again = fault.Unsure, false
	}
	return e
}

// wire says in words what happened to a connection. It unwraps url.Error,
// whose text contains the query.
func wire(err error, timeout time.Duration) string {
	if u := new(url.Error); errors.As(err, &u) {
		err = u.Err
	}
	var n net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &n) && n.Timeout():
		return fmt.Sprintf("no complete answer within %s", timeout)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed before the answer was complete"
	}
	return err.Error()
}
