package mocosim

import (
	"slices"
	"strings"
	"unicode"
)

// contacts are the people at companies. The list has info, as recorded, though the documentation says it does not.
func contacts() *resource {
	return &resource{
		kind: kindContacts, path: "/contacts/people", order: byText("lastname", "firstname"),
		attrs: table(
			oneOfThese("gender", "F", "M", "U").need(), text("firstname").or(""), text("lastname").as("lastname", "name").need(),
			text("title").or(""), text("job_position").or(""), text("mobile_phone").or(""), text("work_fax").or(""), text("work_phone").or(""),
			text("work_email").or(""), text("work_address").or(""), text("home_email").or(""), text("home_address").or(""),
			date("birthday").as("birthday", "bday"), text("salutation").or(""), text("info").or(""), avatar("contacts"), tagList("Contact"),
			properties("Contact"), companyRef(), person("user").from(asActor),
		),
		filters: []filter{
			byTags(), byTerm(field("firstname"), field("lastname"), field("work_email"), field("home_email"), inner("company", "name")), byPhone(),
		},
		refuse: func(c *call, o *object) (reply, bool) {
			used := slices.ContainsFunc(c.st.rows(kindDeals), func(d *object) bool { return d.sub("person").number("id") == o.number("id") })
			return invalid("base", "Der Kontakt wird verwendet"), used
		},
	}
}

// byPhone looks a number up the other way round: digits count, how they are set apart does not.
func byPhone() filter {
	return filter{[]string{"phone"}, func(q *query) {
		asked := digits(q.c.asked("phone"))
		if asked == "" {
			return
		}
		q.keep(func(o *object) bool {
			return digits(o.text("work_phone")) == asked || digits(o.text("mobile_phone")) == asked
		})
	}}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
