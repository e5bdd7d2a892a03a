package mocosim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// query narrows a list down, step by step. The first bad value decides the answer; MOCO's own is 400 for bad dates, and
// for other values unknown: they match nothing.
type query struct {
	c    *call
	rows []*object
	bad  string
	show func(*object) *object // how a row is answered; nil: as it is kept
}

// from starts with all objects of a kind and the global filters ids, updated_after and custom_properties.
func (c *call) from(kind string) *query { return c.query(c.st.rows(kind)) }

func (c *call) query(rows []*object) *query {
	q := &query{c: c, rows: slices.Clone(rows)}
	q.oneOf("ids", func(o *object) string { return o.text("id") })
	q.updatedAfter()
	q.customProperties()
	return q
}

func (q *query) keep(f func(*object) bool) *query {
	q.rows = slices.DeleteFunc(q.rows, func(o *object) bool { return !f(o) })
	return q
}

// oneOf keeps the objects whose value is among the comma-separated ones asked for.
func (q *query) oneOf(param string, value func(*object) string) *query {
	asked := q.c.asked(param)
	if asked == "" {
		return q
	}
	wanted := map[string]bool{}
	for _, w := range strings.Split(asked, ",") {
		wanted[strings.TrimSpace(w)] = true
	}
	return q.keep(func(o *object) bool { return wanted[value(o)] })
}

// flag keeps the objects whose value is the one asked for.
func (q *query) flag(param string, value func(*object) bool) *query {
	asked := q.c.asked(param)
	if asked == "" {
		return q
	}
	want := asked == "true" || asked == "1"
	return q.keep(func(o *object) bool { return value(o) == want })
}

// tags keeps the objects that have any of the tags.
func (q *query) tags(param string, of func(*object) []string) *query {
	asked := q.c.asked(param)
	if asked == "" {
		return q
	}
	wanted := strings.Split(asked, ",")
	return q.keep(func(o *object) bool {
		return slices.ContainsFunc(of(o), func(t string) bool {
			return slices.ContainsFunc(wanted, func(w string) bool { return strings.TrimSpace(w) == t })
		})
	})
}

// between keeps the objects whose date lies from the one parameter to the other, both included.
func (q *query) between(fromParam, toParam string, date func(*object) string) *query {
	from, to := q.date(fromParam), q.date(toParam)
	if from != "" {
		q.keep(func(o *object) bool { return date(o) >= from })
	}
	if to != "" {
		q.keep(func(o *object) bool { d := date(o); return d != "" && d <= to })
	}
	return q
}

func (q *query) date(param string) string {
	asked := q.c.asked(param)
	if _, err := time.Parse(time.DateOnly, asked); asked != "" && err != nil {
		q.bad = "Invalid date range"
	}
	return asked
}

// term keeps the objects that contain the word asked for, in any case, in one of the texts.
func (q *query) term(texts func(*object) []string) *query {
	asked := strings.ToLower(q.c.asked("term"))
	if asked == "" {
		return q
	}
	return q.keep(func(o *object) bool {
		return strings.Contains(strings.ToLower(strings.Join(texts(o), "\n")), asked)
	})
}

// updatedAfter is exclusive. MOCO does not say; a client that trusts the boundary loses what was changed in that second.
func (q *query) updatedAfter() {
	asked := q.c.asked("updated_after")
	if asked == "" {
		return
	}
	after, err := time.Parse(time.RFC3339, asked)
	if err != nil {
		q.bad = "Invalid updated_after"
		return
	}
	q.keep(func(o *object) bool {
		t, err := time.Parse(time.RFC3339, o.text("updated_at"))
		return err == nil && t.After(after)
	})
}

// customProperties matches custom_properties[Name]=value exactly, or all of custom_properties[Name][]=value for a
// MultiSelect. An unknown name gives an empty list, not an error.
func (q *query) customProperties() {
	for param, values := range q.c.in.query {
		name, found := strings.CutPrefix(param, "custom_properties[")
		if !found {
			continue
		}
		name, multi := strings.CutSuffix(name, "[]")
		name = strings.TrimSuffix(name, "]")
		q.keep(func(o *object) bool {
			props := o.sub("custom_properties")
			if multi {
				has := props.list(name)
				return !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(has, v) })
			}
			return props.has(name) && sameProperty(props.text(name), values[0])
		})
	}
}

// sameProperty knows that a yes/no property is kept as "1" and "0" and asked for as true and false.
func sameProperty(kept, asked string) bool {
	return kept == asked || asked == "true" && kept == "1" || asked == "false" && kept == "0"
}

// page sorts by default or by sort_by and answers with one page.
func (q *query) page(order func(a, b *object) int) reply {
	if q.bad != "" {
		return message(http.StatusBadRequest, q.bad)
	}
	q.sort(order)
	return q.c.paged(q.rows, q.show)
}

// whole sorts and answers with everything at once, without the headers of paging.
func (q *query) whole(order func(a, b *object) int) reply {
	if q.bad != "" {
		return message(http.StatusBadRequest, q.bad)
	}
	q.sort(order)
	return ok(encodeList(viewed(q.rows, q.show)))
}
