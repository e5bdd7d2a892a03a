package mocosim

// schedules are the planned billings of a project with a fixed price.
func schedules() *resource {
	return &resource{
		kind: kindSchedules, path: "/projects/{id}/payment_schedules", in: parent{kind: kindProjects, ref: "project"},
		attrs: table(
			date("date").need(), text("title").or(""), text("description"), decimal("net_total").need(),
			refer("project", kindProjects, keys("id", "identifier", "name")).shut(), yesNo("checked"), yesNo("billed").shut(),
		),
		filters: scheduleFilters(), order: byDate,
		whole: true, local: true, // recorded: all rows in one answer
	}
}

func scheduleFilters() []filter {
	return []filter{within("from", "to", field("date")), byFlag("checked", "checked")}
}

// allSchedules is the list over all projects.
func allSchedules() *resource {
	r := schedules()
	r.path, r.in, r.verbs, r.local = "/projects/payment_schedules", parent{}, "list", false
	r.filters = append(r.filters, by("project_id", inner("project", "id")), filter{[]string{"company_id"}, func(q *query) {
		q.oneOf("company_id", func(o *object) string {
			return q.c.st.find(kindProjects, o.sub("project").number("id")).sub("customer").text("id")
		})
	}})
	return r
}
