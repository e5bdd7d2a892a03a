package mocosim

import (
	"math/rand/v2"
	"time"
)

// tellSettings adds what the account has besides its business: settings, people's records, sales. It comes last and
// draws from a stream of its own, so that nothing before it changes.
func (t *teller) tellSettings(seed int64) {
	t.rnd = rand.New(rand.NewPCG(uint64(seed), 0x73657474))
	t.tellAccount()
	t.tellStaff()
	t.tellSales()
	t.knowAllTags()
}

const settled = "2024-01-08" // the day on which the account was set up

func (t *teller) tellAccount() {
	for _, name := range []string{"Beratung", "Buchhaltung", "Design", "Entwicklung"} {
		t.add(units(), settled, unitID(name), "name", name)
	}
	t.add(roles(), settled, 1, "name", "Standard", "is_default", true, "permission", permissions("full", "settings people report"))
	t.add(roles(), settled, 2, "name", "Administration", "is_admin", true, "permission", permissions("full", ""))
	t.add(customProperties(), settled, 4501, "name", "Kostenstelle", "kind", "String", "entity", "Project")
	t.add(customProperties(), settled, 4502, "name", "Branche", "kind", "Select", "entity", "Customer",
		"defaults", []string{"Handel", "Industrie", "Verlag"})
	t.add(customProperties(), settled, 4503, "name", "Newsletter", "kind", "Boolean", "entity", "Contact")
	for _, tax := range []cents{1900, 700, 810, 0} {
		vat := vatObject(tax)
		vat.put("description", "Umsatzsteuer "+tax.String()+" %")
		vat.put("credit_account", "8400")
		t.keep(vatSales(), vat)
		t.keep(vatPurchases(), newObject("id", vat.number("id")+500, "tax", tax, "description", "Vorsteuer "+tax.String()+" %",
			"reverse_charge", tax == 0, "intra_eu", tax == 0, "active", true, "code", "P"+vat.text("code")[1:]))
	}
	t.add(revenueCategories(), settled, 301, "name", "Beratung", "revenue_account", 8401, "cost_category", "HO1")
	t.add(revenueCategories(), settled, 302, "name", "Fremdleistungen", "revenue_account", 8402, "assignment_kind", "only_expenses")
	t.add(taskTemplates(), settled, 701, "name", "Konzept", "revenue_category_id", 301, "project_default", true, "index", 1)
	t.add(taskTemplates(), settled, 702, "name", "Umsetzung", "revenue_category_id", 301, "project_default", true, "index", 2)
	t.add(expenseTemplates(), settled, 801, "title", "Hosting", "unit", "Monat", "unit_price", 49, "unit_cost", 20, "revenue_category_id", 302)
	t.add(catalogServices(), settled, 901, "title", "Website", "items", []*object{
		newObject("type", "title", "title", "Konzept"),
		newObject("type", "item", "title", "Workshop", "quantity", 2, "unit", "Tage", "unit_price", 960, "revenue_category_id", 301),
	})
	t.add(letterPapers(), settled, 61, "name", "Standard", "file", "https://"+t.account+".mocoapp.com/letter_papers/61.pdf")
	t.add(letterPapers(), settled, 62, "name", "Mahnung", "template", "invoice")
	t.add(fixedCosts(), settled, 51, "title", "Miete", "payment_day", 1, "costs", t.monthly(180000))
	t.add(fixedCosts(), settled, 52, "title", "Versicherungen", "costs", t.monthly(24000+cents(t.rnd.IntN(60))*100))
}

// monthly is the same amount in each month of the year that the story is told in.
func (t *teller) monthly(amount cents) []*object {
	year := newObject("year", t.date(StoryDay)[:4]).number("year")
	var all []*object
	for m := 1; m <= 12; m++ {
		all = append(all, newObject("year", year, "month", m, "amount", amount))
	}
	return all
}

