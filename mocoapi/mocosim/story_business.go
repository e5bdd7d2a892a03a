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
