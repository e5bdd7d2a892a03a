package mocosim_test

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestComments(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2026-11-23T08:00:00Z")})
	a := c.do("POST", "/comments", `{"commentable_type":"Invoice","commentable_id":80699,"text":"<div>gemahnt<script>x</script> <strong>2</strong></div>"}`)
	a.want(t, 200, `"commentable_id":80699,"commentable_type":"Invoice","text":"<div>gemahntx <strong>2</strong></div>","manual":true,`+
		`"created_at":"2026-11-23T08:00:00Z","updated_at":"2026-11-23T08:00:00Z","user":{"id":933590,"firstname":"Jane","lastname":"Doe"}}`)
	id := itoa(decode[struct{ ID int64 }](t, a).ID)
	c.do("PUT", "/comments/"+id, `{"text":"neu"}`).want(t, 200, `"text":"neu"`)
	c.do("PATCH", "/comments/"+id, `{"text":""}`).want(t, 422, `{"text":["muss ausgefüllt werden"]}`)
	c.do("DELETE", "/comments/"+id, "").want(t, 204)
	c.get("/comments/"+id).want(t, 404)
	c.do("DELETE", "/comments/15291800", "").want(t, 403, `{"errors":`) // written by the system
}

func TestBulkComments(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	rows := c.do("POST", "/comments/bulk", `{"commentable_type":"Invoice","commentable_ids":[80699,80612],"text":"x","created_at":"2026-01-02T03:04:05Z"}`).
		want(t, 200, `"created_at":"2026-01-02T03:04:05Z"`).ids(t)
	if len(rows) != 2 {
		t.Errorf("%d comments, want 2", len(rows))
	}
	c.do("POST", "/comments/bulk", `{"commentable_type":"Invoice","commentable_ids":[80699,5],"text":"x"}`).want(t, 422, `{"commentable":`)
	many := strings.TrimSuffix(strings.Repeat("80699,", 101), ",")
	c.do("POST", "/comments/bulk", `{"commentable_type":"Invoice","commentable_ids":[`+many+`],"text":"x"}`).want(t, 422, "1 to 100")
	if n := len(c.get("/comments?commentable_type=Invoice&commentable_id=80699").ids(t)); n != 1 {
		t.Errorf("%d comments on the invoice, want 1", n)
	}
}

func TestCommentsRefused(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	for body, want := range map[string]string{
		`{"commentable_type":"Invoices","commentable_id":80699,"text":"x"}`: `{"commentable_type":["ist kein gültiger Wert"]}`,
		`{"commentable_type":"Invoice","commentable_id":1,"text":"x"}`:      `{"commentable":["muss ausgefüllt werden"]}`,
		`{"commentable_type":"Unit","text":"x"}`:                            `{"commentable":["muss ausgefüllt werden"]}`,
		`{"commentable_type":"Invoice","commentable_id":80699}`:             `{"text":["muss ausgefüllt werden"]}`,
	} {
		c.do("POST", "/comments", body).want(t, 422, want)
	}
}

func TestTaggings(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	const path = "/taggings/Invoice/80699"
	c.get(path).is(t, `[]`)
	c.do("PATCH", path, `{"tags":["Mahnsperre","Ärger","Mahnsperre"," "]}`).is(t, `["Mahnsperre","Ärger"]`)
	c.do("PATCH", path, `{"tags":"Post, Abo"}`).is(t, `["Abo","Mahnsperre","Post","Ärger"]`)
	c.get("/invoices/80699").want(t, 200, `"tags":["Abo","Mahnsperre","Post","Ärger"]`, `"updated_at":"2026-10-25T02:59:00Z"`)
	c.do("DELETE", path, `{"tags":["Post","Unbekannt"]}`).is(t, `["Abo","Mahnsperre","Ärger"]`)
	c.do("PUT", path, `{"tags":["Neu"]}`).is(t, `["Neu"]`)
	c.do("PUT", path, `{"tags":[]}`).is(t, `[]`)
	c.do("PUT", path, `{}`).want(t, 400, `{"message":"tags is missing"}`)
	c.get("/taggings/Invoice/1").want(t, 404)
	c.get("/taggings/InvoiceReminder/2288").want(t, 400, `{"message":"Invalid taggable type"}`)
	c.do("PATCH", "/taggings/Company/761263000", `{"tags":["A"]}`).is(t, `["A"]`)
	committed := 0
	for _, r := range c.sim.Writes() {
		if r.Committed {
			committed++
		}
	}
	if committed != 6 {
		t.Errorf("%d taggings committed, want 6", committed)
	}
}

