package mocosim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// create posts and gives the new object's id.
func (c *client) create(path, body string, parts ...string) int64 {
	c.t.Helper()
	a := c.do("POST", path, body)
	if a.StatusCode != 201 {
		a.want(c.t, 200)
	}
	for _, p := range parts {
		if !strings.Contains(a.body, p) {
			c.t.Errorf("POST %s: want %s in %.900s", path, p, a.body)
		}
	}
	return decode[struct{ ID int64 }](c.t, a).ID
}

func TestTimers(t *testing.T) {
	t.Parallel()
	clock := &movable{now: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	c := start(t, mocosim.Options{Now: clock.read})
	const body = `{"date":"2026-11-23","project_id":945892000,"task_id":12540001,"hours":0.5}`
	one := fmt.Sprintf("/activities/%d", c.create("/activities", body, `"hours":0.5,"seconds":1800,"worked_seconds":1800,"description":"","billed":false`,
		`"customer":{"id":761263`, `"hourly_rate":120.0}`))
	two := fmt.Sprintf("/activities/%d", c.create("/activities", body))
	c.do("PATCH", one+"/stop_timer", "").want(t, 422, "läuft nicht")
	c.do("PATCH", one+"/start_timer", "").want(t, 200, `"timer_started_at":"2026-11-23T08:00:00Z"`)
	c.do("PATCH", one+"/start_timer", "").want(t, 422, "läuft bereits")
	clock.move(30 * time.Minute)
	c.do("PATCH", two+"/start_timer", "").want(t, 200) // and the first one stops
	c.get(one).want(t, 200, `"hours":1.0,"seconds":3600,"worked_seconds":3600`, `"timer_started_at":null`)
	clock.move(6 * time.Minute)
	c.do("PATCH", two+"/stop_timer", "").want(t, 200, `"hours":0.6,"seconds":2160`)
	clock.move(24 * time.Hour)
	c.do("PATCH", two+"/start_timer", "").want(t, 422, "nur für heute")
}

func TestHoursAndSeconds(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	one := fmt.Sprintf("/activities/%d", c.create("/activities", `{"date":"2026-11-20","project_id":945892000,"task_id":12540001,"hours":2.3}`, `"hours":2.3,"seconds":8280`))
	c.do("PUT", one, `{"seconds":4500}`).want(t, 200, `"hours":1.25,"seconds":4500,"worked_seconds":4500`)
	c.do("PUT", one, `{"hours":1}`).want(t, 200, `"hours":1.0,"seconds":3600,"worked_seconds":3600`)
	c.do("PUT", one, `{"description":"x"}`).want(t, 200, `"hours":1.0,"seconds":3600,"worked_seconds":3600,"description":"x"`)
	c.do("PATCH", one+"/billable_seconds", `{"seconds":1800}`).want(t, 200, `"hours":0.5,"seconds":1800,"worked_seconds":3600`)
	c.do("POST", "/activities", `{"date":"2026-11-20","project_id":945892003,"task_id":12540001}`).want(t, 422, `{"task":["ist kein gültiger Wert"]}`)
	as := []string{"X-IMPERSONATE-USER-ID", "933597"} // who does not lead the project
	if a := c.do("GET", one, "", as...).want(t, 200); strings.Contains(a.body, "hourly_rate") {
		t.Errorf("who leads nothing sees the rate: %s", a.body)
	}
	c.do("PATCH", one+"/billable_seconds", `{"seconds":1}`, as...).want(t, 403)
	c.do("DELETE", one, "").want(t, 204)
}

func TestDisregardedActivities(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	id := c.create("/activities", `{"date":"2026-11-20","project_id":945892000,"task_id":12540001,"seconds":60}`)
	company := decode[struct{ Customer struct{ ID int64 } }](t, c.get(fmt.Sprintf("/activities/%d", id))).Customer.ID
	body := func(company, id int64) string {
		return fmt.Sprintf(`{"reason":"Kulanz","company_id":%d,"activity_ids":[%d]}`, company, id)
	}
	c.do("POST", "/activities/disregard", body(company+7, id)).want(t, 422, "activity_ids")
	c.do("POST", "/activities/disregard", strings.Replace(body(company, id), "Kulanz", "", 1)).want(t, 422, `"reason":`)
	c.do("POST", "/activities/disregard", body(company, id)).is(t, fmt.Sprintf("[%d]", id))
	c.get(fmt.Sprintf("/activities/%d", id)).want(t, 200, `"billed":true,"invoice_id":null`)
	c.do("DELETE", fmt.Sprintf("/activities/%d", id), "").want(t, 422, "bereits abgerechnet")
}

func TestProjectsAreMade(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	id := c.create("/projects", `{"name":"Neu","currency":"EUR","leader_id":933590,"customer_id":761263000}`, `"identifier":"P26001","name":"Neu","active":true`,
		`{"id":12540120,"name":"Projektleitung","billable":true,"active":true,"budget":null,"hourly_rate":100.0,"description":null}`,
		`"user_id":933590,"firstname":"Jane","lastname":"Doe","billable":true,"active":true,"budget":null,"hourly_rate":100.0}]`)
	one := fmt.Sprintf("/projects/%d", id)
	c.get("/comments?commentable_type=Project&commentable_id="+itoa(id)).want(t, 200, `"text":"Projekt angelegt.","manual":false`)
	c.get("/companies/761263000").want(t, 200, `"identifier":"P26001"`)
	c.do("PUT", one, `{"currency":"CHF","tags":["b","a"]}`).want(t, 200, `"currency":"EUR"`, `"tags":["a","b"]`)
	c.do("PUT", one+"/archive", "").want(t, 200, `"active":false`)
	if n := len(c.get("/projects?term=Neu&ids=" + itoa(id)).ids(t)); n != 0 {
		t.Errorf("an archived project is in the list")
	}
	c.do("PUT", one+"/unarchive", "").want(t, 200, `"active":true`)
	c.do("PUT", one+"/share", "").want(t, 200, `"active":true,"url":"https://`)
	c.do("PUT", one+"/disable_share", "").want(t, 200, `"active":false,"url":null`)
	c.get(one+"/report").want(t, 200, `{"budget_total":null,"budget_progress_in_percentage":null,"budget_remaining":null,"invoiced_total":0.0,"currency":"EUR"`)
	c.do("POST", "/projects", `{"name":"R","currency":"EUR","leader_id":933590,"customer_id":761263000,"retainer":true,"start_date":"2027-01-02","finish_date":"2027-12-31"}`).
		want(t, 422, `"start_date":["muss der erste`, `"budget_monthly":["muss ausgefüllt werden"]`)
	c.do("DELETE", "/projects/945892000", "").want(t, 422, "noch verwendet")
	if a := c.do("DELETE", one, "").want(t, 200); a.body != "" || a.Header.Get("Content-Type") != "application/json" {
		t.Errorf("deleted: %q of type %s", a.body, a.Header.Get("Content-Type"))
	}
	if a := c.get("/companies/761263000"); strings.Contains(a.body, "P26001") {
		t.Error("the deleted project is still on its customer")
	}
}

func TestTasksAndContracts(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	const project = "/projects/945892000"
	c.create("/activities", `{"date":"2026-11-20","project_id":945892000,"task_id":12540001,"seconds":60}`)
	c.do("DELETE", project+"/tasks/12540001", "").want(t, 422, "Zeit erfasst")
	c.create(project+"/tasks", `{"name":"Lektorat"}`, `"hourly_rate":120.0`)
	c.do("DELETE", project+"/tasks/destroy_all", "").want(t, 204)
	if n := len(c.get(project + "/tasks").ids(t)); n != 1 {
		t.Errorf("%d tasks are left, want the one with hours", n)
	}
	c.get(project).want(t, 200, `"tasks":[{"id":12540001,`)
	c.do("POST", project+"/contracts", `{"user_id":933590}`).want(t, 422, "bereits vergeben")
	me := c.get(project + "/contracts").ids(t)
	c.do("DELETE", project+"/contracts/"+itoa(me[0]), "").want(t, 422, "Zeit")
	c.do("PUT", project+"/contracts/"+itoa(me[1]), `{"active":false,"user_id":1}`).want(t, 200, `"active":false`)
	if n := len(c.get(project + "/contracts").ids(t)); n != len(me)-1 {
		t.Errorf("%d contracts in the list, want the %d active ones", n, len(me)-1)
	}
	c.get("/projects/1/tasks").want(t, 404)
}

func TestExpenses(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	const list = "/projects/945892003/expenses" // of a project without a budget
	const body = `"title":"Lizenz","quantity":3.5,"unit":"stk","unit_price":30,"unit_cost":20,"budget_relevant":false`
	id := c.create(list, `{"date":"2020-01-01",`+body+`}`, `"price":105.0,"cost":70.0,"currency":"EUR","budget_relevant":true,"billable":true`, `"service_period":"01.01.2020"`)
	for period, want := range map[string]string{
		`"service_period_from":"2021-01-01","service_period_to":"2021-01-31"`: `"service_period":"01/2021"`,
		`"service_period_from":"2021-01-01","service_period_to":"2021-03-01"`: `"service_period":"01.01. – 01.03.2021"`,
	} {
		c.do("PUT", list+"/"+itoa(id), "{"+period+"}").want(t, 200, want)
	}
	before := len(c.get(list).ids(t))
	c.do("POST", list+"/bulk", `{"bulk_data":[{"date":"2020-01-01",`+body+`},{"date":"2020-01-01"}]}`).want(t, 422, `"title":`)
	if n := len(c.get(list).ids(t)); n != before {
		t.Errorf("a refused bulk left %d expenses, want %d", n, before)
	}
	c.do("POST", list+"/disregard", `{"reason":"Kulanz","expense_ids":[`+itoa(id)+`]}`).want(t, 204)
	c.do("PUT", list+"/"+itoa(id), `{"title":"x"}`).want(t, 422, "bereits abgerechnet")
	c.do("DELETE", list+"/"+itoa(id), "").want(t, 422, "bereits abgerechnet")
	c.get("/projects/expenses?billed=true&ids="+itoa(id)).want(t, 200, `"title":"Lizenz"`)
}

// The dates are those that were recorded on 2022-04-17.
func TestRecurringExpenses(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{Now: clockAt("2022-04-17T06:58:28Z")})
	const list = "/projects/945892003/recurring_expenses"
	body := func(period, finish string) string {
		return fmt.Sprintf(`{"start_date":"2020-01-01","finish_date":"%s","period":"%s","title":"Hosting","quantity":1.5,"unit":"h","unit_price":32.5,"unit_cost":20.5}`, finish, period)
	}
	for _, want := range []struct{ period, finish, next string }{
		{"weekly", "", "2022-04-20"}, {"biweekly", "2021-01-01", "2021-01-13"}, {"weekly", "2021-01-01", "2021-01-06"}, {"monthly", "", "2022-05-01"},
	} {
		c.create(list, body(want.period, want.finish), `"recur_next_date":"`+want.next+`"`, `"price":48.75,"cost":30.75`)
	}
	one := list + "/" + itoa(c.create(list, body("weekly", "2021-01-01")))
	c.do("PUT", one, `{"finish_date":""}`).want(t, 200, `"finish_date":null,"recur_next_date":"2021-01-06"`)
	c.do("POST", one+"/recur", "").want(t, 200, `"date":"2021-01-06","title":"Hosting"`, `"recurring_expense_id":`)
	c.get(one).want(t, 200, `"recur_next_date":"2021-01-13"`)
	c.do("DELETE", one, "").want(t, 204)
}

