package mocoapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// page is one answer of a paged list.
type page struct {
	body  string
	total string // X-Total; "": none
	next  string // the query of rel="next"; "": last page
}

// paged serves pages by their number, as MOCO does: rel="last" comes first.
func paged(pages ...page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n := 1
		fmt.Sscan(r.URL.Query().Get("page"), &n)
		p := pages[n-1]
		if p.total != "" {
			w.Header()["x-total"] = []string{p.total} // lower case, as recorded in 2023
		}
		if p.next != "" {
			here := "http://" + r.Host + basePath + r.URL.Path
			w.Header().Set("Link", fmt.Sprintf(`<%s?page=%d>; rel="last", <%s?%s>; rel="next"`, here, len(pages), here, p.next))
		}
		w.Header().Set("Date", "Mon, 23 Nov 2026 12:00:00 GMT")
		respond(w, 200, p.body)
	}
}

func TestRawPages(t *testing.T) {
	t.Parallel()
	var queries []string
	h := paged(
		page{`[{"id":1},{"id":2}]`, "3", "page=2&date_from=2026-01-01"},
		page{` [ {"id": 3} ] `, "3", ""},
	)
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		queries = append(queries, r.URL.RawQuery)
		h(w, r)
	})
	q := url.Values{"date_from": {"2026-01-01"}}
	var got []string
	for p, err := range c.RawPages(t.Context(), "/invoices", q) {
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range p.Objects {
			got = append(got, fmt.Sprintf("%d/%d/%v %s", p.Number, p.Total, p.Changed, o))
		}
		if want := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC); p.Date != want {
			t.Errorf("date is %v", p.Date)
		}
	}
	equal(t, "objects", got, []string{`1/3/false {"id":1}`, `1/3/false {"id":2}`, `2/3/false {"id": 3}`})
	equal(t, "queries", queries, []string{"date_from=2026-01-01", "date_from=2026-01-01&page=2"})
	if len(q) != 1 {
		t.Errorf("the caller's query was changed: %v", q)
	}
}

func TestRawPagesStopsWhenAsked(t *testing.T) {
	t.Parallel()
	n := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		paged(page{`[]`, "0", "page=2"}, page{`[]`, "0", ""})(w, r)
	})
	for range c.RawPages(t.Context(), "/invoices", nil) {
		break
	}
	if n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

