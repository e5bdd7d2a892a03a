package mocosim

import (
	"net/http"
	"slices"
	"strings"
)

func taggingRoutes() []route {
	const path = "/taggings/{word}/{id}"
	return []route{
		{"GET", path, nil, tagging(func(has, _ []string) []string { return has })},
		{"PATCH", path, nil, tagging(func(has, tags []string) []string { return append(has, tags...) })},
		{"PUT", path, nil, tagging(func(_, tags []string) []string { return tags })},
		{"DELETE", path, nil, tagging(func(has, tags []string) []string {
			return slices.DeleteFunc(has, func(t string) bool { return slices.Contains(tags, t) })
		})},
	}
}

// taggable are the types that can have tags, with the kind that holds them.
var taggable = map[string]string{
	"Company": kindCompanies, "Contact": kindContacts, "Project": kindProjects, "Deal": kindDeals,
	"Purchase": kindPurchases, "Invoice": kindInvoices, "Offer": kindOffers, "User": kindUsers,
}

// tagging answers each method with the object's tags as they are afterwards. Whether MOCO moves updated_at is not known;
// here it stays, so that a client which reads changes only must read tags itself.
func tagging(change func(has, tags []string) []string) func(*call) reply {
	return func(c *call) reply {
		kind, known := taggable[c.words[0]]
		if !known {
			return message(http.StatusBadRequest, "Invalid taggable type")
		}
		o := c.st.find(kind, c.nums[0])
		if o == nil {
			return reply{status: http.StatusNotFound}
		}
		tags, given := c.tags()
		if c.in.method != http.MethodGet && !given {
			return message(http.StatusBadRequest, "tags is missing")
		}
		after := sorted(change(slices.Clone(o.list("tags")), tags))
		if c.in.method != http.MethodGet {
			setTags(o, after)
			c.st.knowTags(c.words[0], after, c.now)
			c.changed(o.number("id"))
		}
		return ok(wire(after))
	}
}

// tags reads the body's tags: a list, or one text separated by commas.
func (c *call) tags() ([]string, bool) {
	if !c.body.has("tags") {
		return nil, false
	}
	list := c.body.list("tags")
	if list == nil {
		list = strings.Split(c.body.text("tags"), ",")
	}
	return list, true
}

// setTags also keeps labels, the older copy of tags, where an object has it.
func setTags(o *object, tags []string) {
	for _, key := range []string{"tags", "labels"} {
		if key == "tags" || o.has(key) {
			o.put(key, tags)
		}
	}
}

// sorted puts tags in the order in which MOCO answers, each once, none empty.
func sorted(tags []string) []string {
	clean := []string{}
	for _, t := range tags {
		if t = strings.TrimSpace(t); t != "" {
			clean = append(clean, t)
		}
	}
	slices.Sort(clean)
	return slices.Compact(clean)
}
