package mirror_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/mirror"
)

const invoices = "/invoices"

func TestPullKeepsBodies(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.fill(invoices, 250)
		a.now = a.now.Add(time.Hour)
		a.lists[invoices][3].body = "{ \"id\" : 4,\t\"title\":\"Ü\\u00fc <b>\", \"net_total\": 1.10}"
		m := mirror.New(d, "beispiel")
		p := pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
		want := mirror.PulledKind{Rows: 250, Changed: 250, Requests: 4, Total: 250, Full: true, Complete: true} // 3 pages and the proof
		if diff := cmp.Diff(want, p.ByKind[mirror.Invoices]); diff != "" {
			t.Errorf("Pull (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(a.bodies(invoices), bodies(t, d, "beispiel", mirror.Invoices)); diff != "" {
			t.Errorf("stored bodies (-want +got):\n%s", diff)
		}
	})
}

func TestSecondPullCostsOneRequestEach(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		for _, k := range mirror.Kinds() {
			a.fill(k.Path, 120)
			a.now = a.now.Add(2 * time.Hour)
			a.fill(k.Path, 5)
		}
		m := mirror.New(d, "beispiel")
		pull(t, m, a, mirror.PullOptions{})
		a.asked = nil
		p := pull(t, m, a, mirror.PullOptions{})
		if p.Requests() != len(mirror.Kinds()) || len(a.asked) != len(mirror.Kinds()) {
			t.Errorf("%d requests counted, these were made:\n%s\nwant one for each kind", p.Requests(), strings.Join(a.asked, "\n"))
		}
		for kind, k := range p.ByKind {
			if k.Changed != 0 || k.Gone != 0 || !k.Complete || k.Full != (kind == mirror.PaymentSchedules) {
				t.Errorf("%s: %+v, want nothing new", kind, k)
			}
		}
	})
}

func TestQueries(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	a := newAccount()
	for _, k := range mirror.Kinds() {
		a.fill(k.Path, 1)
	}
	m := mirror.New(d, "beispiel")
	pull(t, m, a, mirror.PullOptions{})
	pull(t, m, a, mirror.PullOptions{})
	since := "updated_after=2026-11-23T07%3A50%3A00Z" // ten minutes before the latest change
	want := []string{
		"/invoices", "/invoices/payments", "/invoice_reminders", "/companies?include_archived=true",
		"/projects?include_archived=true", "/users", "/projects/payment_schedules",
		"/invoices?" + since, "/invoices/payments?" + since, "/invoice_reminders?" + since, "/companies?include_archived=true&" + since,
		"/projects?include_archived=true&" + since, "/users?" + since, "/projects/payment_schedules",
	}
	if diff := cmp.Diff(want, a.asked); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestPullReadsChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.fill(invoices, 30)
		m := mirror.New(d, "beispiel")
		pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
		a.now = a.now.Add(time.Hour)
		a.rename(invoices, 7, "R7b")
		a.add(invoices, "new")
		p := pull(t, m, a, mirror.PullOptions{}, mirror.Invoices).ByKind[mirror.Invoices]
		if p.Changed != 2 || p.Full {
			t.Errorf("Pull: %+v, want 2 changed", p)
		}
		if diff := cmp.Diff(a.bodies(invoices), bodies(t, d, "beispiel", mirror.Invoices)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

// MOCO's grain is a second, and a change may become visible a while after its
// own time. Both must be found by the next pull.
func TestPullFindsLateChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, late := range []time.Duration{0, time.Second, 9 * time.Minute} {
			t.Run(late.String(), func(t *testing.T) {
				a := newAccount()
				a.add(invoices, "old")
				a.now = a.now.Add(time.Hour)
				a.fill(invoices, 2)
				m := mirror.New(d, late.String())
				pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
				a.now = a.now.Add(-late) // stamped in the past, visible now
				a.add(invoices, "late")
				a.rename(invoices, 1, "late too")
				pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
				if diff := cmp.Diff(a.bodies(invoices), bodies(t, d, late.String(), mirror.Invoices)); diff != "" {
					t.Errorf("stored (-want +got):\n%s", diff)
				}
			})
		}
	})
}

func TestOlderPageNeverWins(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.fill(invoices, 2)
		m := mirror.New(d, "beispiel")
		fresh := fmt.Sprintf(`{"id":1,"title":"fresh","updated_at":%q}`, stamp(start.Add(time.Minute)))
		if err := m.Put(t.Context(), mirror.Invoices, []byte(fresh)); err != nil {
			t.Fatal(err)
		}
		pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
		if got := bodies(t, d, "beispiel", mirror.Invoices)[1]; got != fresh {
			t.Errorf("stored %s, want the later state", got)
		}
		// The same second says nothing about the order: what is read later stands.
		same := fmt.Sprintf(`{"id":1,"title":"same second","updated_at":%q}`, stamp(start.Add(time.Minute)))
		if err := m.Put(t.Context(), mirror.Invoices, []byte(same)); err != nil {
			t.Fatal(err)
		}
		if got := bodies(t, d, "beispiel", mirror.Invoices)[1]; got != same {
			t.Errorf("stored %s, want what was read last", got)
		}
	})
}

func TestFailureKeepsEarlierPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.fill(invoices, 300)
		m := mirror.New(d, "beispiel")
		down := fault.New(fault.Temporary, errors.New("502 from MOCO"))
		a.fail = func(_ string, page int) error {
			if page == 3 {
				return down
			}
			return nil
		}
		p, err := m.Pull(t.Context(), a, []string{mirror.Invoices}, mirror.PullOptions{})
		if !errors.Is(err, down) || fault.KindOf(err) != fault.Temporary || err.Error() != "read invoices: 502 from MOCO" {
			t.Errorf("Pull gave %v, want the source's error with its data set", err)
		}
		if k := p.ByKind[mirror.Invoices]; k.Complete || k.Rows != 200 || k.Requests != 3 {
			t.Errorf("Pull: %+v, want 200 rows of an incomplete pull", k)
		}
		s := state(t, m, mirror.Invoices)
		if s.Rows != 200 || !s.Cursor.IsZero() || !s.PulledAt.IsZero() || !s.FullAt.IsZero() {
			t.Errorf("state %+v, want 200 rows and no cursor", s)
		}
		if _, err := m.Snapshot(t.Context(), today); !errors.Is(err, mirror.ErrNotRead) {
			t.Errorf("Snapshot of half a list gave %v, want ErrNotRead", err)
		}
		a.fail = nil
		if k := pull(t, m, a, mirror.PullOptions{}, mirror.Invoices).ByKind[mirror.Invoices]; !k.Complete || k.Rows != 300 || k.Changed != 100 {
			t.Errorf("the next pull: %+v, want all 300 rows, 100 of them new", k)
		}
	})
}

func TestSweepFindsDeletions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.fill(invoices, 130)
		m := mirror.New(d, "beispiel")
		pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
		a.remove(invoices, 5)
		if k := pull(t, m, a, mirror.PullOptions{}, mirror.Invoices).ByKind[mirror.Invoices]; k.Full || k.Gone != 0 {
			t.Errorf("before the sweep is due: %+v", k)
		}
		k := pull(t, m, a, mirror.PullOptions{SweepEvery: time.Nanosecond}, mirror.Invoices).ByKind[mirror.Invoices]
		if !k.Full || k.Gone != 1 || k.Rows != 129 {
			t.Errorf("when the sweep is due: %+v, want one gone", k)
		}
		if s := state(t, m, mirror.Invoices); s.Rows != 129 || s.Gone != 1 || s.Total != 129 || s.FullAt.IsZero() {
			t.Errorf("state %+v, want 129 rows and one gone", s)
		}
		// What comes back is shown again.
		a.lists[invoices] = append(a.lists[invoices], row{id: 5, name: "back", created: start, updated: a.now})
		if k := pull(t, m, a, mirror.PullOptions{Full: true}, mirror.Invoices).ByKind[mirror.Invoices]; k.Gone != 0 || k.Changed != 1 {
			t.Errorf("after it came back: %+v", k)
		}
		if diff := cmp.Diff(a.bodies(invoices), bodies(t, d, "beispiel", mirror.Invoices)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

// What another process stores while a list is read can't be on its pages.
func TestSweepLeavesNewcomersAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.fill(invoices, 150)
		a.now = a.now.Add(time.Hour)
		m := mirror.New(d, "beispiel")
		put := false
		a.between = func(string, int) {
			if !put {
				put = true
				time.Sleep(2 * time.Millisecond) // the store's clock has a grain of one
				if err := m.Put(t.Context(), mirror.Invoices, []byte(`{"id":999}`)); err != nil {
					t.Error(err)
				}
			}
		}
		pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
		if got := bodies(t, d, "beispiel", mirror.Invoices); len(got) != 151 || got[999] == "" {
			t.Errorf("%d objects, want 150 and the one that was put meanwhile", len(got))
		}
	})
}

