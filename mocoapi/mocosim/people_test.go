package mocosim_test

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestLogin(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("PATCH", "/users/933591", `{"password":"geheim"}`).want(t, 200)
	c.key = ""
	c.do("POST", "/session", `{"email":"Jane@beispiel.example","password":"password"}`).is(t, `{"api_key":"write-key","user_id":933590}`)
	c.do("POST", "/session", `{"email":"anna@beispiel.example","password":"geheim"}`).want(t, 200, `"user_id":933591`)
	for _, body := range []string{`{"email":"anna@beispiel.example","password":"password"}`, `{"email":"x@beispiel.example","password":"password"}`, `{}`} {
		c.do("POST", "/session", body).want(t, 401, `"message"`)
	}
	c.get("/session").want(t, 401)
}

// What a user is called and written as differs; what names the user elsewhere follows.
func TestUsers(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("PUT", "/users/933591", `{"external":true,"bday":"1990-02-03","lastname":"Neu","avatar":{"filename":"a.png","base64":"eA=="}}`).
		want(t, 200, `"lastname":"Neu","active":true,"extern":true`, `"birthday":"1990-02-03"`, `"avatar_url":"https://beispiel.mocoapp.com/`)
	c.get("/companies/761263007").want(t, 200, `"user":{"id":933591,"firstname":"Anna","lastname":"Neu"}`)
	c.get("/units/909179").want(t, 200, `"users":[{"id":933591,"firstname":"Anna","lastname":"Neu","email":"anna@beispiel.example"}]`)
	c.do("POST", "/users", `{"firstname":"A","lastname":"B","email":"JANE@beispiel.example","unit_id":909170}`).
		want(t, 422, `{"email":["ist bereits vergeben"]}`)
	c.do("POST", "/users", `{"email":"x"}`).want(t, 422, `"firstname":["muss`, `"lastname":["muss`, `"email":["ist nicht gültig"]`, `"unit":["muss`)
	c.do("DELETE", "/units/909179", "").want(t, 422, `{"base":["Das Team hat noch Personen"]}`)
	c.do("PUT", "/users/933591", `{"active":false}`).want(t, 200)
	c.get("/users?email=anna@beispiel.example").is(t, `[]`)
	c.get("/users?email=anna@beispiel.example&include_archived=true").want(t, 200, `"id":933591`)
}

func TestUserWithBilledHours(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	if err := c.sim.Account().Put("activities", []byte(`{"id":1,"date":"2026-11-02","hours":1.0,"billed":true,"user":{"id":933592}}`)); err != nil {
		t.Fatal(err)
	}
	c.do("DELETE", "/users/933592", "").want(t, 422, `"base"`)
}

// The clock at the door starts a presence, ends it, forgets one of no length, and does not run into another one.
func TestTouch(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	touch := func(at string) answer { return c.do("POST", "/users/presences/touch?override=2026-11-23+"+at, "") }
	touch("09:00").want(t, 200, `"date":"2026-11-23","from":"09:00","to":null,"is_home_office":false`)
	touch("10:00").want(t, 200, `"from":"09:00","to":"10:00"`)
	touch("09:30").want(t, 423)
	open := decode[struct{ ID int64 }](t, touch("10:00"))
	touch("10:00").want(t, 200, `"to":null`)
	c.get("/users/presences/"+itoa(open.ID)).want(t, 404)
	c.do("POST", "/users/presences", `{"date":"2026-11-23","from":"12:00","is_home_office":true}`).want(t, 200)
	c.get("/users/presences?from=2026-11-23&to=2026-11-23&is_home_office=false").is(t, `[]`) // the day is one thing
	c.do("POST", "/users/presences", `{"date":"2026-11-23","from":"09:59","to":"10:30"}`).want(t, 422, `"base"`)
	c.do("POST", "/users/presences", `{"date":"2026-11-24","from":"9:00","to":"08:00"}`).want(t, 422, `"from":["ist keine gültige Zeit"]`)
}

