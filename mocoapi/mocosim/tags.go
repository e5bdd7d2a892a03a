package mocosim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

const kindTags = "tags"

// grey is the colour of a tag that was given none.
const grey = "#CCCCCC"

// tags are the account's tags, each of one context. What carries a tag holds its name: a new name goes to all of them.
func tags() *resource {
	return &resource{
		kind: kindTags, path: "/tags", order: byText("name"), filters: []filter{by("context", field("context"))},
		attrs: table(
			text("name").need(), own("color", grey, readColor),
			oneOfThese("context", "Company", "Contact", "Project", "Deal", "Purchase", "Invoice", "Offer", "User").need().once(),
		),
		derive: unique("name", kindTags, "context", "name"),
		refuse: mergeTag,
		after: func(c *call, before, now *object) {
			switch {
			case before != nil && now != nil:
				c.st.retag(before, now.text("name"))
			case before != nil && c.asked("merge_tag_id") == "":
				c.st.retag(before, "")
			}
		},
	}
}

func readColor(_ *call, raw json.RawMessage) (any, string) {
	s, _ := scalar(raw)
	if len(s) != 7 || s[0] != '#' {
		return nil, notValid
	}
	if _, err := strconv.ParseUint(s[1:], 16, 32); err != nil {
		return nil, notValid
	}
	return s, ""
}

// mergeTag hands the deleted tag's uses to the one that merge_tag_id names. It refuses only if there is none in the context.
func mergeTag(c *call, o *object) (reply, bool) {
	asked := first(c.asked("merge_tag_id"), c.body.text("merge_tag_id"))
	if asked == "" {
		return reply{}, false
	}
	id, _ := strconv.ParseInt(asked, 10, 64)
	into := c.st.find(kindTags, id)
	if into == nil || into.text("context") != o.text("context") || id == o.number("id") {
		return reply{status: http.StatusNotFound}, true
	}
	c.st.retag(o, into.text("name"))
	return reply{}, false
}

// retag puts another name in the place of a tag's, or none.
func (s *store) retag(tag *object, name string) {
	old := tag.text("name")
	if old == name {
		return
	}
	for _, o := range s.rows(taggable[tag.text("context")]) {
		if has := o.list("tags"); slices.Contains(has, old) {
			setTags(o, sorted(append(slices.DeleteFunc(has, func(t string) bool { return t == old }), name)))
		}
	}
}

// knowTags makes those tags of a context that the account does not have yet.
func (s *store) knowTags(context string, names []string, now time.Time) {
	for _, name := range names {
		known := slices.ContainsFunc(s.rows(kindTags), func(o *object) bool {
			return o.text("context") == context && o.text("name") == name
		})
		if !known {
			s.put(kindTags, newObject("id", s.nextID(kindTags), "name", name, "color", grey, "context", context,
				"created_at", stamp(now), "updated_at", stamp(now)))
		}
	}
}
