package mocoapi

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// resource is a kind of object at a path of the API. A path below another
// object has a %d for that object's id, and its methods take the ids from the
// left to the right: r.get(ctx, c, project, task).
type resource[T any] struct {
	noun string // as errors name one
	path string // of the list, below the base
}

// as is the resource as objects of another type, which may leave out what it
// does not need.
func as[T, S any](r resource[S]) resource[T] { return resource[T](r) }

// within is the path of the list below the parents.
func (r resource[T]) within(parents []billing.ID) (path, problem string) {
	ids := make([]any, len(parents))
	for i, id := range parents {
		ids[i] = id
		if id <= 0 {
			problem = at("%d is not a valid id of what a %s belongs to", id, r.noun)
		}
	}
	return fmt.Sprintf(r.path, ids...), problem
}

// of is the path of one object, whose id is the last one.
func (r resource[T]) of(ids []billing.ID, action string) (path string, id billing.ID, problem string) {
	id = ids[len(ids)-1]
	path, problem = r.within(ids[:len(ids)-1])
	if id <= 0 {
		problem = noID(id, r.noun)
	}
	return path + "/" + idText(id) + action, id, problem
}

// list reads a list. q is a query, or nil.
func (r resource[T]) list(ctx context.Context, c *conn, q any, parents ...billing.ID) iter.Seq2[Row[T], error] {
	path, problem := r.within(parents)
	if problem != "" {
		return refusedList[T](get(path, nil).refused(fault.Invalid, problem, nil))
	}
	return list[T](ctx, c, r.noun, path, encodeQuery(q))
}

func refusedList[T any](e *Error) iter.Seq2[Row[T], error] {
	return func(yield func(Row[T], error) bool) { yield(Row[T]{}, e) }
}

// get reads one object.
func (r resource[T]) get(ctx context.Context, c *conn, ids ...billing.ID) (T, error) {
	var zero T
	path, id, problem := r.of(ids, "")
	if problem != "" {
		return zero, get(path, nil).refused(fault.Invalid, problem, nil)
	}
	return object[T](ctx, c, r.noun, path, id)
}

// create makes an object.
func (r resource[T]) create(ctx context.Context, c *conn, body any, parents ...billing.ID) (T, error) {
	path, problem := r.within(parents)
	return r.send(ctx, c, call{method: http.MethodPost, path: path}, body, 0, problem)
}

// update changes an object: what the body does not name stays as it is.
func (r resource[T]) update(ctx context.Context, c *conn, body any, ids ...billing.ID) (T, error) {
	return r.act(ctx, c, http.MethodPut, "", body, ids...)
}

// act carries out an action on an object, such as "/archive", which answers
// with the object.
func (r resource[T]) act(ctx context.Context, c *conn, method, action string, body any, ids ...billing.ID) (T, error) {
	path, id, problem := r.of(ids, action)
	return r.send(ctx, c, call{method: method, path: path}, body, id, problem)
}

// delete deletes an object. One that does not exist (any more) is fault.Gone.
func (r resource[T]) delete(ctx context.Context, c *conn, ids ...billing.ID) error {
	return r.order(ctx, c, http.MethodDelete, "", nil, ids...)
}

// order carries out an action whose answer carries nothing that is needed.
func (r resource[T]) order(ctx context.Context, c *conn, method, action string, body any, ids ...billing.ID) error {
	_, err := r.answered(ctx, c, call{method: method}, action, body, ids...)
	return err
}

// answered is as order, with the answer for those who can make something of it.
func (r resource[T]) answered(ctx context.Context, c *conn, k call, action string, body any, ids ...billing.ID) (reply, error) {
	path, _, problem := r.of(ids, action)
	k.path = path
	if problem = cmp.Or(problem, problemOf(body)); problem != "" {
		return reply{}, k.refused(fault.Invalid, problem, nil)
	}
	return c.acknowledged(ctx, k, body)
}

// send sends a write that answers with the object: the one with the id, or a
// new one if id is 0. A 2xx is a yes, even if its answer can't be understood:
// then the value has its id only. A 2xx that does not say which object it is
// about is fault.Unsure.
func (r resource[T]) send(ctx context.Context, c *conn, k call, body any, id billing.ID, problem string) (T, error) {
	var zero T
	if problem = cmp.Or(problem, problemOf(body)); problem != "" {
		return zero, k.refused(fault.Invalid, problem, nil)
	}
	k, answer, err := c.write(ctx, k, body)
	if err != nil {
		return zero, err
	}
	if len(answer.body) == 0 && id != 0 {
		return onlyID[T](id), nil
	}
	if text := notJSON(answer, '{'); text != "" {
		return zero, k.fail(answer, fault.Unsure, text)
	}
	return r.accepted(c, k, answer, trim(answer.body), id)
}

// accepted reads an object out of the answer to a write that MOCO has carried
// out.
func (r resource[T]) accepted(c *conn, k call, answer reply, raw json.RawMessage, id billing.ID) (T, error) {
	var zero T
	row := decodeRow[T](c.drift, r.noun, raw)
	switch {
	case row.ID == 0:
		return zero, k.fail(answer, fault.Unsure, row.Err.Error())
	case id != 0 && row.ID != id:
		return zero, k.fail(answer, fault.Unsure, at("the answer is about %s %d", r.noun, row.ID))
	case row.Err != nil:
		c.opt.Logger.Warn("moco answer not understood", "path", k.path, "id", row.ID, "err", answer.text(row.Err.Error()))
		return onlyID[T](row.ID), nil
	}
	return row.Value, nil
}

// onlyID is an object of which nothing but the id is known.
func onlyID[T any](id billing.ID) T {
	var v T
	if err := json.Unmarshal([]byte(`{"id":`+idText(id)+`}`), &v); err != nil {
		panic("mocoapi: a type without an id: " + err.Error()) // a mistake in this package
	}
	return v
}

// problemOf says why a request would be refused, if its type knows that.
func problemOf(body any) string {
	if b, ok := body.(interface{ problem() string }); ok {
		return b.problem()
	}
	return ""
}
