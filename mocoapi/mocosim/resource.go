package mocosim

import (
	"net/http"
	"slices"
	"strings"
)

// resource is an entity that behaves as most do. Its table gives its routes, what a request may and must say, and what is
// answered; what only this entity does stands beside it as functions.
type resource struct {
	kind  string
	path  string // of the list; an object's is one {id} longer
	in    parent // of those whose path lies below another object's
	verbs string // of "list get create update delete"; empty: all
	attrs []attr // in the order of the wire

	order   func(a, b *object) int // of the list; nil: by id
	filters []filter
	whole   bool     // the list comes at once, without the headers of paging
	local   bool     // the global filters are not documented for the list
	detail  []string // keys that a list leaves out
	options []string // the query parameters of a single object

	created int    // the status of a creation; 0: 200
	updated int    // the status of a change; 0: 200
	deleted ending // what a deletion answers

	// screen answers a list or a write before anything else is looked at.
	screen func(c *call) (reply, bool)
	// derive fills what follows from other values in a new or changed object. What is wrong goes to bad.
	derive func(c *call, o, bad *object)
	// refuse says why an object can't be deleted, seal why it can't be changed.
	refuse, seal func(c *call, o *object) (reply, bool)
	// present gives what is answered a form that depends on the request. It may change v.
	present func(c *call, v *object) *object
	// after does what happens elsewhere: before is nil for a new object, now for a deleted one.
	after func(c *call, before, now *object)
}

// parent says how an object below another one is found.
type parent struct {
	kind string
	ref  string // the object's key that names the parent; the objects are a kind of their own
	list string // or: the parent's key that holds the objects
}

// ending is what a deletion answers.
type ending int

const (
	shown  ending = iota // 200 with the deleted object
	empty                // 200 without a body
	silent               // 204
)

var notFound = reply{status: http.StatusNotFound}

// routes are those of the resource's verbs. PUT and PATCH of one path are the same action.
func (r *resource) routes() []route {
	var all []route
	add := func(verb, method, pattern string, params []string, do func(*call) reply) {
		if r.verbs == "" || strings.Contains(r.verbs, verb) {
			all = append(all, route{method, pattern, params, do})
		}
	}
	one := r.path + "/{id}"
	add("list", "GET", r.path, r.params(), r.list)
	add("create", "POST", r.path, nil, r.create)
	add("get", "GET", one, r.options, r.one(r.get))
	add("update", "PUT", one, nil, r.one(r.update))
	add("update", "PATCH", one, nil, r.one(r.update))
	add("delete", "DELETE", one, nil, r.one(r.delete))
	return all
}

// params are the query parameters of the list.
func (r *resource) params() []string {
	var own []string
	for _, f := range r.filters {
		own = append(own, f.params...)
	}
	if r.local {
		return own
	}
	return with(own...)
}

// one wraps a handler of a single object, which is the one that the path's ids name: 404 without it.
func (r *resource) one(do func(*call, *object) reply) func(*call) reply {
	return func(c *call) reply {
		if o := r.named(c); o != nil {
			return do(c, o)
		}
		return notFound
	}
}

func (r *resource) named(c *call) *object {
	if r.in.kind == "" {
		return c.st.find(r.kind, c.nums[0])
	}
	for _, o := range r.rows(c) {
		if o.number("id") == c.nums[1] {
			return o
		}
	}
	return nil
}

// owner is the object that the path's first id names, nil if there is none or the resource lies below nothing.
func (r *resource) owner(c *call) *object {
	if r.in.kind == "" {
		return nil
	}
	return c.st.find(r.in.kind, c.nums[0])
}

// rows are the objects of the path, in the order in which they came.
func (r *resource) rows(c *call) []*object {
	above := r.owner(c)
	switch {
	case r.in.kind == "":
		return c.st.rows(r.kind)
	case above == nil:
		return nil
	case r.in.list != "":
		return above.objects(r.in.list)
	}
	return slices.DeleteFunc(slices.Clone(c.st.rows(r.kind)), func(o *object) bool {
		return o.sub(r.in.ref).number("id") != c.nums[0]
	})
}

func (r *resource) screened(c *call) (reply, bool) {
	if r.screen == nil {
		return reply{}, false
	}
	return r.screen(c)
}

func (r *resource) list(c *call) reply {
	if rep, screened := r.screened(c); screened {
		return rep
	}
	if r.in.kind != "" && r.owner(c) == nil {
		return notFound
	}
	q := c.query(r.rows(c))
	for _, f := range r.filters {
		f.narrow(q)
	}
	q.show = func(o *object) *object { return r.answered(c, o).without(r.detail...) }
	order := r.order
	if order == nil {
		order = byID
	}
	if r.whole {
		return q.whole(order)
	}
	return q.page(order)
}

func (r *resource) get(c *call, o *object) reply { return ok(r.answered(c, o).encode()) }

