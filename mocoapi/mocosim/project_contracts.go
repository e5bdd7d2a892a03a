package mocosim

import (
	"encoding/json"
	"slices"
)

// contracts say who works in a project. They are kept inside it, and the list has the active ones only.
func contracts() *resource {
	return &resource{
		path: "/projects/{id}/contracts", in: parent{kind: kindProjects, list: "contracts"}, local: true, deleted: silent,
		filters: []filter{{nil, func(q *query) { q.keep(func(o *object) bool { return o.flag("active") }) }}},
		attrs: table(
			own("user_id", nil, readID(kindUsers)).need().once(), fixed("firstname", ""), fixed("lastname", ""), yesNo("billable").or(true),
			yesNo("active").or(true), decimal("budget"), decimal("hourly_rate").or(cents(0)).from(rateOfProject),
		),
		derive: deriveContract,
		refuse: func(c *call, o *object) (reply, bool) {
			return invalid("base", "Die Person hat Zeit auf das Projekt erfasst"), c.tracked("user", o.number("user_id"))
		},
	}
}

func deriveContract(c *call, o, bad *object) {
	u := c.st.sure(kindUsers, o.number("user_id"))
	o.put("firstname", u.text("firstname"))
	o.put("lastname", u.text("lastname"))
	same := func(k *object) bool {
		return k.number("user_id") == o.number("user_id") && k.number("id") != o.number("id")
	}
	if slices.ContainsFunc(c.st.sure(kindProjects, c.nums[0]).objects("contracts"), same) {
		complain(bad, "user_id", "ist bereits vergeben")
	}
}

// readID reads the id of an object that exists.
func readID(kind string) func(*call, json.RawMessage) (any, string) {
	return func(c *call, raw json.RawMessage) (any, string) {
		id, wrong := readInteger(c, raw)
		if wrong != "" || c.st.find(kind, id.(int64)) == nil {
			return nil, blank
		}
		return id, ""
	}
}
