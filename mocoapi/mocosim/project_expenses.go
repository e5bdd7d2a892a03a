package mocosim

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
)

// expenses are what a project costs besides time.
func expenses() *resource {
	billed := sealed("Die Zusatzleistung ist bereits abgerechnet", func(o *object) bool { return o.flag("billed") })
	return &resource{
		kind: kindExpenses, path: "/projects/{id}/expenses", in: parent{kind: kindProjects, ref: "project"}, attrs: expenseAttrs(),
		filters: expenseFilters(), derive: deriveExpense, refuse: billed, seal: billed, deleted: silent,
	}
}

// allExpenses is the list over all projects. Its tags are those of the projects.
func allExpenses() *resource {
	r := expenses()
	r.path, r.in, r.verbs = "/projects/expenses", parent{}, "list"
	r.filters = append(r.filters, within("from", "to", field("date")), filter{[]string{"tags"}, func(q *query) {
		q.tags("tags", func(o *object) []string {
			return q.c.st.sure(kindProjects, o.sub("project").number("id")).list("tags")
		})
	}})
	return r
}

func expenseFilters() []filter {
	return []filter{
		byFlag("billable", "billable"), byFlag("billed", "billed"), byFlag("budget_relevant", "budget_relevant"), by("user_id", inner("user", "id")),
	}
}

func expenseAttrs() []attr {
	return table(
		date("date").need(), text("title").need(), text("description").or(""), decimal("quantity").need(), text("unit").need(),
		decimal("unit_price").need(), decimal("unit_cost").need(), fixed("price", cents(0)), fixed("cost", cents(0)), fixed("currency", ""),
		yesNo("budget_relevant"), yesNo("billable").or(true), yesNo("billed").shut(), yesNo("purchase_assignment_locked"),
		decimal("cost_total_planned").or(cents(0)), date("planned_purchase_date"), fixed("invoice_id", nil), fixed("recurring_expense_id", nil),
		fixed("service_period", nil), date("service_period_from"), date("service_period_to"), fileAttr("file_url", "file", "/expenses/"),
		revenueCategory(), properties("Expense"), fixed("company", nil), named("project", kindProjects).shut(), fixed("group", nil),
		fixed("purchase_items", []*object{}).shows(purchaseItemsOf), person("user").from(asActor),
	)
}

// deriveExpense does the sums. An expense of a project without a budget counts for the budget, whatever was asked: recorded.
func deriveExpense(c *call, o, _ *object) {
	p := c.st.sure(kindProjects, o.sub("project").number("id"))
	price(o)
	o.put("currency", p.text("currency"))
	o.put("company", p.sub("customer").pick("id", "name"))
	if p.isNull("budget") {
		o.put("budget_relevant", true)
	}
	o.put("service_period", first(periodLabel(o), german(o.text("date"))))
}

// price multiplies what one costs.
func price(o *object) {
	o.put("price", o.worth("unit_price").times(o.worth("quantity")))
	o.put("cost", o.worth("unit_cost").times(o.worth("quantity")))
}

// periodLabel is the service period in words: a whole month, or from day to day; empty without one.
func periodLabel(o *object) string {
	from, to := o.text("service_period_from"), o.text("service_period_to")
	switch {
	case !isDate(from) || !isDate(to):
		return ""
	case strings.HasSuffix(from, "-01") && from[:7] == to[:7] && strings.HasSuffix(daysAfter(to, 1), "-01"):
		return from[5:7] + "/" + from[:4]
	case from[:4] == to[:4]:
		return german(from)[:6] + " – " + german(to)
	}
	return german(from) + " – " + german(to)
}

// german writes a date as 31.12.2026.
func german(date string) string {
	if !isDate(date) {
		return ""
	}
	return date[8:] + "." + date[5:7] + "." + date[:4]
}

// fileAttr is where an uploaded file is found. Its address is short-lived at MOCO.
func fileAttr(name, write, folder string) attr {
	return own(name, nil, func(_ *call, raw json.RawMessage) (any, string) {
		file, err := parseObject(raw)
		if err != nil || file.text("filename") == "" {
			return nil, notValid
		}
		if data, err := base64.StdEncoding.DecodeString(file.text("base64")); err != nil || len(data) == 0 {
			return nil, notValid
		}
		return folder + url.PathEscape(file.text("filename")) + "?v=1", ""
	}).as(write)
}

// purchaseItemsOf are the items of suppliers' bills that were assigned to the expense.
func purchaseItemsOf(st *store, expense *object) any {
	list := []*object{}
	for _, p := range st.rows(kindPurchases) {
		for _, item := range p.objects("items") {
			if item.sub("expense").number("id") != expense.number("id") {
				continue
			}
			v := item.pick("id", "title", "net_total")
			v.put("currency", p.text("currency"))
			v.put("purchase_id", p.number("id"))
			v.put("document", nil)
			list = append(list, v)
		}
	}
	return list
}

func expenseRoutes() []route {
	r := expenses()
	return []route{
		{"POST", r.path + "/bulk", nil, r.bulk("bulk_data", 0)},
		{"POST", r.path + "/disregard", nil, onlyFor(kindProjects, disregardExpenses)},
	}
}

// disregardExpenses answers 204, unlike that of activities: recorded.
func disregardExpenses(c *call, p *object) reply {
	ids, rep := c.disregard(kindExpenses, "expense_ids", func(o *object) bool { return o.sub("project").number("id") == p.number("id") })
	if ids == nil {
		return rep
	}
	return noContent()
}