// answered is the view in the form that the request asks for.
func (r *resource) answered(c *call, o *object) *object {
	v := r.view(c.st, o)
	if r.present != nil {
		v = r.present(c, v)
	}
	return v
}

// view is the object with those values that depend on others as they are now.
func (r *resource) view(st *store, o *object) *object {
	v := o.clone()
	for _, a := range r.attrs {
		if a.show != nil && v.has(a.name) {
			v.put(a.name, a.show(st, o))
		}
	}
	return v
}

func (r *resource) create(c *call) reply {
	if rep, screened := r.screened(c); screened {
		return rep
	}
	if r.in.kind != "" && r.owner(c) == nil {
		return notFound
	}
	o, bad := r.make(c, c.body)
	if len(bad.keys) > 0 {
		return unprocessable(bad)
	}
	r.keep(c, o)
	return r.answer(c, r.created, o)
}

// make builds a new object from a request, or says what is wrong with the request. The object has no id yet and is
// nowhere: a bulk keeps its objects when all are good.
func (r *resource) make(c *call, body *object) (o, bad *object) {
	o, bad = newObject(), newObject()
	take(c, r.attrs, body, o, bad)
	if above := r.owner(c); above != nil && r.in.ref != "" {
		for _, a := range r.attrs {
			if a.name == r.in.ref {
				o.put(a.name, a.fold(above))
			}
		}
	}
	if r.derive != nil && len(bad.keys) == 0 {
		r.derive(c, o, bad)
	}
	return o, bad
}

// keep gives a new object its id and its place.
func (r *resource) keep(c *call, o *object) {
	if r.in.list != "" {
		o.put("id", c.st.nextIn(r.in.kind, r.in.list))
		r.hold(c, append(r.rows(c), o))
	} else {
		o.put("id", c.st.nextID(r.kind))
		c.st.put(r.kind, o)
	}
	c.changed(o.number("id"))
	if r.after != nil {
		r.after(c, nil, o)
	}
}

// hold writes the objects back into the parent that holds them.
func (r *resource) hold(c *call, rows []*object) { r.owner(c).put(r.in.list, rows) }

func (r *resource) update(c *call, o *object) reply {
	if rep, screened := r.screened(c); screened {
		return rep
	}
	if r.seal != nil {
		if rep, refused := r.seal(c, o); refused {
			return rep
		}
	}
	now, bad := o.clone(), newObject()
	change(c, r.attrs, c.body, now, bad)
	if r.derive != nil && len(bad.keys) == 0 {
		r.derive(c, now, bad)
	}
	if len(bad.keys) > 0 {
		return unprocessable(bad)
	}
	before := o.clone()
	*o = *now
	c.touched(o)
	if r.in.list != "" {
		rows := r.rows(c)
		rows[slices.IndexFunc(rows, func(x *object) bool { return x.number("id") == o.number("id") })] = o
		r.hold(c, rows)
	}
	if r.after != nil {
		r.after(c, before, o)
	}
	return r.answer(c, r.updated, o)
}

func (r *resource) delete(c *call, o *object) reply {
	if r.refuse != nil {
		if rep, refused := r.refuse(c, o); refused {
			return rep
		}
	}
	id := o.number("id")
	last := r.get(c, o)
	if r.in.list != "" {
		r.hold(c, slices.DeleteFunc(r.rows(c), func(x *object) bool { return x.number("id") == id }))
	} else {
		c.st.remove(r.kind, id)
	}
	c.changed(id)
	if r.after != nil {
		r.after(c, o, nil)
	}
	switch r.deleted {
	case empty:
		return reply{status: http.StatusOK, ctype: "application/json"}
	case silent:
		return noContent()
	}
	return last
}

func (r *resource) answer(c *call, status int, o *object) reply {
	rep := r.get(c, o)
	if status != 0 {
		rep.status = status
	}
	return rep
}

// touched notes the change of an object and moves its updated_at if it has one.
func (c *call) touched(o *object) {
	if o.has("updated_at") {
		touch(o, c.now)
	}
	c.changed(o.number("id"))
}

// complain adds a message to a 422.
func complain(bad *object, key, text string) { bad.put(key, append(bad.list(key), text)) }

// sealed refuses what can't be changed or deleted any more.
func sealed(text string, is func(o *object) bool) func(*call, *object) (reply, bool) {
	return func(_ *call, o *object) (reply, bool) { return invalid("base", text), is(o) }
}

func unprocessable(bad *object) reply {
	return reply{status: http.StatusUnprocessableEntity, ctype: jsonType, body: bad.encode()}
}

// unique refuses an object that has all the values of another one; the complaint stands at key.
func unique(key, kind string, values ...string) func(c *call, o, bad *object) {
	return func(c *call, o, bad *object) {
		for _, other := range c.st.rows(kind) {
			same := !slices.ContainsFunc(values, func(k string) bool { return other.text(k) != o.text(k) })
			if same && other.number("id") != o.number("id") {
				complain(bad, key, "ist bereits vergeben")
				return
			}
		}
	}
}
