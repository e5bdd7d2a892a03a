package mocosim

import "fmt"

func projectRoutes() []route {
	r := projects()
	act := func(do func(c *call, o *object) reply) func(*call) reply { return onlyFor(kindProjects, do) }
	return []route{
		{"GET", "/projects/assigned", []string{"active"}, listAssigned},
		{"GET", "/projects/{id}/report", nil, act(projectReport)},
		{"PUT", "/projects/{id}/archive", nil, act(func(c *call, o *object) reply { return r.activate(c, o, false) })},
		{"PUT", "/projects/{id}/unarchive", nil, act(func(c *call, o *object) reply { return r.activate(c, o, true) })},
		{"PUT", "/projects/{id}/share", nil, act(func(c *call, o *object) reply { return share(c, o, true) })},
		{"PUT", "/projects/{id}/disable_share", nil, act(func(c *call, o *object) reply { return share(c, o, false) })},
		{"PUT", "/projects/{id}/assign_project_group", nil, act(assignGroup)},
		{"PUT", "/projects/{id}/unassign_project_group", nil, act(func(c *call, o *object) reply { return r.group(c, o, nil) })},
	}
}

// activate takes a project out of the archive, or puts it there.
func (r *resource) activate(c *call, o *object, active bool) reply {
	o.put("active", active)
	c.touched(o)
	c.st.listProjectsOf(o.sub("customer").number("id"))
	return r.get(c, o)
}

// share switches the report that a customer may see.
func share(c *call, o *object, on bool) reply {
	var address any
	if on {
		address = fmt.Sprintf("https://%s.mocoapp.com/project/%s/customer_report", c.opts.Account, uuidOf("project "+o.text("id")))
	}
	o.put("customer_report_url", address)
	c.touched(o)
	return ok(newObject("id", o.number("id"), "active", on, "url", address).encode())
}

func assignGroup(c *call, o *object) reply {
	group := c.st.find(kindGroups, c.body.number("project_group_id"))
	if group == nil {
		return invalid("project_group", blank)
	}
	return projects().group(c, o, group.pick("id", "name"))
}

func (r *resource) group(c *call, o *object, group any) reply {
	o.put("project_group", group)
	c.touched(o)
	return r.get(c, o)
}

// listAssigned are the acting user's projects in a shape of their own, all at once.
func listAssigned(c *call) reply {
	me := c.actor.number("id")
	rows := []*object{}
	for _, p := range c.from(kindProjects).flag("active", func(o *object) bool { return o.flag("active") }).rows {
		for _, k := range p.objects("contracts") {
			if k.number("user_id") == me && k.flag("active") {
				rows = append(rows, assigned(p, k))
			}
		}
	}
	q := &query{c: c, rows: rows}
	return q.whole(byText("name"))
}

func assigned(p, contract *object) *object {
	a := p.pick("id", "identifier", "name", "active", "billable", "customer")
	tasks := p.objects("tasks")
	for i, t := range tasks {
		tasks[i] = t.pick("id", "name", "active", "billable")
	}
	a.put("tasks", tasks)
	a.put("contract", contract.pick("user_id", "active"))
	return a
}
