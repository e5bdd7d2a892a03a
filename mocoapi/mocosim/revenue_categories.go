package mocosim

import "slices"

const kindRevenues = "revenue_categories"

// revenueCategories sort tasks and expenses for the bookkeeping.
func revenueCategories() *resource {
	return &resource{
		kind: kindRevenues, path: "/revenue_categories", order: byText("name"),
		attrs: []attr{
			idAttr(), text("name").need(), integer("revenue_account"), text("cost_category"),
			oneOfThese("assignment_kind", "only_tasks", "only_expenses", "tasks_and_expenses").or("tasks_and_expenses"),
		},
		filters: []filter{
			by("revenue_account", field("revenue_account")), by("cost_category", field("cost_category")),
			byTerm(field("name"), field("revenue_account")),
		},
		refuse: func(c *call, o *object) (reply, bool) {
			return invalid("base", "Die Erlöskategorie wird verwendet"), c.st.usesRevenue(o.number("id"))
		},
	}
}

func (s *store) usesRevenue(id int64) bool {
	names := func(o *object) bool { return o.sub("revenue_category").number("id") == id }
	return slices.ContainsFunc(s.rows(kindTaskTemplates), names) || slices.ContainsFunc(s.rows(kindExpenseTemplates), names)
}

// revenueCategory is the category as other objects show it.
func revenueCategory() attr {
	return refer("revenue_category", kindRevenues, keys("id", "name", "revenue_account", "cost_category", "assignment_kind"))
}
