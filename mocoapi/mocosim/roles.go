package mocosim

import (
	"encoding/json"
	"strings"
)

const kindRoles = "user_roles"

// roles say what users may do. There is a list of them and nothing else.
func roles() *resource {
	return &resource{
		kind: kindRoles, path: "/users/roles", verbs: "list", whole: true, local: true, order: byText("name"),
		attrs: table(text("name"), yesNo("is_default"), yesNo("is_admin"),
			own("permission", newObject(), func(_ *call, raw json.RawMessage) (any, string) { return raw, "" })),
	}
}

// permissions grants the same in all areas but the named ones, where nothing is allowed.
func permissions(level, none string) *object {
	o := newObject()
	for _, area := range strings.Fields("report companies contacts people purchases settings sales projects calendar time_tracking invoicing") {
		o.put(area, level)
		if strings.Contains(none, area) {
			o.put(area, "none")
		}
	}
	return o
}
