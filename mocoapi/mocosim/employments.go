package mocosim

import "encoding/json"

const kindEmployments = "employments"

// employments say how many hours a user works on the mornings and afternoons of a week, and from when to when.
func employments() *resource {
	return &resource{
		kind: kindEmployments, path: "/users/employments", deleted: silent,
		attrs: table(
			fixed("weekly_target_hours", cents(0)), own("pattern", nil, readPattern).need(),
			date("from").from(func(c *call, _ *object) any { return today(c.now) }), date("to"), person("user").need(),
		),
		filters: []filter{by("user_id", inner("user", "id")), {[]string{"from", "to"}, overlapping}},
		derive: func(_ *call, o, bad *object) {
			o.put("weekly_target_hours", weekly(o))
			if to := o.text("to"); to != "" && to < o.text("from") {
				complain(bad, "to", "muss nach dem Beginn liegen")
			}
		},
	}
}

// overlapping keeps the employments that have a day in the range asked for.
func overlapping(q *query) {
	from, to := q.date("from"), q.date("to")
	q.keep(func(o *object) bool {
		end := o.text("to")
		return (end == "" || end >= from) && (to == "" || o.text("from") <= to)
	})
}

// readPattern wants five mornings and five afternoons.
func readPattern(_ *call, raw json.RawMessage) (any, string) {
	sent, err := parseObject(raw)
	if err != nil {
		return nil, notValid
	}
	pattern := newObject()
	for _, half := range []string{"am", "pm"} {
		hours := sent.amounts(half)
		if len(hours) != 5 {
			return nil, notValid
		}
		pattern.put(half, hours)
	}
	return pattern, ""
}

// amounts are the numbers of the list at key; nil if something else is in it.
func (o *object) amounts(key string) []cents {
	var raw []json.RawMessage
	if json.Unmarshal(o.vals[key], &raw) != nil {
		return nil
	}
	var all []cents
	for _, r := range raw {
		s, _ := scalar(r)
		n, valid := parseCents(s)
		if !valid {
			return nil
		}
		all = append(all, n)
	}
	return all
}

func weekly(o *object) (sum cents) {
	for _, half := range []string{"am", "pm"} {
		for _, h := range o.sub("pattern").amounts(half) {
			sum += h
		}
	}
	return sum
}
