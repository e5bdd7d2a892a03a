package mocoapi

import (
	"context"
	"net/http"
	"net/url"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// object reads one object by its id. It refuses an answer about another one.
func object[T any](ctx context.Context, c *Client, noun, path string, id billing.ID) (T, error) {
	var zero T
	k := get(path, nil)
	if id <= 0 {
		return zero, k.refused(fault.Invalid, noID(id, noun), nil)
	}
	row, r, err := single[T](ctx, c, noun, k)
	if err != nil {
		return zero, err
	}
	if row.ID != id {
		return zero, k.fail(r, fault.Permanent, at("the answer is about %s %d", noun, row.ID))
	}
	return row.Value, nil
}

func single[T any](ctx context.Context, c *Client, noun string, k call) (Row[T], reply, error) {
	r, err := c.read(ctx, k)
	if err != nil {
		return Row[T]{}, r, err
	}
	if err := k.check(r, '{'); err != nil {
		return Row[T]{}, r, err
	}
	row := decodeRow[T](noun, trim(r.body))
	if row.Err != nil {
		return row, r, k.fail(r, fault.Permanent, row.Err.Error())
	}
	return row, r, nil
}

// create sends a POST that makes an object. A 2xx with an id is a yes, even if
// the rest of the answer can't be understood: then the value has its id only,
// which bare gives. A 2xx without an id is fault.Unsure.
func create[T any](ctx context.Context, c *Client, noun, path string, body any, bare func(billing.ID) T) (T, error) {
	var zero T
	k, r, err := c.write(ctx, http.MethodPost, path, body)
	if err != nil {
		return zero, err
	}
	if text := notJSON(r, '{'); text != "" {
		return zero, k.fail(r, fault.Unsure, text)
	}
	row := decodeRow[T](noun, trim(r.body))
	switch {
	case row.ID == 0:
		return zero, k.fail(r, fault.Unsure, row.Err.Error())
	case row.Err != nil:
		c.opt.Logger.Warn("moco answer not understood", "path", path, "id", row.ID, "err", r.text(row.Err.Error()))
		return bare(row.ID), nil
	}
	return row.Value, nil
}

// pdf reads a document.
func (c *Client) pdf(ctx context.Context, path string, q url.Values) ([]byte, error) {
	k := get(path, q)
	k.accept = mediaPDF
	r, err := c.read(ctx, k)
	if err != nil {
		return nil, err
	}
	if mediaType(r) != mediaPDF || !isPDF(r.body) {
		return nil, k.fail(r, fault.Temporary, "the answer is no PDF")
	}
	return r.body, nil
}
