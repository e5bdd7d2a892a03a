package mocosim

import "slices"

const kindUnits = "units"

// units are the account's teams. Who is in one is said on the user.
func units() *resource {
	return &resource{
		kind: kindUnits, path: "/units", order: byText("name"),
		attrs: table(text("name").need(), properties("Unit"), fixed("users", []*object{}).shows(membersOf)),
		refuse: func(c *call, o *object) (reply, bool) {
			return invalid("base", "Das Team hat noch Personen"), len(c.st.members(o)) > 0
		},
	}
}

func (s *store) members(unit *object) []*object {
	members := []*object{}
	for _, u := range s.rows(kindUsers) {
		if u.sub("unit").number("id") == unit.number("id") {
			members = append(members, u.pick("id", "firstname", "lastname", "email"))
		}
	}
	slices.SortStableFunc(members, byText("lastname", "firstname"))
	return members
}

func membersOf(st *store, unit *object) any { return st.members(unit) }
