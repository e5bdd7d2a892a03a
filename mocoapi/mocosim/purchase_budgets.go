package mocosim

import (
	"strconv"
	"strings"
)

const (
	kindBudgets = "purchase_budgets"
	kindTargets = "purchase_budget_targets" // of a budget in a year
)

// budgets are what may be spent in a year. "exhaused" is the vendor's spelling.
func budgets() *resource {
	return &resource{
		kind: kindBudgets, path: "/purchases/budgets", verbs: "list create update delete", whole: true, local: true,
		filters: []filter{{[]string{"year"}, func(*query) {}}},
		attrs: []attr{
			idAttr(), fixed("year", 0), text("title").need(), yesNo("active").or(true), text("cost_category"), fixed("target", cents(0)),
			fixed("exhaused", cents(0)), fixed("planned", cents(0)), fixed("remaining", cents(0)),
		},
		present: budgetOfYear,
	}
}

// budgetOfYear fills in the year that the request asks for, this one if it does not.
func budgetOfYear(c *call, v *object) *object {
	year, err := strconv.ParseInt(first(c.asked("year"), c.body.text("year")), 10, 32)
	if err != nil {
		year = int64(c.now.Year())
	}
	target := c.st.target(v.number("id"), year).worth("amount")
	var spent, planned cents
	for _, p := range c.st.rows(kindPlannedPurchases) {
		if p.sub("purchase_budget").number("id") == v.number("id") && strings.HasPrefix(p.text("date"), strconv.FormatInt(year, 10)+"-") {
			spent += p.worth("exhausted")
			planned += p.worth("net_total") - p.worth("exhausted")
		}
	}
	for key, n := range map[string]any{"year": year, "target": target, "exhaused": spent, "planned": planned, "remaining": target - spent - planned} {
		v.put(key, n)
	}
	return v
}

func (s *store) target(budget, year int64) *object {
	for _, t := range s.rows(kindTargets) {
		if t.number("budget") == budget && t.number("year") == year {
			return t
		}
	}
	return newObject()
}

// setTarget says what may be spent in a year.
func setTarget(c *call, o *object) reply {
	amount, wrong := readDecimal(c, c.body.vals["target_amount"])
	if wrong != "" {
		return invalid("target_amount", wrong)
	}
	year := c.body.number("year")
	if year == 0 {
		year = int64(c.now.Year())
	}
	t := c.st.target(o.number("id"), year)
	if !t.has("id") {
		t = newObject("id", c.st.nextID(kindTargets), "budget", o.number("id"), "year", year)
		c.st.put(kindTargets, t)
	}
	t.put("amount", amount)
	c.touched(o)
	return budgets().get(c, o)
}
