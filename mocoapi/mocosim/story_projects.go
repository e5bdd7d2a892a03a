package mocosim

import "fmt"

var projectNames = []string{"Website-Relaunch", "Wartung und Betrieb", "Kampagne Herbst", "Markenauftritt", "Onlineshop", "Newsletter", "Retainer", "Messeauftritt"}

// tellProjects gives most customers of ordinary invoices, and those with a letter, one project each.
func (t *teller) tellProjects() {
	n := 0
	for _, c := range t.st.rows(kindCompanies) {
		if c.text("type") == "customer" && n < 60 {
			t.addProject(c, n)
			n++
		}
	}
}

func (t *teller) addProject(c *object, n int) {
	leader, helper := t.users[n%3], t.users[3+n%5]
	fixed := n%5 == 0
	at := t.at(daysAfter("2025-01-06", n*4), 10, n%60)
	var budget any
	if fixed {
		budget = cents(1200000 + 50000*int64(n))
	}
	o := newObject("id", 945892000+n*3, "identifier", fmt.Sprintf("P25%03d", n+1), "name", projectNames[n%len(projectNames)],
		"active", true, "billable", true, "fixed_price", fixed, "retainer", false,
		"start_date", t.date(daysAfter("2025-01-06", n*4)), "finish_date", nil, "color", "#ff26a8", "currency", c.text("currency"),
		"billing_variant", "project", "billing_address", "", "billing_email_to", nil, "billing_email_cc", nil, "billing_notes", nil,
		"setting_include_time_report", false, "budget", budget, "budget_monthly", nil, "budget_expenses", cents(0),
		"hourly_rate", cents(12000), "info", "", "tags", []string{}, "customer_report_url", nil, "custom_properties", newObject(),
		"leader", userRef(leader), "co_leader", nil, "customer", c.pick("id", "name"), "deal", nil,
		"tasks", []*object{task(n*2, "Konzept", at), task(n*2+1, "Umsetzung", at)},
		"contracts", []*object{contract(n*2, leader, at), contract(n*2+1, helper, at)},
		"project_group", nil, "billing_contact", nil, "contact", nil, "secondary_contact", nil,
		"created_at", at, "updated_at", at)
	t.st.put(kindProjects, o)
	id := c.number("id")
	t.projects[id] = append(t.projects[id], o)
}

func task(n int, name, at string) *object {
	return newObject("id", 12540000+n, "name", name, "billable", true, "active", true, "budget", nil,
		"hourly_rate", cents(12000), "revenue_category", nil, "description", nil, "created_at", at, "updated_at", at)
}

func contract(n int, u *object, at string) *object {
	return newObject("id", 464061000+n, "user_id", u.number("id"), "firstname", u.text("firstname"), "lastname", u.text("lastname"),
		"billable", true, "active", true, "budget", nil, "hourly_rate", cents(12000),
		"created_at", at, "updated_at", at)
}

// linkProjects lists each customer's projects on the customer.
func (t *teller) linkProjects() {
	for id, list := range t.projects {
		refs := []*object{}
		for _, p := range list {
			refs = append(refs, p.pick("id", "identifier", "name", "active", "billable"))
		}
		t.st.find(kindCompanies, id).put("projects", refs)
	}
}

// tellSchedules plans two billings for each project with a fixed price; the first is billed.
func (t *teller) tellSchedules() {
	n := 0
	for _, p := range t.st.rows(kindProjects) {
		if !p.flag("fixed_price") {
			continue
		}
		for part, date := range []string{"2026-06-30", "2026-12-15"} {
			at := t.at("2026-01-12", 9, n%60)
			t.st.put(kindSchedules, newObject("id", 182500+n, "date", t.date(date), "title", fmt.Sprintf("%d. Abschlag", part+1),
				"description", nil, "net_total", cents(400000+10000*int64(n)), "project", p.pick("id", "identifier", "name"),
				"checked", part == 0, "billed", part == 0, "created_at", at, "updated_at", at))
			n++
		}
	}
}
