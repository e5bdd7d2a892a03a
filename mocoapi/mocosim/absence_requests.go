package mocosim

import "encoding/json"

const kindAbsenceRequests = "absence_requests"

// absenceRequests ask for days off. What is asked as entries is answered as days; nobody can approve by the API.
func absenceRequests() *resource {
	return &resource{
		kind: kindAbsenceRequests, path: "/users/absence_requests", verbs: "list create get delete",
		attrs: table(
			oneOfThese("type", "vacation", "sickness", "other").need(), fixed("status", "pending"), fixed("total_days", cents(0)),
			own("days", []*object{}, readDays).as("entries").need(), text("comment"), fixed("approved_at", nil), person("user").shut().from(asActor),
			person("approver").shut(), person("selected_approver").as("approver_user_id").need(),
			own("custom_properties", newObject(), readCustomValues).as("custom_values"),
		),
		filters: []filter{
			by("user_id", inner("user", "id")), by("selected_approver_id", inner("selected_approver", "id")), by("type", field("type")),
			by("status", field("status")),
		},
		derive: func(_ *call, o, _ *object) {
			total := cents(0)
			for _, d := range o.objects("days") {
				for _, half := range []string{"am", "pm"} {
					if d.flag(half) {
						total += 50
					}
				}
			}
			o.put("total_days", total)
		},
		refuse: func(c *call, o *object) (reply, bool) {
			switch {
			case o.sub("user").number("id") != c.actor.number("id"):
				return forbidden("Access denied"), true
			case first(c.asked("comment"), c.body.text("comment")) == "":
				return invalid("comment", blank), true
			}
			return reply{}, false
		},
	}
}

func readDays(_ *call, raw json.RawMessage) (any, string) {
	sent, err := parseList(raw)
	if err != nil {
		return nil, notValid
	}
	days := []*object{}
	for _, d := range sent {
		if !isDate(d.text("date")) || !d.flag("am") && !d.flag("pm") {
			return nil, notValid
		}
		days = append(days, newObject("date", d.text("date"), "am", d.flag("am"), "pm", d.flag("pm")))
	}
	return days, ""
}

// readCustomValues takes properties by their id and gives them their names.
func readCustomValues(c *call, raw json.RawMessage) (any, string) {
	sent, err := parseList(raw)
	if err != nil {
		return nil, notValid
	}
	values := newObject()
	for _, v := range sent {
		if p := c.st.find(kindProperties, v.number("custom_property_id")); p != nil && v.has("value") {
			values.set(p.text("name"), propertyValue(p.text("kind"), v.vals["value"]))
		}
	}
	return values, ""
}
