package mocosim

import "strconv"

func sessionRoutes() []route {
	return []route{
		{"GET", "/session", nil, getSession},
		{"GET", "/profile", nil, getProfile},
	}
}

func getSession(c *call) reply {
	id := c.actor.number("id")
	return ok(newObject("id", id, "uuid", uuidOf("user "+strconv.FormatInt(id, 10))).encode())
}

// getProfile shows the acting user under the profile's own key names.
func getProfile(c *call) reply {
	u := c.actor
	return ok(newObject(
		"id", u.number("id"), "email", u.text("email"), "full_name", u.text("firstname")+" "+u.text("lastname"),
		"first_name", u.text("firstname"), "last_name", u.text("lastname"), "active", u.flag("active"),
		"external", u.flag("extern"), "avatar_url", nullable(u, "avatar_url"), "unit", u.sub("unit"),
		"created_at", u.text("created_at"), "updated_at", u.text("updated_at"),
	).encode())
}

// nullable is the value at key, or null.
func nullable(o *object, key string) any {
	if o.has(key) {
		return o.vals[key]
	}
	return nil
}
