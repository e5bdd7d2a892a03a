package mocoapi

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

const (
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
)

// read sends a GET until it gets an answer with status 2xx: up to
// Options.Attempts times, with growing, jittered pauses. After a 429 the pacer
// makes the pause, for everybody.
func (c *conn) read(ctx context.Context, k call) (reply, error) {
	return c.retry(ctx, func() (reply, *Error) { return c.readOnce(ctx, k) })
}

// retry makes the attempts of a GET.
func (c *conn) retry(ctx context.Context, attempt func() (reply, *Error)) (reply, error) {
	for n := 1; ; n++ {
		r, e := attempt()
		if e == nil {
			return r, nil
		}
		if e.Kind == fault.Throttled && e.Status != 0 {
			c.block(ctx, e.After)
		}
		if !e.again || n >= c.opt.Attempts || ctx.Err() != nil {
			return r, e
		}
		if err := c.opt.Sleep(ctx, c.pause(e, n)); err != nil {
			e.Err = err
			return r, e
		}
	}
}

func (c *conn) readOnce(ctx context.Context, k call) (reply, *Error) {
	key, e := c.ready(ctx, k, c.opt.ReadClass)
	if e != nil {
		return reply{}, e
	}
	r, begun, err := c.send(ctx, c.reads, k, key)
	if err != nil {
		return r, c.broken(ctx, k, r, err, begun)
	}
	if !ok(r.status) {
		return r, c.refusedRead(k, r)
	}
	return r, nil
}

// refusedRead makes the error for a GET that was answered with a status that is
// not 2xx.
func (c *conn) refusedRead(k call, r reply) *Error {
	kind, again := readKind(r.status)
	e := c.refusedByMOCO(k, r, kind)
	e.again = again
	return e
}

// block tells the pacer of a 429. It does so even if the caller gives up now:
// the others must know.
func (c *conn) block(ctx context.Context, d time.Duration) {
	if c.opt.Pacer == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dialTimeout)
	defer cancel()
	c.opt.Pacer.Block(ctx, d)
}

// pause is the wait before attempt n+1.
func (c *conn) pause(e *Error, n int) time.Duration {
	switch {
	case e.Kind == fault.Throttled && c.opt.Pacer != nil:
		return 0 // Pacer.Wait makes it
	case e.Kind == fault.Throttled && e.After == 0:
		return Window
	case e.Kind == fault.Throttled:
		return e.After
	}
	return max(backoff(n), min(e.After, maxBackoff))
}

// backoff is half to all of 0.5 s, 1 s, 2 s, … at most 30 s.
func backoff(n int) time.Duration {
	d := maxBackoff
	if n < 7 {
		d = firstBackoff << (n - 1)
	}
	return min(d, maxBackoff)/2 + rand.N(min(d, maxBackoff)/2)
}