func TestHolidaysInHours(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	a := c.do("POST", "/users/holidays", `{"user_id":933590,"year":2027,"title":"x","hours":2}`).want(t, 200, `"days":0.25,"hours":2.0`)
	one := "/users/holidays/" + itoa(decode[struct{ ID int64 }](t, a).ID)
	c.do("PUT", one, `{"days":3}`).want(t, 200, `"days":3.0,"hours":24.0`)
	c.do("POST", "/users/holidays", `{"user_id":933590,"year":2027,"title":"x"}`).want(t, 422, `{"days":["muss ausgefüllt werden"]}`)
}

func TestPerformanceReport(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("POST", "/users", `{"firstname":"A","lastname":"B","email":"ab@beispiel.example","unit_id":909170}`).want(t, 200, `"id":933598`, `"role":{"id":1,`)
	c.do("POST", "/users/employments", `{"user_id":933598,"from":"2026-11-01","to":"2026-11-30","pattern":{"am":[4,4,4,4,4],"pm":[4,4,4,4,0]}}`).
		want(t, 200, `"weekly_target_hours":36.0`)
	if err := c.sim.Account().Put("activities", []byte(`{"id":1,"date":"2026-11-02","hours":2.5,"billable":true,"user":{"id":933598}}`)); err != nil {
		t.Fatal(err)
	}
	// November 2026 has 21 working days, four of them Fridays; 16 of the days, three Fridays among them, have come.
	c.get("/users/933598/performance_report").want(t, 200,
		`"annually":{"year":2026,"employment_hours":152.0,"target_hours":152.0,"hours_tracked_total":2.5,"variation":-149.5,"variation_until_today":-113.5,"hours_billable_total":2.5}`,
		`{"year":2026,"month":11,"target_hours":152.0,"hours_tracked_total":2.5,"variation":-149.5,"hours_billable_total":2.5}`)
	c.get("/users/933598/performance_report?year=abc").is400(t)
}

func (a answer) is400(t *testing.T) { t.Helper(); a.want(t, 400, `{"message":"Invalid year"}`) }

func TestAbsenceRequests(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.get("/users/absence_requests").want(t, 200, `"total_days":1.5`, `"status":"pending"`)
	c.do("DELETE", "/users/absence_requests/2200?comment=x", "", "X-IMPERSONATE-USER-ID", "933592").want(t, 403, `{"errors":`)
	c.do("DELETE", "/users/absence_requests/2200", "").want(t, 422, `{"comment":`)
	c.do("DELETE", "/users/absence_requests/2200?comment=x", "").want(t, 200, `"id":2200`)
}

func TestInternalHourlyRates(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("PATCH", "/account/internal_hourly_rates", `{"year":2027,"rates":[{"user_id":933590,"rate":70.5}]}`).is(t, `{"status":"ok"}`)
	a := c.get("/account/internal_hourly_rates?years=2027&unit_id=909170").
		want(t, 200, `{"id":933590,"full_name":"Jane Doe","rates":[{"year":2027,"rate":70.5}]}`, `{"id":933592,"full_name":"Ben Muster","rates":[]}`)
	if a.Header.Get("X-Page") != "" {
		t.Error("paged, want all at once")
	}
	c.do("PATCH", "/account/internal_hourly_rates", `{"year":2027,"rates":[{"user_id":1,"rate":70.5}]}`).want(t, 422, `{"user":`)
}

func TestApprovals(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	a := c.do("POST", "/approvals", `{"target_type":"invoice","target_id":80699,"approver_id":933591}`).
		want(t, 200, `"status":"pending","target_type":"invoice"`, `"target":{"id":80699,"title":`)
	one := "/approvals/" + itoa(decode[struct{ ID int64 }](t, a).ID)
	c.do("POST", one+"/approve", "").want(t, 403)
	c.do("POST", one+"/deny", `{"note":"zu teuer"}`, "X-IMPERSONATE-USER-ID", "933591").want(t, 200, `"status":"denied"`, `"deny_note":"zu teuer"`,
		`"processed_by":{"id":933591,`)
	c.do("POST", one+"/approve", "", "X-IMPERSONATE-USER-ID", "933591").want(t, 422)
	if strings.Contains(c.get("/approvals?approval_status=pending").body, one[11:]+`,"status"`) {
		t.Error("a denied approval is listed as pending")
	}
	c.do("POST", "/approvals", `{"target_type":"purchase","target_id":80699,"approver_id":1}`).want(t, 422, `{"approver":["muss`)
}
