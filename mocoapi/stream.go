package mocoapi

import (
	"bufio"
	"context"
	"crypto/sha256"
	"io"
	"net/http/httptrace"
	"sync/atomic"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// writePDF streams a document to w without holding it. It is tried again as any
// read, such as after a 423, until the first byte of the document is there; from
// then on it may be cut off.
func (r resource[T]) writePDF(ctx context.Context, c *conn, w io.Writer, suffix string, q any, ids ...billing.ID) (Document, error) {
	path, _, problem := r.of(ids, suffix)
	k := get(path, encodeQuery(q))
	k.accept = mediaPDF
	if problem != "" {
		return Document{}, k.refused(fault.Invalid, problem, nil)
	}
	var d Document
	_, err := c.retry(ctx, func() (reply, *Error) {
		answer, e := c.streamOnce(ctx, k, w, &d)
		return answer, e
	})
	return d, err
}

// streamOnce makes one request and copies its document.
func (c *conn) streamOnce(ctx context.Context, k call, w io.Writer, d *Document) (reply, *Error) {
	key, e := c.ready(ctx, k, c.opt.ReadClass)
	if e != nil {
		return reply{}, e
	}
	r, start := reply{key: key}, c.opt.Now()
	defer func() { c.observe(k, r, c.opt.Now().Sub(start)) }()
	sending, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	req, err := c.request(httptrace.WithClientTrace(sending, trace), k, key)
	if err != nil {
		return r, c.broken(ctx, k, r, err, false)
	}
	resp, err := c.reads.Do(req)
	if err != nil {
		return r, c.broken(ctx, k, r, err, connected.Load())
	}
	defer resp.Body.Close()
	r.status, r.header = resp.StatusCode, resp.Header
	if !ok(r.status) {
		r.body, _ = io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // only its words are of use
		return r, c.refusedRead(k, r)
	}
	return r, c.copyPDF(ctx, k, r, resp.Body, w, d)
}

// copyPDF copies a document that begins as one. What is no PDF is not copied,
// and worth another try.
func (c *conn) copyPDF(ctx context.Context, k call, r reply, from io.Reader, w io.Writer, d *Document) *Error {
	body := bufio.NewReader(io.LimitReader(from, c.opt.MaxBody+1))
	if head, _ := body.Peek(5); mediaType(r) != mediaPDF || !isPDF(head) {
		e := k.fail(r, fault.Temporary, "the answer is no PDF")
		e.again = true
		return e
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), body)
	switch {
	case err != nil:
		e := c.broken(ctx, k, r, err, true)
		e.again = false // part of it is written
		return e
	case n > c.opt.MaxBody:
		return k.fail(r, fault.Permanent, errTooLarge{c.opt.MaxBody}.Error())
	}
	*d = Document{Size: n, SHA256: [sha256.Size]byte(sum.Sum(nil)), MediaType: mediaPDF}
	return nil
}
