package test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// foreign is a MOCO that somebody else has written: it knows what the docs
// promise, and does everything that they leave open in another way than
// mocosim.
type foreign struct {
	paged    bool // pages of two, told by X-Page alone
	filters  bool // invoice_id is obeyed; else all rows come
	bare     bool // an invoice shows neither payments nor reminders
	noDate   bool
	noLength bool // bodies come in chunks
	deletes  int  // the status of a deletion

	mu        sync.Mutex
	invoices  []map[string]any
	payments  []map[string]any
	reminders []map[string]any
	mails     []int
	posts     int
}

func (f *foreign) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.noDate {
		w.Header()["Date"] = nil
	}
	if r.Header.Get("Authorization") != "Token token=read-key" && r.Header.Get("Authorization") != "Token token=write-key" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	part := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "/")
	switch r.Method + " " + part[0] {
	case "GET session":
		f.say(w, 200, map[string]any{"id": 1, "uuid": "x"})
	case "GET invoices":
		f.invoice(w, r, part)
	case "GET invoice_reminders":
		f.object(w, r, f.reminders, part)
	case "GET companies":
		f.object(w, r, f.companies(), part)
	case "GET projects", "GET users":
		f.list(w, r, []map[string]any{})
	case "POST invoice_reminders":
		f.post(w, r, part)
	case "DELETE invoice_reminders":
		f.reminders = slices.DeleteFunc(f.reminders, func(o map[string]any) bool { return fmt.Sprint(o["id"]) == part[1] })
		w.WriteHeader(f.deletes)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (f *foreign) invoice(w http.ResponseWriter, r *http.Request, part []string) {
	switch {
	case len(part) == 1:
		f.list(w, r, f.invoices)
	case part[1] == "payments":
		f.list(w, r, f.payments)
	default:
		f.object(w, r, f.whole(), part)
	}
}

// whole are the invoices as a single read shows them.
func (f *foreign) whole() []map[string]any {
	var out []map[string]any
	for _, inv := range f.invoices {
		inv = maps.Clone(inv)
		if !f.bare {
			inv["reminders"], inv["payments"] = f.of(f.reminders, inv["id"]), f.of(f.payments, inv["id"])
		}
		out = append(out, inv)
	}
	return out
}

func (f *foreign) of(all []map[string]any, invoice any) []map[string]any {
	out := []map[string]any{}
	for _, o := range all {
		if ref := o["invoice"].(map[string]any); fmt.Sprint(ref["id"]) == fmt.Sprint(invoice) {
			out = append(out, o)
		}
	}
	return out
}

func (f *foreign) companies() []map[string]any {
	var out []map[string]any
	for _, inv := range f.invoices {
		out = append(out, map[string]any{"id": inv["customer_id"], "name": fmt.Sprint("Kunde ", inv["id"]), "type": "customer", "email": "kunde@example.com"})
	}
	return out
}

func (f *foreign) object(w http.ResponseWriter, r *http.Request, all []map[string]any, part []string) {
	if len(part) == 1 {
		f.list(w, r, all)
		return
	}
	for _, o := range all {
		if fmt.Sprint(o["id"]) == part[1] {
			f.say(w, 200, o)
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
}

func (f *foreign) list(w http.ResponseWriter, r *http.Request, all []map[string]any) {
	if id := r.URL.Query().Get("invoice_id"); id != "" && f.filters {
		all = f.of(all, id)
	}
	if !f.paged {
		f.say(w, 200, append([]map[string]any{}, all...))
		return
	}
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	page = max(page, 1)
	w.Header().Set("X-Page", strconv.Itoa(page))
	w.Header().Set("X-Per-Page", "2")
	w.Header().Set("X-Total", strconv.Itoa(len(all)))
	from := min((page-1)*2, len(all))
	f.say(w, 200, append([]map[string]any{}, all[from:min(from+2, len(all))]...))
}

func (f *foreign) post(w http.ResponseWriter, r *http.Request, part []string) {
	f.posts++
	if len(part) == 3 { // send_email
		for _, o := range f.reminders {
			if fmt.Sprint(o["id"]) == part[1] {
				id, _ := strconv.Atoi(part[1])
				o["status"], f.mails = "sent", append(f.mails, id)
			}
		}
		w.WriteHeader(http.StatusNoContent)
		return
	}
	var o map[string]any
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	id := 70 + len(f.reminders)
	o["id"], o["status"], o["invoice"] = id, "created", map[string]any{"id": o["invoice_id"]}
	o["fee"] = fmt.Sprint(o["fee"]) // as a text
	f.reminders = append(f.reminders, o)
	f.say(w, http.StatusCreated, o)
}

func (f *foreign) say(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	w.WriteHeader(status)
	if f.noLength {
		w.(http.Flusher).Flush()
	}
	_, _ = w.Write(b)
}

// TestForeignMOCO runs against MOCOs that answer in other ways than ours: each
// customer gets one letter, and the second run sends nothing.
func TestForeignMOCO(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]*foreign{
		"no headers, no filters":      {noDate: true, deletes: 204},
		"X-Page alone":                {paged: true, filters: true, deletes: 200},
		"bare invoices, in chunks":    {bare: true, filters: true, noLength: true, deletes: 204},
		"everything, and no filters":  {paged: true, noLength: true, deletes: 200},
		"no headers, bare, no chunks": {bare: true, noDate: true, filters: true, deletes: 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			for i, b := range append(threeBills(), bill{number: "R-5", gross: "100.00", late: 40}, bill{number: "R-6", gross: "100.00", late: 40}) {
				o := b.object(9001+i, 100+i)
				for _, key := range []string{"payments", "reminders", "items", "created_on", "updated_on", "discount"} {
					delete(o, key)
				}
				o["gross_total"], o["net_total"] = or(b.gross, "119.00"), or(b.gross, "119.00") // as texts
				f.invoices = append(f.invoices, o)
			}
			// R-6 is paid, and only the list of payments knows.
			f.payments = []map[string]any{{"id": 5, "date": someTimeAgo()[:10], "paid_total": "100.00", "currency": "EUR", "invoice": map[string]any{"id": 9006}}}
			srv := httptest.NewServer(f)
			t.Cleanup(srv.Close)
			w.edit("worker.yaml", "base_url: "+w.moco.URL(), "base_url: "+srv.URL)
			res := w.worker("run", "dun").want(t, 0, "4 sent")
			slices.Sort(f.mails)
			if want := []int{70, 71, 72, 73}; !slices.Equal(f.mails, want) || len(f.reminders) != 4 || f.posts != 8 {
				t.Errorf("mails %v, %d reminders, %d writes\n%s%s", f.mails, len(f.reminders), f.posts, res.out, res.err)
			}
			w.worker("run", "dun").want(t, 0)
			if f.posts != 8 {
				t.Errorf("the second run made %d writes", f.posts-8)
			}
		})
	}
}
