package mocosim

func userRoutes() []route {
	return []route{
		{"GET", "/users", with("include_archived", "tags", "email"), listUsers},
		{"GET", "/users/{id}", nil, onlyFor(kindUsers, show)},
	}
}

func listUsers(c *call) reply {
	q := c.from(kindUsers)
	if c.asked("include_archived") != "true" {
		q.keep(func(o *object) bool { return o.flag("active") })
	}
	q.oneOf("email", field("email"))
	q.tags("tags", func(o *object) []string { return o.list("tags") })
	return q.page(byText("lastname", "firstname"))
}
