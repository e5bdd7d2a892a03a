package mocosim

import (
	"encoding/json"
	"slices"
	"strconv"
)

// kindAway is the API's "schedules". They have nothing to do with payment schedules.
const kindAway = "schedules"

// absenceNames are by their codes, from 1 on.
var absenceNames = []string{"Unplanbare Abwesenheit", "Feiertag", "Krankheit", "Urlaub", "Abwesenheit"}

// absenceDays are the days, or half days, on which somebody is away.
func absenceDays() *resource {
	return &resource{
		kind: kindAway, path: "/schedules", order: byDate,
		filters: []filter{
			within("from", "to", field("date")), by("user_id", inner("user", "id")), by("absence_code", inner("assignment", "code")),
			by("absence_request_id", field("absence_request_id")),
		},
		attrs: table(
			date("date").need(), text("comment").or(""), yesNo("am").or(true), yesNo("pm").or(true), symbol(12),
			own("assignment", nil, readAbsence).as("absence_code").need(), person("user").from(asActor),
		),
		derive: overwrite,
	}
}

// readAbsence takes the code as a number or as its digit.
func readAbsence(c *call, raw json.RawMessage) (any, string) {
	code, wrong := readInteger(c, raw)
	if wrong != "" || code.(int64) < 1 || int(code.(int64)) > len(absenceNames) {
		return nil, notValid
	}
	n := code.(int64)
	return newObject("id", 945874867+n, "name", absenceNames[n-1], "code", strconv.FormatInt(n, 10), "customer_name", nil, "color", "#CCC", "type", "Absence"), ""
}

// overwrite clears the way for a new absence on a day that has one, if the request says so; else the day is taken.
func overwrite(c *call, o, bad *object) {
	a := o.sub("assignment")
	if a.isNull("customer_name") && c.opts != nil {
		a.put("customer_name", c.opts.Account)
		o.put("assignment", a)
	}
	for _, other := range slices.Clone(c.st.rows(kindAway)) {
		same := other.text("date") == o.text("date") && other.sub("user").number("id") == o.sub("user").number("id")
		half := other.flag("am") && o.flag("am") || other.flag("pm") && o.flag("pm")
		switch {
		case !same || !half || other.number("id") == o.number("id"):
		case c.body.flag("overwrite"):
			c.st.remove(kindAway, other.number("id"))
			c.changed(other.number("id"))
		default:
			complain(bad, "date", "ist bereits vergeben")
			return
		}
	}
}
