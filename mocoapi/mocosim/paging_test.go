package mocosim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestPagesHoldEachInvoiceOnce(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	seen := map[int64]bool{}
	for page := 1; page <= 5; page++ {
		a := c.get(fmt.Sprintf("/invoices?page=%d", page)).want(t, 200)
		for _, id := range a.ids(t) {
			seen[id] = true
		}
		if a.Header.Get("X-Page") != fmt.Sprint(page) || a.Header.Get("X-Per-Page") != "100" || a.Header.Get("X-Total") != "420" {
			t.Errorf("page %d: headers %v", page, a.Header)
		}
	}
	if len(seen) != 420 {
		t.Errorf("%d invoices on five pages, want 420", len(seen))
	}
	c.get("/invoices?page=6").is(t, "[]")
}

func TestLinkHeader(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	at := func(query string) string { return "<" + c.sim.URL() + "/api/v1/invoices?" + query + ">; rel=" }
	for _, tt := range []struct{ query, want string }{
		{"status=paid&page=1&per_page=100&date_from=2025-01-01",
			at("date_from=2025-01-01&page=4&per_page=100&status=paid") + `"last", ` + at("date_from=2025-01-01&page=2&per_page=100&status=paid") + `"next"`},
		{"page=3", at("page=1") + `"first", ` + at("page=2") + `"prev", ` + at("page=5") + `"last", ` + at("page=4") + `"next"`},
		{"page=5", at("page=1") + `"first", ` + at("page=4") + `"prev"`},
		{"status=draft", ""},
		{"ids=80612&ids=1&custom_properties[A][]=x&custom_properties[A][]=y", ""},
		{"per_page=400&x=2&x=1&page=5&page=4", at("page=1&per_page=400&x=2&x=1") + `"first", ` + at("page=4&per_page=400&x=2&x=1") + `"prev"`},
	} {
		if got := c.get("/invoices?"+tt.query).want(t, 200).Header.Get("Link"); got != tt.want {
			t.Errorf("%s: Link\n got %s\nwant %s", tt.query, got, tt.want)
		}
	}
}

func TestPageSize(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	for _, tt := range []struct {
		query string
		rows  int
		per   string
	}{{"per_page=7", 7, "7"}, {"per_page=1000", 100, "100"}, {"per_page=0", 100, "100"}, {"per_page=x&page=-1", 100, "100"}, {"per_page=100&page=5", 20, "100"}} {
		a := c.get("/invoices?"+tt.query).want(t, 200)
		if n := len(a.ids(t)); n != tt.rows || a.Header.Get("X-Per-Page") != tt.per {
			t.Errorf("%s: %d rows of %s, want %d of %s", tt.query, n, a.Header.Get("X-Per-Page"), tt.rows, tt.per)
		}
	}
}

func TestWholeListsHaveNoPagingHeaders(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	for _, path := range []string{"/projects/payment_schedules", "/projects/945892000/payment_schedules", "/projects/assigned",
		"/taggings/Invoice/80612", "/report/absences", "/report/utilization"} {
		a := c.get(path).want(t, 200)
		for _, h := range []string{"X-Page", "X-Per-Page", "X-Total", "Link"} {
			if a.Header.Get(h) != "" {
				t.Errorf("%s: %s is %q", path, h, a.Header.Get(h))
			}
		}
	}
	if n := strings.Count(c.get("/report/utilization").body, `"user_id"`); n <= 100 {
		t.Errorf("utilization has %d rows, want all", n)
	}
}

func TestDefaultOrders(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	comments := c.get("/comments").ids(t)
	if !slices.IsSortedFunc(comments, func(a, b int64) int { return int(b - a) }) {
		t.Errorf("comments are not newest first: %v", comments)
	}
	var names []string
	for _, row := range decode[[]struct{ Name string }](t, c.get("/companies?type=customer&per_page=4")) {
		names = append(names, row.Name)
	}
	if names[0] > "Am" || strings.HasPrefix(names[0], "=") {
		t.Errorf("companies start with %q; punctuation does not count and A comes first", names)
	}
	var users []string
	for _, row := range decode[[]struct{ Lastname string }](t, c.get("/users")) {
		users = append(users, row.Lastname)
	}
	if !slices.IsSorted(users) {
		t.Errorf("users by last name: %v", users)
	}
}

func TestSortBy(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	up, down := c.get("/invoices?sort_by=id").ids(t), c.get("/invoices?sort_by=id+desc").ids(t)
	if !slices.IsSorted(up) || up[0] != 80058 || down[0] != 80838 {
		t.Errorf("sort_by=id starts with %d, desc with %d; want 80058 and 80838", up[0], down[0])
	}
	biggest := decode[[]struct{ Identifier string }](t, c.get("/invoices?status=overdue&sort_by=gross_total%20desc&per_page=1"))
	if biggest[0].Identifier != "R2609-014" {
		t.Errorf("the biggest overdue invoice is %s, want R2609-014", biggest[0].Identifier)
	}
}
