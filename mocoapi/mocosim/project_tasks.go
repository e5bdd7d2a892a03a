package mocosim

import (
	"bytes"
	"slices"
)

// tasks are what is done in a project. They are kept inside it.
func tasks() *resource {
	return &resource{
		path: "/projects/{id}/tasks", in: parent{kind: kindProjects, list: "tasks"}, order: byText("name"), local: true, deleted: silent,
		attrs: table(
			text("name").need(), yesNo("billable").or(true), yesNo("active").or(true), decimal("budget"),
			decimal("hourly_rate").or(cents(0)).from(rateOfProject), revenueCategory(), text("description"),
		),
		refuse: func(c *call, o *object) (reply, bool) {
			return invalid("base", "Auf die Leistung ist Zeit erfasst"), c.tracked("task", o.number("id"))
		},
	}
}

func taskRoutes() []route {
	return []route{{"DELETE", "/projects/{id}/tasks/destroy_all", nil, onlyFor(kindProjects, destroyTasks)}}
}

// destroyTasks leaves those with hours as they are, and does not tell.
func destroyTasks(c *call, p *object) reply {
	c.changed(p.number("id"))
	p.put("tasks", slices.DeleteFunc(p.objects("tasks"), func(t *object) bool { return !c.tracked("task", t.number("id")) }))
	return noContent()
}

// tracked says that the project of the path has hours on a task or of a user.
func (c *call) tracked(by string, id int64) bool {
	return slices.ContainsFunc(c.st.rows(kindActivities), func(a *object) bool {
		return a.sub("project").number("id") == c.nums[0] && a.sub(by).number("id") == id
	})
}

func rateOfProject(c *call, _ *object) any {
	return c.st.sure(kindProjects, c.nums[0]).worth("hourly_rate")
}

// task finds a task, and its project, by the task's id.
func (s *store) task(id int64) (project, task *object) {
	if id == 0 {
		return nil, nil
	}
	for _, p := range s.rows(kindProjects) {
		if !bytes.Contains(p.vals["tasks"], wire(id)) { // most need not be read
			continue
		}
		for _, t := range p.objects("tasks") {
			if t.number("id") == id {
				return p, t
			}
		}
	}
	return nil, nil
}
