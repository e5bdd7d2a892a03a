package mocosim

import (
	"net/http"
	"strconv"
	"strings"
)

func sessionRoutes() []route {
	return []route{
		{"GET", loginPath, nil, getSession},
		{"POST", loginPath, nil, login},
		{"GET", "/profile", nil, getProfile},
	}
}

const loginPath = "/session"

// isLogin says that the request needs no key: it comes for one.
func (in *inbound) isLogin() bool {
	return in.method == http.MethodPost && in.url.Path == base+loginPath
}

// login gives a user's key for address and password. Here every user has the same key.
func login(c *call) reply {
	for _, u := range c.st.rows(kindUsers) {
		if !u.flag("active") || !strings.EqualFold(u.text("email"), c.body.text("email")) {
			continue
		}
		if c.body.text("password") == first(c.st.passwords[u.number("id")], c.opts.Password) {
			return ok(newObject("api_key", c.opts.WriteKey, "user_id", u.number("id")).encode())
		}
	}
	return message(http.StatusUnauthorized, "Unauthorized")
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
