package mocosim

// filter narrows a list by its query parameters.
type filter struct {
	params []string
	narrow func(*query)
}

// by keeps the objects whose value is among those asked for.
func by(param string, value func(*object) string) filter {
	return filter{[]string{param}, func(q *query) { q.oneOf(param, value) }}
}

// byFlag keeps the objects whose yes or no is the one asked for.
func byFlag(param, key string) filter {
	return filter{[]string{param}, func(q *query) { q.flag(param, func(o *object) bool { return o.flag(key) }) }}
}

// within keeps the objects whose date lies in the range asked for.
func within(from, to string, date func(*object) string) filter {
	return filter{[]string{from, to}, func(q *query) { q.between(from, to, date) }}
}

// byTags keeps the objects that have one of the tags asked for.
func byTags() filter {
	return filter{[]string{"tags"}, func(q *query) { q.tags("tags", func(o *object) []string { return o.list("tags") }) }}
}

// byTerm keeps the objects that contain the word asked for in one of the values.
func byTerm(values ...func(*object) string) filter {
	return filter{[]string{"term"}, func(q *query) {
		q.term(func(o *object) []string {
			var all []string
			for _, v := range values {
				all = append(all, v(o))
			}
			return all
		})
	}}
}

// activeOnly leaves out what is not active, unless the parameter asks for it.
func activeOnly(param string) filter {
	return filter{[]string{param}, func(q *query) {
		if q.c.asked(param) != "true" {
			q.keep(func(o *object) bool { return !o.has("active") || o.flag("active") })
		}
	}}
}
