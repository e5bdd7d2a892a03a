package mocosim

import (
	"math/rand/v2"
	"time"
)

// tellBusiness adds what else the agency does: plans, absences, further costs. It draws from a stream of its own, and
// nothing of it is in the sums that the rest of the story tells.
func (t *teller) tellBusiness(seed int64) {
	t.rnd = rand.New(rand.NewPCG(uint64(seed), 0x62757369))
	t.tellPlans()
	t.tellCosts()
	t.tellOffers()
	t.tellPurchases()
}

// tellPlans are groups of projects, hours not billed yet, who works on what next, and who is away.
func (t *teller) tellPlans() {
	projects := t.st.rows(kindProjects)
	for i, name := range []string{"Rahmenvertrag", "Sammelbudget"} {
		p := projects[i*3]
		t.in(groups(), 0, "2025-02-03", 3401+i, "name", name, "user_id", t.users[0].number("id"), "company_id", p.sub("customer").number("id"),
			"budget", 40000+10000*i, "currency", p.text("currency"))
	}
	for i := range 6 {
		p := projects[t.rnd.IntN(12)]
		day := daysAfter("2026-11-09", i)
		t.in(activities(), 0, day, 1015626000+i, "date", t.date(day), "project_id", p.number("id"), "task_id", p.objects("tasks")[1].number("id"),
			"seconds", 3600*(2+t.rnd.IntN(5)), "description", "Abstimmung")
	}
	for i := range 4 {
		p := projects[t.rnd.IntN(12)]
		from := daysAfter("2026-11-30", 7*i)
		t.in(planning(), 0, "2026-11-16", 1631000+i, "project_id", p.number("id"), "user_id", t.users[3+i].number("id"),
			"starts_on", t.date(from), "ends_on", t.date(daysAfter(from, 4)), "hours_per_day", 2+t.rnd.IntN(5))
	}
	for i, code := range []string{"4", "4", "3", "5"} {
		day := daysAfter("2026-11-02", 7*i+t.rnd.IntN(5))
		t.in(absenceDays(), 0, "2026-10-26", 8587000+i, "date", t.date(day), "absence_code", code, "user_id", t.users[3+i].number("id"))
	}
}

// tellCosts are expenses not billed yet, and one that comes back each month.
func (t *teller) tellCosts() {
	p := t.st.rows(kindProjects)[0].number("id")
	for i, title := range []string{"Bildlizenzen", "Kurierfahrt"} {
		day := daysAfter("2026-11-10", i)
		t.in(expenses(), p, day, 1198400+i, "date", t.date(day), "title", title, "quantity", 1+i, "unit", "Stück",
			"unit_price", 40+t.rnd.IntN(40), "unit_cost", 30)
	}
	t.in(recurring(), p, "2026-01-12", 102500, "start_date", t.date("2026-01-01"), "period", "monthly", "title", "Hosting",
		"quantity", 1, "unit", "Monat", "unit_price", 49, "unit_cost", 31.5)
}

// tellOffers are some offers on the way, one of them confirmed, and what was handed to the bookkeeping.
func (t *teller) tellOffers() {
	for i, title := range []string{"Relaunch", "Messestand", "Broschüre"} {
		p, day := t.st.rows(kindProjects)[i], daysAfter("2026-11-02", 4*i)
		t.in(offers(), 0, day, 630400+i, "project_id", p.number("id"), "recipient_address", p.sub("customer").text("name"), "date", t.date(day),
			"due_date", t.date(daysAfter(day, 30)), "title", title, "tax", 19, "items", []*object{
				newObject("type", "title", "title", title),
				newObject("type", "item", "title", "Konzept", "quantity", 10+t.rnd.IntN(20), "unit", "h", "unit_price", 120),
				newObject("type", "item", "title", "Pauschale", "net_total", 500),
			})
	}
	t.in(confirmations(), 0, "2026-11-20", 4201, "offer_id", 630402, "date", t.date("2026-11-20"))
	t.st.find(kindOffers, 630402).put("status", "accepted")
	booked := t.st.invoiceNamed("R2602-001").number("id")
	t.in(invoiceExports(), 0, "2026-03-10", 3001, "invoice_ids", []int64{booked}, "trigger_submission", false)
}

// tellPurchases are suppliers' bills with what belongs to them.
func (t *teller) tellPurchases() {
	for i, name := range []string{"Büro", "Fremdleistungen", "Reise"} {
		t.in(categories(), 0, "2024-01-08", 7001+i, "name", name)
	}
	for i := range 4 {
		supplier, day := namedParties[len(namedParties)-3+i%3], daysAfter("2026-11-03", 4*i)
		t.in(purchases(), 0, day, 591101+i, "date", t.date(day), "due_date", t.date(daysAfter(day, 14)), "currency", "EUR",
			"payment_method", "bank_transfer", "company_id", t.customers[supplier.name].number("id"),
			"items", []*object{newObject("title", "Lieferung", "total", 200+t.rnd.IntN(700), "tax", 19, "category_id", 7001+i%3)})
	}
	paid := t.st.find(kindPurchases, 591102)
	t.in(purchasePayments(), 0, "2026-11-18", 33001, "date", t.date("2026-11-18"), "total", paid.worth("gross_total"), "purchase_id", 591102)
	t.in(purchaseExports(), 0, "2026-11-19", 3101, "purchase_ids", []int64{591102}, "trigger_submission", false)
	t.in(drafts(), 0, "2026-11-20", 5301, "title", "Rechnung Strom")
	t.in(budgets(), 0, "2026-01-05", 21, "title", "Software")
	t.in(plannedPurchases(), 0, "2026-10-05", 8801, "date", t.date("2026-12-15"), "title", "Lizenzen", "net_total", 1200, "currency", "EUR",
		"purchase_budget_id", 21, "user_id", t.users[0].number("id"))
	t.in(receipts(), 0, "2026-11-17", 9901, "date", t.date("2026-11-17"), "title", "Bahnfahrt", "items",
		[]*object{newObject("gross_total", 54.5, "vat_code_id", 59690, "purchase_category_id", 7003)})
}

// in is add for a resource below a parent; 0 for one that lies below nothing.
func (t *teller) in(r *resource, above int64, day string, id int, values ...any) *object {
	at, _ := time.Parse(time.RFC3339, t.at(day, 9, id%60)) // a time of the story is one
	c := &call{st: t.st, now: at, actor: t.users[0], body: newObject(values...), nums: []int64{above}, opts: &Options{Account: t.account}}
	o, bad := r.make(c, c.body)
	if len(bad.keys) > 0 {
		panic("mocosim: story: " + r.path + ": " + string(bad.encode()))
	}
	o.put("id", id)
	t.st.put(r.kind, o)
	return o
}
