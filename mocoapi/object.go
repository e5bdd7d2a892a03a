package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// object reads one object by its id. It refuses an answer about another one.
func object[T any](ctx context.Context, c *conn, noun, path string, id billing.ID) (T, error) {
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

func single[T any](ctx context.Context, c *conn, noun string, k call) (Row[T], reply, error) {
	r, err := c.read(ctx, k)
	if err != nil {
		return Row[T]{}, r, err
	}
	if err := k.check(r, '{'); err != nil {
		return Row[T]{}, r, err
	}
	row := decodeRow[T](c.drift, noun, trim(r.body))
	if row.Err != nil {
		return row, r, k.fail(r, fault.Permanent, row.Err.Error())
	}
	return row, r, nil
}

// pdf reads a document.
func (r resource[T]) pdf(ctx context.Context, c *conn, suffix string, q any, ids ...billing.ID) ([]byte, error) {
	path, _, problem := r.of(ids, suffix)
	k := get(path, encodeQuery(q))
	if problem != "" {
		return nil, k.refused(fault.Invalid, problem, nil)
	}
	k.accept = mediaPDF
	answer, err := c.read(ctx, k)
	if err != nil {
		return nil, err
	}
	if mediaType(answer) != mediaPDF || !isPDF(answer.body) {
		return nil, k.fail(answer, fault.Temporary, "the answer is no PDF")
	}
	return answer.body, nil
}

// readObject reads an object that there is one of: it has no id that could be
// asked for.
func readObject[T any](ctx context.Context, c *conn, noun, path string, q any) (T, error) {
	var v T
	k := get(path, encodeQuery(q))
	r, err := c.read(ctx, k)
	if err != nil {
		return v, err
	}
	if err := k.check(r, '{'); err != nil {
		return v, err
	}
	row := decodeReportRow[T](c.drift, noun, trim(r.body))
	if row.Err != nil {
		return v, k.fail(r, fault.Permanent, row.Err.Error())
	}
	return row.Value, nil
}
