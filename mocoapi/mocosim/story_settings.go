package mocosim

import (
	"math/rand/v2"
	"time"
)

// tellSettings adds what the account has besides its business: settings, people's records, sales. It comes last and
// draws from a stream of its own, so that nothing before it changes.
func (t *teller) tellSettings(seed int64) {
	t.rnd = rand.New(rand.NewPCG(uint64(seed), 0x73657474))
	for _, name := range []string{"Beratung", "Buchhaltung", "Design", "Entwicklung"} {
		t.add(units(), "2024-01-08", unitID(name), "name", name)
	}
	t.add(customProperties(), "2024-01-08", 4501, "name", "Kostenstelle", "kind", "String", "entity", "Project")
	t.add(customProperties(), "2024-01-08", 4502, "name", "Branche", "kind", "Select", "entity", "Customer",
		"defaults", []string{"Handel", "Industrie", "Verlag"})
	t.knowAllTags()
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
	t.st.put(r.kind, o)
	return o
}
