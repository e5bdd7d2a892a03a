package mocoapi

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// createAll makes n objects in one request, at the list's path + "/bulk", and
// gives them in MOCO's order. As with every write a 2xx is a yes: an object of
// the answer that can't be understood has its id only. An answer that does not
// name as many objects as were sent is fault.Unsure; the ones that it does name
// are returned with the error.
func (r resource[T]) createAll(ctx context.Context, c *conn, n int, body any, parents ...billing.ID) ([]T, error) {
	path, problem := r.within(parents)
	k := call{method: http.MethodPost, path: path + "/bulk"}
	if n == 0 {
		problem = cmp.Or(problem, "there is no "+r.noun+" to make")
	}
	if problem = cmp.Or(problem, problemOf(body)); problem != "" {
		return nil, k.refused(fault.Invalid, problem, nil)
	}
	k, answer, err := c.write(ctx, k, body)
	if err != nil {
		return nil, err
	}
	if text := notJSON(answer, '['); text != "" {
		return nil, k.fail(answer, fault.Unsure, text)
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(answer.body, &raws); err != nil {
		return nil, k.fail(answer, fault.Unsure, "the answer is no list")
	}
	made := make([]T, 0, len(raws))
	for _, raw := range raws {
		v, err := r.accepted(c, k, answer, trim(raw), 0)
		if err != nil {
			return made, err
		}
		made = append(made, v)
	}
	if len(made) != n {
		return made, k.fail(answer, fault.Unsure, at("the answer names %d of %d objects", len(made), n))
	}
	return made, nil
}

// firstProblem is the first reason for which one of the elements of a bulk
// would be refused.
func firstProblem[T interface{ problem() string }](all []T) string {
	for i, each := range all {
		if p := each.problem(); p != "" {
			return at("element %d: %s", i, p)
		}
	}
	return ""
}