func TestRawPagesRefuses(t *testing.T) {
	t.Parallel()
	link := func(v string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", v)
			respond(w, 200, `[]`)
		}
	}
	tests := []struct {
		name, path string
		h          http.HandlerFunc
		kind       fault.Kind
		text       string
		pages      int // given before the error
	}{
		{"object", "/invoices", answer(200, `{"errors":[]}`), fault.Permanent, "the answer is no list", 0},
		{"null", "/invoices", answer(200, `null`), fault.Permanent, "the answer is no list", 0},
		{"string", "/invoices", answer(200, `"[]"`), fault.Permanent, "the answer is no list", 0},
		{"empty", "/invoices", answer(200, ``), fault.Temporary, "the answer is empty", 0},
		{"HTML", "/invoices", html, fault.Temporary, "an HTML page", 0},
		{"garbage after it", "/invoices", answer(200, `[] []`), fault.Temporary, "not valid JSON", 0},
		{"too deep", "/invoices", answer(200, strings.Repeat("[", 10_001)+strings.Repeat("]", 10_001)), fault.Temporary, "not valid JSON", 0},
		{"total", "/invoices", paged(page{`[]`, "many", ""}), fault.Permanent, `X-Total is "many", not a number of rows`, 0},
		{"negative total", "/invoices", paged(page{`[]`, "-1", ""}), fault.Permanent, `X-Total is "-1"`, 0},
		{"next elsewhere", "/invoices", link(`<https://evil.com/api/v1/invoices?page=2>; rel=next`), fault.Permanent, "another address (evil.com)", 0},
		{"next list", "/invoices", link(`<` + basePath + `/users?page=2>; rel=next`), fault.Permanent, "another list", 0},
		{"broken link", "/invoices", link(`rel=next`), fault.Permanent, "Link header", 0},
		{"itself", "/invoices", link(`<?>; rel=next`), fault.Permanent, "page 1 links to a page that was read before", 1},
		{"loop", "/invoices", paged(page{`[{"id":1}]`, "1", "page=2"}, page{`[{"id":2}]`, "1", "page=3"}, page{`[{"id":3}]`, "1", "page=2"}), fault.Permanent, "page 3 links to a page that was read before", 3},
		{"page repeated", "/invoices", paged(page{`[{"id":1}]`, "3", "page=2"}, page{`[{"id":2}]`, "3", "page=3"}, page{`[{"id":1}]`, "3", "page=4"}), fault.Temporary, "page 3 is page 1 once more", 2},
		{"empty for ever", "/invoices", paged(page{`[]`, "2", "page=2"}, page{`[]`, "2", "page=3"}), fault.Temporary, "page 2 is page 1 once more", 1},
		{"no slash", "invoices", answer(200, `[]`), fault.Permanent, "no path of the API", 0},
		{"dots", "/../session", answer(200, `[]`), fault.Permanent, "no path of the API", 0},
		{"query", "/invoices?x=1", answer(200, `[]`), fault.Permanent, "no path of the API", 0},
		{"401", "/invoices", answer(401, ``), fault.Auth, "the key was refused", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, tt.h)
			pages := 0
			var last error
			for _, err := range c.RawPages(t.Context(), tt.path, nil) {
				if last != nil {
					t.Fatal("the list goes on after an error")
				}
				if last = err; err == nil {
					pages++
				}
			}
			wantError(t, last, tt.kind, tt.text)
			if pages != tt.pages {
				t.Errorf("%d pages before the error, want %d", pages, tt.pages)
			}
		})
	}
}

func TestRawPagesEndsAtTheLimit(t *testing.T) {
	t.Parallel()
	n := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		w.Header().Set("Link", fmt.Sprintf(`<?page=%d>; rel="next"`, n+1))
		respond(w, 200, fmt.Sprintf(`[{"id":%d}]`, n))
	})
	if c.maxPages != 10_000 {
		t.Errorf("limit is %d", c.maxPages)
	}
	c.maxPages = 5
	var last error
	for _, err := range c.RawPages(t.Context(), "/invoices", nil) {
		last = err
	}
	wantError(t, last, fault.Permanent, "the list has more than 5 pages")
	if n != 5 {
		t.Errorf("%d requests, want 5", n)
	}
}

func TestRawPagesReportsChange(t *testing.T) {
	t.Parallel()
	c := serve(t, paged(page{`[{"id":1}]`, "3", "page=2"}, page{`[{"id":2}]`, "4", "page=3"}, page{`[{"id":3}]`, "3", ""}))
	var changed []bool
	for p, err := range c.RawPages(t.Context(), "/invoices", nil) {
		if err != nil {
			t.Fatal(err)
		}
		changed = append(changed, p.Changed)
	}
	equal(t, "changed", changed, []bool{false, true, true})
}

