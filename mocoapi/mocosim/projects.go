package mocosim

import (
	"fmt"
	"strings"
	"time"
)

// projects have their tasks and contracts inside.
func projects() *resource {
	return &resource{
		kind: kindProjects, path: "/projects", order: byText("name"), attrs: projectAttrs(),
		filters: []filter{
			activeOnly("include_archived"), {[]string{"include_company"}, func(*query) {}},
			by("leader_id", inner("leader", "id")), by("company_id", inner("customer", "id")), by("identifier", field("identifier")),
			by("project_group_id", inner("project_group", "id")), by("deal_id", inner("deal", "id")), byFlag("retainer", "retainer"),
			within("created_from", "created_to", day("created_at")), within("updated_from", "updated_to", day("updated_at")), byTags(),
			byTerm(field("name"), field("identifier"), inner("customer", "name")),
		},
		options: []string{"include_company"}, present: withCompany, deleted: empty,
		derive: deriveProject, refuse: refuseProject, after: afterProject,
	}
}

func projectAttrs() []attr {
	retainer := func(o *object) bool { return o.flag("retainer") }
	contact := func(name string) attr { return refer(name, kindContacts, userRef) }
	return table(
		text("identifier"), text("name").need(), yesNo("active").or(true).shut(), yesNo("billable").or(true), yesNo("fixed_price"),
		yesNo("retainer"), date("start_date"), date("finish_date"), text("color").or("#ff26a8"), text("currency").need().once(),
		oneOfThese("billing_variant", "project", "task", "user").or("project"), text("billing_address").or(""),
		text("billing_email_to"), text("billing_email_cc"), text("billing_notes"), yesNo("setting_include_time_report"),
		decimal("budget"), decimal("budget_monthly"), decimal("budget_expenses").or(cents(0)), decimal("hourly_rate").or(cents(0)),
		text("info").or(""), integer("retainer_billing_date").when(retainer), text("retainer_billing_title").when(retainer),
		text("retainer_billing_description").when(retainer), tagList("Project"), fixed("customer_report_url", nil), properties("Project"),
		person("leader").need(), person("co_leader"), named("customer", kindCompanies).as("customer_id", "company_id").need(),
		named("deal", kindDeals), fixed("tasks", []*object{}).shows(embedded("tasks")),
		fixed("contracts", []*object{}).shows(embedded("contracts")), named("project_group", kindGroups),
		contact("billing_contact"), contact("contact"), contact("secondary_contact"),
	)
}

// embedded shows a project's tasks or contracts in the shape they have inside it.
func embedded(list string) func(*store, *object) any {
	return func(_ *store, o *object) any {
		rows := o.objects(list)
		for i, e := range rows {
			rows[i] = e.without("revenue_category", "created_at", "updated_at")
		}
		return rows
	}
}

// withCompany shows the whole customer instead of {id, name} if the request wants it.
func withCompany(c *call, v *object) *object {
	company := c.st.find(kindCompanies, v.sub("customer").number("id"))
	if c.asked("include_company") == "true" && company != nil {
		v.put("customer", company)
	}
	return v
}

// deriveProject numbers a new project and gives it what MOCO does: three tasks, and the leader's contract.
func deriveProject(c *call, o, bad *object) {
	if o.flag("retainer") {
		checkRetainer(o, bad)
	}
	if o.number("id") != 0 {
		return
	}
	if o.text("identifier") == "" {
		o.put("identifier", c.st.nextNumber(kindProjects, "P"+c.now.Format("06"), 3))
	}
	unique("identifier", kindProjects, "identifier")(c, o, bad)
	list := []*object{}
	for _, name := range []string{"Projektleitung", "Entwicklung", "Grafik"} {
		t := newObject("id", c.st.nextIn(kindProjects, "tasks"), "name", name, "billable", true, "active", true, "budget", nil,
			"hourly_rate", cents(10000), "revenue_category", nil, "description", nil)
		list = append(list, stamped(t, c.now))
	}
	o.put("tasks", list)
	u := o.sub("leader")
	o.put("contracts", []*object{stamped(newObject("id", c.st.nextIn(kindProjects, "contracts"), "user_id", u.number("id"),
		"firstname", u.text("firstname"), "lastname", u.text("lastname"), "billable", true, "active", true, "budget", nil,
		"hourly_rate", cents(10000)), c.now)})
}

func stamped(o *object, now time.Time) *object {
	o.put("created_at", stamp(now))
	o.put("updated_at", stamp(now))
	return o
}

// checkRetainer wants whole months and a budget for each of them.
func checkRetainer(o, bad *object) {
	for _, key := range []string{"start_date", "finish_date", "budget_monthly"} {
		if o.isNull(key) {
			complain(bad, key, blank)
		}
	}
	if from := o.text("start_date"); from != "" && !strings.HasSuffix(from, "-01") {
		complain(bad, "start_date", "muss der erste Tag eines Monats sein")
	}
	if to := o.text("finish_date"); to != "" && !strings.HasSuffix(daysAfter(to, 1), "-01") {
		complain(bad, "finish_date", "muss der letzte Tag eines Monats sein")
	}
}

// nextNumber is the first free number behind all that begin with prefix.
func (s *store) nextNumber(kind, prefix string, digits int) string {
	last := int64(0)
	for _, o := range s.rows(kind) {
		if rest, found := strings.CutPrefix(o.text("identifier"), prefix); found {
			last = max(last, newObject("n", rest).number("n"))
		}
	}
	return fmt.Sprintf("%s%0*d", prefix, digits, last+1)
}

// refuseProject keeps a project that something belongs to.
func refuseProject(c *call, o *object) (reply, bool) {
	id := o.text("id")
	for kind, of := range map[string]func(*object) string{
		kindActivities: inner("project", "id"), kindExpenses: inner("project", "id"), kindOffers: inner("project", "id"), kindInvoices: field("project_id"),
	} {
		for _, other := range c.st.rows(kind) {
			if of(other) == id {
				return invalid("base", "Das Projekt wird noch verwendet"), true
			}
		}
	}
	return reply{}, false
}

// afterProject writes the comment that a new project gets, and lists the project on its customer.
func afterProject(c *call, before, now *object) {
	if before == nil {
		id := c.st.nextID(kindComments)
		c.st.put(kindComments, stamped(newObject("id", id, "commentable_id", now.number("id"), "commentable_type", "Project",
			"text", "Projekt angelegt.", "manual", false, "created_at", nil, "updated_at", nil, "user", c.actorRef()), c.now))
	}
	for _, o := range []*object{before, now} {
		if o != nil {
			c.st.listProjectsOf(o.sub("customer").number("id"))
		}
	}
}

func (s *store) listProjectsOf(company int64) {
	o := s.find(kindCompanies, company)
	if o == nil || !o.has("projects") {
		return
	}
	refs := []*object{}
	for _, p := range s.rows(kindProjects) {
		if p.sub("customer").number("id") == company {
			refs = append(refs, p.pick("id", "identifier", "name", "active", "billable"))
		}
	}
	o.put("projects", refs)
}

// inner reads a key of an embedded object.
func inner(outer, key string) func(*object) string {
	return func(o *object) string { return o.sub(outer).text(key) }
}

// day is the date of a timestamp.
func day(key string) func(*object) string {
	return func(o *object) string { at := o.text(key); return at[:min(len(at), 10)] }
}
