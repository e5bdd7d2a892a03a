package mocosim

import (
	"encoding/json"
	"strings"
)

const kindPlanning = "planning_entries"

// planning says who shall work on what, on which days.
func planning() *resource {
	return &resource{
		kind: kindPlanning, path: "/planning_entries", order: byStart,
		filters: []filter{
			{[]string{"period"}, overlaps}, by("user_id", inner("user", "id")),
			by("project_id", inner("project", "id")), by("deal_id", inner("deal", "id")),
		},
		attrs: table(
			text("title").or(""), date("starts_on").need(), date("ends_on").need(), decimal("hours_per_day").need(), text("comment").or(""),
			symbol(10), text("color").or("#ff26a8"), yesNo("read_only").shut(), person("user").from(asActor),
			plannedFor("project", kindProjects, "customer", "identifier"), taskOfPlan(), plannedFor("deal", kindDeals, "company"),
			fixed("series_id", nil), yesNo("tentative"), fixed("series_repeat", nil),
		),
		derive: derivePlan,
	}
}

// plannedFor refers to what is planned for, with its customer's name. Of project and deal an entry has one.
func plannedFor(name, kind, customer string, more ...string) attr {
	return refer(name, kind, func(o *object) *object {
		v := o.pick(append(append([]string{"id"}, more...), "name")...)
		v.put("customer_name", nullable(o.sub(customer), "name"))
		v.put("color", nullable(o, "color"))
		return v
	})
}

func taskOfPlan() attr {
	a := taskAttr()
	return a.shows(func(_ *store, o *object) any {
		if o.isNull("task") {
			return nil
		}
		return o.sub("task").pick("id", "name")
	})
}

func derivePlan(c *call, o, bad *object) {
	if o.isNull("project") == o.isNull("deal") {
		complain(bad, "project", blank)
	}
	if o.text("ends_on") < o.text("starts_on") {
		complain(bad, "ends_on", "darf nicht vor dem Beginn liegen")
	}
	if p, t := c.st.task(o.sub("task").number("id")); t != nil && p.number("id") != o.sub("project").number("id") {
		complain(bad, "task", notValid)
	}
}

// symbol is the number of an icon.
func symbol(last int64) attr {
	return own("symbol", nil, func(c *call, raw json.RawMessage) (any, string) {
		n, wrong := readInteger(c, raw)
		if wrong == "" && (n.(int64) < 1 || n.(int64) > last) {
			return nil, notValid
		}
		return n, wrong
	})
}

// overlaps keeps the entries that have a day in period=FROM:TO.
func overlaps(q *query) {
	asked := q.c.asked("period")
	if asked == "" {
		return
	}
	from, to, _ := strings.Cut(asked, ":")
	if !isDate(from) || !isDate(to) {
		q.bad = "Invalid period"
		return
	}
	q.keep(func(o *object) bool { return o.text("starts_on") <= to && o.text("ends_on") >= from })
}

func byStart(a, b *object) int {
	if n := strings.Compare(a.text("starts_on"), b.text("starts_on")); n != 0 {
		return n
	}
	return byID(a, b)
}
