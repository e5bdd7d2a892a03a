package mocosim

const kindTodos = "todos"

// todos can be read and not written.
func todos() *resource {
	return &resource{
		kind: kindTodos, path: "/todos", verbs: "list get", local: true,
		attrs: table(
			text("title"), text("due_date"), text("completed_at"), yesNo("completed"), yesNo("personal"), integer("todoable_id"),
			text("todoable_type"), text("todoable_description"), person("created_by").from(asActor), person("assigned_to").from(asActor),
		),
		filters: []filter{
			by("responsible_user_id", inner("assigned_to", "id")), by("assigned_to_user_id", inner("assigned_to", "id")),
			by("created_by_user_id", inner("created_by", "id")), byFlag("completed", "completed"), byTerm(field("title")),
			{params: []string{"page", "per_page"}, narrow: func(*query) {}}, // the two global ones that it has
		},
	}
}
