package mocosim

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

func activityRoutes() []route {
	r := activities()
	const one = "/activities/{id}"
	return []route{
		{"POST", "/activities/bulk", nil, r.bulk("activities", 100)},
		{"POST", "/activities/disregard", nil, disregardActivities},
		{"PATCH", one + "/start_timer", nil, r.one(r.startTimer)},
		{"PATCH", one + "/stop_timer", nil, r.one(r.stopTimer)},
		{"PATCH", one + "/billable_seconds", nil, r.one(r.billableSeconds)},
	}
}

// bulk makes all objects of a list in the body, or none. Most may be 0 for no limit.
func (r *resource) bulk(key string, most int) func(*call) reply {
	return func(c *call) reply {
		if r.in.kind != "" && r.owner(c) == nil {
			return notFound
		}
		rows, err := parseList(c.body.vals[key])
		if err != nil || len(rows) == 0 || most > 0 && len(rows) > most {
			return message(http.StatusBadRequest, key+" is invalid")
		}
		made := []*object{}
		for _, row := range rows {
			o, bad := r.make(c, row)
			if len(bad.keys) > 0 {
				return unprocessable(bad)
			}
			made = append(made, o)
		}
		for _, o := range made {
			r.keep(c, o)
		}
		return ok(encodeList(viewed(made, func(o *object) *object { return r.answered(c, o) })))
	}
}

// disregardActivities marks hours as billed without an invoice, and answers with their ids.
func disregardActivities(c *call) reply {
	company := c.body.number("company_id") + c.body.number("customer_id")
	if c.st.find(kindCompanies, company) == nil {
		return invalid("company", blank)
	}
	ids, rep := c.disregard(kindActivities, "activity_ids", func(o *object) bool { return o.sub("customer").number("id") == company })
	if ids == nil {
		return rep
	}
	return ok(wire(ids))
}

// disregard marks the objects that the body names as billed: all, or none with the answer that says why.
func (c *call) disregard(kind, key string, mine func(*object) bool) ([]int64, reply) {
	if c.body.text("reason") == "" {
		return nil, invalid("reason", blank)
	}
	var ids []int64
	if json.Unmarshal(c.body.vals[key], &ids) != nil || len(ids) == 0 {
		return nil, invalid(key, blank)
	}
	for _, id := range ids {
		if o := c.st.find(kind, id); o == nil || !mine(o) {
			return nil, invalid(key, notValid)
		}
	}
	for _, id := range ids {
		o := c.st.find(kind, id)
		o.put("billed", true)
		c.touched(o)
	}
	return ids, reply{}
}

// startTimer starts today's clock. A user has one timer: another one that runs is stopped.
func (r *resource) startTimer(c *call, o *object) reply {
	switch {
	case o.text("date") != today(c.now):
		return invalid("base", "Die Stoppuhr läuft nur für heute")
	case !o.isNull("timer_started_at"):
		return invalid("base", "Die Stoppuhr läuft bereits")
	case o.flag("billed"):
		return invalid("base", "Die Zeit ist bereits abgerechnet")
	}
	for _, other := range slices.Clone(c.st.rows(kindActivities)) {
		if other.sub("user").number("id") == o.sub("user").number("id") && !other.isNull("timer_started_at") {
			c.stop(other)
		}
	}
	o.put("timer_started_at", stamp(c.now))
	c.touched(o)
	return r.get(c, o)
}

func (r *resource) stopTimer(c *call, o *object) reply {
	if o.isNull("timer_started_at") {
		return invalid("base", "Die Stoppuhr läuft nicht")
	}
	c.stop(o)
	return r.get(c, o)
}

// stop adds the time since the start to the activity.
func (c *call) stop(o *object) {
	began, err := time.Parse(time.RFC3339, o.text("timer_started_at"))
	ran := int64(0)
	if err == nil {
		ran = max(0, int64(c.now.Sub(began).Seconds()))
	}
	o.put("timer_started_at", nil)
	o.put("seconds", o.number("seconds")+ran)
	o.put("worked_seconds", o.number("worked_seconds")+ran)
	o.put("hours", hoursOf(o.number("seconds")))
	c.touched(o)
}

// billableSeconds changes what is billed and leaves what was worked. It is the project leader's right.
func (r *resource) billableSeconds(c *call, o *object) reply {
	if !c.leads(o) {
		return reply{status: http.StatusForbidden}
	}
	seconds, wrong := readInteger(c, c.body.vals["seconds"])
	if wrong != "" {
		return invalid("seconds", wrong)
	}
	o.put("seconds", seconds)
	o.put("hours", hoursOf(o.number("seconds")))
	c.touched(o)
	return r.get(c, o)
}
