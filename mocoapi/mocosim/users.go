package mocosim

import (
	"encoding/json"
	"slices"
	"strings"
)

// users are the account's people. Some values have one name in requests and another one in answers. password, language and
// welcome_email are taken and never shown.
func users() *resource {
	return &resource{
		kind: kindUsers, path: "/users", order: byText("lastname", "firstname"), deleted: silent,
		attrs: table(
			text("firstname").need(), text("lastname").as("lastname", "name").need(), yesNo("active").or(true), yesNo("extern").as("external"),
			own("email", "", readEmail).need(), text("mobile_phone").or(""), text("work_phone").or(""), text("home_address").or(""), text("info").or(""),
			date("birthday").as("bday"), text("iban"), avatar("users"), tagList("User"), properties("User"),
			named("unit", kindUnits).need(), named("role", kindRoles).from(defaultRole), text("credit_number"),
		),
		filters: []filter{activeOnly("include_archived"), by("email", field("email")), byTags()},
		derive:  unique("email", kindUsers, "email"),
		refuse: func(c *call, o *object) (reply, bool) {
			billed := slices.ContainsFunc(c.st.rows(kindActivities), func(a *object) bool {
				return a.flag("billed") && a.sub("user").number("id") == o.number("id")
			})
			return invalid("base", "Die Person hat verrechnete Stunden"), billed
		},
		after: func(c *call, _, now *object) {
			if password := c.body.text("password"); now != nil && password != "" {
				c.st.passwords[now.number("id")] = password
			}
		},
	}
}

// readEmail keeps an address in lower case: recorded.
func readEmail(_ *call, raw json.RawMessage) (any, string) {
	s, _ := scalar(raw)
	if name, host, at := strings.Cut(s, "@"); !at || name == "" || host == "" {
		return nil, "ist nicht gültig"
	}
	return strings.ToLower(s), ""
}

func defaultRole(c *call, _ *object) any {
	for _, r := range c.st.rows(kindRoles) {
		if r.flag("is_default") {
			return r.pick("id", "name")
		}
	}
	return nil
}

// avatar is a picture: sent as {filename, base64}, answered as an address.
func avatar(of string) attr {
	return own("avatar_url", nil, func(c *call, raw json.RawMessage) (any, string) {
		file, err := parseObject(raw)
		if err != nil || file.text("filename") == "" || file.text("base64") == "" {
			return nil, notValid
		}
		return "https://" + c.opts.Account + ".mocoapp.com/objects/" + of + "/" + file.text("filename"), ""
	}).as("avatar")
}
