package mirror_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/mocoapi"
)

// row is an object of the fake account.
type row struct {
	id               int64
	name             string
	created, updated time.Time
	body             string // overrules the body made of the fields
}

func (r row) json() string {
	if r.body != "" {
		return r.body
	}
	return fmt.Sprintf(`{"id":%d, "identifier":%q,"currency":"EUR","status":"sent","created_at":%q,"updated_at":%q}`,
		r.id, r.name, stamp(r.created), stamp(r.updated))
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// account is a MOCO account of one list per path, without HTTP. Its clock
// stands still unless a test moves it.
type account struct {
	now      time.Time
	lists    map[string][]row
	pageSize int
	order    func(a, b row) int // the default order; nil: by id
	noDate   bool

	asked []string // path and query of every request
	// between is called after each page but before the next is made.
	between func(path string, page int)
	// fail gives an error instead of a page.
	fail func(path string, page int) error
}

var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func newAccount() *account {
	return &account{now: start, lists: map[string][]row{}, pageSize: 100}
}

func byID(a, b row) int { return cmp.Compare(a.id, b.id) }

// add makes an object with the next id, now.
func (a *account) add(path, name string) int64 {
	id := int64(1)
	for _, r := range a.lists[path] {
		id = max(id, r.id+1)
	}
	a.lists[path] = append(a.lists[path], row{id: id, name: name, created: a.now, updated: a.now})
	return id
}

func (a *account) fill(path string, n int) {
	for i := range n {
		a.add(path, fmt.Sprintf("R%04d", i+1))
	}
}

func (a *account) remove(path string, id int64) {
	a.lists[path] = slices.DeleteFunc(a.lists[path], func(r row) bool { return r.id == id })
}

func (a *account) rename(path string, id int64, name string) {
	for i, r := range a.lists[path] {
		if r.id == id {
			a.lists[path][i].name, a.lists[path][i].updated = name, a.now
		}
	}
}

func (a *account) RawPages(ctx context.Context, path string, q url.Values) iter.Seq2[mocoapi.RawPage, error] {
	return func(yield func(mocoapi.RawPage, error) bool) {
		for n := 1; ; n++ {
			a.asked = append(a.asked, strings.TrimSuffix(path+"?"+q.Encode(), "?"))
			if a.fail != nil {
				if err := a.fail(path, n); err != nil {
					yield(mocoapi.RawPage{}, err)
					return
				}
			}
			page, more := a.page(path, q, n)
			if !yield(page, ctx.Err()) || !more {
				return
			}
			if a.between != nil {
				a.between(path, n)
			}
		}
	}
}

// RawObject gives one object of a list.
func (a *account) RawObject(_ context.Context, path string) (json.RawMessage, error) {
	a.asked = append(a.asked, path)
	if a.fail != nil {
		if err := a.fail(path, 1); err != nil {
			return nil, err
		}
	}
	at := strings.LastIndexByte(path, '/')
	for _, r := range a.lists[path[:at]] {
		if fmt.Sprint(r.id) == path[at+1:] {
			return json.RawMessage(r.json()), nil
		}
	}
	return nil, fault.New(fault.Gone, fmt.Errorf("no %s", path))
}

func (a *account) page(path string, q url.Values, n int) (p mocoapi.RawPage, more bool) {
	rows := slices.Clone(a.lists[path])
	if after, err := time.Parse(time.RFC3339, q.Get("updated_after")); err == nil {
		rows = slices.DeleteFunc(rows, func(r row) bool { return !r.updated.After(after) })
	}
	order := a.order
	if order == nil || q.Get("sort_by") == "id asc" {
		order = byID
	}
	slices.SortStableFunc(rows, order)
	p = mocoapi.RawPage{Number: n, Total: len(rows), Date: a.now}
	if a.noDate {
		p.Date = time.Time{}
	}
	from := min((n-1)*a.pageSize, len(rows))
	to := min(from+a.pageSize, len(rows))
	if path == "/projects/payment_schedules" {
		p.Total, from, to = -1, 0, len(rows)
	}
	for _, r := range rows[from:to] {
		p.Objects = append(p.Objects, json.RawMessage(r.json()))
	}
	return p, to < len(rows)
}

// pull reads the kinds and fails the test on an error.
func pull(t testing.TB, m *mirror.Mirror, a *account, opts mirror.PullOptions, kinds ...string) mirror.Pulled {
	t.Helper()
	p, err := m.Pull(t.Context(), a, kinds, opts)
	if err != nil {
		t.Fatalf("Pull: %v", err)
	}
	return p
}

// bodies are the live objects of a kind as they are stored.
func bodies(t testing.TB, d *db.DB, account, kind string) map[int64]string {
	t.Helper()
	rows, err := d.QueryContext(t.Context(), `SELECT id, body FROM record WHERE account = $1 AND kind = $2 AND gone_at = 0`, account, kind)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	got := map[int64]string{}
	for rows.Next() {
		var id int64
		var body string
		if err := rows.Scan(&id, &body); err != nil {
			t.Fatal(err)
		}
		got[id] = body
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return got
}

func (a *account) bodies(path string) map[int64]string {
	want := map[int64]string{}
	for _, r := range a.lists[path] {
		want[r.id] = r.json()
	}
	return want
}

func state(t testing.TB, m *mirror.Mirror, kind string) mirror.KindState {
	t.Helper()
	states, err := m.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(states, func(s mirror.KindState) bool { return s.Kind == kind })
	if i < 0 {
		t.Fatalf("State has no line for %s", kind)
	}
	return states[i]
}

var today = billing.Date{Year: 2026, Month: 11, Day: 23}
