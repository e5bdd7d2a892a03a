package mocosim_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestInvoiceFilters(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	if err := c.sim.Account().Change("invoices", 80612, map[string]any{"custom_properties": map[string]any{"Kanal": "Post", "Eilig": "1", "Orte": []string{"Kiel", "Bonn"}}}); err != nil {
		t.Fatal(err)
	}
	if err := c.sim.Account().SetStatus("R2602-009", "disregarded"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"ids=80612,80699", []string{"R2610-022", "R2610-003"}},
		{"ids=1", nil},
		{"status=partially_paid", []string{"R2610-027", "R2610-003"}},
		{"status=draft,partially_paid&date_to=2026-10-31", []string{"R2610-027", "R2610-003"}},
		{"status=overdeu", nil},
		{"identifier=R2610-022", []string{"R2610-022"}},
		{"term=retainer+q4", []string{"R2610-022"}},
		{"term=hansa&status=overdue", []string{"R2610-022"}},
		{"tags=Sonderabsprache,Unbekannt", []string{"R2610-030"}},
		{"company_id=761263028&status=overdue,sent", []string{"R2611-010", "R2610-033", "R2610-022"}},
		{"date_from=2026-10-10&date_to=2026-10-10&status=overdue", []string{"R2610-022"}},
		{"service_period_from=2026-11-01&service_period_to=2026-11-30&status=overdue&per_page=1", []string{"R2611-007"}},
		{"updated_after=2026-11-23T05:59:59Z", []string{"R2610-003"}},
		{"updated_after=2026-11-23T06:00:00Z", nil},
		{"updated_after=2026-11-23T06:59:59%2B01:00", []string{"R2610-003"}},
		{"custom_properties[Kanal]=Post", []string{"R2610-003"}},
		{"custom_properties[Kanal]=Pos", nil},
		{"custom_properties[Eilig]=true", []string{"R2610-003"}},
		{"custom_properties[Eilig]=false", nil},
		{"custom_properties[Orte][]=Kiel&custom_properties[Orte][]=Bonn", []string{"R2610-003"}},
		{"custom_properties[Orte][]=Kiel&custom_properties[Orte][]=Ulm", nil},
		{"custom_properties[Gibtesnicht]=1", nil},
		{"identifier=R2602-009", nil},
		{"identifier=R2602-009&include_disregarded=true", []string{"R2602-009"}},
		{"identifier=R2602-010&not_booked=true", nil},
		{"identifier=R2610-003&not_booked=true", []string{"R2610-003"}},
	} {
		a := c.get("/invoices?"+tt.query).want(t, 200)
		var got []string
		for _, row := range decode[[]struct{ Identifier string }](t, a) {
			got = append(got, row.Identifier)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.query, got, tt.want)
		}
	}
}

func TestBadFilters(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	for path, want := range map[string]string{
		"/invoices?date_from=01.10.2026":                          `{"message":"Invalid date range"}`,
		"/invoices?updated_after=2026-11-23T06:59:59+01:00":       `{"message":"Invalid updated_after"}`, // the + is a space here
		"/invoice_reminders?date_to=2026-13-01":                   `{"message":"Invalid date range"}`,
		"/report/planned_vs_tracked?from=x":                       `{"message":"Invalid date range"}`,
		"/companies?custom_properties[Branche]=Bau":               `{"message":"type is required to filter by custom_properties"}`,
		"/projects/payment_schedules?from=2026-11-23T00:00:00Z":   `{"message":"Invalid date range"}`,
		"/report/utilization?from=2026-01-01&to=2026-12-31T00:00": `{"message":"Invalid date range"}`,
	} {
		c.get(path).want(t, 400, want)
	}
}

func TestOtherFilters(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	for _, tt := range []struct {
		path string
		want int
	}{
		{"/invoices/payments?invoice_id=80612", 1},
		{"/invoices/payments?invoice_id=80612,80699", 1},
		{"/invoices/payments?date_from=2026-11-20&date_to=2026-11-20", 2},
		{"/invoice_reminders?invoice_id=80547", 2},
		{"/invoice_reminders?date_from=2026-11-16", 2},
		{"/invoice_reminders?ids=2288", 1},
		{"/companies?type=supplier", 3},
		{"/companies?identifier=10203", 1},
		{"/companies?tags=Sonderabsprache", 1},
		{"/companies?term=%26+S%C3%B6hne", 1},
		{"/users?email=anna@beispiel.example", 1},
		{"/projects?company_id=761263028", 1},
		{"/projects?identifier=P25001,P25002", 2},
		{"/projects?retainer=true", 0},
		{"/projects?leader_id=933590&per_page=100", 20},
		{"/projects?created_from=2025-01-06&created_to=2025-01-07", 1},
		{"/comments?commentable_type=Invoice", 3},
		{"/comments?manual=false", 12},
		{"/comments?commentable_type=Invoice&commentable_id=80612&user_id=933591", 1},
		{"/projects/payment_schedules?checked=true", 12},
		{"/projects/payment_schedules?from=2026-12-01&to=2026-12-31", 12},
		{"/projects/payment_schedules?company_id=761263000", 2},
		{"/projects/payment_schedules?project_id=945892000&checked=false", 1},
		{"/report/cashflow?from=2026-01-01&to=2026-01-31&kinds[]=incoming_expenses", 3},
		{"/report/finance?term=Serverraum&per_page=100", 11},
		{"/report/absences?year=2025", 0},
		{"/report/absences?year=2026", 8},
		{"/report/utilization?from=2026-11-20&to=2026-11-20", 8},
		{"/report/planned_vs_tracked?user_ids=933590,933591", 6},
	} {
		rows := decode[[]json.RawMessage](t, c.get(tt.path).want(t, 200))
		if len(rows) != tt.want {
			t.Errorf("%s: %d rows, want %d", tt.path, len(rows), tt.want)
		}
	}
}

// A parameter that MOCO does not know is ignored by it, and noted for the test.
func TestUnknownParametersAreNoted(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.get("/invoices?staus=paid&sort=id&custom_properties[X]=1").want(t, 200)
	if got := c.sim.Requests()[0].Unknown; !slices.Equal(got, []string{"sort", "staus"}) {
		t.Errorf("unknown parameters %v, want sort and staus", got)
	}
}

func TestArchivedStayOut(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	a := c.sim.Account()
	for kind, id := range map[string]int64{"companies": 761263000, "projects": 945892000, "users": 933597} {
		if err := a.Change(kind, id, map[string]any{"active": false}); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string][2]string{"/companies": {"98", "99"}, "/projects": {"59", "60"}, "/users": {"7", "8"}} {
		if got := c.get(path).Header.Get("X-Total"); got != want[0] {
			t.Errorf("%s: %s, want %s", path, got, want[0])
		}
		if got := c.get(path + "?include_archived=true").Header.Get("X-Total"); got != want[1] {
			t.Errorf("%s with archived: %s, want %s", path, got, want[1])
		}
	}
}
