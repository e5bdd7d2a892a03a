package mocoapi

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/mocowork/mocowork/internal/fault"
)

// write sends a POST, PUT, PATCH or DELETE exactly once. It never waits and
// tries again, and it carries no Idempotency-Key: net/http takes that as a
// permission to repeat, and MOCO knows no such header.
func (c *conn) write(ctx context.Context, k call, body any) (call, reply, error) {
	k.accept = mediaJSON
	if e := k.encode(body); e != nil {
		return k, reply{}, e
	}
	key, e := c.ready(ctx, k, Write)
	if e != nil {
		return k, reply{}, e
	}
	r, begun, err := c.send(ctx, c.writes, k, key)
	if err != nil {
		return k, r, c.broken(ctx, k, r, err, begun)
	}
	if ok(r.status) {
		return k, r, nil
	}
	e = c.refusedByMOCO(k, r, writeKind(r.status))
	if r.status == http.StatusTooManyRequests {
		c.block(ctx, e.After)
	}
	return k, r, e
}

// encoded is a body that is not simply JSON, such as a file.
type encoded interface {
	encode() (body []byte, media string, err error)
}

func (k *call) encode(body any) *Error {
	var err error
	switch b := body.(type) {
	case nil:
	case encoded:
		k.body, k.media, err = b.encode()
	default:
		k.media = mediaJSON
		k.body, err = json.Marshal(b)
	}
	if err != nil {
		return k.refused(fault.Invalid, "the request can't be written: "+err.Error(), nil)
	}
	return nil
}

// acknowledged sends a write whose answer carries nothing that is needed: 204,
// an empty 200 and a 200 with an object are all a yes. Anything else, such as
// a login page, is not.
func (c *conn) acknowledged(ctx context.Context, k call, body any) (reply, error) {
	k, r, err := c.write(ctx, k, body)
	if err != nil {
		return r, err
	}
	if len(r.body) == 0 {
		return r, nil
	}
	if text := notJSON(r, '{'); text != "" {
		return r, k.fail(r, fault.Unsure, text)
	}
	return r, nil
}

// command sends a write whose answer carries nothing that is needed, and is
// JSON of the form that begins with open, or empty.
func (c *conn) command(ctx context.Context, k call, body any, open byte) error {
	if text := problemOf(body); text != "" {
		return k.refused(fault.Invalid, text, nil)
	}
	k, r, err := c.write(ctx, k, body)
	if err != nil || len(r.body) == 0 {
		return err
	}
	if text := notJSON(r, open); text != "" {
		return k.fail(r, fault.Unsure, text)
	}
	return nil
}
