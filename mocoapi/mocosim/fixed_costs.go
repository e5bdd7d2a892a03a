package mocosim

const kindFixedCosts = "account_fixed_costs"

// fixedCosts are costs by month. The list is paged, as recorded; year leaves the other years' amounts out.
func fixedCosts() *resource {
	return &resource{
		kind: kindFixedCosts, path: "/account/fixed_costs", verbs: "list", order: byText("title"), local: true,
		attrs: table(text("title"), text("description"), integer("payment_day"), own("costs", []*object{}, readAnyList)),
		filters: []filter{{[]string{"year", "page", "sort_by"}, func(q *query) {
			year := q.c.asked("year")
			if year == "" {
				return
			}
			for i, o := range q.rows {
				some := o.clone()
				some.put("costs", only(o.objects("costs"), func(m *object) bool { return m.text("year") == year }))
				q.rows[i] = some
			}
		}}},
	}
}

// only are the objects that pass.
func only(rows []*object, pass func(*object) bool) []*object {
	some := []*object{}
	for _, o := range rows {
		if pass(o) {
			some = append(some, o)
		}
	}
	return some
}