func TestListIsWhole(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		pages []page
		ids   []int64
		err   string
	}{
		{"no paging headers", []page{{`[{"id":1},{"id":2}]`, "", ""}}, []int64{1, 2}, ""},
		{"empty", []page{{`[]`, "0", ""}}, []int64{}, ""},
		{"two pages", []page{{`[{"id":1}]`, "2", "page=2"}, {`[{"id":2}]`, "2", ""}}, []int64{1, 2}, ""},
		{"a row twice in a whole list", []page{{`[{"id":1},{"id":2}]`, "2", "page=2"}, {`[{"id":2}]`, "2", ""}}, []int64{1, 2}, ""},
		{"a row twice, one missing", []page{{`[{"id":1},{"id":2}]`, "4", "page=2"}, {`[{"id":2},{"id":4}]`, "4", ""}}, []int64{1, 2, 4}, "GET /users: 3 objects read, MOCO counts 4; read the list again"},
		{"next is missing", []page{{`[{"id":1}]`, "2", ""}}, []int64{1}, "1 objects read, MOCO counts 2"},
		{"empty, yet counted", []page{{`[]`, "7", ""}}, []int64{}, "0 objects read, MOCO counts 7"},
		{"changed", []page{{`[{"id":1}]`, "3", "page=2"}, {`[{"id":2}]`, "2", ""}}, []int64{1, 2}, "the list changed while it was read (2 objects read, MOCO now counts 2)"},
		{"headers vanish", []page{{`[{"id":1}]`, "2", "page=2"}, {`[{"id":2}]`, "", ""}}, []int64{1, 2}, "the list changed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rows, err := collect(serve(t, paged(tt.pages...)).Users(t.Context(), UserQuery{}))
			equal(t, "ids", rowIDs(rows), tt.ids)
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error is %v, want %q", err, tt.err)
			}
			if err != nil && fault.KindOf(err) != fault.Temporary {
				t.Errorf("%v is %s", err, fault.KindOf(err))
			}
		})
	}
}

func TestListGoesOnAfterABrokenRow(t *testing.T) {
	t.Parallel()
	body := `[{"id":1,"email":"a@example.com"},{"id":2,"email":7},{"id":9223372036854775808},{"id":"4"},{"id":0},{"id":-1},{"id":1.5},{},null,[],"x",{"id":3}]`
	rows, err := collect(serve(t, paged(page{body, "12", ""})).Users(t.Context(), UserQuery{}))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1: <nil>", "2: user 2: email: a number does not fit",
		"0: user: id: 9223372036854775808 is no positive integer", `0: user: id: "4" is no positive integer`,
		"0: user: id: 0 is no positive integer", "0: user: id: -1 is no positive integer", "0: user: id: 1.5 is no positive integer",
		"0: user: no id", "0: user: not an object", "0: user: not an object", "0: user: not an object", "3: <nil>",
	}
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprintf("%d: %v", r.ID, r.Err))
		if len(r.Raw) == 0 {
			t.Errorf("row %d has no raw text", r.ID)
		}
	}
	equal(t, "rows", got, want)
}

func TestBrokenInvoiceNamesItself(t *testing.T) {
	t.Parallel()
	body := `[{"id":1489,"currency":"EUR","gross_total":"1.234,56"},{"id":1490,"currency":7},{"id":1491,"currency":"EUR","gross_total":"1190.00"}]`
	rows, err := collect(serve(t, paged(page{body, "3", ""})).Invoices(t.Context(), InvoiceQuery{}))
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, want := range []string{"invoice 1489: ", "invoice 1490: currency: a number does not fit"} {
		if got := rows[i].Err; got == nil || !strings.HasPrefix(got.Error(), want) || strings.Count(got.Error(), "invoice") != 1 || rows[i].ID == 0 {
			t.Errorf("row %d: %v, want %s…", i, got, want)
		}
	}
	if !strings.Contains(rows[0].Err.Error(), `"1.234,56" is not a decimal`) {
		t.Errorf("the amount is not named: %v", rows[0].Err)
	}
	if want := (billing.Money{Minor: 119000, Currency: "EUR"}); rows[2].Value.GrossTotal != want {
		t.Errorf("gross total is %v", rows[2].Value.GrossTotal)
	}
}

func TestCheckComplete(t *testing.T) {
	t.Parallel()
	for _, ok := range [][2]int{{-1, 0}, {-1, 500}, {0, 0}, {7, 7}} {
		if err := CheckComplete(ok[0], ok[1]); err != nil {
			t.Errorf("%v: %v", ok, err)
		}
	}
	for _, bad := range [][2]int{{7, 6}, {7, 8}, {0, 1}} {
		err := CheckComplete(bad[0], bad[1])
		want := fmt.Sprintf("%d objects read, MOCO counts %d; read the list again", bad[1], bad[0])
		if err == nil || err.Error() != want || fault.KindOf(err) != fault.Temporary {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