// labels is the older copy of tags; where an object has it, both stay the same.
func TestTagsAndLabels(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	if err := c.sim.Account().Put("companies", []byte(`{"id":5,"type":"customer","name":"Alt","tags":[],"labels":[]}`)); err != nil {
		t.Fatal(err)
	}
	c.do("PATCH", "/taggings/Company/5", `{"tags":["x"]}`).want(t, 200)
	c.get("/companies/5").want(t, 200, `"tags":["x"],"labels":["x"]`)
}

func TestPaymentSchedules(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2026-11-23T08:00:00Z")})
	const list = "/projects/945892000/payment_schedules"
	a := c.do("POST", list, `{"date":"2027-01-31","net_total":1250.5}`)
	a.want(t, 200, `"date":"2027-01-31","title":"","description":null,"net_total":1250.5,"project":{"id":945892000,"identifier":"P25001",`,
		`"checked":false,"billed":false,"created_at":"2026-11-23T08:00:00Z"`)
	one := list + "/" + itoa(decode[struct{ ID int64 }](t, a).ID)
	c.do("PUT", one, `{"title":"3. Abschlag","checked":true,"net_total":"99"}`).want(t, 200, `"title":"3. Abschlag"`, `"checked":true`, `"net_total":99.0`)
	c.do("PATCH", one, `{"title":"x","date":"bald"}`).want(t, 422, `{"date":["ist kein gültiges Datum"]}`)
	c.do("PATCH", one, `{"net_total":"x"}`).want(t, 422, `{"net_total":["ist keine Zahl"]}`)
	c.get(one).want(t, 200, `"title":"3. Abschlag"`)
	c.get(strings.Replace(one, "945892000", "945892003", 1)).want(t, 404)
	c.do("DELETE", one, "").want(t, 200, `"title":"3. Abschlag"`)
	c.get(one).want(t, 404)
	c.do("POST", list, `{"date":"2027-01-31"}`).want(t, 422, `{"net_total":["muss ausgefüllt werden"]}`)
	c.do("POST", "/projects/1/payment_schedules", `{"date":"2027-01-31","net_total":1}`).want(t, 404)
}

func TestProjects(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.get("/projects/945892012").want(t, 200, `"customer":{"id":761263028,"name":"Hansa Logistik GmbH"}`)
	c.get("/projects/945892012?include_company=true").want(t, 200, `"customer":{"id":761263028,"type":"customer","name":"Hansa Logistik GmbH"`)
	rows := c.get("/projects/assigned").want(t, 200, `"contract":{"user_id":933590,"active":true}`, `"tasks":[{"id":`).ids(t)
	if len(rows) != 20 {
		t.Errorf("%d assigned projects, want 20", len(rows))
	}
	if n := len(c.do("GET", "/projects/assigned", "", "X-IMPERSONATE-USER-ID", "933597").want(t, 200).ids(t)); n != 12 {
		t.Errorf("%d projects of another user, want 12", n)
	}
	ended := map[string]any{"contracts": []map[string]any{{"user_id": 933590, "active": false}}}
	if err := c.sim.Account().Change("projects", rows[0], ended); err != nil {
		t.Fatal(err)
	}
	if n := len(c.get("/projects/assigned").ids(t)); n != 19 {
		t.Errorf("%d assigned projects after one contract ended, want 19", n)
	}
}
