package mocosim

import "net/http"

func scheduleRoutes() []route {
	const list, one = "/projects/{id}/payment_schedules", "/projects/{id}/payment_schedules/{id}"
	return []route{
		{"GET", "/projects/payment_schedules", with("from", "to", "checked", "company_id", "project_id"), listSchedules},
		{"GET", list, []string{"from", "to", "checked"}, onlyFor(kindProjects, listProjectSchedules)},
		{"POST", list, nil, onlyFor(kindProjects, createSchedule)},
		{"GET", one, nil, schedule(show)},
		{"PUT", one, nil, schedule(updateSchedule)},
		{"PATCH", one, nil, schedule(updateSchedule)},
		{"DELETE", one, nil, schedule(deleteSchedule)},
	}
}

// listSchedules comes without paging: recorded, all rows in one answer.
func listSchedules(c *call) reply {
	q := c.from(kindSchedules)
	q.oneOf("project_id", inner("project", "id"))
	q.oneOf("company_id", func(o *object) string {
		p := c.st.find(kindProjects, o.sub("project").number("id"))
		if p == nil {
			return ""
		}
		return p.sub("customer").text("id")
	})
	return schedulePage(q)
}

func listProjectSchedules(c *call, p *object) reply {
	q := c.from(kindSchedules)
	q.keep(func(o *object) bool { return o.sub("project").number("id") == p.number("id") })
	return schedulePage(q)
}

func schedulePage(q *query) reply {
	q.flag("checked", func(o *object) bool { return o.flag("checked") })
	return q.between("from", "to", field("date")).whole(byDate)
}

// schedule finds the entry of the path's second id below the project of the first.
func schedule(do func(*call, *object) reply) func(*call) reply {
	return func(c *call) reply {
		o := c.st.find(kindSchedules, c.nums[1])
		if o == nil || o.sub("project").number("id") != c.nums[0] {
			return reply{status: http.StatusNotFound}
		}
		return do(c, o)
	}
}

func createSchedule(c *call, p *object) reply {
	o := newObject("id", 0, "date", "", "title", "", "description", nil, "net_total", cents(0),
		"project", p.pick("id", "identifier", "name"), "checked", false, "billed", false,
		"created_at", stamp(c.now), "updated_at", stamp(c.now))
	for _, key := range []string{"date", "net_total"} {
		if c.body.isNull(key) {
			return invalid(key, blank)
		}
	}
	if rep, valid := c.fillSchedule(o); !valid {
		return rep
	}
	o.put("id", c.st.nextID(kindSchedules))
	c.st.put(kindSchedules, o)
	c.changed(o.number("id"))
	return ok(o.encode())
}

func updateSchedule(c *call, o *object) reply {
	changed := o.clone()
	if rep, valid := c.fillSchedule(changed); !valid {
		return rep
	}
	*o = *changed
	c.touch(o)
	return ok(o.encode())
}

func (c *call) fillSchedule(o *object) (reply, bool) {
	if c.body.has("date") {
		if !isDate(c.body.text("date")) {
			return invalid("date", "ist kein gültiges Datum"), false
		}
		o.put("date", c.body.text("date"))
	}
	if c.body.has("net_total") {
		net, valid := c.body.amount("net_total")
		if !valid {
			return invalid("net_total", "ist keine Zahl"), false
		}
		o.put("net_total", net)
	}
	for _, key := range []string{"title", "description", "checked"} {
		if c.body.has(key) {
			o.set(key, c.body.vals[key])
		}
	}
	return reply{}, true
}

// deleteSchedule answers with the deleted object, as recorded.
func deleteSchedule(c *call, o *object) reply {
	c.st.remove(kindSchedules, o.number("id"))
	c.changed(o.number("id"))
	return ok(o.encode())
}
