package mocosim

const kindGroups = "project_groups"

// groups put projects of a company together. The API reads them only; projects are assigned to one.
func groups() *resource {
	return &resource{
		kind: kindGroups, path: "/projects/groups", verbs: "list get", order: byText("name"),
		filters: []filter{by("user_id", inner("user", "id")), by("company_id", inner("company", "id"))},
		attrs: table(
			text("name").need(), person("user"), named("company", kindCompanies), decimal("budget"), text("currency"), text("info").or(""),
			properties("ProjectGroup"), fixed("customer_report_url", nil), fixed("projects", []*object{}).shows(projectsOfGroup),
		),
	}
}

func projectsOfGroup(st *store, group *object) any {
	list := []*object{}
	for _, p := range st.rows(kindProjects) {
		if p.sub("project_group").number("id") == group.number("id") {
			list = append(list, p.pick("id", "identifier", "name", "active", "budget"))
		}
	}
	return list
}