func TestDropGuard(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tests := []struct {
			known, left int
			refused     bool
		}{
			{412, 3, true}, {412, 0, true}, {42, 20, true}, {42, 21, false}, {20, 1, false}, {1, 0, true}, {21, 10, true}, {0, 0, false},
		}
		for _, tt := range tests {
			name := fmt.Sprintf("%d to %d", tt.known, tt.left)
			t.Run(name, func(t *testing.T) {
				a := newAccount()
				a.fill(invoices, tt.known)
				m := mirror.New(d, name)
				pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
				before := state(t, m, mirror.Invoices)
				a.lists[invoices] = a.lists[invoices][:tt.left]
				_, err := m.Pull(t.Context(), a, []string{mirror.Invoices}, mirror.PullOptions{Full: true})
				var drop *mirror.DropError
				if errors.As(err, &drop) != tt.refused {
					t.Fatalf("Pull gave %v, want a refusal: %v", err, tt.refused)
				}
				if !tt.refused {
					if s := state(t, m, mirror.Invoices); s.Rows != tt.left {
						t.Errorf("%d rows, want %d", s.Rows, tt.left)
					}
					return
				}
				if diff := cmp.Diff(before, state(t, m, mirror.Invoices)); diff != "" {
					t.Errorf("the refusal changed the state:\n%s", diff)
				}
				want := fmt.Sprintf("read invoices: MOCO had %d on %s and lists %d now: refused, nothing was marked as deleted; look into MOCO, and if it is right, repeat with --accept-drop",
					tt.known, before.FullAt.Format(time.DateOnly), tt.left)
				if err.Error() != want || fault.KindOf(err) != fault.Permanent {
					t.Errorf("error %q\nwant  %q", err, want)
				}
				k := pull(t, m, a, mirror.PullOptions{Full: true, AcceptDrop: true}, mirror.Invoices).ByKind[mirror.Invoices]
				if k.Gone != tt.known-tt.left {
					t.Errorf("accepted: %+v, want %d gone", k, tt.known-tt.left)
				}
			})
		}
	})
}

func TestMaxAge(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	a := newAccount()
	a.fill(invoices, 2)
	m := mirror.New(d, "beispiel")
	pull(t, m, a, mirror.PullOptions{MaxAge: time.Hour}, mirror.Invoices)
	a.asked = nil
	if k := pull(t, m, a, mirror.PullOptions{MaxAge: time.Hour}, mirror.Invoices).ByKind[mirror.Invoices]; !k.Fresh || !k.Complete || len(a.asked) != 0 {
		t.Errorf("young enough: %+v after %v, want no request", k, a.asked)
	}
	if k := pull(t, m, a, mirror.PullOptions{MaxAge: time.Hour, Full: true}, mirror.Invoices).ByKind[mirror.Invoices]; k.Fresh || !k.Full {
		t.Errorf("asked for everything: %+v", k)
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	a := newAccount()
	a.fill(invoices, 250)
	a.fill("/users", 0)
	a.now = a.now.Add(time.Hour)
	var got []string
	opts := mirror.PullOptions{Progress: func(kind string, rows, total int) { got = append(got, fmt.Sprintf("%s %d/%d", kind, rows, total)) }}
	pull(t, mirror.New(d, "beispiel"), a, opts, mirror.Users, mirror.Invoices)
	want := []string{"invoices 100/250", "invoices 200/250", "invoices 250/250", "users 0/0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
}

func TestAccountsShareAStore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		one, two := newAccount(), newAccount()
		one.fill(invoices, 30)
		two.fill(invoices, 1)
		two.lists[invoices][0].name = "other"
		m1, m2 := mirror.New(d, "eins"), mirror.New(d, "zwei")
		pull(t, m1, one, mirror.PullOptions{}, mirror.Invoices)
		pull(t, m2, two, mirror.PullOptions{}, mirror.Invoices)
		pull(t, m2, two, mirror.PullOptions{Full: true}, mirror.Invoices)
		if diff := cmp.Diff(one.bodies(invoices), bodies(t, d, "eins", mirror.Invoices)); diff != "" {
			t.Errorf("the first account (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(two.bodies(invoices), bodies(t, d, "zwei", mirror.Invoices)); diff != "" {
			t.Errorf("the second account (-want +got):\n%s", diff)
		}
	})
}

func TestUnknownKind(t *testing.T) {
	t.Parallel()
	m := mirror.New(dbtest.Open(t, dbtest.SQLite(t)), "beispiel")
	a := newAccount()
	_, err := m.Pull(t.Context(), a, []string{"invoice"}, mirror.PullOptions{})
	if err == nil || !strings.Contains(err.Error(), `the data set "invoice" is not known; known are invoices, payments, reminders,`) || len(a.asked) != 0 {
		t.Errorf("Pull gave %v after %v", err, a.asked)
	}
}

func TestKindsAreUnique(t *testing.T) {
	t.Parallel()
	var names, paths []string
	for _, k := range mirror.Kinds() {
		names, paths = append(names, k.Name), append(paths, k.Path)
	}
	for _, list := range [][]string{names, paths} {
		if sorted := slices.Sorted(slices.Values(list)); len(slices.Compact(sorted)) != len(list) {
			t.Errorf("twice in the list: %v", list)
		}
	}
}
