package mirror_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/mirror"
)

// one is an account with one object of each kind, in MOCO's own shapes.
func one() *account {
	a := newAccount()
	put := func(path, body string) {
		a.lists[path] = append(a.lists[path], row{id: int64(len(a.lists[path]) + 1), body: body, updated: a.now})
	}
	put("/invoices", `{"id":1,"identifier":"R2610-022","status":"sent","currency":"EUR","gross_total":1190.0,"net_total":1000,"customer_id":4,"due_date":"2026-10-01"}`)
	put("/invoices/payments", `{"id":2,"invoice":{"id":1,"identifier":"R2610-022"},"paid_total":"17.50","currency":"EUR","date":"2026-10-20"}`)
	put("/invoice_reminders", `{"id":3,"status":"sent","date":"2026-10-12","fee":5.0,"invoice":{"id":1,"identifier":"R2610-022"}}`)
	put("/companies", `{"id":4,"type":"customer","name":"Beispiel AG","currency":"EUR"}`)
	put("/projects", `{"id":5,"identifier":"P1","name":"Website"}`)
	put("/users", `{"id":6,"firstname":"Maria","lastname":"Muster","active":true}`)
	put("/projects/payment_schedules", `{"id":7,"date":"2026-12-01","net_total":500.25}`)
	return a
}

func TestSnapshot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := mirror.New(d, "beispiel")
		pull(t, m, one(), mirror.PullOptions{})
		snap, err := m.Snapshot(t.Context(), today)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int{"invoices": 1, "payments": 1, "reminders": 1, "companies": 1, "projects": 1, "users": 1, "payment_schedules": 1}
		if diff := cmp.Diff(want, snap.Counts()); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		if snap.Account != "beispiel" || snap.Today != today || len(snap.Broken) != 0 {
			t.Errorf("snapshot of %s on %s with broken %v", snap.Account, snap.Today, snap.Broken)
		}
		if read := state(t, m, mirror.Invoices).PulledAt; !snap.ReadAt.Equal(read) {
			t.Errorf("ReadAt %v, want that of the data set that was read first, %v", snap.ReadAt, read)
		}
		item := snap.OpenItems()[0]
		open, err := item.Open()
		if err != nil || open.String() != (billing.Money{Minor: 117250, Currency: "EUR"}).String() || item.Level() != 1 || item.Customer.Name != "Beispiel AG" {
			t.Errorf("open item %v, level %d, customer %q, %v; want 1172.50 EUR of Beispiel AG after one reminder", open, item.Level(), item.Customer.Name, err)
		}
	})
}

func TestSnapshotNeedsAllThatDecides(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	needed := []string{mirror.Invoices, mirror.Payments, mirror.Reminders, mirror.Companies}
	for _, absent := range needed {
		m := mirror.New(d, "without "+absent)
		for _, kind := range needed {
			if kind != absent {
				pull(t, m, one(), mirror.PullOptions{}, kind)
			}
		}
		_, err := m.Snapshot(t.Context(), today)
		if !errors.Is(err, mirror.ErrNotRead) || err.Error() != "read the mirror: "+absent+": was never read completely from MOCO" {
			t.Errorf("without %s: %v", absent, err)
		}
	}
	m := mirror.New(d, "enough")
	pull(t, m, one(), mirror.PullOptions{}, needed...)
	if _, err := m.Snapshot(t.Context(), today); err != nil {
		t.Errorf("with all that is needed: %v", err)
	}
}

