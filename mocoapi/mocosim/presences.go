package mocosim

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

const kindPresences = "presences"

// presences are the acting user's times at work, in the account's local time. Home office is a matter of the whole day.
func presences() *resource {
	return &resource{
		kind: kindPresences, path: "/users/presences", deleted: silent,
		attrs: table(
			date("date").need(), own("from", nil, readClock).need(), own("to", nil, readClock), yesNo("is_home_office"),
			person("user").shut().from(asActor),
		),
		filters: []filter{
			within("from", "to", field("date")), by("user_id", inner("user", "id")), byFlag("is_home_office", "is_home_office"),
		},
		derive: func(c *call, o, bad *object) {
			if to := o.text("to"); to != "" && to <= o.text("from") {
				complain(bad, "to", "muss nach dem Beginn liegen")
			} else if c.st.overlaps(o) {
				complain(bad, "base", "Die Präsenz überschneidet sich mit einer anderen")
			}
		},
		after: func(c *call, _, now *object) {
			for _, o := range c.st.rows(kindPresences) {
				if now != nil && sameDay(o, now) {
					o.set("is_home_office", now.vals["is_home_office"])
				}
			}
		},
	}
}

func presenceRoutes() []route {
	return []route{{"POST", "/users/presences/touch", []string{"is_home_office", "override"}, touchPresence}}
}

func readClock(_ *call, raw json.RawMessage) (any, string) {
	s, _ := scalar(raw)
	if _, err := time.Parse("15:04", s); err != nil || len(s) != 5 {
		return nil, "ist keine gültige Zeit"
	}
	return s, ""
}

func sameDay(a, b *object) bool {
	return a.text("date") == b.text("date") && a.sub("user").number("id") == b.sub("user").number("id")
}

func (s *store) overlaps(o *object) bool {
	end := func(o *object) string { return first(o.text("to"), "24:00") }
	return len(only(s.rows(kindPresences), func(p *object) bool {
		return p.number("id") != o.number("id") && sameDay(p, o) && p.text("from") < end(o) && o.text("from") < end(p)
	})) > 0
}

// touchPresence is the clock at the door: it ends the presence that is open, or starts one. One that would end in the
// minute in which it began is discarded; the answer shows it as it was. A conflict is 423.
func touchPresence(c *call) reply {
	at := c.now
	if asked := first(c.asked("override"), c.body.text("override")); asked != "" {
		t, err := time.ParseInLocation("2006-01-02 15:04", asked, c.now.Location())
		if err != nil {
			return invalid("override", "ist keine gültige Zeit")
		}
		at = t
	}
	home, _ := strconv.ParseBool(first(c.asked("is_home_office"), c.body.text("is_home_office")))
	now := newObject("date", today(at), "from", at.Format("15:04"), "is_home_office", home)
	r := presences()
	for _, o := range c.st.rows(kindPresences) {
		if o.isNull("to") && o.text("date") == today(at) && o.sub("user").number("id") == c.actor.number("id") {
			return endPresence(c, r, o, at.Format("15:04"))
		}
	}
	o, bad := r.make(c, now)
	if len(bad.keys) > 0 {
		return reply{status: http.StatusLocked}
	}
	r.keep(c, o)
	return r.get(c, o)
}

func endPresence(c *call, r *resource, o *object, at string) reply {
	if at == o.text("from") {
		c.st.remove(kindPresences, o.number("id"))
		c.changed(o.number("id"))
		return r.get(c, o)
	}
	ended := o.clone()
	ended.put("to", at)
	if at < o.text("from") || c.st.overlaps(ended) {
		return reply{status: http.StatusLocked}
	}
	*o = *ended
	c.touched(o)
	return r.get(c, o)
}