func TestPlanningAndAbsences(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	const plan = `"starts_on":"2027-01-04","ends_on":"2027-01-08","hours_per_day":2.5`
	c.do("POST", "/planning_entries", `{`+plan+`}`).want(t, 422, `"project":`)
	id := c.create("/planning_entries", `{"project_id":945892012,`+plan+`}`, `"title":"","starts_on":"2027-01-04"`, `"customer_name":"Hansa Logistik GmbH","color":"#ff26a8"}`)
	for period, want := range map[string]int{"2027-01-08:2027-02-01": 1, "2026-12-01:2027-01-04": 1, "2027-01-09:2027-02-01": 0} {
		if n := len(c.get("/planning_entries?ids=" + itoa(id) + "&period=" + period).ids(t)); n != want {
			t.Errorf("%s: %d entries, want %d", period, n, want)
		}
	}
	c.do("DELETE", "/planning_entries/"+itoa(id), "").want(t, 200, `"starts_on":"2027-01-04"`)
	first := c.create("/schedules", `{"date":"2027-01-04","absence_code":3}`, `"assignment":{"id":945874870,"name":"Krankheit","code":"3"`, `"am":true,"pm":true,"symbol":null`)
	c.do("POST", "/schedules", `{"date":"2027-01-04","absence_code":"4"}`).want(t, 422, `"date":`)
	second := c.create("/schedules", `{"date":"2027-01-04","absence_code":"4","overwrite":true}`, `"name":"Urlaub"`)
	c.get("/schedules/"+itoa(first)).want(t, 404)
	c.get("/schedules?absence_code=3,4&from=2027-01-01&to=2027-01-31").want(t, 200, `[{"id":`+itoa(second))
	c.do("DELETE", "/schedules/"+itoa(second), "").want(t, 200, `"name":"Urlaub"`)
}
