package mocosim

import "slices"

const kindDealCategories = "deal_categories"

// dealCategories are the steps of a sale. The list comes at once, the least probable first: recorded.
func dealCategories() *resource {
	return &resource{
		kind: kindDealCategories, path: "/deal_categories", whole: true, order: byNumber("probability"), deleted: silent,
		attrs: table(text("name").need(), integer("probability").need()),
		derive: func(_ *call, o, bad *object) {
			switch n := o.number("probability"); {
			case n > 100:
				complain(bad, "probability", "muss kleiner oder gleich 100 sein")
			case n < 0:
				complain(bad, "probability", "muss größer oder gleich 0 sein")
			}
		},
		refuse: func(c *call, o *object) (reply, bool) {
			used := slices.ContainsFunc(c.st.rows(kindDeals), func(d *object) bool { return d.sub("category").number("id") == o.number("id") })
			return forbidden("Access denied"), used
		},
	}
}
