package mocosim

import (
	"time"
)

// storyZero stands in where a time is set right after.
var storyZero = time.Unix(0, 0)

// tellHours are the activities that two of the overdue invoices bill, and an expense.
func (t *teller) tellHours() {
	n := 0
	for _, number := range []string{"R2610-022", "R2609-014"} {
		inv := t.st.invoiceNamed(number)
		company := t.st.find(kindCompanies, inv.number("customer_id"))
		project := t.projects[company.number("id")][0]
		for day := range 5 {
			t.st.put(kindActivities, t.activity(1015625000+n, inv, company, project, day))
			n++
		}
		t.st.put(kindExpenses, t.expense(1198200+n, inv, company, project))
	}
}

func (t *teller) activity(id int, inv, company, project *object, day int) *object {
	date := daysAfter(inv.text("date"), day-8)
	at := date + "T15:00:00Z"
	user := t.users[3+day%4]
	return newObject("id", id, "date", date, "hours", cents(400), "seconds", 14400, "worked_seconds", 14400,
		"description", "Umsetzung", "billed", true, "billable", true, "invoice_id", inv.number("id"), "tag", "", "remote_service", nil,
		"remote_id", nil, "remote_url", nil, "project", project.pick("id", "name", "billable"),
		"task", newObject("id", 12540001, "name", "Umsetzung", "billable", true), "customer", company.pick("id", "name"),
		"user", userRef(user), "timer_started_at", nil, "created_at", at, "updated_at", at, "hourly_rate", cents(12000))
}

func (t *teller) expense(id int, inv, company, project *object) *object {
	at := inv.text("date") + "T08:00:00Z"
	return newObject("id", id, "date", inv.text("date"), "title", "Bildlizenzen", "description", "", "quantity", cents(200),
		"unit", "Stück", "unit_price", cents(4000), "unit_cost", cents(3000), "price", cents(8000), "cost", cents(6000),
		"currency", inv.text("currency"), "budget_relevant", true, "billable", true, "billed", true, "invoice_id", inv.number("id"),
		"recurring_expense_id", nil, "service_period", nil, "service_period_from", nil, "service_period_to", nil, "file_url", nil,
		"custom_properties", newObject(), "company", company.pick("id", "name"), "project", project.pick("id", "name"),
		"created_at", at, "updated_at", at)
}

func (t *teller) tellReports() {
	t.tellMoney()
	t.tellPeople()
}

// tellMoney has a row for each invoice, and the suppliers' bills of each month.
func (t *teller) tellMoney() {
	for _, inv := range t.invoices {
		if inv.status == "draft" || inv.status == "ignored" {
			continue
		}
		o := inv.object
		gross, _ := o.amount("gross_total")
		net, _ := o.amount("net_total")
		currency := o.text("currency")
		t.moneyRow(kindFinance, "net_amount_in_account_currency", o, inv.company, "invoice_created", o.text("date"), inEUR(net, currency))
		t.moneyRow(kindCashflow, "amount_in_account_currency", o, inv.company, "invoice_created", o.text("due_date"), inEUR(gross, currency))
	}
	n := 0
	for _, m := range months {
		for _, p := range namedParties[len(namedParties)-3:] {
			bill := newObject("id", 591000+n, "title", "Eingangsrechnung "+p.name)
			date, amount := t.date(daysAfter(m.first, 9)), -cents(20000+100*t.rnd.Int64N(700))
			t.moneyRow(kindFinance, "net_amount_in_account_currency", bill, t.customers[p.name], "incoming_expenses", date, amount)
			t.moneyRow(kindCashflow, "amount_in_account_currency", bill, t.customers[p.name], "incoming_expenses", date, grossOf(amount, 1900))
			n++
		}
	}
}

func (t *teller) moneyRow(report, amountKey string, record, company *object, kind, date string, amount cents) {
	t.st.put(report, newObject("record_id", record.number("id"), "company_id", company.number("id"),
		"description", record.text("title"), "user_id", t.users[0].number("id"), amountKey, amount, "kind", kind,
		"company", company.pick("id", "name"), "user", userRef(t.users[0]), "date", date))
}

// tellPeople has a row for each user and workday since January, and each user's holidays and plans.
func (t *teller) tellPeople() {
	projects := t.st.rows(kindProjects)
	for i, u := range t.users {
		t.st.put(kindAbsences, newObject("user", userRef(u), "total_vacation_days", cents(2800), "used_vacation_days", cents(1200+100*int64(i)),
			"planned_vacation_days", cents(500), "sickdays", cents(50*int64(i))))
		for d := "2026-01-02"; d < StoryDay; d = daysAfter(d, 1) {
			if w, _ := time.Parse(time.DateOnly, d); w.Weekday() != time.Saturday && w.Weekday() != time.Sunday {
				t.st.put(kindUtilised, t.utilised(u, d))
			}
		}
		for k := range 3 {
			t.st.put(kindPlanned, t.plannedRow(u, projects[(i*3+k)%len(projects)]))
		}
	}
}

func (t *teller) utilised(u *object, date string) *object {
	billable := cents(300 + 25*t.rnd.Int64N(17))
	rest := 800 - billable
	return newObject("date", t.date(date), "user_id", u.number("id"), "target_hours", cents(800), "billable_hours", billable,
		"unbillable_hours", rest, "billable_seconds", int64(billable)*36, "unbillable_seconds", int64(rest)*36)
}

func (t *teller) plannedRow(u, p *object) *object {
	planned, tracked := cents(4000+100*t.rnd.Int64N(40)), cents(3000+25*t.rnd.Int64N(200))
	return newObject("user_id", u.number("id"), "project_id", p.number("id"), "tracked_hours", tracked, "planned_hours", planned,
		"delta", tracked-planned, "quota", tracked*100/planned,
		"user", newObject("id", u.number("id"), "firstname", u.text("firstname"), "name", u.text("lastname"),
			"initials", u.text("firstname")[:1]+u.text("lastname")[:1], "color", "#3a7bd5", "unit", u.sub("unit")),
		"project", newObject("id", p.number("id"), "identifier", p.text("identifier"), "name", p.text("name"),
			"company", p.sub("customer")))
}
