package mocosim

import (
	"net/http"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// route is one path of the API. In a pattern {id} stands for digits, {word} for anything without a slash.
type route struct {
	method  string
	pattern string
	params  []string // the query parameters that MOCO documents for it
	do      func(*call) reply
}

// allRoutes lists every path. Fixed words stand before {id} without further ado, since {id} takes digits only.
func allRoutes() []route {
	var all []route
	for _, group := range [][]route{
		sessionRoutes(), invoiceRoutes(), documentRoutes(), paymentRoutes(), reminderRoutes(),
		commentRoutes(), taggingRoutes(), reportRoutes(),
		webHookRoutes(), settingsRoutes(), businessRoutes(),
	} {
		all = append(all, group...)
	}
	for _, r := range resources() {
		all = append(all, r.routes()...)
	}
	return all
}

// resources are the entities that behave as their tables say.
func resources() []*resource {
	return slices.Concat([]*resource{allSchedules(), schedules()}, settings(), business())
}

// match finds the route of the call and leaves the path's variables there. Without a route it gives 404, or 405 if
// the path exists with other methods.
func (s *Server) match(c *call) (*route, reply) {
	var allow []string
	for i := range s.routes {
		rt := &s.routes[i]
		nums, words, ok := matchPath(rt.pattern, c.in.path)
		if !ok {
			continue
		}
		if rt.method == c.in.method {
			c.nums, c.words = nums, words
			return rt, reply{}
		}
		allow = append(allow, rt.method)
	}
	if allow == nil {
		return nil, reply{status: http.StatusNotFound}
	}
	sort.Strings(allow)
	return nil, reply{status: http.StatusMethodNotAllowed, header: map[string]string{"Allow": strings.Join(allow, ", ")}}
}

func matchPath(pattern, path string) (nums []int64, words []string, ok bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, nil, false
	}
	for i, w := range want {
		switch {
		case w == got[i]:
		case w == "{word}" && got[i] != "":
			words = append(words, got[i])
		case strings.HasPrefix(w, "{id}"):
			digits, found := strings.CutSuffix(got[i], strings.TrimPrefix(w, "{id}"))
			n, err := strconv.ParseInt(digits, 10, 64)
			if !found || err != nil || n < 1 || digits[0] == '+' {
				return nil, nil, false
			}
			nums = append(nums, n)
		default:
			return nil, nil, false
		}
	}
	return nums, words, true
}

// onlyFor wraps a handler of a single object: 404 when the path's first id names none.
func onlyFor(kind string, do func(*call, *object) reply) func(*call) reply {
	return func(c *call) reply {
		o := c.st.find(kind, c.nums[0])
		if o == nil {
			return reply{status: http.StatusNotFound}
		}
		return do(c, o)
	}
}

// show answers with the object as it is kept.
func show(_ *call, o *object) reply { return ok(o.encode()) }

// Routes are all paths that the server answers, as "METHOD /path": {id} stands for a number, {word} for a name.
func Routes() []string {
	var all []string
	for _, r := range allRoutes() {
		all = append(all, r.method+" "+r.pattern)
	}
	return all
}
