package mocosim

func projectRoutes() []route {
	filters := with("include_archived", "include_company", "leader_id", "company_id", "created_from", "created_to",
		"updated_from", "updated_to", "tags", "identifier", "retainer", "project_group_id", "deal_id", "term")
	return []route{
		{"GET", "/projects", filters, listProjects},
		{"GET", "/projects/assigned", []string{"active"}, listAssigned},
		{"GET", "/projects/{id}", []string{"include_company"}, onlyFor(kindProjects, getProject)},
	}
}

func listProjects(c *call) reply {
	q := c.from(kindProjects)
	if c.asked("include_archived") != "true" {
		q.keep(func(o *object) bool { return o.flag("active") })
	}
	q.oneOf("leader_id", inner("leader", "id")).oneOf("company_id", inner("customer", "id"))
	q.oneOf("project_group_id", inner("project_group", "id")).oneOf("deal_id", inner("deal", "id"))
	q.oneOf("identifier", field("identifier"))
	q.flag("retainer", func(o *object) bool { return o.flag("retainer") })
	q.between("created_from", "created_to", day("created_at")).between("updated_from", "updated_to", day("updated_at"))
	q.tags("tags", func(o *object) []string { return o.list("tags") })
	q.term(func(o *object) []string {
		return []string{o.text("name"), o.text("identifier"), o.sub("customer").text("name")}
	})
	for i, o := range q.rows {
		q.rows[i] = c.withCompany(o)
	}
	return q.page(byText("name"))
}

func getProject(c *call, o *object) reply { return ok(c.withCompany(o).encode()) }

// withCompany shows the whole customer instead of {id, name} if the request wants it.
func (c *call) withCompany(o *object) *object {
	company := c.st.find(kindCompanies, o.sub("customer").number("id"))
	if c.asked("include_company") != "true" || company == nil {
		return o
	}
	full := o.clone()
	full.put("customer", company)
	return full
}

// listAssigned are the acting user's projects in a shape of their own, all at once.
func listAssigned(c *call) reply {
	me := c.actor.number("id")
	rows := []*object{}
	for _, p := range c.from(kindProjects).flag("active", func(o *object) bool { return o.flag("active") }).rows {
		contracts, _ := parseList(p.vals["contracts"]) // no list is no contract
		for _, k := range contracts {
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
	tasks, _ := parseList(p.vals["tasks"])
	for i, t := range tasks {
		tasks[i] = t.pick("id", "name", "active", "billable")
	}
	a.put("tasks", append([]*object{}, tasks...))
	a.put("contract", contract.pick("user_id", "active"))
	return a
}

// inner reads a key of an embedded object.
func inner(outer, key string) func(*object) string {
	return func(o *object) string { return o.sub(outer).text(key) }
}

// day is the date of a timestamp.
func day(key string) func(*object) string {
	return func(o *object) string { at := o.text(key); return at[:min(len(at), 10)] }
}
