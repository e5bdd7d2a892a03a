package mocosim

import (
	"encoding/json"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// bench is the story's account without a listener.
type bench struct {
	*testing.T
	s *Server
}

func newBench(t *testing.T) *bench {
	t.Helper()
	at, err := time.Parse(time.RFC3339, StoryDay+"T06:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	s := New(Options{Now: func() time.Time { return at }, Rate: Rate{Off: true}})
	if err := s.Story(1, StoryDay); err != nil {
		t.Fatal(err)
	}
	return &bench{t, s}
}

func (b *bench) do(method, path, body string) *httptest.ResponseRecorder {
	b.Helper()
	return b.as("write-key", method, path, body)
}

func (b *bench) as(key, method, path, body string) *httptest.ResponseRecorder {
	b.Helper()
	req := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	b.s.Handler().ServeHTTP(rec, req)
	return rec
}

func (b *bench) want(rec *httptest.ResponseRecorder, status int, part string) string {
	b.Helper()
	body := rec.Body.String()
	if rec.Code != status || !strings.Contains(body, part) {
		b.Fatalf("status %d, want %d with %q: %.400s", rec.Code, status, part, body)
	}
	return body
}

var pathNames = regexp.MustCompile(`\{[a-z_]+\}`)

func sampleOf(t *testing.T, r *resource) (Sample, string) {
	t.Helper()
	i := slices.IndexFunc(Samples, func(s Sample) bool { return pathNames.ReplaceAllString(s.Path, "{id}") == r.path })
	if i < 0 {
		t.Fatalf("no sample for %s", r.path)
	}
	return Samples[i], first(Samples[i].At, Samples[i].Path)
}

func (r *resource) can(verb string) bool { return r.verbs == "" || strings.Contains(r.verbs, verb) }

// What the table of a resource says is what its routes do.
func TestResources(t *testing.T) {
	t.Parallel()
	story := newBench(t).s
	for _, r := range resources() {
		t.Run(strings.Trim(r.path, "/"), func(t *testing.T) {
			b := &bench{t, story}
			at := r.path
			if r.can("create") {
				_, at = sampleOf(t, r)
				b.lives(r)
				b.refusesBlanks(r)
			}
			if r.can("list") && r.kind != kindWebHooks { // the story subscribes to nothing
				b.want(b.do("GET", at, ""), 200, "[{")
			}
			b.refusesStrangers(r, at)
		})
	}
}

// lives takes an object from its creation to its deletion.
func (b *bench) lives(r *resource) {
	b.Helper()
	s, at := sampleOf(b.T, r)
	made := b.want(b.do("POST", at, s.Create), max(r.created, 200), `{"id":`)
	var o struct{ ID int64 }
	if err := json.Unmarshal([]byte(made), &o); err != nil {
		b.Fatal(err)
	}
	one := at + "/" + strconv.FormatInt(o.ID, 10)
	if r.can("get") {
		if got := b.want(b.do("GET", one, ""), 200, ""); got != made {
			b.Errorf("created %s\nread    %s", made, got)
		}
	}
	if r.can("list") && !r.local {
		b.want(b.do("GET", at+"?ids="+strconv.FormatInt(o.ID, 10), ""), 200, `[{"id":`+strconv.FormatInt(o.ID, 10))
	}
	if r.can("update") {
		b.want(b.do("PUT", one, s.Change), max(r.updated, 200), s.Shows)
		b.want(b.do("PATCH", one, s.Change), max(r.updated, 200), s.Shows)
	}
	if r.can("get") {
		b.want(b.do("GET", one, ""), 200, s.Shows)
	}
	if r.can("delete") {
		rec := b.do("DELETE", one+"?comment=Test", "") // absence requests want a reason
		if want := map[ending]int{shown: 200, empty: 200, silent: 204}[r.deleted]; rec.Code != want || (rec.Body.Len() > 0) != (r.deleted == shown) {
			b.Errorf("DELETE: status %d with %q", rec.Code, rec.Body)
		}
	}
	if r.can("delete") && r.can("get") {
		b.want(b.do("GET", one, ""), 404, "")
	}
}

// refusesBlanks leaves out each required value in turn.
func (b *bench) refusesBlanks(r *resource) {
	b.Helper()
	s, at := sampleOf(b.T, r)
	for _, a := range r.attrs {
		if !a.required {
			continue
		}
		body, err := parseObject([]byte(s.Create))
		if err != nil {
			b.Fatal(err)
		}
		if a.only == nil {
			b.want(b.do("POST", at, string(body.without(a.write...).encode())), 422, `"`+a.name+`":["`+blank+`"]`)
		}
	}
}

// refusesStrangers asks for what is not there, in ways that do not exist, without the right to.
func (b *bench) refusesStrangers(r *resource, at string) {
	b.Helper()
	for verb, methods := range map[string][]string{"get": {"GET"}, "update": {"PUT", "PATCH"}, "delete": {"DELETE"}} {
		for _, m := range methods {
			if r.can(verb) {
				b.want(b.do(m, at+"/999999999999", `{}`), 404, "")
			}
		}
	}
	if rec := b.do("DELETE", at, ""); rec.Code != 405 || !strings.Contains(rec.Header().Get("Allow"), "GET") && r.can("list") {
		b.Errorf("DELETE of the list: %d, Allow %q", rec.Code, rec.Header().Get("Allow"))
	}
	if r.can("create") {
		b.want(b.as("read-key", "POST", at, `{}`), 403, "errors")
	}
}