func TestSnapshotHoldsBroken(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := one()
		for i, body := range []string{
			`{"id":11,"currency":"EUR","gross_total":"viel"}`,
			`{"id":"12","currency":"EUR"}`,
			`{"currency":"EUR"}`,
			`null`,
			`null`,
			`{"id":-3}`,
			`{"id":99999999999999999999}`,
			`{"id":1.5}`,
			"{\"id\":13,\"title\":\"\xff\xfe\"}",
		} {
			a.lists["/invoices"] = append(a.lists["/invoices"], row{id: int64(10 + i), body: body, updated: a.now})
		}
		a.lists["/invoices/payments"] = append(a.lists["/invoices/payments"],
			row{id: 20, body: `{"id":20,"invoice":{"id":1},"paid_total":"drei","currency":"EUR"}`, updated: a.now})
		m := mirror.New(d, "beispiel")
		pull(t, m, a, mirror.PullOptions{})
		pull(t, m, a, mirror.PullOptions{}) // nothing doubles
		snap, err := m.Snapshot(t.Context(), today)
		if err != nil {
			t.Fatal(err)
		}
		if len(snap.Invoices) != 2 || snap.Invoices[1].Title != "\uFFFD" || len(snap.Payments) != 1 {
			t.Errorf("%d invoices and %d payments understood, want 2 and 1: %+v", len(snap.Invoices), len(snap.Payments), snap.Invoices)
		}
		ids := map[string]int{}
		for _, b := range snap.Broken {
			ids[fmt.Sprintf("%s %d of %d", b.Kind, b.ID, b.Parent)]++
			if b.Reason == "" {
				t.Errorf("%+v has no reason", b)
			}
		}
		want := map[string]int{"invoices 11 of 0": 1, "invoices 12 of 0": 1, "invoices 0 of 0": 6, "payments 20 of 1": 1}
		if diff := cmp.Diff(want, ids); diff != "" {
			t.Errorf("broken (-want +got):\n%s", diff)
		}
	})
}

func TestGoneLeavesSnapshots(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := one()
		m := mirror.New(d, "beispiel")
		pull(t, m, a, mirror.PullOptions{})
		for range 2 {
			if err := m.Gone(t.Context(), mirror.Reminders, 3); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Gone(t.Context(), mirror.Reminders, 12345); err != nil {
			t.Errorf("an unknown object: %v", err)
		}
		snap, err := m.Snapshot(t.Context(), today)
		if err != nil || len(snap.Reminders) != 0 || len(snap.Invoices) != 1 {
			t.Errorf("%d reminders, %v; want the deleted one left out", len(snap.Reminders), err)
		}
		// Deleting the last one by ourselves is no suspicious drop.
		a.lists["/invoice_reminders"] = nil
		pull(t, m, a, mirror.PullOptions{Full: true}, mirror.Reminders)
	})
}

func TestPut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := mirror.New(d, "beispiel")
		pull(t, m, one(), mirror.PullOptions{})
		body := `{"id":8,"status":"created","invoice":{"id":1}}`
		if err := m.Gone(t.Context(), mirror.Reminders, 8); err != nil {
			t.Fatal(err)
		}
		if err := m.Put(t.Context(), mirror.Reminders, []byte(body)); err != nil {
			t.Fatal(err)
		}
		snap, err := m.Snapshot(t.Context(), today)
		if err != nil || len(snap.Reminders) != 2 || len(snap.OpenItems()[0].Unsent()) != 1 {
			t.Errorf("reminders %+v, %v; want the new one too", snap.Reminders, err)
		}
		if err := m.Put(t.Context(), mirror.Reminders, []byte(`{"status":"created"}`)); err == nil || err.Error() != "reminders: an object without an id can't be kept" {
			t.Errorf("an object without an id: %v", err)
		}
		if err := m.Put(t.Context(), "letters", []byte(body)); err == nil {
			t.Error("an unknown data set was accepted")
		}
	})
}

