package mocosim

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// pageSize is MOCO's page and the largest that per_page can ask for.
const pageSize = 100

// global are the parameters of each paged list.
var global = []string{"page", "per_page", "ids", "updated_after", "custom_properties", "sort_by"}

func with(params ...string) []string { return append(params, global...) }

// paged answers with one page of rows and the headers that go with it.
func (c *call) paged(rows []*object, show func(*object) *object) reply {
	page, per := c.pageNumber("page", 1), min(c.pageNumber("per_page", pageSize), pageSize)
	from := min((page-1)*per, len(rows))
	to := min(from+per, len(rows))
	rep := ok(encodeList(viewed(rows[from:to], show)))
	rep.header = map[string]string{
		"X-Page": strconv.Itoa(page), "X-Per-Page": strconv.Itoa(per), "X-Total": strconv.Itoa(len(rows)),
	}
	if link := c.links(page, (len(rows)+per-1)/per); link != "" {
		rep.header["Link"] = link
	}
	return rep
}

// viewed are the rows as they are answered.
func viewed(rows []*object, show func(*object) *object) []*object {
	if show == nil {
		return rows
	}
	out := make([]*object, len(rows))
	for i, o := range rows {
		out[i] = show(o)
	}
	return out
}

// pageNumber reads a number from 1 up; anything else is taken as the default. The cap keeps products small.
func (c *call) pageNumber(name string, def int) int {
	n, err := strconv.Atoi(c.asked(name))
	if err != nil || n < 1 {
		return def
	}
	return min(n, 1_000_000)
}

// links builds the Link header in MOCO's order: first and prev, then last, then next. Whoever takes the first link jumps
// to the wrong page.
func (c *call) links(page, last int) string {
	var all []string
	add := func(rel string, n int) {
		q := url.Values{}
		for k, v := range c.in.query {
			q[k] = v
		}
		q.Set("page", strconv.Itoa(n))
		all = append(all, fmt.Sprintf(`<http://%s%s?%s>; rel="%s"`, c.in.host, c.in.url.Path, q.Encode(), rel))
	}
	if page > 1 {
		add("first", 1)
		add("prev", page-1)
	}
	if page < last {
		add("last", last)
		add("next", page+1)
	}
	return strings.Join(all, ", ")
}
