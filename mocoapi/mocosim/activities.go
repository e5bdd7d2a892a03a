package mocosim

import (
	"encoding/json"
	"slices"
)

// activities are tracked hours. They are always the acting user's.
func activities() *resource {
	return &resource{
		kind: kindActivities, path: "/activities", order: byDate, attrs: activityAttrs(), deleted: silent,
		filters: []filter{
			within("from", "to", field("date")), by("user_id", inner("user", "id")), by("project_id", inner("project", "id")),
			by("task_id", inner("task", "id")), by("company_id", inner("customer", "id")), by("deal_id", inner("deal", "id")),
			byFlag("billable", "billable"), byFlag("billed", "billed"), by("tag", field("tag")), by("remote_id", field("remote_id")),
			byTerm(field("description"), field("tag"), inner("project", "name"), inner("task", "name")),
		},
		derive: deriveActivity, present: withoutRate,
		refuse: sealed("Die Zeit ist bereits abgerechnet", func(o *object) bool { return o.flag("billed") }),
	}
}

func activityAttrs() []attr {
	return slices.Concat([]attr{
		idAttr(), date("date").need(), decimal("hours"), integer("seconds"), fixed("worked_seconds", 0), text("description").or(""),
		yesNo("billed").shut(), fixed("invoice_id", nil), yesNo("billable").or(nil), text("tag").or(""),
		oneOfThese("remote_service", "", "trello", "jira", "asana", "basecamp", "wunderlist", "basecamp2", "basecamp3", "toggl", "mite",
			"github", "youtrack").or(""),
		text("remote_id"), text("remote_url"), refer("project", kindProjects, keys("id", "name", "billable")).need(), taskAttr().need(),
		fixed("customer", nil), person("user").shut().from(asActor), fixed("timer_started_at", nil),
	}, stamps(), []attr{fixed("hourly_rate", cents(0))})
}

// taskAttr names a task of some project.
func taskAttr() attr {
	return own("task", nil, func(c *call, raw json.RawMessage) (any, string) {
		id, _ := readInteger(c, raw)
		n, _ := id.(int64)
		_, task := c.st.task(n)
		if task == nil {
			return nil, blank
		}
		return task.pick("id", "name", "billable"), ""
	}).as("task_id")
}

// deriveActivity keeps hours and seconds together: of the two that one counts which the request changed. Who changes the
// seconds changes those worked and those billed.
func deriveActivity(c *call, o, bad *object) {
	before := c.st.sure(kindActivities, o.number("id"))
	if o.text("hours") != before.text("hours") && o.text("seconds") == before.text("seconds") {
		o.put("seconds", int64(o.worth("hours"))*36)
	}
	if o.text("seconds") != before.text("seconds") || o.isNull("seconds") {
		o.put("worked_seconds", o.number("seconds"))
	}
	o.put("seconds", o.number("seconds"))
	o.put("hours", hoursOf(o.number("seconds")))
	project, task := c.st.task(o.sub("task").number("id"))
	if project == nil || project.number("id") != o.sub("project").number("id") {
		complain(bad, "task", notValid)
		return
	}
	if o.isNull("billable") {
		o.put("billable", project.flag("billable") && task.flag("billable"))
	}
	o.put("customer", project.sub("customer").pick("id", "name"))
	o.put("hourly_rate", rateFor(project, task, o.sub("user").number("id")))
}

func hoursOf(seconds int64) cents { return scaled(cents(seconds), 1, 36) }

// rateFor is the hourly rate that the project's way of billing says.
func rateFor(project, task *object, user int64) cents {
	switch project.text("billing_variant") {
	case "task":
		return task.worth("hourly_rate")
	case "user":
		for _, k := range project.objects("contracts") {
			if k.number("user_id") == user {
				return k.worth("hourly_rate")
			}
		}
	}
	return project.worth("hourly_rate")
}

// withoutRate leaves out the rate where the one impersonated may not see it: recorded for a user who leads nothing.
func withoutRate(c *call, v *object) *object {
	if c.proxy != nil && !c.leads(v) {
		return v.without("hourly_rate")
	}
	return v
}

// leads says that the acting user leads the activity's project.
func (c *call) leads(activity *object) bool {
	p, me := c.st.sure(kindProjects, activity.sub("project").number("id")), c.actor.number("id")
	return p.sub("leader").number("id") == me || p.sub("co_leader").number("id") == me
}