// tellStaff keeps each user's hours, days off and rates.
func (t *teller) tellStaff() {
	full, short := []int{4, 4, 4, 4, 4}, []int{4, 4, 4, 4, 0}
	year := t.date(StoryDay)[:4]
	for i, u := range t.users {
		id, pm := u.number("id"), full
		if t.rnd.IntN(3) == 0 {
			pm = short
		}
		t.add(employments(), settled, 307500+i, "user_id", id, "from", t.date(settled), "pattern", newObject("am", full, "pm", pm))
		t.add(holidays(), "2025-12-01", 114700+i, "user_id", id, "year", year, "title", "Urlaubsanspruch", "days", 28)
		t.add(adjustments(), "2026-02-02", 9100+i, "user_id", id, "date", t.date("2026-01-31"), "description", "Ausgleich Messe", "hours", 1+t.rnd.IntN(6))
		t.st.put(kindInternalRates, newObject("id", id, "rates", []*object{
			newObject("year", newObject("year", year).number("year"), "rate", internalHourlyRate+cents(t.rnd.IntN(20))*100)}))
	}
	for i, day := range []string{"2026-11-18", "2026-11-19", "2026-11-20"} {
		o := t.add(presences(), day, 5419900+i, "date", t.date(day), "from", "08:30", "to", "12:30", "is_home_office", i == 1)
		o.put("user", userRef(t.users[i]))
	}
	t.add(absenceRequests(), "2026-11-10", 2200, "type", "vacation", "approver_user_id", t.users[1].number("id"), "comment", "Weihnachten",
		"entries", []*object{newObject("date", t.date("2026-12-23"), "am", true, "pm", true), newObject("date", t.date("2026-12-24"), "am", true, "pm", false)})
}

// tellSales has contacts at the first customers, and deals with them.
func (t *teller) tellSales() {
	for i, c := range []struct {
		name        string
		probability int
	}{{"Kontaktieren", 10}, {"Angebot erstellen", 30}, {"Angebot verschickt", 50}, {"Verhandlung", 80}} {
		t.add(dealCategories(), settled, 90580+i, "name", c.name, "probability", c.probability)
	}
	firsts, lasts := []string{"Ida", "Max", "Nora", "Otto", "Pia"}, []string{"Berger", "Falk", "Ostermann", "Winter", "Zander"}
	status := []string{"pending", "won", "potential", "lost", "pending"}
	for i := range firsts {
		company := t.customers[namedParties[i].name].number("id")
		t.add(contacts(), "2025-03-03", 677400+i, "gender", "U", "firstname", firsts[i], "lastname", lasts[i], "company_id", company,
			"work_email", slug(firsts[i])+"@kunde.example", "work_phone", "+49 40 1234"+string(rune('0'+i)), "tags", []string{"Einkauf"})
		t.add(deals(), "2026-09-01", 388400+i, "name", projectNames[i]+" "+lasts[i], "currency", "EUR", "money", 5000+500*t.rnd.IntN(20),
			"reminder_date", t.date("2026-12-01"), "user_id", t.users[i%3].number("id"), "deal_category_id", 90580+i%4, "company_id", company,
			"person_id", 677400+i, "status", status[i], "closed_on", t.date("2026-10-15"))
	}
	t.add(todos(), "2026-11-16", 71, "title", "Angebot nachfassen", "due_date", t.at("2026-11-27", 9, 0), "todoable_id", 388400,
		"todoable_type", "Deal", "todoable_description", projectNames[0]+" "+lasts[0])
	t.add(todos(), "2026-11-16", 72, "title", "Adresse prüfen", "todoable_id", t.customers["Isar Digital GmbH"].number("id"),
		"todoable_type", "Company", "todoable_description", "Isar Digital GmbH", "completed", true, "completed_at", t.at("2026-11-17", 9, 0))
	t.add(approvals(), "2026-11-20", 31, "target_type", "invoice", "target_id", 80838, "approver_id", t.users[0].number("id"))
}

// knowAllTags makes the tags that the story's objects carry.
func (t *teller) knowAllTags() {
	at, _ := time.Parse(time.DateOnly, t.date("2024-01-08")) // a date of the story is one
	for _, context := range []string{"Company", "Contact", "Project", "Deal", "Purchase", "Invoice", "Offer", "User"} {
		for _, o := range t.st.rows(taggable[context]) {
			t.st.knowTags(context, o.list("tags"), at)
		}
	}
}

// add keeps an object of a resource as it was made on a day of the story, by a request with those values. A story that
// its own account would refuse is a mistake of this package.
func (t *teller) add(r *resource, day string, id int, values ...any) *object {
	at, _ := time.Parse(time.RFC3339, t.at(day, 9, id%60)) // a time of the story is one
	c := &call{st: t.st, now: at, actor: t.users[0], body: newObject(values...)}
	o, bad := r.make(c, c.body)
	if len(bad.keys) > 0 {
		panic("mocosim: story: " + r.kind + ": " + string(bad.encode()))
	}
	o.put("id", id)
	t.keep(r, o)
	return o
}

func (t *teller) keep(r *resource, o *object) { t.st.put(r.kind, o) }
