package mocosim

import "net/http"

const kindTaskTemplates = "account_task_templates"

// taskTemplates are the tasks that a project can begin with.
func taskTemplates() *resource {
	return &resource{
		kind: kindTaskTemplates, path: "/account/task_templates", order: byNumber("index"), created: http.StatusCreated, deleted: empty,
		attrs: table(
			text("name").need(), text("description"), revenueCategory(), yesNo("billable").or(true), yesNo("project_default"),
			integer("index").from(func(c *call, _ *object) any { return len(c.st.rows(kindTaskTemplates)) + 1 }).or(0),
		),
	}
}
