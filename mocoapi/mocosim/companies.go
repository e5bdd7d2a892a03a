package mocosim

import "net/http"

func companyRoutes() []route {
	return []route{
		{"GET", "/companies", with("include_archived", "type", "tags", "identifier", "term"), listCompanies},
		{"GET", "/companies/{id}", nil, onlyFor(kindCompanies, show)},
	}
}

func listCompanies(c *call) reply {
	for param := range c.in.query {
		if len(param) > 17 && param[:18] == "custom_properties[" && c.asked("type") == "" {
			return message(http.StatusBadRequest, "type is required to filter by custom_properties")
		}
	}
	q := c.from(kindCompanies)
	if c.asked("include_archived") != "true" {
		q.keep(func(o *object) bool { return !o.has("active") || o.flag("active") })
	}
	q.oneOf("type", field("type"))
	q.oneOf("identifier", field("identifier"))
	q.tags("tags", func(o *object) []string { return o.list("tags") })
	q.term(func(o *object) []string { return []string{o.text("name"), o.text("identifier")} })
	return q.page(byText("name"))
}