func TestFindInvoice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := mirror.New(d, "beispiel")
		for _, body := range []string{
			`{"id":101,"identifier":"R2610-022"}`, `{"id":102,"identifier":"103"}`, `{"id":103,"identifier":"Ü-1"}`,
			`{"id":104,"identifier":"twice"}`, `{"id":105,"identifier":"twice"}`, `{"id":106,"identifier":"old"}`,
			`{"id":107,"identifier":"again"}`, `{"id":108,"identifier":"again"}`, `{"id":109,"identifier":"bad","tax":"x"}`,
		} {
			if err := m.Put(t.Context(), mirror.Invoices, []byte(body)); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range []billing.ID{106, 107} {
			if err := m.Gone(t.Context(), mirror.Invoices, id); err != nil {
				t.Fatal(err)
			}
		}
		if err := mirror.New(d, "andere").Put(t.Context(), mirror.Invoices, []byte(`{"id":900,"identifier":"foreign"}`)); err != nil {
			t.Fatal(err)
		}
		if id, err := m.FindInvoiceID(t.Context(), "bad"); err != nil || id != 109 {
			t.Errorf("an unreadable invoice is not found: %d, %v", id, err)
		}
		for text, want := range map[string]billing.ID{
			"R2610-022": 101, " r2610-022\n": 101, "101": 101, "103": 102, "Ü-1": 103, "again": 108,
			"https://beispiel.mocoapp.com/invoices/101":          101,
			"https://Beispiel.mocoapp.com/invoices/103.pdf?x=1":  103,
			"https://beispiel.mocoapp.com/invoices/101/edit#foo": 101,
		} {
			if inv, err := m.FindInvoice(t.Context(), text); err != nil || inv.ID != want {
				t.Errorf("FindInvoice(%q) = %d, %v; want %d", text, inv.ID, err, want)
			}
		}
		for text, want := range map[string]string{
			"":        "name an invoice: its number, its id or its link in MOCO",
			"R1":      "there is no invoice R1 among those read from beispiel; check the number, or read again",
			"foreign": "there is no invoice foreign",
			"900":     "there is no invoice 900",
			"old":     "invoice old is no longer in MOCO since 20",
			"twice":   "several invoices have the number twice (ids 104 and 105); name the id",
			"bad":     "invoice 109: ",
			"https://andere.mocoapp.com/invoices/900":   "the link belongs to the account andere, this one is beispiel",
			"https://beispiel.mocoapp.com/projects/101": "the link is not one of an invoice, which looks like https://beispiel.mocoapp.com/invoices/123456",
			"https://example.org/invoices/101":          "the link is not one of an invoice",
			"https://[/invoices/1":                      "the link is no valid address",
		} {
			_, err := m.FindInvoice(t.Context(), text)
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("FindInvoice(%q): %v, want %q", text, err, want)
			}
			if gone := strings.Contains(want, "no invoice") || strings.Contains(want, "no longer"); gone != (fault.KindOf(err) == fault.Gone) {
				t.Errorf("FindInvoice(%q): kind %v", text, fault.KindOf(err))
			}
		}
	})
}

func TestStateOfAnEmptyStore(t *testing.T) {
	t.Parallel()
	m := mirror.New(dbtest.Open(t, dbtest.SQLite(t)), "beispiel")
	states, err := m.State(t.Context())
	if err != nil || len(states) != len(mirror.Kinds()) {
		t.Fatalf("State: %v, %v", states, err)
	}
	for i, s := range states {
		if diff := cmp.Diff(mirror.KindState{Kind: mirror.Kinds()[i].Name}, s); diff != "" {
			t.Errorf("state (-want +got):\n%s", diff)
		}
	}
	a := newAccount()
	a.fill("/users", 3)
	pull(t, m, a, mirror.PullOptions{}, mirror.Users)
	if s := state(t, m, mirror.Users); s.Rows != 3 || s.Total != 3 || !s.Cursor.Equal(start.Add(-10*time.Minute)) || !s.PulledAt.Equal(s.FullAt) {
		t.Errorf("state after a pull: %+v", s)
	}
}

// MOCO may give a payment without an invoice, and a reminder as well: both stay
// in the snapshot, where rules can say so, and belong to no open item.
func TestSnapshotKeepsWhatNamesNoInvoice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := one()
		for i, body := range []string{`{"id":21,"status":"sent","date":"2026-10-12","invoice":null}`, `{"id":22,"status":"sent","date":"2026-10-12"}`} {
			a.lists["/invoice_reminders"] = append(a.lists["/invoice_reminders"], row{id: int64(21 + i), body: body, updated: a.now})
		}
		a.lists["/invoices/payments"] = append(a.lists["/invoices/payments"], row{id: 23, body: `{"id":23,"invoice":null,"paid_total":5,"currency":"EUR","date":"2026-10-20"}`, updated: a.now})
		m := mirror.New(d, "beispiel")
		pull(t, m, a, mirror.PullOptions{})
		snap, err := m.Snapshot(t.Context(), today)
		if err != nil || len(snap.Broken) > 0 {
			t.Fatalf("%v, broken %v", err, snap.Broken)
		}
		var stray []billing.ID
		for _, r := range snap.Reminders {
			if r.Invoice.ID == 0 {
				stray = append(stray, r.ID)
			}
		}
		for _, p := range snap.Payments {
			if p.Invoice.ID == 0 {
				stray = append(stray, p.ID)
			}
		}
		if diff := cmp.Diff([]billing.ID{21, 22, 23}, stray); diff != "" {
			t.Errorf("without an invoice (-want +got):\n%s", diff)
		}
		if item := snap.OpenItems()[0]; len(item.Reminders) != 1 || len(item.Payments) != 1 {
			t.Errorf("%d reminders and %d payments of the invoice, want one each", len(item.Reminders), len(item.Payments))
		}
	})
}
